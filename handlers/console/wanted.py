"""What part of the queue an address asks for; what is not understood counts as not said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from cases.law.triage import Urgency
from cases.money_lane import MAY_BE_STOPPED
from cases.tracks import ENDED, TAKEN, Service
from handlers.console.parts import Console
from handlers.outside import read_id, read_moment, read_number
from storage.queue import Place, View
from storage.views import SORTS

PAGE, MOST = 50, 500
SUMS = (100_000, 500_000, 1_000_000, 5_000_000, 10_000_000)  # yuan, that a filter can begin at
FEN = 100

# The parts that stand ready, in their order: what each is called, which part of the queue, and its sort if not its own.
READY: dict[str, tuple[str, str]] = {
    "waiting": ("waiting", ""),
    "asked": ("asked", ""),
    "owed": ("owed", ""),
    "mine": ("mine", ""),
    "late": ("late", ""),
    "new": ("new", ""),
    "open": ("open", ""),
    "sums": ("open", "sum"),
    "ended": ("ended", ""),
}
ALL_SORTS = sorted({sort for sorts in SORTS.values() for sort in sorts})
FILTERS = ("district", "urgency", "offence", "holder", "stage", "least", "urgent")


@dataclass(frozen=True)
class Wanted:
    """A view with the place to go on from, the case that is open, and the filter of one's own it came from."""

    view: View
    after: Place | None = None
    shown: int = PAGE
    open: str = ""
    saved: str = ""
    is_choosing: bool = False  # the filters lie open: this came from there

    @property
    def said(self) -> dict[str, str]:
        """The view as an address says it, so that it opens the same page again."""
        view = self.view
        words = {
            "show": view.show,
            "sort": view.sort if view.sort in SORTS[view.show][1:] else "",
            "district": view.district,
            "urgency": view.urgency,
            "offence": view.offence,
            "holder": view.holder,
            "stage": view.stage,
            "least": view.least_fen // FEN if view.least_fen else None,
            "urgent": "1" if view.urgent else None,
        }
        return {name: str(value) for name, value in words.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.said | ({"saved": self.saved} if self.saved else {}))

    def but(self, **other: str) -> str:
        """The same, but for this; without the name of a saved filter, because it is not that one any more."""
        said = {name: value for name, value in (self.said | other).items() if value}
        if "show" in other and "sort" not in other:
            said.pop("sort", None)
        return urlencode(said)

    def ready(self, name: str) -> str:
        """The address of a part that stands ready, with the filters as they are."""
        show, sort = READY[name]
        return self.but(show=show, sort=sort, stage="")

    @property
    def first(self) -> int:
        """How many rows the first page has, if nobody asks for more."""
        return PAGE

    @property
    def filters(self) -> int:
        """How many are set."""
        return sum(name in self.said for name in FILTERS)

    @property
    def tab(self) -> str:
        """Which of the parts that stand ready it is; none while a filter of one's own is looked at."""
        here = (self.view.show, "sum" if self.view.order == "sum" and self.view.show == "open" else "")
        return "" if self.saved else next((name for name, one in READY.items() if one == here), "")

    @property
    def is_plain(self) -> bool:
        """Whether it is one of those as it stands ready: nothing to give a name to."""
        return not self.filters and self.tab != "" and set(self.said) <= {"show", "sort"}


def wanted(console: Console, query: Mapping[str, str]) -> Wanted:
    show = query.get("show", "")
    show = show if show in SORTS else "waiting"
    rows = min(max(read_number(query.get("shown", "")) or PAGE, PAGE), MOST)
    saved = read_id(query.get("saved", ""))
    fresh = console.door.clock() - MAY_BE_STOPPED
    view = View(
        show, at=since(console, show), fresh_since=fresh, **{name: read(console, query) for name, read in READ.items()}
    )
    if view.stage and view.stage not in (ENDED if show == "ended" else TAKEN):
        view = replace(view, stage=None)
    return Wanted(
        view, read_place(query.get("after", "")), rows, query.get("open", ""), str(saved or ""), "choosing" in query
    )


def since(console: Console, show: str) -> datetime | None:
    """Late is what should have been before now; new is what came since midnight."""
    now = console.door.clock()
    midnight = now.astimezone(console.door.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return {"late": now, "new": midnight}.get(show)


def _known(name: str) -> Callable[[Console, Mapping[str, str]], str | None]:
    def read(console: Console, query: Mapping[str, str]) -> str | None:
        value = query.get(name, "")
        options: Any = {
            "district": console.door.questionnaire.questions["district"].options,
            "offence": console.door.questionnaire.offences,
        }[name]
        return value if value in options else None

    return read


def _least(_: Console, query: Mapping[str, str]) -> int | None:
    value = read_number(query.get("least", ""))
    return value * FEN if value in SUMS else None


READ: dict[str, Callable[[Console, Mapping[str, str]], Any]] = {
    "district": _known("district"),
    "offence": _known("offence"),
    "urgent": lambda _, query: query.get("urgent") == "1",
    "sort": lambda _, query: (
        query.get("sort", "") if query.get("sort") in {s for o in SORTS.values() for s in o} else ""
    ),
    "urgency": lambda _, query: next((one for one in Urgency if one == query.get("urgency")), None),
    "stage": lambda _, query: next((one for one in Service if one == query.get("stage")), None),
    "holder": lambda _, query: read_id(query.get("holder", "")),
    "least_fen": _least,
}


def name_place(place: Place) -> str:
    return f"{place.rank}~{place.at.isoformat()}~{place.id}~{place.fen}"


def read_place(named: str) -> Place | None:
    """What `name_place` said; a place that cannot be is none."""
    parts = named.split("~")
    if len(parts) != 4:
        return None
    rank, at, case_id, fen = read_number(parts[0]), read_moment(parts[1]), read_id(parts[2]), read_number(parts[3])
    return None if rank is None or at is None or case_id is None or fen is None else Place(rank, at, case_id, fen)
