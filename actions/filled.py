"""A verb's form as it came, from the fields of a page or from presses and a text in chat. Nothing of it is believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from cases.papers import Paper
from cases.rounds import Round
from cases.tracks import CloseReason


@dataclass(frozen=True)
class Classification:
    """What an officer sets a case to: an offence (or NOT_SURE) and a district (or elsewhere)."""

    offence: str = ""
    district: str = ""


@dataclass(frozen=True)
class Record:
    """What an officer writes down of a track: a move, a change of a clock, or a clock that begins by hand.

    `to` chooses among the states a move can end in; `seen` is what the form was made after: how many moves of the
    track, or the shape of the clock.
    """

    paper: Paper = field(default_factory=Paper)
    move: str | None = None
    clock: UUID | None = None
    change: str | None = None
    rule: str | None = None
    to: str | None = None
    seen: str | None = None


@dataclass(frozen=True)
class Filled:
    """Everything a form can hold; what a verb does not take is empty."""

    text: str = ""
    to: UUID | None = None
    reason: CloseReason | None = None
    classification: Classification = Classification()
    round: Round = field(default_factory=Round)
