"""Whoever leaves the team, or may not have a case any more, leaves none behind: it waits in the queue again.

Its reporter has a time, and the desk is told once, of all of them together.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import col, delete, select, update

from actions.casework import back_to_queue
from actions.hand import Hand
from actions.seats import leave_special_teams
from actions.team import revoke_member
from actions.team_log import log_team, note_lead_out
from actions.tell import chats_of, plan
from cases.messages import Kind
from cases.people import WORKING, Role, may_see
from storage.tables import Absence, Case, Event, Member, StandIn, TeamEvent
from storage.workload import AT_ONCE, held_by, left_behind, loads_of

MOST_NAMED = 20  # numbers in one message; how many more there are is said


async def leave_team(hand: Hand, member_id: UUID) -> None:
    """Out of the team at once, and their cases back in the queue; so are what they were to do and to stand in for.

    More than AT_ONCE cases go back within moments, by `take_back_left_behind`.
    """
    cases = (await loads_of(hand.session, [member_id], hand.now))[member_id].cases
    if (member := await hand.session.get(Member, member_id)) and member.role is Role.LEAD:
        await note_lead_out(hand)
    await revoke_member(hand.session, member_id, hand.now)
    log_team(hand, TeamEvent.REVOKED, member_id, cases=cases)
    await leave_special_teams(hand, member_id)
    theirs = (col(Absence.member_id) == member_id) & col(Absence.over_at).is_(None)
    ids = select(Absence.id).where(col(Absence.member_id) == member_id)
    await hand.session.exec(delete(StandIn).where(col(StandIn.absence_id).in_(ids)))
    await hand.session.exec(update(Absence).where(theirs).values(over_at=hand.now))
    await hand.session.exec(update(Absence).where(col(Absence.deputy_id) == member_id).values(deputy_id=None))
    await _take_back(hand, member_id)


async def take_back_left_behind(hand: Hand) -> bool:
    """What somebody holds who may hold nothing, whatever left it with them; whether there may be more of it."""
    found = [await _take_back(hand, member.id) for member in await left_behind(hand.session)]
    return any(count == AT_ONCE for count in found)


async def let_go_unseen(hand: Hand, member: Member) -> None:
    """Cases they hold and may not see any more, because their district is another one now."""
    if member.role not in WORKING:
        await leave_special_teams(hand, member.id)
    held = await held_by(hand.session, member.id)
    unseen = [case for case in held if member.role not in WORKING or not may_see(member.district, case.district)]
    await _put_all_back(hand, member.id, unseen)


async def tell_of_cases(
    hand: Hand,
    cases: Iterable[Case],
    hearing: Callable[[Case], Awaitable[list[UUID]]],
    *,
    why: str,
    who: UUID,
    at: datetime | None = None,
) -> None:
    """One message to each chat, of those of the cases it may hear of; `why` and `who` stand for what happened."""
    by_chat: dict[UUID, list[Case]] = {}
    for case in cases:
        for chat in await hearing(case):
            by_chat.setdefault(chat, []).append(case)
    for chat, heard in by_chat.items():
        named = [case.number for case in heard[:MOST_NAMED]]
        more = len(heard) - len(named)
        facts = {"numbers": named, "more": more, "why": why, "who": str(who)}
        plan(hand.session, chat, Kind.CASES_MOVED, at or hand.now, case_id=heard[0].id, **facts)


async def _take_back(hand: Hand, member_id: UUID) -> int:
    cases = await held_by(hand.session, member_id)
    await _put_all_back(hand, member_id, cases)
    return len(cases)


async def _put_all_back(hand: Hand, member_id: UUID, cases: list[Case]) -> None:
    for case in cases:
        await back_to_queue(hand, case)
        hand.note(case, Event.HOLDER_LEFT, who=str(member_id))

    async def desk(case: Case) -> list[UUID]:
        return await chats_of(hand.session, case, Kind.CASES_MOVED)

    await tell_of_cases(hand, cases, desk, why="left", who=member_id)
