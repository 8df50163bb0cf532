"""Rows of the legal, money and remedy tracks. They are added, never changed.

An officer writes with a document, a date and two names (actions/record.py). The bot, the reporter and the clock write
three moves of the money track and nothing else; the database holds the same line.
"""

from __future__ import annotations

from datetime import datetime

from actions.hand import Hand
from cases.law.moves import Move
from cases.law.named import WITHOUT_OFFICERS, NamedMove
from cases.tracks import Money, MoveNotPossible, Track
from storage.tables import Case, Event, TimelineEntry, TrackMove
from storage.tracks import Tracks, tracks_of


def new_move(hand: Hand, case: Case, move: Move, to: str, tracks: Tracks) -> TrackMove:
    """The next row of the move's track, from where the case stands; not written yet."""
    states, last = tracks.position.states, tracks.last(move.track)
    return TrackMove(
        case_id=case.id,
        track=move.track.value,
        seq=last.seq + 1 if last else 1,
        move=move.id,
        from_state=str(states[move.track]),
        to_state=str(to),
        legal_state=str(states[Track.LEGAL]),
        actor="officer",
        happened_at=hand.now,
        recorded_at=hand.now,
    )


async def write_move(hand: Hand, case: Case, row: TrackMove) -> TimelineEntry:
    """The row, and its line in the timeline, which is returned."""
    case.has_records = case.has_records or row.actor == "officer"
    hand.session.add(row)
    await hand.session.flush()
    return hand.note(case, Event.TRACK_MOVED, move=row.move, track=row.track, row=str(row.id))


async def note_by_bot(
    hand: Hand, case: Case, move_id: str, actor: str, *, happened_at: datetime | None = None
) -> TrackMove | None:
    """One of the three moves without an officer; None when the money does not stand where it begins."""
    who, starts_from, to = WITHOUT_OFFICERS[move_id]
    if actor not in {who, "bot"}:
        raise MoveNotPossible
    tracks = await tracks_of(hand.session, case.id)
    if tracks.position.states[Track.MONEY] not in starts_from:
        return None
    row = new_move(hand, case, hand.law.moves[move_id], to, tracks)
    row.actor, row.happened_at = actor, happened_at or hand.now
    await write_move(hand, case, row)
    return row


async def move_money(hand: Hand, case: Case, to: str, actor: str) -> TrackMove | None:
    """The money lane's two moves, "sheet_ready" and "reported_to_110"; what is written already is not written again.

    Whoever rang 110 before the sheet was made has both written down.
    """
    if to not in {Money.SHEET_READY, Money.REPORTED_TO_110}:
        raise MoveNotPossible
    row = await note_by_bot(hand, case, NamedMove.SHEET_MADE, "bot")
    return await note_by_bot(hand, case, NamedMove.REPORTED_TO_110, actor) if to == Money.REPORTED_TO_110 else row
