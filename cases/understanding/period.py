"""From when to when: 8月到10月, 昨天下午3点到5点, 11月20日-22日. One moment is a period without an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from cases.errors import NotUnderstood
from cases.understanding.clock import TimeOfDay, find_times
from cases.understanding.dates import Day
from cases.understanding.days import find_day
from cases.understanding.moment import NOWHERE, Moment, read_moment
from cases.understanding.phrasing import phrase
from cases.understanding.writing import plain

ANY_DAY = date(2024, 12, 31)  # any late day will do to see where the words stand
MOST_SPLITS = 6  # 2026-11-20 - 2026-11-22 has five dashes


@dataclass(frozen=True)
class Period:
    """`end` is the moment in which it ended, whose own precision says how long that lasts; None for a single moment."""

    start: Moment
    end: Moment | None = None


_BETWEEN = re.compile(r"直到|到|至| ?- ?|~|\b(?:to|until|till|through|and)\b")
_OPENING = re.compile(r"^(?:从|自从|自|from|between|since)\b ?|^(?:从|自从|自)")
_STILL = re.compile(r"(?:以来|至今|(?:一?直?到|至|-)(?:现在|今天为止|目前)|(?:until|till|to) (?:now|today))$")
_BEGINS = re.compile(r"(?:开始|起)$")
_YEAR = re.compile(r"^ ?((?:[0-9]{2,4}|[去今前])年)")
_MONTH = re.compile(r"^ ?((?:(?:[0-9]{2,4}|[去今前])年)?的?(?:[0-9]{1,2}|[上这本]个?)月份?)")
_UNIT = re.compile(r"^ ?[0-9零一二三四五六七八九十]{1,3}([月日号点])")


def read_period(said: str, now: datetime, zone: ZoneInfo) -> Period:
    """The period in `said`; see `read_moment`.

    Raises NotUnderstood("moment", form | calendar | future | order).
    """
    text = _OPENING.sub("", plain(said).lower())
    if _STILL.search(text):
        until_now = Moment(now.astimezone(UTC).replace(second=0, microsecond=0), "minute", approximate=False)
        return Period(read_moment(_STILL.sub("", text), now, zone), until_now)
    try:
        return Period(read_moment(_BEGINS.sub("", text), now, zone))
    except NotUnderstood as refused:
        return _either_side(text, now, zone, refused)


def _either_side(text: str, now: datetime, zone: ZoneInfo, refused: NotUnderstood) -> Period:
    """The first split of `text` into two readable halves; when there is none, the words of the whole count."""
    for left, right in _halves(text):
        try:
            start, end = read_moment(left, now, zone), read_moment(right, now, zone)
        except NotUnderstood as unreadable:
            refused = unreadable if unreadable.reason == "future" else refused
            continue
        if end.at < start.at:
            raise NotUnderstood("moment", "order") from None
        return Period(start, end)
    raise refused


def _halves(text: str) -> Iterator[tuple[str, str]]:
    for between in list(_BETWEEN.finditer(text))[:MOST_SPLITS]:
        left, right = text[: between.start()].strip(), text[between.end() :].strip()
        if left[-1:].isdigit() and (unit := _UNIT.match(right)):  # 8到10月
            left += unit[1]
        left = phrase(left)
        yield left, _lend(left, phrase(right))


def _lend(left: str, right: str) -> str:
    """What the second half leaves unsaid is that of the first: 去年8月到10月, 11月20日到22日, 昨天下午3点到5点."""
    if month := _MONTH.match(left):
        if re.match(r"^ ?[0-9]{1,2}[日号]?$", right):
            return month[1] + right
        if (year := _YEAR.match(left)) and re.match(r"^ ?[0-9]{1,2}月", right):
            return year[1] + right
    return _lend_day(left, right)


def _lend_day(left: str, right: str) -> str:
    """5点 behind 昨天下午3点 is 昨天下午5点."""
    try:
        day, times = _parts(left)
        own_day, own_times = _parts(right)
    except ValueError:  # a day or an hour that does not exist: its reader will say so
        return right
    if own_day or not own_times:
        return right
    part = times[0].part if times and not own_times[0].part else None
    return (left[slice(*day.span)] if day else "") + (part or "") + right


def _parts(text: str) -> tuple[Day | None, list[TimeOfDay]]:
    day = find_day(text, ANY_DAY)
    return day, find_times(text, day.span if day else NOWHERE)
