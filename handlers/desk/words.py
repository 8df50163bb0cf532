"""Small things every part of the team's door says."""

from __future__ import annotations

from datetime import datetime

from aiogram.types import InlineKeyboardButton

from actions.desk import AlreadyTaken
from cases.errors import CaseError
from handlers.callbacks import DeskPress
from handlers.chat import button
from handlers.door import Door


def error_words(error: CaseError, door: Door, language: str, now: datetime) -> str:
    """What went wrong, for a colleague."""
    if isinstance(error, AlreadyTaken):
        ago = door.words.page("chat/ago", language, at=error.at, now=now).strip()
        return door.words.text("errors.already_taken", language, name=error.name, ago=ago)
    path = f"errors.{error.code}" if door.words.has(f"errors.{error.code}") else "errors.not_possible"
    return door.words.text(path, language)


def desk_button(
    door: Door, language: str, action: str, number: str, argument: str = "", label: str | None = None
) -> InlineKeyboardButton:
    return button(
        label or door.words.text(f"buttons.{action}", language),
        DeskPress(action=action, number=number, argument=argument),
    )
