"""Who is suggested for a case that waits; and the one setting by which they get it without anybody pressing."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.casework import pass_to, promise_news
from actions.hand import Hand
from cases.assigning import Candidate, Facts, Suggestion, suggest
from cases.messages import WHILE_WAITING, Kind
from cases.people import Role
from cases.tracks import WAITING
from storage.tables import Case, Event, Member, UnitSetting
from storage.team import team_of
from storage.workload import Load, loads_of

ASSIGNS = "assigns_by_itself"


async def suggestion_for(session: AsyncSession, case: Case, now: datetime) -> Suggestion[Member] | None:
    """Who of those who are there; a lead only where nobody else is. None for a case that does not wait."""
    if case.service not in WAITING or case.holder_id is not None or not case.is_complete:
        return None
    there = [one for one in (await team_of(session)).present(case.district) if not one.is_placeholder]
    there = [one for one in there if one.role is not Role.LEAD] or there
    loads = await loads_of(session, [one.id for one in there], now)
    return suggest(facts_of(case), [_candidate(one, loads.get(one.id, Load())) for one in there])


async def assigns_by_itself(session: AsyncSession) -> bool:
    """Whether a lead turned that on; off by default."""
    setting = await session.get(UnitSetting, ASSIGNS)
    return setting is not None and setting.is_on


async def assign_by_itself(hand: Hand, case: Case) -> bool:
    """The one suggested has it, if that is turned on; never while money is on its way, which must wake people."""
    if case.money_moving or not await assigns_by_itself(hand.session):
        return False
    found = await suggestion_for(hand.session, case, hand.now)
    if found is None:
        return False
    await pass_to(hand, case, found.who)
    hand.note(case, Event.ASSIGNED, to=str(found.who.id))
    await promise_news(hand, case, unwanted=WHILE_WAITING)
    await hand.tell(case, Kind.CASE_FOR_YOU)
    await hand.tell(case, Kind.TAKEN)
    return True


def facts_of(case: Case) -> Facts:
    """What of it says who knows about such cases."""
    return Facts(case.district, case.offence_group, case.offence, money_moving=case.money_moving)


def _candidate(member: Member, load: Load) -> Candidate[Member]:
    specialties = frozenset(filter(None, member.specialties.split(",")))
    return Candidate(member, member.district, specialties, member.is_liaison, load.cases, load.late)
