"""Who is on a special team. Each member's row says on which, so that whoever asks what they see reads nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from actions.hand import Hand
from cases.messages import Kind
from cases.people import NoSuchMember
from cases.special_teams import MOST_TEAMS, TooManyTeams
from cases.verbs import Verb, check_may
from storage.special_teams import cases_of_team, running_team
from storage.tables import Member, SpecialSeat, SpecialTeam


async def hold_members(hand: Hand, verb: Verb, members: Iterable[UUID | None]) -> None:
    """Locked before any case and together with the officer, in one order: nobody waits for who waits for them.

    Raises NotAllowed.
    """
    check_may(hand.officer.role, verb)
    wanted = {one for one in (hand.officer.id, *members) if one}
    await hand.session.exec(_lock(col(Member.id).in_(wanted)).order_by(col(Member.id)))


async def seat(hand: Hand, row: SpecialTeam, member_id: UUID) -> None:
    """On the team from now on; who is on it already stays so. Raises NoSuchMember and TooManyTeams."""
    member = await _locked(hand, member_id)
    if member is None:
        raise NoSuchMember
    teams = _teams(member)
    if len(teams | {row.id.hex}) > MOST_TEAMS:
        raise TooManyTeams
    member.special_teams = ",".join(sorted(teams | {row.id.hex}))
    known = await hand.session.get(SpecialSeat, (row.id, member_id))
    if known is None:
        hand.session.add(SpecialSeat(team_id=row.id, member_id=member_id, joined_at=hand.now))
    elif known.left_at is not None:
        known.joined_at, known.left_at = hand.now, None
    await hand.session.flush()


async def unseat(hand: Hand, row: SpecialTeam, member_id: UUID) -> None:
    """Off the team, and what they saw only because of it is not theirs to see any more."""
    member = await _locked(hand, member_id)
    known = await hand.session.get(SpecialSeat, (row.id, member_id))
    if known is not None and known.left_at is None:
        known.left_at = hand.now
    if member is not None:
        member.special_teams = ",".join(sorted(_teams(member) - {row.id.hex}))
    if row.leader_id == member_id:
        row.leader_id = None
    await hand.session.flush()


async def leave_special_teams(hand: Hand, member_id: UUID) -> None:
    """Whoever leaves the house, or works on cases no more, leaves each team; leads hear of one without leader."""
    seats = select(SpecialSeat.team_id).where(SpecialSeat.member_id == member_id, col(SpecialSeat.left_at).is_(None))
    for team_id in sorted((await hand.session.exec(seats)).all()):
        row = await running_team(hand.session, team_id, lock=True)
        if row is None:
            continue
        led = row.leader_id == member_id
        await unseat(hand, row, member_id)
        cases = await cases_of_team(hand.session, team_id) if led else []
        if cases:
            await hand.tell(cases[0], Kind.TEAM_WITHOUT_LEADER, team=str(row.id))


async def _locked(hand: Hand, member_id: UUID) -> Member | None:
    found: Member | None = (await hand.session.exec(_lock(col(Member.id) == member_id))).one_or_none()
    return found


def _lock(condition: Any) -> Any:
    """As they stand now: the team was read before, and they may have joined or left another since.

    Rows that name a member do not wait for it, as the id stays: whoever writes one may hold the case already.
    """
    query = select(Member).where(condition).with_for_update(key_share=True)
    return query.execution_options(populate_existing=True)


def _teams(member: Member) -> set[str]:
    return {one for one in member.special_teams.split(",") if one}
