"""When something happened, as people say it: 昨天下午3点, 上周五, 11月20日 15:30, 十分钟前, 去年年底, last Friday 3pm.

A moment is a day part and a time part; each is found on its own, and little else may be left in the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from cases.errors import NotUnderstood
from cases.understanding.clock import NoSuchTimeError, TimeOfDay, find_times
from cases.understanding.dates import Day, NoSuchDayError
from cases.understanding.days import find_day
from cases.understanding.phrasing import phrase
from cases.understanding.writing import plain

Precision = Literal["minute", "hour", "part", "day", "month", "year"]
NOWHERE = (0, 0)
LONGEST = 200  # characters; nobody needs more for a moment or two
HALF_A_DIAL = timedelta(hours=6)
MOST_LEFT = 20  # characters of ordinary words around the moment: "我是昨天下午3点转的账"


@dataclass(frozen=True)
class Moment:
    """`at`, aware UTC, is the local beginning of what was said; `precision` says how long that is."""

    at: datetime
    precision: Precision
    approximate: bool = False


_ABOUT = re.compile(
    r"大概|大约|差不多|左右|前后|上下|约|好像|可能|应该|估计|~"
    r"|期间|前夕|那几天|那段时间|(?:小?长)?假期?(?![一-鿿])|小?长假|黄金周|大促|活动"
    r"|(?<=[点时分半刻])(?:许|来|多|出头)(?! ?[之以]?前)|(?<=:[0-9]{2})许"
    r"|\b(?:around|about|approximately|roughly|probably|maybe|or so)\b"
)
_JUST = re.compile(r"刚才|刚刚|刚|现在|\bnow\b")
_AGO = re.compile(
    r"(?<![0-9])(?P<count>[0-9]{1,4}|半|好?几)(?P<more>多)?个?(?P<middle_more>多)?(?P<half>半)?"
    r"(?P<unit>小时|分钟|分|刻钟|秒)(?P<late_more>多)? ?[之以]?前"
)
_MINUTES = {"小时": 60, "刻钟": 15, "分钟": 1, "分": 1, "秒": 0}
_ZONE = re.compile(
    r"(?<=:[0-9]{2})(?:\.[0-9]{1,9})? ?(?:(?:(?:gmt|utc) ?(?P<sign>[+-])|\+)"
    r"(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?"
    r"|gmt|utc|z)$"
)
_FILLING = re.compile(r"的?时候|那天|那会儿?|刚才|刚刚")
# What may not be left over: it would mean something else than what was read.
_TELLING = re.compile(
    r"[0-9年月日号时分秒点周刻半昨今明前后上下每不没非以之]"
    r"|[农阴闰]历?|季度|\b(?:ago|before|after|not|never|next|last|until|weeks?|months?|days?|hours?)\b"
    r"|\b(?:gmt|utc|z|[ecmp][sd]t|cet|bst|jst)\b"
)


def read_moment(said: str, now: datetime, zone: ZoneInfo) -> Moment:
    """The one moment in `said`, seen from `now` (aware) by a clock in `zone`.

    Raises NotUnderstood("moment", form | calendar | future); `future` carries `at` and `moment`, for a question.
    """
    if len(said) > LONGEST:
        raise NotUnderstood("moment", "form")
    text, clock = _own_zone(plain(said).lower(), zone)
    return past_moment(phrase(text), now, clock)


def past_moment(text: str, now: datetime, zone: tzinfo) -> Moment:
    """The moment in an already phrased text. Raises as `read_moment` does."""
    moment = moment_in(text, now.astimezone(zone))
    if moment.at > now:
        raise NotUnderstood("moment", "future", at=moment.at, moment=moment)
    return moment


def _own_zone(text: str, zone: tzinfo) -> tuple[str, tzinfo]:
    """07:30:00Z and 15:30 GMT+8 name the clock they were read off; every other clock is the one of `zone`."""
    if not (said := _ZONE.search(text)):
        return text, zone
    away = timedelta(hours=int(said["hours"] or 0), minutes=int(said["minutes"] or 0))
    if away >= timedelta(hours=15):
        raise NotUnderstood("moment", "form")
    return text[: said.start()], timezone(-away if said["sign"] == "-" else away)


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
    if day.date == now.date() and said.is_dial:
        return replace(_latest(said, now), approximate=day.approximate)
    if said.is_unclear:
        raise NotUnderstood("moment", "form")
    return Moment(_utc(said.on(day.date, now.replace(tzinfo=None)), now), said.precision, day.approximate)


def _latest(said: TimeOfDay, now: datetime) -> Moment:
    """下午3点 alone is today's, or yesterday's while today's is still ahead; 3点 the last 3 on the dial, if today."""
    today, yesterday = now.date(), now.date() - timedelta(days=1)
    times = [_utc(one.on(today, now.replace(tzinfo=None)), now) for one in said.halves]
    passed = max((at for at in times if at <= now), default=None)
    if passed and not (said.is_unclear and now - passed > HALF_A_DIAL):
        return Moment(passed, said.precision)
    if said.is_dial:
        raise NotUnderstood("moment", "form")
    return Moment(_utc(said.on(yesterday, now.replace(tzinfo=None)), now), said.precision)


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
