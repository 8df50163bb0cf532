"""An officer's correction of what the reporter chose: another offence, another district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.desk import NEWS, NotYours, add_message
from actions.intake import classify
from actions.tell import next_news_at, note_event, replan, tell_desk
from actions.transfer import transfer_said
from cases.errors import CaseError
from cases.follow_ups import Kind, Planned
from cases.law import Law
from cases.people import Role, Verb, check_may, may_see
from cases.tracks import ENDED, CaseEnded, MoveNotPossible, Service, check_move
from storage.cases import case_for_member
from storage.drafts import open_told
from storage.tables import Author, Case, Event, Member
from storage.team import member_by_id


class NothingChanged(CaseError):
    """The case has that offence and district already."""


@dataclass(frozen=True)
class Classification:
    """What an officer sets a case to: an offence (or NOT_SURE) and a district (or elsewhere)."""

    offence: str
    district: str


async def reclassify(
    session: AsyncSession,
    number: str,
    member: Member,
    to: Classification,
    reason: str,
    now: datetime,
    zone: ZoneInfo,
    law: Law,
    *,
    source: str | None = None,
) -> Case:
    """Set another offence or district, with the reason as a note. The answers stay; the reporter is not bothered."""
    check_may(member.role, Verb.RECLASSIFY)
    case = await case_for_member(session, number, member, lock=True)
    _check_open(law, case, member, to)
    await add_message(session, case, Author.NOTE, reason, now, member=member, source=source)
    moves = to.district != case.district
    case.offence, case.district = to.offence, to.district
    told = await open_told(session, case.key_id, case.id, case.sealed_answers)
    if not classify(case, law, told.answers, now, zone).is_outside:
        await transfer_said(session, case, now)
    note_event(session, case, Event.RECLASSIFIED, now, member.id, offence=to.offence, district=to.district)
    if moves:
        await _move_desks(session, case, now, zone)
    return case


def _check_open(law: Law, case: Case, member: Member, to: Classification) -> None:
    """Raises CaseEnded, NotYours, MoveNotPossible or NothingChanged."""
    if case.service in ENDED:
        raise CaseEnded
    if case.holder_id not in {None, member.id} and member.role is not Role.LEAD:
        raise NotYours
    if to.offence not in {*law.routing.branches, "NOT_SURE"} or to.district not in {*law.routing.organs, "elsewhere"}:
        raise MoveNotPossible
    if not case.is_complete:  # the reporter is still telling; the answers would take the officer's word back
        raise MoveNotPossible
    if (to.offence, to.district) == (case.offence, case.district):
        raise NothingChanged


async def _move_desks(session: AsyncSession, case: Case, now: datetime, zone: ZoneInfo) -> None:
    """The desk of the new district has it in its queue, unless whoever has it still may see it."""
    holder = await member_by_id(session, case.holder_id) if case.holder_id else None
    if holder and may_see(holder.district, case.district):
        return
    if case.holder_id:
        check_move(case.service, Service.ACKNOWLEDGED)
        case.holder_id, case.taken_at, case.service = None, None, Service.ACKNOWLEDGED
        case.news_due_at = next_news_at(case, now, zone)
        await replan(session, case, NEWS, [Planned(Kind.STILL_WORKING, case.news_due_at, promise=True)])
    await tell_desk(session, case, Kind.CASE_RETURNED, now)
