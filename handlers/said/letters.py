"""Messages that are due, made ready to send: fresh facts, words, buttons.

Used by delivery, and by a quiet message opened.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.tell import next_news_at
from cases.answers import asks_for_quiet
from cases.errors import CaseError
from cases.follow_ups import AFTER_CLOSING, TO_REPORTER, WHILE_OPEN, WHILE_WAITING, Kind
from cases.quiet import wait_until
from cases.tracks import ENDED, WAITING
from handlers.callbacks import CasePress, DeskPress, LetterPress, MaterialPress, MenuPress
from handlers.chat import button, keyboard
from handlers.door import Door, Voice
from handlers.said.cases import verb_label
from handlers.said.law import unit_name
from handlers.said.progress import is_wanted, letter_facts
from handlers.said.sheet import Sheet
from storage.cases import Linked, case_by_id, linked_cases
from storage.conversations import conversation_by_id
from storage.dossiers import Dossier, open_dossier
from storage.drafts import draft_by_id, open_told
from storage.keys import KeyLost
from storage.materials import checklist_of
from storage.tables import Case, Conversation, Outgoing, OutgoingState
from storage.team import member_by_id

ALWAYS_SHOWN = frozenset({Kind.RECEIPT})
RATINGS = (5, 4, 3, 2, 1)
WITH_MATERIALS = frozenset({Kind.MATERIALS_ASKED, Kind.MATERIALS_REMINDER, Kind.REPORTER_WROTE})


@dataclass(frozen=True)
class Letter:
    """A message ready for its channel."""

    text: str
    keyboard: InlineKeyboardMarkup | None


class NotNow(CaseError):
    """The reporter asked for messages at other hours; `until` says when it may go."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


async def read_letter(
    session: AsyncSession, door: Door, row: Outgoing, *, open_quiet: bool = False, repeat: bool = False
) -> tuple[Conversation, Letter | None]:
    """Whom it is for, and the message; None when it is not wanted any more, or nothing of it can be read.

    Raises NotNow.
    """
    conversation = await conversation_by_id(session, row.conversation_id)
    voice = await _voice(session, door, conversation)
    with suppress(KeyLost):  # of a case whose key was destroyed there is nothing left to say
        if row.kind is Kind.DRAFT_REMINDER:
            return conversation, await _draft_reminder(session, voice, row, open_quiet=open_quiet)
        return conversation, await _letter(session, voice, row, conversation, open_quiet=open_quiet, repeat=repeat)
    return conversation, None


async def _letter(
    session: AsyncSession, voice: Voice, row: Outgoing, conversation: Conversation, *, open_quiet: bool, repeat: bool
) -> Letter | None:
    door = voice.door
    assert row.case_id
    case = await case_by_id(session, row.case_id)
    if not still_wanted(row.kind, case) or not await is_wanted(session, row, case, conversation, door.clock()):
        return None
    if case.quiet and row.kind in TO_REPORTER - ALWAYS_SHOWN and not open_quiet:
        if until := wait_until(case.quiet_hours, door.clock(), door.zone):
            raise NotNow(until)
        return _quiet(voice, row.id)
    # the receipt must be there within a second, and says nothing of the dossier
    dossier = None if row.kind is Kind.RECEIPT else await open_dossier(session, case)
    materials = await checklist_of(session, door.law, dossier) if dossier and row.kind in WITH_MATERIALS else None
    if materials and row.kind is Kind.MATERIALS_REMINDER and materials.readiness.is_complete:
        return None
    facts = {
        "case": case,
        "dossier": dossier,
        "materials": materials,
        "details": row.details,
        "now": door.clock(),
        "next_news_at": _next_news_at(door, row, case),
        "repeat": repeat,
        "unit": unit_name(voice, case.unit),
        "sheet": Sheet(voice, dossier.answers, case.number) if dossier else None,
        "linked": await _linked(session, case, conversation) if row.kind is Kind.NEW_CASE else None,
        **(_about(dossier, row.details) if dossier else {}),
        **await letter_facts(session, voice, row, case),
    }
    text = voice.chat("letter", kind=row.kind.value, **facts)
    return Letter(text, _keyboard(voice, row.kind, case))


