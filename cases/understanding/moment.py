"""When something happened, as people say it: 昨天下午3点, 上周五, 11月20日 15:30, 十分钟前, 去年年底, last Friday 3pm.

A moment is a day part and a time part; each is found on its own, and little else may be left in the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from cases.errors import NotUnderstood
from cases.understanding.clock import NoSuchTimeError, TimeOfDay, find_times
from cases.understanding.dates import Day, NoSuchDayError
from cases.understanding.days import find_day
from cases.understanding.phrasing import phrase

Precision = Literal["minute", "hour", "part", "day", "month", "year"]
NOWHERE = (0, 0)
MOST_LEFT = 20  # characters of ordinary words around the moment: "我是昨天下午3点转的账"


@dataclass(frozen=True)
class Moment:
    """`at`, aware UTC, is the local beginning of what was said; `precision` says how long that is."""

    at: datetime
    precision: Precision
    approximate: bool = False


_ABOUT = re.compile(
    r"大概|大约|差不多|左右|前后|上下|约|好像|可能|应该|估计|~"
    r"|\b(?:around|about|approximately|roughly|probably|maybe|or so)\b"
)
_JUST = re.compile(r"刚才|刚刚|刚|现在|\bnow\b")
_AGO = re.compile(
    r"(?<![0-9])(?P<count>[0-9]{1,4}|半|好?几)(?P<more>多)?个?(?P<middle_more>多)?(?P<half>半)?"
    r"(?P<unit>小时|分钟|分|刻钟|秒)(?P<late_more>多)?[之以]?前"
)
_MINUTES = {"小时": 60, "刻钟": 15, "分钟": 1, "分": 1, "秒": 0}
_FILLING = re.compile(r"的?时候|那天|那会儿?|刚才|刚刚")
# What may not be left over: it would mean something else than what was read.
_TELLING = re.compile(
    r"[0-9年月日号时分秒点周刻半昨今明前后上下每不没非以之]"
    r"|\b(?:ago|before|after|not|never|next|last|until|weeks?|months?|days?|hours?)\b"
)


def read_moment(said: str, now: datetime, zone: ZoneInfo) -> Moment:
    """The one moment in `said`, seen from `now` (aware) by a clock in `zone`.

    Raises NotUnderstood("moment", form | calendar | future); `future` carries `at` and `moment`, for a question.
    """
    moment = moment_in(phrase(said), now.astimezone(zone))
    if moment.at > now:
        raise NotUnderstood("moment", "future", at=moment.at, moment=moment)
    return moment


def moment_in(text: str, now: datetime) -> Moment:
    """The moment in an already phrased text, ahead or not; `now` is local. Raises NotUnderstood (form or calendar)."""
    sure = _ABOUT.sub(" ", text)
    try:
        moment = _ago(sure, now) or _day_and_time(sure, now) or _just_now(sure, now)
    except (NoSuchDayError, NoSuchTimeError, OverflowError) as wrong:
        raise NotUnderstood("moment", "calendar") from wrong
    if moment is None:
        raise NotUnderstood("moment", "form")
    return replace(moment, approximate=True) if sure != text else moment


def _ago(text: str, now: datetime) -> Moment | None:
    """10分钟前, 1个半小时前: counted from `now`, down to the minute."""
    if not (said := _AGO.search(text)):
        return None
    _refuse_leftovers(text, [said.span()])
    count = int(said["count"]) if said["count"].isdigit() else 0.5 if said["count"] == "半" else 3
    minutes = (count + (0.5 if said["half"] else 0)) * _MINUTES[said["unit"]]
    at = (now.astimezone(UTC) - timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    rough = any(said[more] for more in ("more", "middle_more", "late_more")) or "几" in said["count"]
    is_whole_hours = said["unit"] == "小时" and minutes % 60 == 0
    return Moment(at, "hour" if is_whole_hours else "minute", rough)


def _day_and_time(text: str, now: datetime) -> Moment | None:
    day = find_day(text, now.date())
    times = find_times(text, day.span if day else NOWHERE)
    if day is None and not times:
        return None
    if len(times) > 1:
        raise NotUnderstood("moment", "form")
    _refuse_leftovers(text, [day.span if day else NOWHERE, *(said.span for said in times)])
    if day and times:
        return _at_time(day, times[0], now)
    return _whole_day(day, now) if day else _latest(times[0], now)


def _whole_day(day: Day, now: datetime) -> Moment:
    return Moment(_utc(datetime.combine(day.date, time()), now), day.precision, day.approximate)


def _at_time(day: Day, said: TimeOfDay, now: datetime) -> Moment:
    if day.precision != "day":
        raise NotUnderstood("moment", "form")
    return Moment(_utc(said.on(day.date, now.replace(tzinfo=None)), now), said.precision, day.approximate)


def _latest(said: TimeOfDay, now: datetime) -> Moment:
    """下午3点 alone is today's, or yesterday's while today's is still ahead."""
    today, yesterday = now.date(), now.date() - timedelta(days=1)
    at_today, at_yesterday = (_utc(said.on(day, now.replace(tzinfo=None)), now) for day in (today, yesterday))
    return Moment(at_today if at_today <= now else at_yesterday, said.precision)


def _just_now(text: str, now: datetime) -> Moment | None:
    if not (said := _JUST.search(text)):
        return None
    _refuse_leftovers(text, [said.span()])
    return Moment(now.astimezone(UTC).replace(second=0, microsecond=0), "minute", approximate=True)


def _refuse_leftovers(text: str, spans: list[tuple[int, int]]) -> None:
    """不是昨天 and 昨天以后 hold a day, but do not mean it."""
    left = "".join(
        " " if any(start <= place < end for start, end in spans) else text[place] for place in range(len(text))
    )
    left = _FILLING.sub(" ", left)
    if len("".join(left.split())) > MOST_LEFT or _TELLING.search(left):
        raise NotUnderstood("moment", "form")


def _utc(local: datetime, now: datetime) -> datetime:
    return local.replace(tzinfo=now.tzinfo).astimezone(UTC)
