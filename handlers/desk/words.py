"""Small things every part of the team's door says."""

from __future__ import annotations

from datetime import datetime

from aiogram.types import InlineKeyboardButton

from actions.desk import AlreadyTaken
from cases.errors import CaseError
from handlers.callbacks import DeskPress
from handlers.chat import button
from handlers.door import Voice


def error_words(error: CaseError, voice: Voice, now: datetime) -> str:
    """What went wrong, for a colleague."""
    if isinstance(error, AlreadyTaken):
        ago = voice.page("chat/ago", at=error.at, now=now).strip()
        return voice.say("errors.already_taken", name=error.name, ago=ago)
    path = f"errors.{error.code}" if voice.has(f"errors.{error.code}") else "errors.not_possible"
    return voice.say(path)


def desk_button(
    voice: Voice, action: str, number: str, argument: str = "", label: str | None = None
) -> InlineKeyboardButton:
    return button(
        label or voice.say(f"buttons.{action}"),
        DeskPress(action=action, number=number, argument=argument),
    )
