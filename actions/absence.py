"""Whoever is away hands their cases on when that begins and has them back when it ends; time does both, by rows."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.casework import back_to_queue, pass_to, promise_news
from actions.hand import Hand
from actions.leaving import tell_of_cases
from actions.team import forget_team
from actions.team_log import log_team
from actions.tell import chats_of, chats_of_member, is_urgent_now
from cases.absence import period_of
from cases.errors import CaseError
from cases.follow_ups import by_day
from cases.messages import WHILE_WAITING, Kind
from cases.people import WORKING, CaseNotFound, Role, leads, may_see
from cases.tracks import ENDED
from storage.absences import absence_at, absence_by_id, absences_of, stood_in_for
from storage.conversations import is_here
from storage.tables import Absence, Case, Event, Member, StandIn, TeamEvent
from storage.team import member_by_id
from storage.workload import AT_ONCE, held_by


class NoSuchDeputy(CaseError):
    """Nobody stands in for themselves, nor who has left, does not work on cases, or sees another district only."""


class AwayAlready(CaseError):
    """Another absence of theirs has one of these days."""


def may_manage(officer: Member, member: Member) -> bool:
    """Everybody for themselves; a lead for whom they lead."""
    return officer.id == member.id or (officer.role is Role.LEAD and leads(officer.district, member.district))


async def note_absence(hand: Hand, member_id: UUID, first: date, last: date, deputy_id: UUID | None = None) -> Absence:
    """From that day to that day, both with it. One that begins today begins at once.

    Raises CaseNotFound for whom they may not do that, what `period_of` does, NoSuchDeputy and AwayAlready.
    """
    member = await managed(hand, member_id)
    begins_at, ends_at = period_of(first, last, hand.now, hand.zone)
    if deputy_id is not None:
        await _check_deputy(hand, member, deputy_id)
    noted = (await absences_of(hand.session, [member.id])).get(member.id, [])
    if any(one.begins_at < ends_at and begins_at < one.ends_at for one in noted):
        raise AwayAlready
    absence = Absence(member_id=member.id, begins_at=begins_at, ends_at=ends_at, deputy_id=deputy_id, noted_at=hand.now)
    hand.session.add(absence)
    days = {"first": first.isoformat(), "last": last.isoformat(), "deputy": str(deputy_id) if deputy_id else ""}
    log_team(hand, TeamEvent.ABSENCE_NOTED, member.id, **days)
    await hand.session.flush()
    await go_through(hand, absence)
    return absence


async def cancel_absence(hand: Hand, absence_id: UUID) -> None:
    """It does not begin, or ends now. Raises CaseNotFound when it is not there, over, or not theirs to cancel."""
    absence = await absence_by_id(hand.session, absence_id, lock=True)
    if absence is None:
        raise CaseNotFound
    await managed(hand, absence.member_id)
    log_team(hand, TeamEvent.ABSENCE_CANCELLED, absence.member_id)
    if absence.begun_at is None and not await _has_moved(hand.session, absence):
        absence.over_at = hand.now
        return
    absence.begun_at, absence.ends_at = absence.begun_at or hand.now, hand.now
    await go_through(hand, absence)


async def go_through(hand: Hand, absence: Absence) -> bool:
    """What is due of it now, at most AT_ONCE cases of it; whether there is more."""
    if absence.over_at is not None:
        return False
    if absence.ends_at <= hand.now:
        return await _end(hand, absence)
    if absence.begun_at is None and absence.begins_at <= hand.now:
        return await _begin(hand, absence)
    return False


async def _begin(hand: Hand, absence: Absence) -> bool:
    """They are away from now on: no messages, no offers; their cases go to who stands in, or into the queue."""
    member = await _locked(hand.session, absence.member_id)
    member.away_until = absence.ends_at
    forget_team(hand.session)
    deputy, cases = await _deputy_of(hand, absence), await held_by(hand.session, member.id)
    given, back = list[Case](), list[Case]()
    for case in cases:
        to = deputy if deputy and may_see(deputy.district, case.district) else None
        await _hand_on(hand, case, member, to)
        await hand.session.merge(StandIn(absence_id=absence.id, case_id=case.id, to_id=to.id if to else None))
        (given if to else back).append(case)
    await _tell_desk(hand, back, member.id)
    if deputy:
        await _tell_one(hand, given, deputy.id, "deputy", member.id)
    if len(cases) == AT_ONCE:
        return True
    absence.begun_at = hand.now
    return False


async def _end(hand: Hand, absence: Absence) -> bool:
    """They are back: what nobody else took meanwhile is theirs again."""
    member = await _locked(hand.session, absence.member_id)
    member.away_until = None
    forget_team(hand.session)
    found, returned = await stood_in_for(hand.session, absence, AT_ONCE), list[Case]()
    for row, case in found:
        nobody_took_it = case.service not in ENDED and case.holder_id in {row.to_id, None}
        if nobody_took_it and may_see(member.district, case.district):
            await _give_back(hand, case, member, had=case.holder_id)
            returned.append(case)
        await hand.session.delete(row)
    await _tell_one(hand, returned, member.id, "back", member.id)
    if len(found) == AT_ONCE:
        return True
    absence.begun_at, absence.over_at = absence.begun_at or hand.now, hand.now
    return False


async def _hand_on(hand: Hand, case: Case, member: Member, to: Member | None) -> None:
    """The reporter hears of it by day, or at once while money is in motion."""
    if to is None:
        await back_to_queue(hand, case, tell_at=_by_day(hand, case))
        hand.note(case, Event.HOLDER_AWAY, who=str(member.id))
        return
    await pass_to(hand, case, to)
    hand.note(case, Event.STOOD_IN, who=str(member.id), to=str(to.id))
    await _tell_reporter(hand, case, Kind.HANDED_OVER)


async def _give_back(hand: Hand, case: Case, member: Member, *, had: UUID | None) -> None:
    await pass_to(hand, case, member)
    hand.note(case, Event.GIVEN_BACK, who=str(member.id))
    await _tell_reporter(hand, case, Kind.HANDED_OVER if had else Kind.TAKEN)


async def _tell_reporter(hand: Hand, case: Case, kind: Kind) -> None:
    await promise_news(hand, case, unwanted=WHILE_WAITING)
    await hand.tell(case, kind, _by_day(hand, case))


async def _tell_desk(hand: Hand, cases: list[Case], member_id: UUID) -> None:
    async def desk(case: Case) -> list[UUID]:
        return await chats_of(hand.session, case, Kind.CASES_MOVED)

    await tell_of_cases(hand, cases, desk, why="away", who=member_id)


async def _tell_one(hand: Hand, cases: list[Case], hears: UUID, why: str, who: UUID) -> None:
    async def theirs(case: Case) -> list[UUID]:
        return await chats_of_member(hand.session, case, hears)

    at = min((_by_day(hand, case) for case in cases), default=hand.now)
    await tell_of_cases(hand, cases, theirs, why=why, who=who, at=at)


def _by_day(hand: Hand, case: Case) -> datetime:
    return hand.now if is_urgent_now(case, hand.now) else by_day(hand.law.plans, hand.now, hand.zone)


async def _deputy_of(hand: Hand, absence: Absence) -> Member | None:
    """Who stands in; if they are away too, who stands in for them; and nobody beyond that."""
    asked = absence.deputy_id
    for _ in range(2):
        deputy = await member_by_id(hand.session, asked) if asked else None
        if deputy is None or deputy.role not in WORKING or deputy.id == absence.member_id:
            return None
        away = await absence_at(hand.session, deputy.id, hand.now)
        if away is None:
            return deputy
        asked = away.deputy_id
    return None


async def _check_deputy(hand: Hand, member: Member, deputy_id: UUID) -> None:
    deputy = await member_by_id(hand.session, deputy_id)
    if deputy is None or deputy.id == member.id or deputy.role not in WORKING or deputy.is_placeholder:
        raise NoSuchDeputy
    if not all(may_see(deputy.district, one) for one in await _districts_of(hand, member)):
        raise NoSuchDeputy


async def _districts_of(hand: Hand, member: Member) -> set[str]:
    """Theirs; of who sees all of them, those of the cases in their hands."""
    return {member.district} if member.district else {one.district for one in await held_by(hand.session, member.id)}


async def managed(hand: Hand, member_id: UUID) -> Member:
    """Locked, so that two absences of one member are noted one after the other."""
    await hand.check_standing()
    member = await _found(hand.session, member_id)
    if not is_here(member) or member.role not in WORKING or not may_manage(hand.officer, member):
        raise CaseNotFound
    return member


async def _found(session: AsyncSession, member_id: UUID) -> Member | None:
    query = select(Member).where(Member.id == member_id, col(Member.revoked_at).is_(None))
    return (await session.exec(query.with_for_update())).one_or_none()


async def _locked(session: AsyncSession, member_id: UUID) -> Member:
    return (await session.exec(select(Member).where(Member.id == member_id).with_for_update())).one()


async def _has_moved(session: AsyncSession, absence: Absence) -> bool:
    return bool(await stood_in_for(session, absence, 1))
