"""Reading cases: the one access function of each person, and what a list shows of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import CaseNotFound, Role, districts_seen, may_see
from cases.tracks import ENDED
from cases.verbs import Chair
from storage.tables import Case, Conversation, Identifier, Member

MOST_LINKED = 20


async def case_for_member(session: AsyncSession, number: str, member: Member, *, lock: bool = False) -> Case:
    """The case, for a member who may see it. Raises CaseNotFound alike for missing and forbidden."""
    case = await _case(session, col(Case.number) == number, lock=lock)
    if case is None or not may_see(member.district, case.district):
        raise CaseNotFound
    return case


def chair_of(case: Case, member: Member | None) -> Chair:
    """The case as the rules see it for this member; None is whoever of a group presses first."""
    return Chair(
        role=member.role if member else Role.EXPERT,
        is_open=case.service not in ENDED,
        is_complete=case.is_complete,
        is_free=case.holder_id is None,
        is_mine=member is not None and case.holder_id == member.id,
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
class Linked:
    """Other cases that name the same company code, phone or account: the newest that may be opened, and how many more.

    `hidden` counts those of other districts, up to MOST_LINKED.
    """

    numbers: list[str] = field(default_factory=list)
    hidden: int = 0


async def linked_cases(session: AsyncSession, case: Case, bound_to: str | None) -> Linked:
    """For a reader bound to that district, or to none."""
    mine, other = aliased(Identifier), aliased(Identifier)
    same = (col(mine.kind) == other.kind) & (col(mine.blind) == other.blind)
    named = select(other.case_id).join(mine, same).where(mine.case_id == case.id, other.case_id != case.id)
    query = select(Case.number).where(col(Case.id).in_(named)).order_by(col(Case.submitted_at).desc())
    seen = districts_seen(bound_to)
    if seen is None:
        return Linked(list((await session.exec(query.limit(MOST_LINKED))).all()))
    own, others = col(Case.district).in_(seen), col(Case.district).not_in(seen)
    numbers = (await session.exec(query.where(own).limit(MOST_LINKED))).all()
    return Linked(list(numbers), len((await session.exec(query.where(others).limit(MOST_LINKED))).all()))


async def _case(session: AsyncSession, condition: Any, *, lock: bool) -> Case | None:
    query = select(Case).where(condition)
    return (await session.exec(query.with_for_update() if lock else query)).one_or_none()
