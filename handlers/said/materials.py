"""What the items of a list of materials are called, for the chat and the desk."""

from __future__ import annotations

from cases.law import Item
from cases.materials import list_for
from cases.questionnaire import Answers
from handlers.door import Door
from storage.materials import Line


def line_title(door: Door, language: str, line: Line) -> str:
    """What the item is called: the officer's own words for what they added."""
    return item_title(door, language, line.item) if line.item else line.title


def item_title(door: Door, language: str, item: Item) -> str:
    return door.words.text(f"materials.items.{item.id}.title", language)


def usual_for(door: Door, language: str, offence: str | None, answers: Answers) -> str:
    """For a report still being told: what such a case usually needs, in one sentence."""
    items = [item for item in list_for(door.law, offence, answers) if not item.optional]
    own = [item for item in items if not item.is_base] or items
    return door.words.chat("materials_usual", language, titles=[item_title(door, language, item) for item in own])
