"""When somebody who does not look into their chat is told elsewhere that there is news, by cases/notices.toml.

No law, but a table that a unit reads, changes and is told of mistakes in like the law's files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cases.law.plans import Hours, read_span
from cases.law.reading import BadLaw, Entry, Shelf
from cases.law.triage import Urgency

FILE = "notices"


@dataclass(frozen=True)
class Pace:
    """How soon each way is tried. Empty `urgencies`: any; without `then` all of them at once."""

    id: str
    urgencies: frozenset[Urgency]
    money_moving: bool
    first: timedelta
    then: timedelta
    gap: timedelta
    hours: Hours | None

    def fits(self, urgency: Urgency, *, money_moving: bool) -> bool:
        return urgency in (self.urgencies or {urgency}) and (money_moving or not self.money_moving)

    def due(self, now: datetime, zone: ZoneInfo, place: int, told_at: datetime | None) -> datetime:
        """When the way at this place among all has its turn; `told_at`: when it told of news before."""
        at = now + self.first + place * self.then
        if told_at:
            at = max(at, told_at + self.gap)
        return self.hours.moved(at.astimezone(zone)).astimezone(UTC) if self.hours else at


def pace_of_notices(paces: Iterable[Pace], urgency: Urgency, *, money_moving: bool) -> Pace:
    return next(one for one in paces if one.fits(urgency, money_moving=money_moving))


def read_notices(shelf: Shelf, hours: Mapping[str, Hours]) -> tuple[Pace, ...]:
    """Raises BadLaw: for what is not known, and for a case that would be told of nothing."""
    rows = shelf.entries(FILE, "notices")
    found = tuple(_pace(entry, hours) for entry in rows)
    if not found or found[-1].urgencies or found[-1].money_moving:
        raise BadLaw(f"{FILE}.toml", rows[-1].line if rows else 1, "the last of the notices must fit every case")
    return found


def _pace(entry: Entry, hours: Mapping[str, Hours]) -> Pace:
    entry.only({"id", "urgencies", "money_moving", "first", "then", "gap", "hours"})
    return Pace(
        id=entry.text("id"),
        urgencies=frozenset(map(Urgency, entry.all_of("urgencies", Urgency))),
        money_moving=entry.flag("money_moving"),
        first=read_span(entry, "first"),
        then=read_span(entry, "then") if "then" in entry.values else timedelta(),
        gap=read_span(entry, "gap"),
        hours=hours[entry.one_of("hours", hours)] if "hours" in entry.values else None,
    )
