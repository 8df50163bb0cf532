"""Messages that are due, made ready to send: still wanted, fresh facts, words, buttons.

Used by delivery, and by a quiet message opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from aiogram.types import InlineKeyboardMarkup
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.tell import is_urgent_now
from cases.answers import asks_for_quiet
from cases.errors import CaseError
from cases.follow_ups import by_day
from cases.messages import CAN_WAIT, FAREWELLS, MESSAGES, TOGETHER, URGENT, Kind, While, is_hidden, still_wanted
from cases.quiet import wait_until
from cases.verbs import Verb
from handlers.callbacks import ClosePress, LetterPress, MenuPress, ReportPress
from handlers.chat import WAY, button, keyboard
from handlers.door import Door, Voice
from handlers.said.caught_up import caught_up
from handlers.said.digest import digest_of
from handlers.said.group_card import group_card
from handlers.said.house import house_facts, house_keyboard
from handlers.said.letter_buttons import files_of_letter, letter_keyboard, mark_of
from handlers.said.letter_facts import Look, facts_of, sending
from storage.at_the_phone import ASKED_FOR, here_of
from storage.cases import last_words
from storage.dossiers import Said
from storage.drafts import open_told
from storage.keys import KeyLost, ValueChanged, keys_of
from storage.letters import Addressed, Lately, Shelf, addressed
from storage.spoken import speak_of, speak_to_team
from storage.stamps import check
from storage.tables import VOID, Author, Case, Conversation, Draft, Outgoing

A_MOMENT = timedelta(minutes=10)  # what is so late is not late


@dataclass(frozen=True)
class Letter:
    """A message ready for its channel; `is_closed`: it only says that there is one; `told`: rows told together."""

    text: str
    keyboard: InlineKeyboardMarkup | None
    is_closed: bool = False
    told: Sequence[UUID] = ()


class NotNow(CaseError):
    """It is night, or the reporter asked for messages at other hours; `until` says when it may go."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


async def read_letter(
    session: AsyncSession,
    door: Door,
    row: Outgoing,
    *,
    open_quiet: bool = False,
    repeat: bool = False,
    lately: Lately | None = None,
) -> tuple[Conversation, Letter | None]:
    """Whom it is for, and the message; None when it is not wanted any more, or nothing of it can be read.

    Raises NotNow, and ValueChanged where it would go by a row that is not ours. `lately` is what was read for other
    letters of the same moment.
    """
    check(row)
    found = await addressed(session, row, Draft if MESSAGES[row.kind].wanted is While.TOLD else Case)
    look = Look(session, _voice(door, found), found, lately or Shelf().look())
    if found.member:
        speak_to_team()
    check(found.chat)
    try:
        return found.chat, await _letter(look, open_quiet=open_quiet, repeat=repeat)
    except ValueChanged:
        raise  # it waits until somebody has looked at it
    except KeyLost:  # of what cannot be opened any more there is nothing left to say
        return found.chat, None


async def _letter(look: Look, *, open_quiet: bool, repeat: bool) -> Letter | None:
    about, kind = look.found.about, look.row.kind
    if kind in TOGETHER:  # about no single case
        digest = await digest_of(look, repeat=repeat)
        return Letter(digest.text, digest.keyboard, told=digest.told) if digest else None
    if kind is Kind.CAUGHT_UP:
        _wait_for_morning(look)
        found = await caught_up(look, repeat=repeat)
        return Letter(found.text, found.keyboard, told=found.told) if found else None
    if kind in FAREWELLS:
        return _farewell(look, repeat=repeat, open_quiet=open_quiet)
    if MESSAGES[kind].of_house:
        return await _of_house(look, repeat=repeat)
    if about is None:
        return None
    await keys_of(look.session).cipher(look.session, about.key_id)
    speak_of(about.key_id)
    if not still_wanted(kind, await sending(look)):
        return None
    if not open_quiet and is_hidden(kind, quiet=await _is_quiet(look.session, about)):
        return _quiet(look)
    if not open_quiet:
        _heed_time(look)
    if look.found.chat.is_group and isinstance(about, Case):
        shown = await group_card(look.session, look.voice, about, kind, repeat=repeat)
        return Letter(shown.text, shown.keyboard)
    facts = await facts_of(look)
    text = look.voice.chat(f"messages/{kind}", repeat=repeat, **facts)
    files = files_of_letter(look.voice, kind, about, facts.get("said"))
    read = await _read_up_to(look, facts.get("said"))
    is_colleagues = look.row.copy_of is not None
    rows = letter_keyboard(look.voice, kind, about, look.found.member, read, is_colleagues=is_colleagues)
    return Letter(text, keyboard(*files, *(rows.inline_keyboard if rows else [])))


