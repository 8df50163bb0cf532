"""The buttons beneath a message that is due: what each id of its row carries back."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cases.messages import MESSAGES, TO_REPORTER, Kind
from cases.verbs import offered
from handlers.callbacks import CasePress, DeskPress, MaterialPress, MenuPress
from handlers.chat import button, keyboard
from handlers.door import Voice
from handlers.said.cases import verb_label
from storage.cases import chair_of
from storage.tables import Case, Draft, Member


def letter_keyboard(
    voice: Voice, kind: Kind, about: Case | Draft, member: Member | None = None
) -> InlineKeyboardMarkup | None:
    """The rows of the kind: to the team, only what this member can do with the case as it is now."""
    number, rows = "", MESSAGES[kind].buttons
    if isinstance(about, Case):
        number = about.number
        if kind not in TO_REPORTER:
            rows = tuple(offered(row, chair_of(about, member)) for row in rows)
    make = _reporters if kind in TO_REPORTER else _desks
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
