"""更正: a number, a date or a time that was typed wrong, on a record that is never changed.

The record stays as it was written; the correction stands beside it with its reason, and is what counts from then on:
for where the track stands, for the clocks that began or ended with it, and for what the reporter was told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from actions.hand import Hand, does
from actions.paper import DateInFuture, DateTooEarly, PaperWrong, read_number
from actions.warnings import drop_warnings, plan_warnings
from actions.weighing import weigh_again
from cases.law.clocks import due_at
from cases.law.moves import Move, Need
from cases.messages import Kind
from cases.papers import Paper
from cases.people import Role
from cases.tracks import INTERNAL, Legal, MoveNotPossible
from cases.understanding import read_text
from cases.verbs import NotYours, Verb
from storage.keys import keys_of
from storage.tables import Case, Clock, Correction, Event, TrackMove
from storage.tracks import Tracks, place_of_reason, tracks_of

LONGEST_REASON = 300  # characters
TOGETHER = timedelta(milliseconds=1)  # clocks of one rule that began at one moment stand as close as this


class RecordGone(MoveNotPossible):
    """There is no such record of an officer on this case."""


class NothingCorrected(PaperWrong):
    """The correction says what the record says already."""


class DateTooLate(PaperWrong):
    """The date lies behind what followed from it."""

    def __init__(self, before: datetime) -> None:
        super().__init__(before)
        self.before = before


class RanOutMeanwhile(MoveNotPossible):
    """A deadline that began with it ran out and was written down: its time cannot become another."""


@dataclass(frozen=True)
class Wrong:
    """A record that is being corrected, with what stands around it."""

    hand: Hand
    case: Case
    row: TrackMove
    move: Move
    tracks: Tracks

    @property
    def began(self) -> list[Clock]:
        """The clocks that this record began."""
        rules, at = self.move.starting(self.row.to_state), self.row.happened_at
        return [one for one in self.tracks.clocks if one.rule in rules and at <= one.started_at < at + TOGETHER]

    @property
    def ended(self) -> list[Clock]:
        """The clocks that this record ended."""
        at = self.row.happened_at
        return [
            one
            for one in self.tracks.clocks
            if one.rule in self.move.stops and one.stopped_at == max(at, one.started_at)
        ]


@does(Verb.CORRECT, "move", "paper", "text")
async def correct(hand: Hand, number: str, move: UUID | None, paper: Paper, reason: str) -> Correction:
    """By who wrote the record or a lead. What the paper does not say stays as it was.

    Raises RecordGone, NotYours, NothingCorrected, PaperWrong, RanOutMeanwhile and NotUnderstood.
    """
    case = await hand.open(number, Verb.CORRECT)
    wrong = await _wrong(hand, case, move)
    said = _corrected(wrong, paper)
    if said.happened_at != wrong.row.happened_at:
        _check_time(wrong, said.happened_at)
    cipher = await keys_of(hand.session).cipher(hand.session, case.key_id)
    said.sealed_reason = cipher.seal_text(read_text(reason, LONGEST_REASON), place_of_reason(said.id))
    hand.session.add(said)
    await hand.session.flush()
    hand.note(case, Event.CORRECTED, move=wrong.row.move, row=str(wrong.row.id))
    await _follow(wrong, said.happened_at)
    await weigh_again(hand, case)
    if wrong.move.tells_reporter and _shows(wrong.row, said):
        await hand.tell(case, Kind.TRACK_MOVED, move=str(wrong.row.id), corrected=True)
    return said


async def _wrong(hand: Hand, case: Case, move: UUID | None) -> Wrong:
    tracks = await tracks_of(hand.session, case.id)
    row = tracks.move(str(move)) if move else None
    rule = hand.law.moves.get(row.move) if row and row.actor == "officer" else None
    if row is None or rule is None:
        raise RecordGone
    if row.member_id != hand.officer.id and hand.officer.role is not Role.LEAD:
        raise NotYours
    return Wrong(hand, case, row, rule, tracks)


def _corrected(wrong: Wrong, paper: Paper) -> Correction:
    """What counts from now on, its reason not sealed yet."""
    row, hand = wrong.row, wrong.hand
    number = read_number(paper.document_no) if paper.document_no.strip() else str(row.document_no)
    dated_on = paper.dated_on or row.dated_on
    assert dated_on, "an officer's record has the date of its document"
    at = _when(wrong, dated_on, paper.happened_at)
    today = hand.now.astimezone(hand.zone).date()
    if dated_on > today or at > hand.now:
        raise DateInFuture
    if (number, dated_on, at) == (row.document_no, row.dated_on, row.happened_at):
        raise NothingCorrected
    return Correction(
        case_id=row.case_id,
        move_id=row.id,
        seq=len(wrong.tracks.corrections.get(row.id, [])) + 1,
        at=hand.now,
        member_id=hand.officer.id,
        document_no=number,
        dated_on=dated_on,
        happened_at=at,
        sealed_reason=b"",
    )


def _when(wrong: Wrong, dated_on: date, happened_at: datetime | None) -> datetime:
    """As said; with another date the first moment of its day, or when it was written down if that was on this day."""
    row, zone = wrong.row, wrong.hand.zone
    if happened_at:
        return happened_at.astimezone(UTC)
    if dated_on == row.dated_on:
        return row.happened_at
    if dated_on == row.recorded_at.astimezone(zone).date():
        return row.recorded_at
    return max([datetime.combine(dated_on, time(), tzinfo=zone).astimezone(UTC), *_on_that_day(wrong, dated_on)])


def _on_that_day(wrong: Wrong, day: date) -> Iterator[datetime]:
    """What it follows from, if that was on the same day."""
    return (at for at in _before(wrong) if at.astimezone(wrong.hand.zone).date() == day)


def _check_time(wrong: Wrong, at: datetime) -> None:
    """Between what it followed from and what followed from it."""
    if any(one.stopped_at == one.due_at for one in wrong.began):
        raise RanOutMeanwhile
    if (after := max(_before(wrong), default=at)) > at:
        raise DateTooEarly(after)
    if (before := min(_behind(wrong), default=at)) < at:
        raise DateTooLate(before)


def _before(wrong: Wrong) -> list[datetime]:
    row, rows = wrong.row, wrong.tracks.moves
    found = [one.happened_at for one in rows if one.track == row.track and one.seq < row.seq]
    if Need.AFTER_FILING in wrong.move.needs:
        found += [one.happened_at for one in rows if one.to_state == Legal.FILED][-1:]
    found += [one.started_at for one in wrong.ended]
    return found


def _behind(wrong: Wrong) -> list[datetime]:
    """The next record of the track, what needed the filing, and what was done to the clocks that began with it."""
    row, rows, law = wrong.row, wrong.tracks.moves, wrong.hand.law
    found = [one.happened_at for one in rows if one.track == row.track and one.seq > row.seq]
    if row.to_state == Legal.FILED:
        needing = {name for name, move in law.moves.items() if Need.AFTER_FILING in move.needs}
        found += [one.happened_at for one in rows if one.move in needing]
    return found + [at for one in wrong.began for at in (one.stopped_at, one.paused_at) if at]


async def _follow(wrong: Wrong, at: datetime) -> None:
    """The clocks count from the time that is right, and warn by it."""
    hand, was, began, ended = wrong.hand, wrong.row.happened_at, wrong.began, wrong.ended
    if at == was:
        return
    for clock in ended:
        clock.stopped_at = max(at, clock.started_at)
    for clock in began:
        rule = hand.law.deadlines[clock.rule]
        clock.started_at = at + (clock.started_at - was)
        counted = {"extended": clock.extended, "paused_days": clock.paused_days}
        clock.due_at = due_at(rule, clock.started_at, hand.law.holidays, hand.zone, **counted)
        await drop_warnings(hand, wrong.case, clock)
        if clock.stopped_at is None and clock.paused_at is None:
            await plan_warnings(hand, wrong.case, clock, rule)


def _shows(row: TrackMove, said: Correction) -> bool:
    """Whether the reporter read something that was wrong: the number of a paper that stays inside, they never did."""
    if row.document in INTERNAL:
        return (said.dated_on, said.happened_at) != (row.dated_on, row.happened_at)
    return True
