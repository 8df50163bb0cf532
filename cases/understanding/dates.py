"""Calendar dates: 2026年11月20日, 20号, 去年8月, 上个月底, 三季度, 农历八月十五. Without a year, the latest not ahead.

The spelling is that of `phrasing.py`; `today` is the local date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cases.understanding.moon import MOON_YEARS


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
MONTH_PARTS = {
    "上旬": 1, "中旬": 11, "下旬": 21, "上半月": 1, "下半月": 16, "初": 1, "中": 15, "底": 25, "末": 25, "尾": 25,
}  # fmt: skip
YEAR_PARTS = {"初": 1, "中": 6, "底": 12, "末": 12, "尾": 12, "终": 12}
HALVES = {"上半年": 1, "前半年": 1, "下半年": 7, "后半年": 7}

_YEAR = re.compile(
    rf"(?P<away>{'|'.join(YEARS_AWAY)})|(?P<ago>[0-9]{{1,2}})年前的? ?(?=[0-9]{{1,2}}月)"
    r"|(?<![0-9])(?P<year>[0-9]{4}|[0-9]{2})年"
)
_YEAR_PART = re.compile(rf"年?的? ?(?P<part>{'|'.join(YEAR_PARTS)})")
_BARE_YEAR_PART = re.compile(rf"(?<![0-9])年(?P<part>{'|'.join(YEAR_PARTS)})")
_MONTH = re.compile(
    r"(?<![0-9])(?P<month>[0-9]{1,2})月份?|(?P<away>上上|上|这|本|下)个?月份?|月(?=[初中底末尾]|[上下]旬)|(?=[上中下]旬|[上下]半月)"
)
_MONTH_DAY = re.compile(
    r"(?P<day>[0-9]{1,2})(?:[日号]|(?![0-9点时:月]))|月?的?(?P<part>"
    + "|".join(MONTH_PARTS).replace("中|", "中(?!午)|")
    + ")"
)
_DAY_ONLY = re.compile(r"(?<![0-9])(?P<day>[0-9]{1,2})[日号]")
_HALF = re.compile(rf" ?(?P<half>{'|'.join(HALVES)})")
_QUARTER = re.compile(r" ?(?P<quarter>[1-4])季度")
_QUARTER_AWAY = re.compile(r"(?P<away>[上这本下])季度")
_BY_THE_MOON = re.compile(
    rf"(?:(?:(?P<away>{'|'.join(YEARS_AWAY)})|(?<![0-9])(?P<year>[0-9]{{4}}|[0-9]{{2}})年)的? ?)?"
    r"农历 ?(?:(?P<month>[0-9]{1,2})月份? ?(?:(?P<day>[0-9]{1,2})[日号]?)?|(?P<eve>除夕))"
)
_GLUE = re.compile(r" ?的? ?")


def find_date(text: str, today: date) -> Day | None:
    """The calendar date in `text`. Raises NoSuchDayError for 2月30日."""
    for rule in (_by_the_moon, _from_year, _from_month, _part_of_a_year, _day_only, _year_part):
        if day := rule(text, today):
            return day
    return None


def _from_year(text: str, today: date) -> Day | None:
    """2026年, 去年年底, 去年8月, 2026年11月20日: the parts follow each other."""
    if not (said := _YEAR.search(text)):
        return None
    year = today.year - int(said["ago"]) if said["ago"] else _year(said, today)
    if month := _MONTH.match(text, _after(text, said)):
        number = int(month["month"] or 0)
        return _in_month(text, [first_of(year, number)], today, said.start(), month.end())
    if part := _HALF.match(text, said.end()) or _QUARTER.match(text, said.end()):
        return Day(first_of(year, _first_month(part)), "month", approximate=True, span=(said.start(), part.end()))
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


def _part_of_a_year(text: str, today: date) -> Day | None:
    """上半年, 3季度, 上季度: the month it begins in, rough."""
    if said := _QUARTER_AWAY.search(text):
        quarter = months_away(today, -((today.month - 1) % 3) + 3 * MONTHS_AWAY[said["away"]])
        return Day(quarter, "month", approximate=True, span=said.span())
    if not (said := _HALF.search(text) or _QUARTER.search(text)):
        return None
    months = [first_of(year, _first_month(said)) for year in (today.year, today.year - 1)]
    return Day(_latest(months, today), "month", approximate=True, span=said.span())


def _first_month(said: re.Match[str]) -> int:
    parts = said.groupdict()
    return HALVES[parts["half"]] if "half" in parts else int(parts["quarter"]) * 3 - 2


def _by_the_moon(text: str, today: date) -> Day | None:
    """A day by the moon; its month alone begins in one of ours. 除夕 is the last day before the year begins."""
    if not (said := _BY_THE_MOON.search(text)):
        return None
    years = [today.year, today.year - 1]
    if said["away"] or said["year"]:
        years = [_year(said, today)]
    days = [day for year in years if (day := _moon_day(year, said))]
    if not days:
        raise NoSuchDayError(said[0])
    found = _latest(days, today)
    if said["day"] or said["eve"]:
        return Day(found, "day", approximate=False, span=said.span())
    return Day(found.replace(day=1), "month", approximate=True, span=said.span())


def _moon_day(year: int, said: re.Match[str]) -> date | None:
    """In that year of the moon, as far as the table goes."""
    moon = MOON_YEARS.get(year)
    if moon is None:
        return None
    if said["eve"]:
        return moon.begins - timedelta(days=1)
    month, day = int(said["month"]), int(said["day"] or 1)
    return moon.on(month, day) if 1 <= month <= 12 and 1 <= day <= 30 else None


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


def _year(said: re.Match[str], today: date) -> int:
    return today.year + YEARS_AWAY[said["away"]] if said["away"] else _full_year(said["year"], today)


def _full_year(written: str, today: date) -> int:
    """26年 is 2026; 98年 is 1998."""
    year = int(written)
    if len(written) == 4:
        return year
    return 2000 + year if 2000 + year <= today.year + 1 else 1900 + year
