"""Limitation (追诉时效): by when an offence lapses, for each tier of its penalty.

CL art. 87 gives the years. CL art. 88(2): who complained in time, to an organ that should have filed and did not, is
not bound by them; so a dated receipt of the report is worth a lot, and near the end every day counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cases.law.months import YEAR, months_later
from cases.law.reading import BASIS, Basis, Entry, Shelf
from cases.questionnaire import Answers

if TYPE_CHECKING:
    from cases.law import Law

NEAR = timedelta(days=180)


class Nearness(StrEnum):
    """How near the earliest end is."""

    WARN = "warn"
    PASSED = "passed"


@dataclass(frozen=True)
class Limitation:
    """The years of each tier of the penalty, the lightest first."""

    years: tuple[int, ...]
    basis: Basis


def read_limitation(shelf: Shelf) -> dict[str, Limitation]:
    """By offence. Raises BadLaw."""
    found: dict[str, Limitation] = {}
    for entry in shelf.entries("limitation", "limitation"):
        entry.only(BASIS | {"offence", "years"})
        offence = entry.one_of("offence", shelf.offences)
        if offence in found:
            raise entry.wrong(f"{offence} stands twice", "offence")
        found[offence] = Limitation(_years(entry), shelf.basis(entry))
    return found


def _years(entry: Entry) -> tuple[int, ...]:
    years = entry.values.get("years")
    if not isinstance(years, list) or not years or not all(type(one) is int and one > 0 for one in years):
        raise entry.wrong("years is not a list of whole years", "years")
    if sorted(set(years)) != years:
        raise entry.wrong("years do not rise from the lightest tier to the gravest", "years")
    return tuple(years)


def limitation_ends(law: Law, offence: str, answers: Answers, zone: ZoneInfo) -> tuple[date, ...] | None:
    """For each tier the same day so many years later, earliest first; None without data or without a date."""
    limitation, ended_on = law.limitation.get(offence), _ended_on(answers, zone)
    if limitation is None or ended_on is None:
        return None
    return tuple(months_later(ended_on, years * YEAR) for years in limitation.years)


def is_near(ends: Sequence[date] | None, today: date) -> Nearness | None:
    """Whether the earliest end is behind us, or within 180 days."""
    if not ends:
        return None
    if ends[0] < today:
        return Nearness.PASSED
    return Nearness.WARN if ends[0] - today <= NEAR else None


def _ended_on(answers: Answers, zone: ZoneInfo) -> date | None:
    """The day it happened, or the last one of a period."""
    answer = answers.get("happened_when")
    if answer is None or not answer.is_given or not isinstance(answer.value, Mapping):
        return None
    at = answer.value.get("until", answer.value["at"])
    return datetime.fromisoformat(at).astimezone(zone).date()
