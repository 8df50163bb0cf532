"""The deadlines of the law: how long, whose duty, who may extend, what a missed one means. Read from deadlines.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cases.law.named import NamedClock, check_named
from cases.law.reading import BASIS, Basis, Entry, Shelf, parts
from cases.tracks import By, Track

KEYS = frozenset(
    {
        "id",
        "track",
        "duty",
        "limit",
        "extensions",
        "renewable",
        "moved_by_holidays",
        "may_pause",
        "since_submission_too",
        "by_hand",
        "only_moves_stop",
        "then_starts",
        "missed",
        "tells_reporter",
    }
)


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"


class Duty(StrEnum):
    """Whose deadline it is; the reporter's is a right."""

    POLICE = "police"
    PROCURATORATE = "procuratorate"
    BANK = "bank"
    REPORTER = "reporter"


class Missed(StrEnum):
    """What it means when the time is over."""

    LATE = "late"
    LAPSES = "lapses"
    EXPIRES = "expires"


@dataclass(frozen=True)
class Limit:
    count: int
    unit: Unit


@dataclass(frozen=True)
class Extension:
    """How long the whole is once it is granted, and who grants it."""

    limit: Limit
    by: By


@dataclass(frozen=True)
class Deadline:
    id: str
    track: Track
    duty: Duty
    limit: Limit
    extensions: tuple[Extension, ...]
    renewable: bool  # the same again, any number of times
    moved_by_holidays: bool
    may_pause: bool
    since_submission_too: bool
    by_hand: bool
    only_moves_stop: bool
    then_starts: tuple[str, ...]
    missed: Missed
    tells_reporter: bool
    basis: Basis

    def whole(self, extended: int) -> Limit:
        """How long it is after that many extensions."""
        if self.renewable:
            return Limit(self.limit.count * (extended + 1), self.limit.unit)
        return (
            self.extensions[min(extended, len(self.extensions)) - 1].limit
            if extended and self.extensions
            else self.limit
        )

    def may_extend(self, extended: int) -> bool:
        return self.renewable or extended < len(self.extensions)

    def extends(self, extended: int) -> By | None:
        """Who grants the next extension; None when the file does not say."""
        return self.extensions[extended].by if extended < len(self.extensions) else None


def read_deadlines(shelf: Shelf) -> dict[str, Deadline]:
    """By id. Raises BadLaw."""
    entries = shelf.entries("deadlines", "deadlines")
    known = {str(entry.values.get("id")) for entry in entries}
    check_named("deadlines.toml", NamedClock, known)
    found: dict[str, Deadline] = {}
    for entry in entries:
        one = _deadline(shelf, entry, known)
        if one.id in found:
            raise entry.wrong(f"clock {one.id} stands twice", "id")
        found[one.id] = one
    return found


def _deadline(shelf: Shelf, entry: Entry, known: set[str]) -> Deadline:
    entry.only({*KEYS, *BASIS})
    limit = _limit(entry, entry.values.get("limit"), "limit")
    return Deadline(
        id=entry.text("id"),
        track=Track(entry.one_of("track", Track)),
        duty=Duty(entry.one_of("duty", Duty)),
        limit=limit,
        extensions=_extensions(entry, limit),
        renewable=entry.flag("renewable"),
        moved_by_holidays=entry.flag("moved_by_holidays") if "moved_by_holidays" in entry.values else True,
        may_pause=entry.flag("may_pause"),
        since_submission_too=entry.flag("since_submission_too"),
        by_hand=entry.flag("by_hand"),
        only_moves_stop=entry.flag("only_moves_stop"),
        then_starts=entry.all_of("then_starts", known),
        missed=Missed(entry.one_of("missed", Missed)),
        tells_reporter=entry.flag("tells_reporter"),
        basis=shelf.basis(entry),
    )


def _extensions(entry: Entry, limit: Limit) -> tuple[Extension, ...]:
    found: list[Extension] = []
    for part in parts(entry, "extensions"):
        part.only({"by", *Unit})
        whole = _limit(part, {key: value for key, value in part.values.items() if key != "by"}, "extensions")
        if whole.unit is not limit.unit or whole.count <= (found[-1].limit if found else limit).count:
            raise part.wrong("an extension must be longer, and in the same unit")
        found.append(Extension(whole, By(part.one_of("by", By))))
    return tuple(found)


def _limit(entry: Entry, value: Any, key: str) -> Limit:
    if not isinstance(value, Mapping) or len(value) != 1 or next(iter(value)) not in set(Unit):
        raise entry.wrong("a clock without unit: write { hours = … }, { days = … } or { months = … }", key)
    unit, count = next(iter(value.items()))
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise entry.wrong(f"{key} is not a whole number above zero", key)
    return Limit(count, Unit(unit))
