"""What the items of a list of materials are called, for the chat and the desk."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.law import Item
from cases.materials import ItemState, list_for
from cases.placing import ANY_ITEM, NO_ITEM
from cases.questionnaire import Answers
from handlers.door import Voice
from storage.materials import Line, open_checklist
from storage.tables import Case


def line_title(voice: Voice, line: Line) -> str:
    """What the item is called: the officer's own words for what they added."""
    return item_title(voice, line.item) if line.item else line.title


def item_title(voice: Voice, item: Item) -> str:
    return voice.say(f"materials.items.{item.id}.title")


def place_title(voice: Voice, step: str, lines: Iterable[Line] = ()) -> str:
    """Where a file stands: the item's name, also of one that is no longer on the list; else that it stands nowhere."""
    line = next((line for line in lines if line.id == step), None)
    if line:
        return line_title(voice, line)
    path = f"materials.items.{step}.title"
    return voice.say(path if voice.has(path) else f"materials.unplaced.{step if step == NO_ITEM else ANY_ITEM}")


async def still_needed(session: AsyncSession, voice: Voice, case: Case) -> list[str]:
    """What the list of the case still lacks, by name; without what may be left out."""
    checklist = await open_checklist(session, voice.door.law, case)
    lacking = (line for line in checklist.lines if line.state is ItemState.MISSING and not line.is_optional)
    return [line_title(voice, line) for line in lacking]


def usual_for(voice: Voice, offence: str | None, answers: Answers) -> str:
    """For a report still being told: what such a case usually needs, in one sentence."""
    items = [item for item in list_for(voice.door.law, offence, answers) if not item.optional]
    own = [item for item in items if not item.is_base] or items
    return voice.text("materials_usual", titles=[item_title(voice, item) for item in own])
