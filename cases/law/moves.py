"""The moves of the legal, money and remedy tracks: from where to where, by whose act, with which document.

Read from tracks.toml.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cases.law.clocks import Running
from cases.law.deadlines import Deadline, Duty
from cases.law.named import WITHOUT_OFFICERS, NamedMove, check_named
from cases.law.reading import BASIS, Basis, Entry, Shelf
from cases.tracks import (
    AFTER_FILING,
    BEFORE,
    STATES,
    By,
    Document,
    Legal,
    MoveNotPossible,
    Track,
)
from cases.verbs import RECORDS, Verb

KEYS = frozenset(
    {
        "id",
        "track",
        "from",
        "to",
        "by",
        "verb",
        "documents",
        "starts",
        "starts_in",
        "stops",
        "needs",
        "within",
        "repeat_max",
        "tells_reporter",
    }
)


class Need(StrEnum):
    """What must be true beyond the state the track is in."""

    AFTER_FILING = "after_filing"
    DECLINED_OR_LATE = "declined_or_late"


class NotFiledYet(MoveNotPossible):
    """Nothing may be frozen before the case is filed."""


class RightOver(MoveNotPossible):
    """The time for this remedy does not run: it has not begun, or it is over."""


class NothingToSupervise(MoveNotPossible):
    """The case was not declined and no duty is late: the procuratorate has nothing to ask about yet."""


class RepeatedTooOften(MoveNotPossible):
    """The move was repeated as often as it may be."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


@dataclass(frozen=True)
class Move:
    id: str
    track: Track
    starts_from: tuple[str, ...]
    to: tuple[str, ...]
    by: By
    verb: Verb | None  # None: the program's own
    documents: tuple[Document, ...]
    starts: tuple[str, ...]
    starts_in: tuple[str, ...]
    stops: tuple[str, ...]
    needs: tuple[Need, ...]
    within: str | None
    repeat_max: int | None
    tells_reporter: bool
    basis: Basis

    def starting(self, to: str) -> tuple[str, ...]:
        """The clocks that begin when the move leads there."""
        return self.starts if to in self.starts_in else ()


@dataclass(frozen=True)
class Position:
    """Where a case stands on its tracks; the moves made, with the state each reached; its clocks, also stopped ones."""

    states: Mapping[Track, str] = field(default_factory=lambda: dict(BEFORE))
    made: Sequence[tuple[str, str]] = ()
    clocks: Sequence[Running] = ()

    @property
    def is_filed(self) -> bool:
        return self.states[Track.LEGAL] in AFTER_FILING


def possible(
    moves: Mapping[str, Move], deadlines: Mapping[str, Deadline], position: Position, now: datetime
) -> list[Move]:
    """The moves an officer could write down now, in the order of the file."""
    return [move for move in moves.values() if move.verb and _is_possible(move, deadlines, position, now)]


def check_possible(move: Move, to: str, deadlines: Mapping[str, Deadline], position: Position, at: datetime) -> None:
    """For a move made at that time. Raises MoveNotPossible, or the one of its kind that says why."""
    if position.states[move.track] not in move.starts_from or to not in move.to:
        raise MoveNotPossible
    if Need.AFTER_FILING in move.needs and not position.is_filed:
        raise NotFiledYet
    if Need.DECLINED_OR_LATE in move.needs and not declined_or_late(deadlines, position, at):
        raise NothingToSupervise
    if move.within and not any(clock.rule == move.within and clock.is_open(at) for clock in position.clocks):
        raise RightOver
    if move.repeat_max is not None and list(position.made).count((move.id, to)) > move.repeat_max:
        raise RepeatedTooOften(move.repeat_max)


def declined_or_late(deadlines: Mapping[str, Deadline], position: Position, at: datetime) -> bool:
    """Whether there is something the procuratorate can ask about."""
    if position.states[Track.LEGAL] == Legal.FILING_DECLINED:
        return True
    return any(clock.is_late(at) and is_duty(deadlines, clock) for clock in position.clocks)


def is_duty(deadlines: Mapping[str, Deadline], clock: Running) -> bool:
    """A duty of the police; a clock whose rule a unit took out of the file is none."""
    rule = deadlines.get(clock.rule)
    return bool(rule and rule.duty is Duty.POLICE)


def _is_possible(move: Move, deadlines: Mapping[str, Deadline], position: Position, now: datetime) -> bool:
    for to in move.to:
        try:
            check_possible(move, to, deadlines, position, now)
        except MoveNotPossible:
            continue
        return True
    return False


def read_moves(shelf: Shelf, deadlines: Iterable[str]) -> dict[str, Move]:
    """By id, in the order of the file. Raises BadLaw, also when the program's own were changed or taken out."""
    found: dict[str, Move] = {}
    clocks, entries = frozenset(deadlines), shelf.entries("tracks", "moves")
    check_named("tracks.toml", NamedMove, {str(entry.values.get("id")) for entry in entries})
    for entry in entries:
        move = _move(shelf, entry, clocks)
        if move.id in found:
            raise entry.wrong(f"move {move.id} stands twice", "id")
        _check_own(entry, move)
        found[move.id] = move
    return found


def _move(shelf: Shelf, entry: Entry, clocks: frozenset[str]) -> Move:
    entry.only({*KEYS, *BASIS})
    track = Track(entry.one_of("track", Track))
    to = _some(entry, "to", STATES[track])
    return Move(
        id=entry.text("id"),
        track=track,
        starts_from=_some(entry, "from", STATES[track]),
        to=to,
        by=By(entry.one_of("by", By)),
        verb=Verb(entry.one_of("verb", RECORDS.values())) if "verb" in entry.values else None,
        documents=tuple(Document(one) for one in entry.all_of("documents", Document)),
        starts=entry.all_of("starts", clocks),
        starts_in=entry.all_of("starts_in", to) or to,
        stops=entry.all_of("stops", clocks),
        needs=tuple(Need(one) for one in entry.all_of("needs", Need)),
        within=entry.one_of("within", clocks) if "within" in entry.values else None,
        repeat_max=entry.whole("repeat_max") if "repeat_max" in entry.values else None,
        tells_reporter=entry.flag("tells_reporter"),
        basis=shelf.basis(entry),
    )


def _some(entry: Entry, key: str, known: Iterable[str]) -> tuple[str, ...]:
    found = entry.all_of(key, known)
    if not found:
        raise entry.wrong(f"{key} is missing", key)
    return found


def _check_own(entry: Entry, move: Move) -> None:
    """What an officer writes needs a document; what the program writes itself is not a unit's to change."""
    own = WITHOUT_OFFICERS.get(move.id)
    if own is None and (move.verb is None or not move.documents):
        raise entry.wrong(f"{move.id} needs a verb and a document", "verb")
    if own and (move.verb or (frozenset(move.starts_from), move.to) != (own[1], (own[2],))):
        raise entry.wrong(f"{move.id} is written by the program and stays as it is", "from")
    if "frozen" in move.to and Need.AFTER_FILING not in move.needs:
        raise entry.wrong("nothing is frozen before filing: needs after_filing", "needs")
