"""Which days are worked: they move the end of a period, and promises are counted in their hours.

The State Council's yearly notice comes with `chinesecalendar`; a year in a unit's own holidays.toml takes its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from chinese_calendar import constants as notices

from cases.law.reading import BASIS, Basis, Entry, Shelf

if TYPE_CHECKING:
    from cases.law import Law

SATURDAY = 5
ANNOUNCED_BY_MONTH = 12  # from here on the table of the next year should be there


@dataclass(frozen=True)
class Year:
    """`off` are holidays, `working` the weekend days on which everybody works instead."""

    off: frozenset[date]
    working: frozenset[date]
    basis: Basis | None = None


@dataclass(frozen=True)
class Holidays:
    years: Mapping[int, Year]

    def is_off(self, day: date) -> bool:
        """Weekends and holidays, but not a weekend that is worked; in a year without a table the weekends alone."""
        year = self.years.get(day.year)
        if year and day in year.working:
            return False
        return day.weekday() >= SATURDAY or bool(year and day in year.off)

    def working_day(self, day: date) -> date:
        """That day, or the next one on which people work."""
        while self.is_off(day):
            day += timedelta(days=1)
        return day


def years_missing(law: Law, today: date) -> tuple[int, ...]:
    """The years a clock may reach of which no notice is known: this one, and from December on the next."""
    wanted = [today.year, *([today.year + 1] if today.month >= ANNOUNCED_BY_MONTH else [])]
    return tuple(year for year in wanted if year not in law.holidays.years)


def read_holidays(shelf: Shelf) -> Holidays:
    """Raises BadLaw."""
    own: dict[int, Year] = {}
    for entry in shelf.entries("holidays", "years"):
        entry.only({"year", "off", "working", *BASIS})
        year = entry.whole("year")
        if year in own:
            raise entry.wrong(f"year {year} stands twice", "year")
        own[year] = Year(_days(entry, "off", year), _days(entry, "working", year), shelf.basis(entry))
    return Holidays(announced() | own)


def announced() -> dict[int, Year]:
    """Every year whose notice the library has."""
    years = {day.year for day in notices.holidays}
    return {year: Year(_of(year, notices.holidays), _of(year, notices.workdays)) for year in years}


def _of(year: int, days: Iterable[date]) -> frozenset[date]:
    return frozenset(day for day in days if day.year == year)


def _days(entry: Entry, key: str, year: int) -> frozenset[date]:
    days = entry.values.get(key, [])
    if not isinstance(days, list) or not all(type(day) is date for day in days):
        raise entry.wrong(f"{key} is not a list of dates", key)
    if other := [day for day in days if day.year != year]:
        raise entry.wrong(f"{other[0]} is not a day of {year}", key)
    if key == "working" and (plain := [day for day in days if day.weekday() < SATURDAY]):
        raise entry.wrong(f"{plain[0]} is not a weekend", key)
    return frozenset(days)
