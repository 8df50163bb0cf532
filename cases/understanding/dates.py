"""Calendar dates: 2026年11月20日, 20号, 去年8月, 上个月底, 年底. Without a year, the latest not ahead.

The spelling is that of `phrasing.py`; `today` is the local date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal


class NoSuchDayError(ValueError):
    """The calendar has no such day."""


@dataclass(frozen=True)
class Day:
    """The first local day of what was named, how long that is, and where in the text it stands."""

    date: date
    precision: Literal["day", "month", "year"]
    approximate: bool
    span: tuple[int, int]


YEARS_AWAY = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
MONTHS_AWAY = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}
# Where in a month, and in a year, the rough words stand: day and month.
MONTH_PARTS = {"上旬": 1, "中旬": 11, "下旬": 21, "初": 1, "中": 15, "底": 25, "末": 25}
YEAR_PARTS = {"初": 1, "中": 6, "底": 12, "末": 12}

_YEAR = re.compile(rf"(?P<away>{'|'.join(YEARS_AWAY)})|(?<![0-9])(?P<year>[0-9]{{4}}|[0-9]{{2}})年")
_YEAR_PART = re.compile(rf"年?的? ?(?P<part>{'|'.join(YEAR_PARTS)})")
_BARE_YEAR_PART = re.compile(rf"(?<![0-9])年(?P<part>{'|'.join(YEAR_PARTS)})")
_MONTH = re.compile(
    r"(?<![0-9])(?P<month>[0-9]{1,2})月份?|(?P<away>上上|上|这|本|下)个?月份?|月(?=[初中底末]|[上下]旬)"
)
_MONTH_DAY = re.compile(
    r"(?P<day>[0-9]{1,2})(?:[日号]|(?![0-9点时:月]))|(?P<part>"
    + "|".join(MONTH_PARTS).replace("中|", "中(?!午)|")
    + ")"
)
_DAY_ONLY = re.compile(r"(?<![0-9])(?P<day>[0-9]{1,2})[日号]")
_GLUE = re.compile(r" ?的? ?")


def find_date(text: str, today: date) -> Day | None:
    """The calendar date in `text`. Raises NoSuchDayError for 2月30日."""
    for rule in (_from_year, _from_month, _day_only, _year_part):
        if day := rule(text, today):
            return day
    return None


def _from_year(text: str, today: date) -> Day | None:
    """2026年, 去年年底, 去年8月, 2026年11月20日: the parts follow each other."""
    if not (said := _YEAR.search(text)):
        return None
    year = today.year + YEARS_AWAY[said["away"]] if said["away"] else _full_year(said["year"], today)
    if month := _MONTH.match(text, _after(text, said)):
        number = int(month["month"] or 0)
        return _in_month(text, [first_of(year, number)], today, said.start(), month.end())
    if part := _YEAR_PART.match(text, said.end()):
        return Day(first_of(year, YEAR_PARTS[part["part"]]), "month", approximate=True, span=(said.start(), part.end()))
    return Day(first_of(year, 1), "year", approximate=False, span=said.span())


def _from_month(text: str, today: date) -> Day | None:
    """8月, 11月20日, 上个月底, 月初: without a year it is the latest one that has begun."""
    if not (said := _MONTH.search(text)):
        return None
    if said["away"]:
        months = [months_away(today, MONTHS_AWAY[said["away"]])]
    elif said["month"]:
        months = [first_of(year, int(said["month"])) for year in (today.year, today.year - 1)]
    else:
        months = [months_away(today, 0), months_away(today, -1)]
    return _in_month(text, months, today, said.start(), said.end())


def _in_month(text: str, months: list[date], today: date, start: int, end: int) -> Day:
    """The day or part of the month behind `end`, in the first of `months` that is not ahead, else the first."""
    said = _MONTH_DAY.match(text, _GLUE.match(text, end).end())  # type: ignore[union-attr]
    if said is None:
        return Day(_latest(months, today), "month", approximate=False, span=(start, end))
    number = int(said["day"]) if said["day"] else MONTH_PARTS[said["part"]]
    found = _latest(_on(months, number), today)
    return Day(found, "day", approximate=bool(said["part"]), span=(start, said.end()))


def _day_only(text: str, today: date) -> Day | None:
    """20号 is in this month, or in the last that had a 20th by now."""
    if not (said := _DAY_ONLY.search(text)):
        return None
    months = [months_away(today, -back) for back in range(3)]
    return Day(_latest(_on(months, int(said["day"])), today), "day", approximate=False, span=said.span())


def _year_part(text: str, today: date) -> Day | None:
    if not (said := _BARE_YEAR_PART.search(text)):
        return None
    months = [first_of(year, YEAR_PARTS[said["part"]]) for year in (today.year, today.year - 1)]
    return Day(_latest(months, today), "month", approximate=True, span=said.span())


def _after(text: str, said: re.Match[str]) -> int:
    glue = _GLUE.match(text, said.end())
    return glue.end() if glue else said.end()


def _latest(days: list[date], today: date) -> date:
    return next((day for day in days if day <= today), days[0])


def _on(months: list[date], number: int) -> list[date]:
    """The `number`th of each month that has one."""
    days = [month.replace(day=number) for month in months if 1 <= number <= _length(month)]
    if not days:
        raise NoSuchDayError(number)
    return days


def _length(month: date) -> int:
    return (months_away(month, 1) - timedelta(days=1)).day


def first_of(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except ValueError as wrong:
        raise NoSuchDayError(year, month) from wrong


def months_away(today: date, months: int) -> date:
    """The first day of the month so many months away."""
    count = today.year * 12 + today.month - 1 + months
    return first_of(count // 12, count % 12 + 1)


def _full_year(written: str, today: date) -> int:
    """26年 is 2026; 98年 is 1998."""
    year = int(written)
    if len(written) == 4:
        return year
    return 2000 + year if 2000 + year <= today.year + 1 else 1900 + year