async def _of_house(look: Look, *, repeat: bool) -> Letter | None:
    """About no case. Nothing for who is not on the team any more, or where what it shows is gone."""
    member, row = look.found.member, look.row
    facts = await house_facts(look) if member else None
    if member is None or facts is None:
        return None
    text = look.voice.chat(
        f"messages/{row.kind}", repeat=repeat, now=look.voice.door.clock(), details=row.details, **facts
    )
    return Letter(text, house_keyboard(look.voice, member, row, facts))


def _farewell(look: Look, *, repeat: bool, open_quiet: bool) -> Letter:
    """Of a case that is not there any more: from its own details alone."""
    details = look.row.details
    if not open_quiet and is_hidden(look.row.kind, quiet=details.get("quiet", False)):
        return closed_letter(look.voice, look.row)
    facts = {"details": details, "case": None, "now": look.voice.door.clock()}
    return Letter(look.voice.chat(f"messages/{look.row.kind}", repeat=repeat, **facts), None)


async def _read_up_to(look: Look, said: Said | None) -> str:
    """The reporter's newest words for whoever reads this letter: those it shows, or else the newest as it leaves."""
    if not any(Verb.NO_REPLY in row for row in MESSAGES[look.row.kind].buttons):
        return ""
    if said and said.message.author is Author.REPORTER:
        return mark_of(said.message.id)
    return mark_of(await last_words(look.session, look.case.id))


def _voice(door: Door, found: Addressed) -> Voice:
    member = found.member.language if found.member else None
    return Voice(door, found.chat.language or member or door.language)


async def _is_quiet(session: AsyncSession, about: Case | Draft) -> bool:
    if isinstance(about, Case):
        return about.quiet
    return asks_for_quiet((await open_told(session, about.key_id, about.id, about.sealed_answers)).answers)


def _quiet(look: Look) -> Letter:
    """For a phone the suspect may read: it rings by night, too. Raises NotNow."""
    _heed_hours(look)
    _heed_day(look)
    return closed_letter(look.voice, look.row)


def _heed_time(look: Look) -> None:
    """Raises NotNow."""
    if look.row.kind is Kind.NEWS_WAITS:
        _heed_hours(look)
    _heed_day(look)


def _heed_day(look: Look) -> None:
    """What was promised for the day and could not leave in it wakes nobody, unless money moves. Raises NotNow."""
    row, door, about = look.row, look.voice.door, look.found.about
    can_wait = row.promise or row.kind in CAN_WAIT
    if not can_wait or row.kind in URGENT or here_of(row.error, door.clock()) or door.clock() - row.due_at < A_MOMENT:
        return
    if isinstance(about, Case) and is_urgent_now(about, door.clock()):
        return
    if door.law.plans.day.holds(row.due_at.astimezone(door.zone)):
        _wait_for_morning(look)


def _wait_for_morning(look: Look) -> None:
    """Raises NotNow by night."""
    door = look.voice.door
    morning = by_day(door.law.plans, door.clock(), door.zone)
    if morning > door.clock() and not here_of(look.row.error, door.clock()):
        raise NotNow(morning)


def _heed_hours(look: Look) -> None:
    """Raises NotNow outside of those that its reader chose, but not where they have come before the time."""
    door, about = look.voice.door, look.found.about
    has_asked = here_of(look.row.error, door.clock()) == ASKED_FOR
    hours = about.quiet_hours if isinstance(about, Case) and not has_asked else None
    if until := wait_until(hours, door.clock(), door.zone):
        raise NotNow(until)


def closed_letter(voice: Voice, row: Outgoing) -> Letter:
    """That there is something, and nothing of what."""
    if row.kind is Kind.MY_REPORT:
        return closed_report(voice, row.details["number"])
    if row.kind is Kind.RETURN_CODE:
        return closed_code(voice, is_void=row.details.get(VOID, False))
    shown = button(voice.say("buttons.show_quiet"), LetterPress(outgoing=row.id.hex))
    return Letter(voice.chat("quiet"), keyboard([shown]), is_closed=True)


def closed_report(voice: Voice, number: str) -> Letter:
    """In the place of the copy of a report: what opening it means."""
    opened = button(voice.say("buttons.open_report"), ReportPress(action="open", number=number))
    return Letter(voice.chat("messages/my_report", repeat=False), keyboard([opened]))


def closed_code(voice: Voice, *, is_void: bool) -> Letter:
    """In the place of a return code, once it could be written down, or is void: where a new one comes from."""
    another = button(voice.say("buttons.code_new"), MenuPress(action="code_new"), WAY)
    return Letter(voice.chat("messages/return_code", repeat=False, details={VOID: is_void}), keyboard([another]))


def open_letter(voice: Voice, row: Outgoing, letter: Letter) -> Letter:
    """What it says, with a way to close it at once."""
    rows = letter.keyboard.inline_keyboard if letter.keyboard else []
    closes = button(voice.say("buttons.close_quiet"), ClosePress(outgoing=row.id.hex), WAY)
    return Letter(letter.text, keyboard(*rows, [closes]))
