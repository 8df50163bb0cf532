"""An officer writes down what happened at law, to the money and to the remedies: with a document and two names."""

from __future__ import annotations

from datetime import datetime

from actions.deadlines import begin_clock, end_clocks
from actions.hand import Hand
from actions.moves import new_move, write_move
from actions.paper import Signed, check_paper
from actions.signatures import tell_named
from cases.law.moves import Move, Need, check_possible
from cases.messages import Kind
from cases.papers import Paper
from cases.people import CaseNotFound
from cases.tracks import MoveNotPossible
from storage.tables import Case, TrackMove
from storage.tracks import Tracks, tracks_of


class OutcomeMissing(MoveNotPossible):
    """The move can end in two ways: one must be chosen."""


async def record_move(
    hand: Hand, number: str, move_id: str, paper: Paper, *, to: str | None = None, seen: int | None = None
) -> TrackMove:
    """One move by an officer, with its clocks and messages, in one transaction.

    `to` chooses among the states the move can end in; `seen` is how many moves of the track the form was made after.
    Raises CaseNotFound for a move that is not an officer's, NotAllowed, MoveNotPossible and PaperWrong.
    """
    move = hand.law.moves.get(move_id)
    if move is None or move.verb is None:
        raise CaseNotFound
    case = await hand.open(number, move.verb)
    tracks, reached = await tracks_of(hand.session, case.id), _outcome(move, to)
    last, position = tracks.last(move.track), tracks.position
    if position.states[move.track] not in move.starts_from or seen not in {None, last.seq if last else 0}:
        raise MoveNotPossible
    signed = await check_paper(hand, case, paper, after=_after(move, tracks))
    check_possible(move, reached, hand.law.deadlines, position, signed.happened_at)
    row = new_move(hand, case, move, reached, tracks)
    _sign(hand, row, move, signed)
    await tell_named(hand, case, await write_move(hand, case, row), signed)
    await _follow(hand, case, move, row)
    return row


def _outcome(move: Move, to: str | None) -> str:
    if to is None and len(move.to) > 1:
        raise OutcomeMissing
    return to or move.to[0]


def _after(move: Move, tracks: Tracks) -> list[datetime]:
    """What the move cannot lie before: the one before it on its track, the filing, the day its right began."""
    last = tracks.last(move.track)
    found = [last.happened_at] if last else []
    if Need.AFTER_FILING in move.needs:
        found += [row.happened_at for row in tracks.moves if row.to_state == "filed"][-1:]
    if move.within:
        found += [clock.started_at for clock in tracks.clocks if clock.rule == move.within][-1:]
    return found


def _sign(hand: Hand, row: TrackMove, move: Move, signed: Signed) -> None:
    row.member_id, row.officer_id, row.second_officer_id = hand.officer.id, signed.officer, signed.second_officer
    row.document, row.document_no, row.dated_on = move.documents[0].value, signed.document_no, signed.dated_on
    row.happened_at = signed.happened_at


async def _follow(hand: Hand, case: Case, move: Move, row: TrackMove) -> None:
    """What follows from a move: clocks end, clocks begin, the reporter hears of it."""
    await end_clocks(hand, case, move.stops, row.happened_at)
    for rule in move.starting(row.to_state):
        await begin_clock(hand, case, rule, row.happened_at)
    if move.tells_reporter:
        await hand.tell(case, Kind.TRACK_MOVED, move=str(row.id))
