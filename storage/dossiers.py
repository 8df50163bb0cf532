"""Reading cases: the one access function, the queue.

And the dossier with everything an officer or the reporter sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import CaseNotFound, may_see
from cases.questionnaire import Answer
from cases.tracks import WAITING
from storage.drafts import open_told
from storage.keys import keys_of
from storage.tables import (
    Case,
    CaseMessage,
    Conversation,
    Identifier,
    Member,
    StoredFile,
    TimelineEntry,
)


@dataclass(frozen=True)
class Line:
    """A timeline line with the name of who did it."""

    entry: TimelineEntry
    member: str | None


@dataclass(frozen=True)
class Said:
    """One message between reporter and desk, opened. `member` is the officer's name."""

    message: CaseMessage
    text: str
    member: str | None


@dataclass(frozen=True)
class Paper:
    """A file with its name opened."""

    file: StoredFile
    name: str


@dataclass(frozen=True)
class Dossier:
    """A case with everything that belongs to it."""

    case: Case
    answers: dict[str, Answer]
    holder: str | None
    timeline: list[Line]
    messages: list[Said]
    files: list[Paper]
    linked: list[str]

    @property
    def company(self) -> str:
        return self.said("company_name")

    @property
    def contact(self) -> str:
        return self.said("contact_name")

    def said(self, step: str) -> str:
        """What the reporter gave at that step, as text."""
        answer = self.answers.get(step)
        if answer is None:
            return ""
        return answer.value if isinstance(answer.value, str) else answer.said


async def case_for_member(session: AsyncSession, number: str, member: Member, *, lock: bool = False) -> Case:
    """The case, for a member who may see it. Raises CaseNotFound alike for missing and forbidden."""
    case = await _case(session, col(Case.number) == number, lock=lock)
    if case is None or not may_see(member.district, case.district):
        raise CaseNotFound
    return case


async def case_for_reporter(
    session: AsyncSession, number: str, conversation: Conversation, *, lock: bool = False
) -> Case:
    """The case, for the conversation it came from. Raises CaseNotFound alike for missing and not theirs."""
    case = await _case(session, col(Case.number) == number, lock=lock)
    if case is None or case.conversation_id != conversation.id:
        raise CaseNotFound
    return case


async def case_by_id(session: AsyncSession, case_id: UUID, *, lock: bool = False) -> Case:
    """For verbs that come from a row of ours, not from a person. Raises CaseNotFound."""
    case = await case_of_draft(session, case_id, lock=lock)
    if case is None:
        raise CaseNotFound
    return case


async def case_of_draft(session: AsyncSession, draft_id: UUID, *, lock: bool = False) -> Case | None:
    """What the draft became, or was alerted as while it is still told; None before that."""
    return await _case(session, col(Case.id) == draft_id, lock=lock)


async def cases_of(session: AsyncSession, conversation_id: UUID) -> list[Case]:
    """The cases of one reporter, open ones first, newest first."""
    query = (
        select(Case)
        .where(Case.conversation_id == conversation_id)
        .order_by(col(Case.ended_at).is_not(None), col(Case.submitted_at).desc())
    )
    return list((await session.exec(query)).all())


@dataclass(frozen=True)
class View:
    """Which part of the queue: `show` is waiting, mine, open or ended."""

    show: str = "waiting"
    district: str | None = None
    urgent: bool = False


@dataclass(frozen=True)
class Place:
    """Where a page of the queue begins: after this case."""

    rank: int
    submitted_at: datetime
    id: UUID


async def queue(
    session: AsyncSession, member: Member, view: View, *, after: Place | None = None, limit: int = 50
) -> list[Case]:
    """One page of the queue: most urgent first, then oldest first (ended cases newest first)."""
    query = select(Case).limit(limit)
    for condition in _conditions(member, view):
        query = query.where(condition)
    at = col(Case.submitted_at)
    if view.show == "ended":
        query = query.order_by(at.desc(), col(Case.id))
        if after:
            query = query.where(or_(at < after.submitted_at, (at == after.submitted_at) & (col(Case.id) > after.id)))
    else:
        query = query.order_by(col(Case.rank), at, col(Case.id))
        if after:
            later = (at > after.submitted_at) | ((at == after.submitted_at) & (col(Case.id) > after.id))
            query = query.where(or_(col(Case.rank) > after.rank, (col(Case.rank) == after.rank) & later))
    return list((await session.exec(query)).all())


