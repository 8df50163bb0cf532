"""The buttons beneath a message that is due: what each id of its row carries back."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cases.messages import TO_REPORTER, Kind, buttons_of
from cases.tracks import ENDED
from handlers.callbacks import CasePress, DeskPress, MaterialPress, MenuPress
from handlers.chat import button, keyboard
from handlers.door import Voice
from handlers.said.cases import verb_label
from storage.tables import Case, Draft


def letter_keyboard(voice: Voice, kind: Kind, about: Case | Draft) -> InlineKeyboardMarkup | None:
    """The rows of the kind, for the case as it is now."""
    number, is_free = "", False
    if isinstance(about, Case):
        number, is_free = about.number, about.holder_id is None and about.service not in ENDED
    make = _reporters if kind in TO_REPORTER else _desks
    rows = buttons_of(kind, is_free=is_free)
    return keyboard(*([make(voice, name, number) for name in row] for row in rows))


def _desks(voice: Voice, name: str, number: str) -> InlineKeyboardButton:
    return button(verb_label(voice, name), DeskPress(action=name, number=number))


def _reporters(voice: Voice, name: str, number: str) -> InlineKeyboardButton:
    return button(voice.say(f"buttons.{name}"), _reporters_press(name, number))


def _reporters_press(name: str, number: str) -> CallbackData:
    """Most ask for what they are called; a mark is an argument, and some lead elsewhere."""
    action, _, argument = name.partition("_") if name.startswith("rate_") else (name, "", "")
    return ELSEWHERE[name](number) if name in ELSEWHERE else CasePress(action=action, number=number, argument=argument)


ELSEWHERE: dict[str, Callable[[str], CallbackData]] = {
    "materials": lambda number: MaterialPress(action="open", number=number),
    "reply": lambda number: CasePress(action="write", number=number),
    "go_on": lambda _number: MenuPress(action="go_on"),
    "again": lambda _number: MenuPress(action="again"),
}