def still_wanted(kind: Kind, case: Case) -> bool:
    """Checked at the last moment: what happened meanwhile may have made the message wrong."""
    if kind in WHILE_WAITING and case.service not in WAITING:
        return False
    if kind in WHILE_OPEN and case.service in ENDED:
        return False
    return not (kind in AFTER_CLOSING and case.service not in ENDED)


async def _voice(session: AsyncSession, door: Door, conversation: Conversation) -> Voice:
    member = await member_by_id(session, conversation.member_id) if conversation.member_id else None
    return Voice(door, conversation.language or (member.language if member else None) or door.language)


async def _linked(session: AsyncSession, case: Case, conversation: Conversation) -> Linked:
    """What the reader of a desk's message may know of linked cases; nothing, when they have left the team."""
    if conversation.is_group:
        return await linked_cases(session, case, conversation.district)
    member = await member_by_id(session, conversation.member_id) if conversation.member_id else None
    return await linked_cases(session, case, member.district) if member else Linked()


def _next_news_at(door: Door, row: Outgoing, case: Case) -> datetime:
    """The date this message names: of one being sent what actions/delivered.py will plan, later what is planned."""
    planned = case.news_due_at if row.state is OutgoingState.SENT else None
    return planned or next_news_at(case, door.clock(), door.zone)


async def _draft_reminder(session: AsyncSession, voice: Voice, row: Outgoing, *, open_quiet: bool) -> Letter | None:
    draft = await draft_by_id(session, row.case_id) if row.case_id else None
    if draft is None or draft.submitted_at or draft.discarded_at:
        return None
    told = await open_told(session, draft.key_id, draft.id, draft.sealed_answers)
    if asks_for_quiet(told.answers) and not open_quiet:
        return _quiet(voice, row.id)
    text = voice.chat(
        "messages/draft_reminder", draft=draft, now=voice.door.clock(), number=row.details.get("number", 0)
    )
    go_on = button(voice.say("buttons.go_on"), MenuPress(action="go_on"))
    again = button(voice.say("buttons.again"), MenuPress(action="again"))
    return Letter(text, keyboard([go_on], [again]))


def _quiet(voice: Voice, outgoing_id: UUID) -> Letter:
    """For a phone the suspect may read: that there is something, and nothing of what."""
    shown = button(voice.say("buttons.show_quiet"), LetterPress(outgoing=outgoing_id.hex))
    return Letter(voice.chat("quiet"), keyboard([shown]))


def _about(dossier: Dossier, details: dict[str, Any]) -> dict[str, Any]:
    """The message or file a row is about, opened."""
    said = next((one for one in dossier.messages if str(one.message.id) == details.get("message")), None)
    file = next((one for one in dossier.files if str(one.file.id) == details.get("file")), None)
    return {"said": said, "file": file}


def _keyboard(voice: Voice, kind: Kind, case: Case) -> InlineKeyboardMarkup | None:
    """The buttons under each kind of message."""

    def mine(action: str, label: str | None = None, argument: str = "") -> InlineKeyboardButton:
        return button(
            voice.say(f"buttons.{label or action}"),
            CasePress(action=action, number=case.number, argument=argument),
        )

    def desk(action: str) -> InlineKeyboardButton:
        return button(verb_label(voice, action), DeskPress(action=action, number=case.number))

    materials = button(voice.say("buttons.materials"), MaterialPress(action="open", number=case.number))
    if kind is Kind.HOW_WAS_IT:
        return keyboard(*([mine("rate", f"rate_{mark}", str(mark))] for mark in RATINGS))
    if kind is Kind.MATERIALS_REMINDER:
        return keyboard([materials], [mine("add_files"), mine("status")])
    if kind in {Kind.RECEIPT, Kind.MATERIALS_ASKED}:
        return keyboard([materials], [mine("write"), mine("status")])
    if kind is Kind.DESK_ASKS:
        return keyboard([mine("write", "reply"), mine("add_files")])
    if kind in TO_REPORTER:
        return keyboard([mine("write"), mine("status")])
    if kind in {Kind.REPORTER_WROTE, Kind.CASE_FOR_YOU}:
        return keyboard([desk("answer"), desk("ask")], [desk("dossier")])
    if case.service in ENDED or case.holder_id:
        return keyboard([desk("dossier")])
    return keyboard([desk("take"), desk("dossier")])