async def open_dossier(session: AsyncSession, case: Case) -> Dossier:
    """Read and unseal everything that belongs to the case. Raises KeyLost when its key was destroyed."""
    cipher = await keys_of(session).cipher(session, case.key_id)
    names = await member_names(session)
    told = await open_told(session, case.key_id, case.id, case.sealed_answers)
    lines = await session.exec(_of(TimelineEntry, case).order_by(col(TimelineEntry.at), col(TimelineEntry.id)))
    messages = await session.exec(_of(CaseMessage, case).order_by(col(CaseMessage.at), col(CaseMessage.id)))
    return Dossier(
        case=case,
        answers=told.answers,
        holder=names.get(case.holder_id) if case.holder_id else None,
        timeline=[Line(line, names.get(line.member_id) if line.member_id else None) for line in lines.all()],
        messages=[
            Said(
                said,
                cipher.open_text(said.sealed_text, f"message:{said.id}"),
                names.get(said.member_id) if said.member_id else None,
            )
            for said in messages.all()
        ],
        files=await files_of(session, case.id, case.key_id),
        linked=await linked_numbers(session, case),
    )


async def files_of(session: AsyncSession, report_id: UUID, key_id: UUID) -> list[Paper]:
    """The files of a draft or case in the order they came."""
    cipher = await keys_of(session).cipher(session, key_id)
    query = select(StoredFile).where(StoredFile.report_id == report_id).order_by(col(StoredFile.received_at))
    return [
        Paper(file, cipher.open_text(file.sealed_name, f"file:{file.id}")) for file in (await session.exec(query)).all()
    ]


async def companies_of(session: AsyncSession, cases: list[Case]) -> dict[UUID, str]:
    """The company's name for each case of a list."""
    names: dict[UUID, str] = {}
    for case in cases:
        told = await open_told(session, case.key_id, case.id, case.sealed_answers)
        answer = told.answers.get("company_name")
        names[case.id] = str(answer.value or answer.said) if answer else ""
    return names


async def linked_numbers(session: AsyncSession, case: Case) -> list[str]:
    """Other cases that name the same company code, phone or account."""
    mine = select(Identifier.kind, Identifier.blind).where(Identifier.case_id == case.id).subquery()
    query = (
        select(Case.number)
        .join(Identifier, col(Identifier.case_id) == col(Case.id))
        .join(mine, (mine.c.kind == Identifier.kind) & (mine.c.blind == Identifier.blind))
        .where(Case.id != case.id)
        .distinct()
        .limit(20)
    )
    return list((await session.exec(query)).all())


async def member_names(session: AsyncSession) -> dict[UUID, str]:
    """The names of all members, past and present."""
    keys = keys_of(session)
    rows = (await session.exec(select(Member))).all()
    return {row.id: keys.unit.open_text(row.sealed_name, f"member:{row.id}") for row in rows}


async def counts(session: AsyncSession, member: Member) -> dict[str, int]:
    """How many cases wait, are mine, are open: for the heads of the queue."""
    found: dict[str, int] = {}
    for show in ("waiting", "mine", "open"):
        query = select(func.count()).select_from(Case)
        for condition in _conditions(member, View(show)):
            query = query.where(condition)
        found[show] = (await session.exec(query)).one()
    return found


async def _case(session: AsyncSession, condition: Any, *, lock: bool) -> Case | None:
    query = select(Case).where(condition)
    return (await session.exec(query.with_for_update() if lock else query)).one_or_none()


def _of(table: Any, case: Case) -> Any:
    return select(table).where(table.case_id == case.id)


def _conditions(member: Member, view: View) -> list[Any]:
    found: list[Any] = [col(Case.ended_at).is_not(None) if view.show == "ended" else col(Case.ended_at).is_(None)]
    if view.show == "waiting":
        found.append(col(Case.service).in_(list(WAITING)))
    if view.show == "mine":
        found.append(col(Case.holder_id) == member.id)
    if member.district:
        found.append(col(Case.district).in_([member.district, "elsewhere"]))
    if view.district:
        found.append(col(Case.district) == view.district)
    if view.urgent:
        found.append(col(Case.rank) == 0)
    return found
