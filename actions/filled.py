"""A verb's form as it came, from the fields of a page or from presses and a text in chat. Nothing of it is believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from cases.consulting import Recommendation
from cases.law.triage import Urgency
from cases.papers import Paper
from cases.planned import Later
from cases.rounds import Round
from cases.tracks import CloseReason

NOBODY_HAD = "nobody"


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
class Placing:
    """A file of the case and where it stands: an item, or what cases/placing.py calls ANY_ITEM and NO_ITEM."""

    file: UUID | None = None
    item: str = ""


@dataclass(frozen=True)
class Filled:
    """Everything a form can hold; what a verb does not take is empty."""

    text: str = ""
    english: str = ""  # the same once more, for whoever reads that
    at_once: bool = False  # also at night
    to: UUID | None = None
    had: str = ""  # what stood when the form was made, who had the case (an id, or NOBODY_HAD); empty: nobody looked
    despite: str = ""  # the colleague who has the case, and whom the officer was told of: an id
    read: str = ""  # when the form was made: the newest message that matters to it (an id, or NOBODY_HAD),
    # or the mark of what is to be approved
    files: tuple[UUID, ...] = ()  # that stood at the form, to go with the words
    reason: CloseReason | None = None
    sure: str = ""  # that it was asked once more: the same reason again, or the mark of what a case still owes
    classification: Classification = Classification()
    round: Round = field(default_factory=Round)
    placing: Placing = Placing()
    urgency: Urgency | None = None
    panel: tuple[str, ...] = ()  # ids of members, or cases/consulting.py's EVERYBODY
    within: str = ""  # a key of cases/consulting.py's WITHIN
    recommendation: Recommendation | None = None
    measure: UUID | None = None
    message: UUID | None = None
    planned: UUID | None = None  # a message that waits for the reporter
    later: Later | None = None
    seen: str = ""  # its wording when its correction was begun: actions/revising.py's mark
    other: str = ""  # another case, by its number
    identifier: str = ""  # kind.blind
    series: UUID | None = None
    scope: str = ""  # of cases/special_teams.py
    hour: str = ""
    others: tuple[str, ...] = ()  # cases by their numbers, or cases/together.py's LINKED
    move: UUID | None = None  # a record of a track
    entry: UUID | None = None  # a line of the timeline: a record in one's name
    paper: Paper = field(default_factory=Paper)  # what of it is to be corrected; empty is what stays
