"""Cases of one scheme are made a series: under a name, with one officer who leads it. Only people make one.

What is done stands in the timeline of the cases it is done to; no reporter hears of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import select

from actions.casework import add_message
from actions.hand import Hand, does
from actions.pairs import see_if
from cases.messages import Kind
from cases.numbers import read_case_number
from cases.people import NoSuchMember, Role
from cases.together import LINKED, LONGEST_NAME, MOST_AT_ONCE, InSeriesAlready, NotInSeries, NotSeriesLead, SeriesGone
from cases.understanding import read_text
from cases.verbs import Verb
from storage.links import linked_cases
from storage.merged import merged_in
from storage.series import all_of_series, running_series, scheme_for, seal_series_name
from storage.special_teams import team_of_series
from storage.tables import Author, Case, Event, Series
from storage.team import team_of


@does(Verb.FORM_SERIES, "to", "others", "text")
async def form_series(hand: Hand, number: str, lead: UUID | None, others: tuple[str, ...], name: str) -> Case:
    """This case and those others that the officer sees and that are in no series; nobody else's are.

    Raises InSeriesAlready, NoSuchMember and NotUnderstood.
    """
    case, along = await _together(hand, number, others)
    said = read_text(name, LONGEST_NAME)
    row = Series(sealed_name=b"", lead_id=await _officer(hand, case, lead), made_by=hand.officer.id, made_at=hand.now)
    row.sealed_name = seal_series_name(hand.session, row.id, said)
    hand.session.add(row)
    await hand.session.flush()
    hand.note(case, Event.SERIES_MADE)
    _put_in(hand, [case, *along], row)
    await _tell_lead(hand, case, row)
    return case


@does(Verb.JOIN_SERIES, "series")
async def join_series(hand: Hand, number: str, series: UUID | None) -> Case:
    """One more case. Raises InSeriesAlready and SeriesGone."""
    case = await hand.open(number, Verb.JOIN_SERIES)
    if await scheme_for(hand.session, hand.officer, series) is None:
        raise SeriesGone
    row = await running_series(hand.session, series, lock=True)
    if row is None:
        raise SeriesGone
    team = await team_of_series(hand.session, row.id, lock=True)
    _put_in(hand, [case], row)
    for one in (case, *await merged_in(hand.session, case.id, lock=True)):  # what works on the series works on them too
        one.team_id = one.team_id or (team.id if team else None)
    await _tell_lead(hand, case, row, "joined")
    return case


@does(Verb.LEAVE_SERIES, "text")
async def leave_series(hand: Hand, number: str, reason: str) -> Case:
    """The case is none of it; without any case left, the series is over. Raises NotInSeries."""
    case = await hand.open(number, Verb.LEAVE_SERIES)
    row = await _of(hand, case)
    await add_message(hand, case, Author.NOTE, reason)
    team = await team_of_series(hand.session, row.id)
    case.series_id = None
    for one in (case, *await merged_in(hand.session, case.id, lock=True)):
        one.team_id = None if team and one.team_id == team.id else one.team_id
    hand.note(case, Event.SERIES_LEFT)
    await hand.session.flush()
    if not await all_of_series(hand.session, row.id):
        row.dissolved_at = hand.now
    return case


@does(Verb.RENAME_SERIES, "text")
async def rename_series(hand: Hand, number: str, name: str) -> Case:
    """Raises NotInSeries, NotSeriesLead and NotUnderstood."""
    case = await hand.open(number, Verb.RENAME_SERIES)
    row = await _led(hand, case)
    row.sealed_name = seal_series_name(hand.session, row.id, read_text(name, LONGEST_NAME))
    hand.note(case, Event.SERIES_RENAMED)
    return case


@does(Verb.LEAD_SERIES, "to")
async def lead_series(hand: Hand, number: str, to: UUID | None) -> Case:
    """Another officer leads it. Raises NotInSeries, NotSeriesLead and NoSuchMember."""
    case = await hand.open(number, Verb.LEAD_SERIES)
    row = await _led(hand, case)
    row.lead_id = await _officer(hand, case, to)
    hand.note(case, Event.SERIES_LED, to=str(row.lead_id))
    await _tell_lead(hand, case, row)
    return case


@does(Verb.DISSOLVE_SERIES, "text")
async def dissolve_series(hand: Hand, number: str, reason: str) -> Case:
    """Every case is one by itself again; the reason is a note of this one. Raises NotInSeries and NotSeriesLead."""
    await hand.check_standing()
    series_id = (await hand.session.exec(select(Case.series_id).where(Case.number == number))).first()
    if series_id:
        await all_of_series(hand.session, series_id, lock=True)
    case = await hand.open(number, Verb.DISSOLVE_SERIES)
    row = await _led(hand, case)
    await add_message(hand, case, Author.NOTE, reason)
    for one in await all_of_series(hand.session, row.id, lock=True):  # also what joined until the series was locked
        one.series_id = None
        hand.note(one, Event.SERIES_DISSOLVED)
    row.dissolved_at = hand.now
    return case


async def _together(hand: Hand, number: str, others: tuple[str, ...]) -> tuple[Case, list[Case]]:
    """This case, and of the others those that can go along; locked in one order for everybody."""
    wanted = {read for one in others[:MOST_AT_ONCE] if (read := read_case_number(one))} - {number}
    if LINKED in others:
        case = await hand.see(number)
        found = await linked_cases(hand.session, case, hand.officer.district, most=MOST_AT_ONCE)
        wanted |= {one.case.number for one in found.cases if one.is_by_others}
    locked = {one: await see_if(hand, one) for one in sorted(wanted | {number})}
    case = await hand.open(number, Verb.FORM_SERIES)
    return case, [one for one in locked.values() if one and one.id != case.id and _is_by_itself(one)]


def _is_by_itself(case: Case) -> bool:
    return case.series_id is None and case.merged_into is None


def _put_in(hand: Hand, cases: Iterable[Case], row: Series) -> None:
    for one in cases:
        if one.series_id is not None:
            raise InSeriesAlready
        one.series_id = row.id
        hand.note(one, Event.SERIES_JOINED)


async def _officer(hand: Hand, case: Case, member_id: UUID | None) -> UUID:
    """Who may work on such cases, and is a person."""
    able = {one.id for one in (await team_of(hand.session)).officers(case.district)}
    if member_id not in able:
        raise NoSuchMember
    return member_id


async def _of(hand: Hand, case: Case) -> Series:
    row = await running_series(hand.session, case.series_id, lock=True)
    if row is None:
        raise NotInSeries
    return row


async def _led(hand: Hand, case: Case) -> Series:
    """The series, for who leads it, or a lead."""
    row = await _of(hand, case)
    if hand.officer.id != row.lead_id and hand.officer.role is not Role.LEAD:
        raise NotSeriesLead
    return row


async def _tell_lead(hand: Hand, case: Case, row: Series, what: str = "led") -> None:
    """Who leads the series hears of what somebody else put into their hands."""
    if row.lead_id != hand.officer.id:
        await hand.tell_members(case, Kind.SERIES_CASE, [row.lead_id], what=what, who=str(hand.officer.id))
