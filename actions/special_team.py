"""A special team (专班) works on a case or a series: formed by a lead, with a leader, a channel and a line a day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlmodel import select

from actions.casework import LONGEST
from actions.hand import DoneAlready, Hand, does
from actions.seats import hold_members, seat, unseat
from cases.errors import NotUnderstood
from cases.messages import Kind
from cases.people import WORKING, NoSuchMember, Role
from cases.special_teams import (
    CHASED_AFTER,
    HOURS,
    MOST_MEMBERS,
    TOLD_AFTER,
    WHOLE_SERIES,
    NoTeam,
    NotTeamLeader,
    day_of,
    next_report,
)
from cases.understanding import read_text
from cases.verbs import Verb
from storage.keys import keys_of
from storage.merged import merged_in
from storage.series import IN_ORDER, all_of_series, running_series
from storage.sight import sees
from storage.special_teams import cases_of_team, has_reported, place_of, running_team, seats_on
from storage.tables import Author, Case, Event, Member, SpecialNote, SpecialTeam
from storage.team import team_of


@does(Verb.FORM_TEAM, "scope", "to", "hour", "panel", "text")
async def form_team(
    hand: Hand, number: str, scope: str, leader: UUID | None, hour: str, panel: tuple[str, ...], purpose: str
) -> Case:
    """For this case or, as far as the lead sees it, for its series; members may be of any district.

    Raises TeamThereAlready, NoSuchMember, TooManyTeams and NotUnderstood.
    """
    able = {str(one.id) for one in await _able(hand)}
    await hold_members(hand, Verb.FORM_TEAM, [leader, *_chosen(panel, able)])
    series_id = (await hand.session.exec(select(Case.series_id).where(Case.number == number))).first()
    wanted = series_id if scope == WHOLE_SERIES else None
    series = await _held_series(hand, wanted) if wanted else []
    case = await hand.open(number, Verb.FORM_TEAM)
    if hour not in HOURS:
        raise NotUnderstood("text", "empty")
    able = {str(one.id) for one in await _able(hand)}
    if leader is None or str(leader) not in able:
        raise NoSuchMember
    row = SpecialTeam(
        series_id=wanted,
        sealed_purpose=b"",
        leader_id=leader,
        formed_by=hand.officer.id,
        formed_at=hand.now,
        report_hour=int(hour),
        report_due_at=next_report(hand.now, int(hour), hand.zone),
    )
    row.sealed_purpose = keys_of(hand.session).unit.seal_text(
        read_text(purpose, LONGEST[Author.NOTE]), place_of("purpose", row.id)
    )
    hand.session.add(row)
    await hand.session.flush()
    for one in series or [case]:
        if sees(hand.officer, one) and one.team_id is None:
            await _work_on(hand, one, row)
    for member in dict.fromkeys([leader, *_chosen(panel, able)]):
        await _join(hand, case, row, member)
    return case


@does(Verb.JOIN_TEAM, "to")
async def join_team(hand: Hand, number: str, to: UUID | None) -> Case:
    """One more member, of any district. Raises NoTeam, NotTeamLeader, NoSuchMember and TooManyTeams."""
    await hold_members(hand, Verb.JOIN_TEAM, [to])
    case, row = await _led(hand, number, Verb.JOIN_TEAM)
    if to is None or to not in {one.id for one in await _able(hand)}:
        raise NoSuchMember
    await _join(hand, case, row, to)
    hand.note(case, Event.TEAM_JOINED, to=str(to))
    return case


@does(Verb.LEAVE_TEAM, "to")
async def leave_special_team(hand: Hand, number: str, to: UUID | None) -> Case:
    """A member less; its leader gone, a lead names another. Raises NoTeam, NotTeamLeader and NoSuchMember."""
    await hold_members(hand, Verb.LEAVE_TEAM, [to])
    case, row = await _led(hand, number, Verb.LEAVE_TEAM)
    if to is None or to not in await seats_on(hand.session, row.id):
        raise NoSuchMember
    was_leader = row.leader_id == to
    await unseat(hand, row, to)
    hand.note(case, Event.TEAM_LEFT, to=str(to))
    if was_leader:
        await hand.tell(case, Kind.TEAM_WITHOUT_LEADER, team=str(row.id))
    return case


@does(Verb.LEAD_TEAM, "to")
async def lead_team(hand: Hand, number: str, to: UUID | None) -> Case:
    """Another leader, on the team already or not. Raises NoTeam and NoSuchMember."""
    await hold_members(hand, Verb.LEAD_TEAM, [to])
    case = await hand.open(number, Verb.LEAD_TEAM)
    row = await _of(hand, case)
    if to is None or to not in {one.id for one in await _able(hand)}:
        raise NoSuchMember
    row.leader_id = to
    await _join(hand, case, row, to)
    hand.note(case, Event.TEAM_LED, to=str(to))
    return case


@does(Verb.TEAM_NOTE, "text")
async def write_team_note(hand: Hand, number: str, text: str) -> Case:
    """In the channel, for the team and leads alone. Raises NoTeam, NotOnTeam and NotUnderstood."""
    case = await hand.open(number, Verb.TEAM_NOTE)
    await _write(hand, await _of(hand, case), text, is_report=False)
    hand.note(case, Event.TEAM_NOTED)
    return case


@does(Verb.TEAM_REPORT, "text")
async def report_of_team(hand: Hand, number: str, text: str) -> Case:
    """The line of the day; nobody is asked for another. Raises NoTeam, NotTeamLeader and NotUnderstood."""
    case, row = await _led(hand, number, Verb.TEAM_REPORT)
    await _write(hand, row, text, is_report=True)
    hand.note(case, Event.TEAM_REPORTED)
    return case


@does(Verb.DISSOLVE_TEAM, "text")
async def dissolve_team(hand: Hand, number: str, closing: str) -> Case:
    """With a closing note; who saw its cases only because of it sees them no more. Raises NoTeam and NotUnderstood."""
    team_id = (await hand.session.exec(select(Case.team_id).where(Case.number == number))).first()
    await hold_members(hand, Verb.DISSOLVE_TEAM, await seats_on(hand.session, team_id) if team_id else [])
    if team_id:
        await _worked_on(hand, team_id)
    case = await hand.open(number, Verb.DISSOLVE_TEAM)
    row = await _of(hand, case)
    said = read_text(closing, LONGEST[Author.NOTE])
    row.sealed_closing = keys_of(hand.session).unit.seal_text(said, place_of("closing", row.id))
    row.dissolved_at = hand.now
    members = await seats_on(hand.session, row.id)
    for member in members:
        await unseat(hand, row, member)
    for one in await _worked_on(hand, row.id):  # also what came to it until the team was locked
        one.team_id = None
        hand.note(one, Event.TEAM_DISSOLVED)
    told = [one for one in members if one != hand.officer.id]
    await hand.tell_members(case, Kind.TEAM_DISSOLVED, told, team=str(row.id), who=str(hand.officer.id))
    return case


async def ask_for_report(hand: Hand, team_id: UUID) -> None:
    """Its leader is asked for the line of this day, once more if silent; then, or without a leader, leads are told."""
    row = await running_team(hand.session, team_id, lock=True)
    if row is None or row.report_due_at > hand.now:
        return  # another process was first
    row.report_due_at = next_report(hand.now, row.report_hour, hand.zone)
    since = day_of(hand.now, hand.zone)
    cases = await cases_of_team(hand.session, row.id)
    if not cases or await has_reported(hand.session, row.id, since):
        return
    facts = {"team": str(row.id), "since": since.isoformat()}
    if row.leader_id is not None:
        for after in (timedelta(), CHASED_AFTER):
            await hand.tell_members(cases[0], Kind.TEAM_REPORT_DUE, [row.leader_id], hand.now + after, **facts)
    after = TOLD_AFTER if row.leader_id is not None else timedelta()
    await hand.tell(cases[0], Kind.TEAM_REPORT_MISSED, hand.now + after, **facts)


async def _held_series(hand: Hand, series_id: UUID) -> list[Case]:
    """Its cases, also what joined until the series was locked; what joins later finds the team."""
    await all_of_series(hand.session, series_id, lock=True)
    await running_series(hand.session, series_id, lock=True)
    return await all_of_series(hand.session, series_id, lock=True)


async def _work_on(hand: Hand, case: Case, row: SpecialTeam) -> None:
    """The case, and what was merged into it."""
    for one in (case, *await merged_in(hand.session, case.id)):
        one.team_id = row.id
        hand.note(one, Event.TEAM_FORMED)


async def _worked_on(hand: Hand, team_id: UUID) -> list[Case]:
    """The cases it works on as they stand now, locked in the order of all."""
    query = select(Case).where(Case.team_id == team_id).order_by(*IN_ORDER).with_for_update()
    return list((await hand.session.exec(query.execution_options(populate_existing=True))).all())


async def _join(hand: Hand, case: Case, row: SpecialTeam, member_id: UUID) -> None:
    """They hear of it, if somebody else did it."""
    await seat(hand, row, member_id)
    if member_id != hand.officer.id:
        await hand.tell_members(case, Kind.TEAM_FOR_YOU, [member_id], team=str(row.id), who=str(hand.officer.id))


async def _able(hand: Hand) -> list[Member]:
    """Who can be on a special team: whoever works on cases anywhere, and is a person."""
    return [one for one in (await team_of(hand.session)).today if one.role in WORKING and not one.is_placeholder]


def _chosen(panel: tuple[str, ...], able: set[str]) -> list[UUID]:
    return [UUID(one) for one in panel[:MOST_MEMBERS] if one in able]


async def _of(hand: Hand, case: Case) -> SpecialTeam:
    row = await running_team(hand.session, case.team_id, lock=True)
    if row is None:
        raise NoTeam
    return row


async def _led(hand: Hand, number: str, verb: Verb) -> tuple[Case, SpecialTeam]:
    """The team, for who leads it or a lead."""
    case = await hand.open(number, verb)
    row = await _of(hand, case)
    if hand.officer.id != row.leader_id and hand.officer.role is not Role.LEAD:
        raise NotTeamLeader
    return case, row


async def _write(hand: Hand, row: SpecialTeam, text: str, *, is_report: bool) -> None:
    """One sealed line; the same update or form writes it once. Raises DoneAlready."""
    same = select(SpecialNote.id).where(SpecialNote.source == hand.source)
    if hand.source and (await hand.session.exec(same)).first():
        raise DoneAlready
    said = read_text(text, LONGEST[Author.NOTE])
    note = SpecialNote(
        team_id=row.id, member_id=hand.officer.id, at=hand.now, sealed_text=b"", is_report=is_report, source=hand.source
    )
    note.sealed_text = keys_of(hand.session).unit.seal_text(said, place_of("note", note.id))
    hand.session.add(note)
