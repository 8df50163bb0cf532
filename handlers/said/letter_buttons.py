"""The buttons beneath a message that is due: what each id of its row carries back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from actions.filled import NOBODY_HAD
from cases.messages import MESSAGES, TO_REPORTER, Kind
from cases.verbs import Verb, offered
from handlers.callbacks import CasePress, DeskPress, MaterialPress, MenuPress, ReportPress
from handlers.chat import button, keyboard, shortened
from handlers.door import Voice
from handlers.said.cases import verb_label
from storage.cases import chair_of
from storage.dossiers import Said
from storage.tables import Case, Draft, Member

MARK = 8


def letter_keyboard(
    voice: Voice,
    kind: Kind,
    about: Case | Draft,
    member: Member | None = None,
    read: str = "",
    *,
    is_colleagues: bool = False,
) -> InlineKeyboardMarkup | None:
    """The rows of the kind: to the team, only what this member can do with the case as it is now.

    `read` is the mark of the reporter's words up to which whoever presses has read. A colleague of theirs has no copy
    of what was reported.
    """
    number, rows = "", MESSAGES[kind].buttons
    if isinstance(about, Case):
        number = about.number
        if is_colleagues or (kind in TO_REPORTER and about.quiet and MESSAGES[kind].always_shown):
            rows = tuple(
                tuple(name for name in row if name != "my_report") for row in rows
            )  # on a watched phone it would say where to look
        if kind not in TO_REPORTER:
            rows = tuple(offered(row, chair_of(about, member)) for row in rows)
    if kind in TO_REPORTER:
        return keyboard(*([_reporters(voice, name, number) for name in row] for row in rows))
    return keyboard(*([_desks(voice, name, number, read) for name in row] for row in rows))


def files_of_letter(
    voice: Voice, kind: Kind, about: Case | Draft, said: Said | None
) -> list[list[InlineKeyboardButton]]:
    """A button for each file that went with the words, which brings it into the reporter's chat."""
    if kind not in TO_REPORTER or said is None or not isinstance(about, Case) or said.message.taken_back_at:
        return []
    return [
        [
            button(
                shortened(voice.say("buttons.take_file", name=one.name)),
                CasePress(action="file", number=about.number, argument=one.mark),
            )
        ]
        for one in said.files
    ]


def mark_of(message_id: UUID | None) -> str:
    """Of what was read, short enough for a button: the beginning of its id; of nothing, that nothing was there."""
    return str(message_id)[:MARK] if message_id else NOBODY_HAD


def _desks(voice: Voice, name: str, number: str, read: str) -> InlineKeyboardButton:
    argument = read if name == Verb.NO_REPLY else ""
    return button(verb_label(voice, name), DeskPress(action=name, number=number, argument=argument))


def _reporters(voice: Voice, name: str, number: str) -> InlineKeyboardButton:
    return button(voice.say(f"buttons.{name}"), _reporters_press(name, number))


def _reporters_press(name: str, number: str) -> CallbackData:
    """Most ask for what they are called; a mark is an argument, and some lead elsewhere."""
    action, _, argument = name.partition("_") if name.startswith("rate_") else (name, "", "")
    return ELSEWHERE[name](number) if name in ELSEWHERE else CasePress(action=action, number=number, argument=argument)


ELSEWHERE: dict[str, Callable[[str], CallbackData]] = {
    "materials": lambda number: MaterialPress(action="open", number=number),
    "my_report": lambda number: ReportPress(action="show", number=number),
    "open_report": lambda number: ReportPress(action="open", number=number),
    "officer": lambda number: MenuPress(action="officer", argument=number),
    "reply": lambda number: CasePress(action="write", number=number),
    "go_on": lambda _number: MenuPress(action="go_on"),
    "again": lambda _number: MenuPress(action="again"),
    "code_new": lambda _number: MenuPress(action="code_new"),
}
