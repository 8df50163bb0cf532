"""What every door needs, built once in bot/wiring.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from cases.law import Law
from cases.questionnaire import Questionnaire
from storage.conversations import Caller
from storage.database import Database
from storage.files import FileStore
from storage.keys import KeyRing
from templates.rendering import Words


@dataclass(frozen=True)
class Door:
    """The parts behind a door. `address` is the web address people see; `unit` the unit's name, if it is a real one."""

    database: Database
    keys: KeyRing
    files: FileStore
    words: Words
    questionnaire: Questionnaire
    law: Law
    clock: Callable[[], datetime]
    zone: ZoneInfo
    address: str
    language: str
    bot_name: str | None = None  # Telegram's name for the bot, for invitation links

    def language_for(self, caller: Caller) -> str:
        """The language this person chose, else the unit's."""
        member = caller.member.language if caller.member else None
        return caller.conversation.language or member or self.language


def source_of(message: Message) -> str:
    """The update a message came from, so that a repeated one is known."""
    return f"{message.bot.id if message.bot else 0}:{message.chat.id}:{message.message_id}"


def keyboard(*rows: Iterable[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    """Rows of buttons, empty rows left out; None when there are none."""
    filled = [list(row) for row in rows]
    filled = [row for row in filled if row]
    return InlineKeyboardMarkup(inline_keyboard=filled) if filled else None


def button(label: str, data: object) -> InlineKeyboardButton:
    """A button; `data` is one of handlers/callbacks.py."""
    return InlineKeyboardButton(text=label, callback_data=data.pack())  # type: ignore[attr-defined]


def in_rows(buttons: list[InlineKeyboardButton], widest: int = 10) -> list[list[InlineKeyboardButton]]:
    """Short labels two in a row, long ones alone.

    `widest` counts a Chinese character as one and a Latin one as half.
    """
    rows: list[list[InlineKeyboardButton]] = []
    for one in buttons:
        is_short = _width(one.text) <= widest
        if is_short and rows and len(rows[-1]) < 2 and _width(rows[-1][0].text) <= widest:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _width(label: str) -> float:
    return sum(1 if ord(letter) > 0x2E80 else 0.5 for letter in label)
