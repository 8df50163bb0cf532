"""What part of the queue is looked at, in which order, and by which index a database gets there.

Every view has a way (storage/tables/cases.py) that stands in its order, so a page is a walk along it from any place.
What a way knows nothing of is asked of each row it passes, of so many rows a page and no more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from cases.law.triage import Urgency
from cases.tracks import Service
from storage.tables import NOBODY, URGENT, WAYS, Case, Way

# By what each part of the queue can be sorted, its own order first.
SORTS: dict[str, tuple[str, ...]] = {
    "waiting": ("urgency", "oldest", "newest", "due", "sum"),
    "asked": ("reply",),
    "owed": ("reply",),
    "late": ("due",),
    "new": ("newest",),
    "mine": ("urgency", "oldest", "newest", "due", "sum"),
    "open": ("urgency", "oldest", "newest", "due", "sum"),
    "ended": ("newest", "oldest"),
}
RANKS = tuple(one.rank for one in Urgency)
MOST_RANKS = 2**31  # what a number in the address may be, so that it is one for the database too
MOST_FEN = 2**62
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FRESH = -1  # the rank of a place among the freshest money, before all ranks


@dataclass(frozen=True)
class View:
    """Which part of the queue: `show` is one of SORTS.

    Late are those whose reporter was told a time before `at`; new are those that came since `at`.
    """

    show: str = "waiting"
    district: str | None = None
    urgent: bool = False  # money is moving
    sort: str = ""
    urgency: Urgency | None = None
    offence: str | None = None
    holder: UUID | None = None
    stage: Service | None = None
    least_fen: int | None = None
    at: datetime | None = None
    fresh_since: datetime | None = None  # money that left since then stands before all else, the freshest first

    @property
    def puts_fresh_first(self) -> bool:
        """Whether the freshest money begins it: only in the order of urgency."""
        return self.fresh_since is not None and self.order == "urgency"

    def has_fresh(self, case: Case) -> bool:
        """Whether the case is one of those, in the words of storage/walks.py."""
        since = self.fresh_since
        if since is None or not self.puts_fresh_first or case.rank != Urgency.IMMEDIATE.rank or not case.money_moving:
            return False
        return case.money_left_at >= since

    @property
    def order(self) -> str:
        """What it is sorted by: what was asked for, as far as this part has it; whoever asks for sums, by sums."""
        sorts = SORTS[self.show]
        if self.sort in sorts:
            return self.sort
        return "sum" if self.least_fen is not None and "sum" in sorts else sorts[0]

    @property
    def shape(self) -> View:
        """The same without its values: views of one shape are one statement."""
        return replace(
            self,
            sort=self.order,
            urgency=self.urgency and Urgency.NORMAL,
            offence=self.offence and "",
            holder=self.holder and NOBODY,
            stage=self.stage and Service.TRIAGED,
            least_fen=None if self.least_fen is None else 0,
            at=None,
            fresh_since=EPOCH if self.puts_fresh_first else None,
        )


@dataclass(frozen=True)
class Place:
    """Where a page of the queue begins: after the case of this id, with what its view is sorted by."""

    rank: int
    at: datetime
    id: UUID
    fen: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError or OverflowError for one that no database takes: it may come from an address."""
        if self.at.tzinfo is None or not FRESH <= self.rank < MOST_RANKS or not -1 <= self.fen < MOST_FEN:
            raise ValueError
        self.at.astimezone(UTC)


def place_of(case: Case, view: View) -> Place:
    """Where the case stands in this view."""
    if view.has_fresh(case):
        return Place(FRESH, case.money_left_at, case.id)
    at = {"reply": case.asked_at, "due": case.due_at}.get(view.order, case.submitted_at) if case else None
    fen = case.sum_fen if view.order == "sum" else None
    return Place(max(case.rank, 0), at or case.submitted_at, case.id, 0 if fen is None else fen)


@dataclass(frozen=True)
class Plan:
    """A walk: the way, by which columns and in which direction.

    `ranks`: one walk for each of these, merged, where the way stands by rank first and the view does not; `given` are
    the filters it begins with, `bounds` those that end it, `asked` those that each row is asked.
    """

    way: Way
    columns: tuple[str, ...]
    descends: bool
    ranks: tuple[int, ...]
    given: tuple[str, ...]
    bounds: tuple[str, ...]
    asked: tuple[str, ...]


def plan_of(view: View) -> Plan:
    """How to walk through a view, whoever looks."""
    way, order, filters = way_of(view), view.order, filters_of(view)
    columns = _columns(view, way)
    splits = way.is_ranked and columns[0] != "rank" and "urgency" not in filters
    given = tuple(one for one in filters if COLUMNS.get(one) in way.under or (one == "urgency" and way.is_ranked))
    bounds = tuple(one for one in filters if BOUNDS.get(one) in columns)
    asked = [one for one in filters if one not in given + bounds]
    if view.urgent and not way.name.startswith("urgent_") and view.show != "asked":
        asked.append("urgent")
    if view.show == "waiting" and not way.name.endswith("waiting"):
        asked.append("waiting")
    if view.show == "late":
        asked.append("promised")
    return Plan(way, columns, order in {"newest", "sum"}, RANKS if splits else (), given, bounds, tuple(asked))


COLUMNS = {"holder": "holder_id", "offence": "offence", "stage": "service"}
BOUNDS = {"least_fen": "sum_fen", "late": "due_at", "new": "submitted_at"}


def filters_of(view: View) -> tuple[str, ...]:
    """What it asks for beside its part, its district and money."""
    names = ("urgency", "offence", "holder", "stage", "least_fen")
    said = [name for name in names if getattr(view, name) is not None]
    return (*said, *([view.show] if view.show in {"late", "new"} else []), *_own(view))


def _own(view: View) -> list[str]:
    return ["holder"] if view.show in {"mine", "owed"} and view.holder is None else []


def way_of(view: View) -> Way:
    """The shortest of those that stand in its order."""
    held = view.show == "mine" or view.holder is not None
    if view.show == "ended":
        name = "urgent_ended" if view.urgent else "ended_offence" if view.offence is not None else "ended"
    elif view.show in {"asked", "owed"}:
        name = "my_asked" if view.show == "owed" or view.holder is not None else "asked"
    elif view.order in {"due", "sum"}:
        name = f"mine_{view.order}" if held else view.order
    elif view.urgent and (one := "mine" if held else view.show) in URGENT:
        name = f"urgent_{one}"
    elif held or view.offence is not None or view.stage is not None:
        name = "mine" if held else "offence" if view.offence is not None else "stage"
    else:
        name = "waiting" if view.show == "waiting" else "open"
    return WAYS[name]


def _columns(view: View, way: Way) -> tuple[str, ...]:
    if not way.is_ranked:
        return way.order
    by_rank = view.order == "urgency" and view.urgency is None
    return way.order if by_rank else way.order[1:]
