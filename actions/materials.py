"""The list of materials of a case: the reporter says what is there, an officer asks for the rest in one round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.desk import NEWS, add_message, take_case
from actions.tell import next_news_at, note_event, replan, tell, tell_holder, unique_key, was_planned
from cases.follow_ups import WHILE_WAITING, Kind, Planned
from cases.law import Law
from cases.law.materials import OWN
from cases.materials import (
    LONGEST_NEWS,
    LONGEST_REASON,
    LONGEST_TITLE,
    Decision,
    MaterialAlreadyDecided,
    MaterialNotListed,
    check_round,
)
from cases.people import Verb, check_may
from cases.tracks import ENDED, CaseEnded, Service, check_move
from cases.understanding import read_text
from storage.cases import case_for_member, case_for_reporter
from storage.dossiers import open_dossier
from storage.keys import keys_of
from storage.materials import Checklist, material_row, open_checklist, seal_decision
from storage.tables import Author, Case, Conversation, Event, Material, Member

UNWANTED = NEWS | WHILE_WAITING | {Kind.MATERIALS_REMINDER, Kind.TAKEN}  # the list itself names who has the case


@dataclass(frozen=True)
class Round:
    """What an officer asks for at once: (title, reason) of what is added, reasons by item of what is waived."""

    added: Sequence[tuple[str, str]] = ()
    waived: Mapping[str, str] | None = None
    new_facts: str = ""  # what is new since the last round, in a line

    @property
    def leaves_out(self) -> Mapping[str, str]:
        return self.waived or {}


@dataclass(frozen=True)
class Deciding:
    """An officer deciding items of a case."""

    session: AsyncSession
    case: Case
    checklist: Checklist
    member: Member
    now: datetime


async def tick(
    session: AsyncSession,
    law: Law,
    number: str,
    conversation: Conversation,
    item: str,
    now: datetime,
    *,
    ticked: bool = True,
) -> Case:
    """The reporter has the item, or has it not. Raises CaseNotFound, CaseEnded or MaterialNotListed."""
    case = await case_for_reporter(session, number, conversation, lock=True)
    if case.service in ENDED:
        raise CaseEnded
    checklist = await open_checklist(session, law, await open_dossier(session, case))
    if checklist.line(item) is None:
        raise MaterialNotListed
    row = await _row(session, case, item)
    row.ticked = ticked
    await session.flush()
    await tell_when_complete(session, law, case, now)
    return case


async def tell_when_complete(session: AsyncSession, law: Law, case: Case, now: datetime) -> None:
    """The desk hears once that everything needed is there; after a new round, once more."""
    checklist = await open_checklist(session, law, await open_dossier(session, case))
    if checklist.readiness.is_complete and checklist.readiness.needed:
        asked = case.materials_asked_at
        key = f"{case.number}:complete:{int(asked.timestamp()) if asked else 0}"
        await tell_holder(session, case, Kind.REPORTER_WROTE, now, key=key, complete=True)


async def ask_materials(
    session: AsyncSession,
    law: Law,
    number: str,
    member: Member,
    asked: Round,
    now: datetime,
    zone: ZoneInfo,
    *,
    source: str | None = None,
) -> Case:
    """The one round: adds and waives, and sends the whole list with what is new.

    Raises RoundAlreadyMade unless there are new facts, MaterialAlreadyDecided, MaterialNotListed, TooManyAdded,
    NothingAsked, MoveNotPossible or NotUnderstood. The same `source` again does nothing.
    """
    case = await _case(session, number, member)
    if source and await was_planned(session, unique_key(Kind.MATERIALS_ASKED, source, case.conversation_id)):
        return case
    check_round(case.materials_asked_at is not None, len(asked.added), len(asked.leaves_out), asked.new_facts)
    if case.holder_id is None:  # whoever asks has the case
        case = await take_case(session, number, member, now, zone)
    checklist = await open_checklist(session, law, await open_dossier(session, case))
    by = Deciding(session, case, checklist, member, now)
    items = [await _waive(by, item, reason) for item, reason in asked.leaves_out.items()]
    items += [await _add(by, place, title, reason) for place, (title, reason) in enumerate(asked.added, 1)]
    _move(case, now, zone)
    note_event(session, case, Event.MATERIALS_ASKED, now, member.id, items=items)
    await _send(session, case, member, asked.new_facts, items, now, source)
    return case


async def _case(session: AsyncSession, number: str, member: Member) -> Case:
    check_may(member.role, Verb.ASK_MATERIALS)
    case = await case_for_member(session, number, member, lock=True)
    if case.service in ENDED:
        raise CaseEnded
    return case


async def _waive(by: Deciding, item: str, reason: str) -> str:
    line = by.checklist.line(item)
    if line is None:
        raise MaterialNotListed
    if line.is_decided:
        raise MaterialAlreadyDecided
    await _decide(by, item, Decision.WAIVED, reason)
    note_event(by.session, by.case, Event.MATERIAL_WAIVED, by.now, by.member.id, item=item)
    return item


async def _add(by: Deciding, place: int, title: str, reason: str) -> str:
    item = f"{OWN}{place + sum(line.item is None for line in by.checklist.lines)}"
    await _decide(by, item, Decision.ADDED, reason, read_text(title, LONGEST_TITLE))
    return item


async def _decide(by: Deciding, item: str, decision: Decision, reason: str, title: str = "") -> None:
    cipher = await keys_of(by.session).cipher(by.session, by.case.key_id)
    row = await _row(by.session, by.case, item)
    seal_decision(cipher, row, reason=read_text(reason, LONGEST_REASON), title=title)
    row.decision, row.decided_by, row.decided_at = decision.value, by.member.id, by.now
    await by.session.flush()


async def _row(session: AsyncSession, case: Case, item: str) -> Material:
    """What was said of the item; the case is locked, so nobody else begins the same row."""
    row = await material_row(session, case.id, item) or Material(report_id=case.id, item=item)
    session.add(row)
    return row


def _move(case: Case, now: datetime, zone: ZoneInfo) -> None:
    if case.service is not Service.MATERIALS_REQUESTED:  # a question, or an earlier round, brought it there already
        check_move(case.service, Service.MATERIALS_REQUESTED)
        case.service = Service.MATERIALS_REQUESTED
    case.materials_asked_at, case.news_due_at = now, next_news_at(case, now, zone)


async def _send(
    session: AsyncSession,
    case: Case,
    member: Member,
    new_facts: str,
    items: list[str],
    now: datetime,
    source: str | None,
) -> None:
    """The list to the reporter, with the officer's line on what is new, and the date of the next news."""
    details: dict[str, object] = {"items": items, "member": str(member.id)}
    if new_facts.strip():
        text = read_text(new_facts, LONGEST_NEWS)
        details["message"] = str((await add_message(session, case, Author.DESK, text, now, member=member)).id)
    assert case.news_due_at
    await replan(session, case, UNWANTED, [Planned(Kind.STILL_WORKING, case.news_due_at, promise=True)])
    letter = Planned(Kind.MATERIALS_ASKED, now)
    tell(session, case.conversation_id, letter, case_id=case.id, key=source, **details)
