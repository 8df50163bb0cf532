"""Reading cases: the one access function of each person, and the queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import CaseNotFound, may_see
from cases.tracks import ENDED, WAITING
from cases.verbs import Chair
from storage.drafts import open_told
from storage.tables import Case, Conversation, Member


async def case_for_member(session: AsyncSession, number: str, member: Member, *, lock: bool = False) -> Case:
    """The case, for a member who may see it. Raises CaseNotFound alike for missing and forbidden."""
    case = await _case(session, col(Case.number) == number, lock=lock)
    if case is None or not may_see(member.district, case.district):
        raise CaseNotFound
    return case


def chair_of(case: Case, member: Member) -> Chair:
    """The case as the rules see it for this member."""
    return Chair(
        role=member.role,
        is_open=case.service not in ENDED,
        is_complete=case.is_complete,
        is_free=case.holder_id is None,
        is_mine=case.holder_id == member.id,
    )


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


async def companies_of(session: AsyncSession, cases: list[Case]) -> dict[UUID, str]:
    """The company's name for each case of a list."""
    names: dict[UUID, str] = {}
    for case in cases:
        told = await open_told(session, case.key_id, case.id, case.sealed_answers)
        answer = told.answers.get("company_name")
        names[case.id] = str(answer.value or answer.said) if answer else ""
    return names


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
