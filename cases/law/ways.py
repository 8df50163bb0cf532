"""Other doors: the court, the supervision commission, the tax office, a freeze, a stop. Read from ways.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.law.conditions import KEYS, Condition, read_condition
from cases.law.reading import BASIS, Basis, Entry, Shelf
from cases.questionnaire import Answers

if TYPE_CHECKING:
    from cases.law import Law


@dataclass(frozen=True)
class Way:
    """One other door. `told`: the reporter hears of it while reporting."""

    id: str
    told: bool
    condition: Condition
    basis: Basis


def ways(law: Law, offence: str | None, finding: str | None, answers: Answers) -> tuple[Way, ...]:
    """The doors open with this offence, finding and these answers, each once, in the order of the file."""
    known = offence if offence in law.routing.branches else None  # "not sure" is no offence
    return tuple(_once(one for one in law.ways if one.condition.holds(known, answers, finding)))


def _once(found: Iterable[Way]) -> Iterable[Way]:
    seen: set[str] = set()
    for way in found:
        if way.id not in seen:
            seen.add(way.id)
            yield way


def read_ways(shelf: Shelf) -> tuple[Way, ...]:
    """Raises BadLaw."""
    return tuple(_way(shelf, entry) for entry in shelf.entries("ways", "ways"))


def _way(shelf: Shelf, entry: Entry) -> Way:
    entry.only({"id", "told", *KEYS, *BASIS})
    return Way(entry.text("id"), entry.flag("told"), read_condition(shelf, entry), shelf.basis(entry))
