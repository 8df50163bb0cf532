"""From when to when: 8月到10月, 昨天下午3点到5点, 11月20日-22日. One moment is a period without an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from cases.errors import NotUnderstood
from cases.understanding.clock import TimeOfDay, find_times
from cases.understanding.dates import Day
from cases.understanding.days import find_day
from cases.understanding.moment import LONGEST, NOWHERE, Moment, past_moment, read_moment
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
_CLOSING = re.compile(r"(?:的?这段时间|的?那段时间|[之中]?间|期间)$")
# 3月到10月,陆陆续续八个月: how long it took only repeats both ends.
_LENGTH = re.compile(
    r"[,;。 ] ?[^,;。0-9]{0,8}?(?:[0-9]{1,3}|[零一二两三四五六七八九十半]{1,3})"
    r"(?:个半?|多){0,2}(?:月|年|天|周|星期|礼拜|小时|分钟)(?:多|左右|的?时间)?。?$"
)
_YEAR = re.compile(r"^[ 约]*((?:[0-9]{2,4}|[去今前])年)")
_MONTH = re.compile(r"^ ?((?:(?:[0-9]{2,4}|[去今前])年)?的?(?:[0-9]{1,2}|[上这本]个?)月份?)")
_UNIT = re.compile(r"^ ?[0-9零一二三四五六七八九十]{1,3}([年月日号点])")
_NEXT_DAY = re.compile(r"^(?:次日|第2天|翌日|隔天|隔日)(?:的| )?")
_FIGURE = re.compile(r"(?:^|[^0-9.:/零一二三四五六七八九十])(?:[0-9]{1,2}|[零一二三四五六七八九十]{1,3})$")


def read_period(said: str, now: datetime, zone: ZoneInfo) -> Period:
    """The period in `said`; see `read_moment`.

    Raises NotUnderstood("moment", form | calendar | future | order).
    """
    if len(said) > LONGEST:
        raise NotUnderstood("moment", "form")
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
    for left, right in _halves(_CLOSING.sub("", _LENGTH.sub("", text))):
        try:
            start = past_moment(left, now, zone)
            end = past_moment(_NEXT_DAY.sub(_day_behind(start, zone), right), now, zone)
        except NotUnderstood as unreadable:
            refused = unreadable if (refused.reason, unreadable.reason) == ("form", "future") else refused
            continue
        if end.at < start.at:
            raise NotUnderstood("moment", "order") from None
        return Period(start, end)
    raise refused


def _day_behind(start: Moment, zone: ZoneInfo) -> str:
    return f"{start.at.astimezone(zone) + timedelta(days=1):%Y年%m月%d日} "


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """Both sides of each word between them, as they stand; in 8到10月 the unit belongs to the left one too."""
    for between in list(_BETWEEN.finditer(text))[:MOST_SPLITS]:
        left, right = text[: between.start()].strip(), text[between.end() :].strip()
        yield (start := phrase(left)), _lend(start, phrase(right))
        if (unit := _UNIT.match(right)) and _FIGURE.search(left):
            yield (start := phrase(left + unit[1])), _lend(start, phrase(right))


def _lend(left: str, right: str) -> str:
    """What the second half leaves unsaid is that of the first: 去年8月到10月, 11月20日到22日, 昨天下午3点到5点."""
    if _NEXT_DAY.match(right):
        return right
    if (month := _MONTH.match(left)) and re.match(r"^ ?[0-9]{1,2}[日号]?$", right):
        return month[1] + right
    if (year := _YEAR.match(left)) and re.match(r"^[ 约]*(?:农历)?[0-9]{1,2}月", right):
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
