"""The day part of a moment: 昨天, 上周5, 3天前, or a calendar date. Each rule reads one way of naming a day.

Rules know today's local date; nothing here knows hours or zones. The spelling is that of `phrasing.py`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from cases.understanding.dates import MONTHS_AWAY, Day, NoSuchDayError, find_date, months_away

EARLIEST = date(1949, 10, 1)  # nobody reports what happened before
FEW = 3  # 几天前, 前几天: days, weeks or months

DAYS_AWAY = {
    "大大前天": -4, "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1,
    "明日": 1, "大后天": 3, "后天": 2,
}  # fmt: skip
WEEKDAYS = {**{str(number): number - 1 for number in range(1, 8)}, "日": 6, "天": 6, "末": 5}
_NAMED = re.compile("|".join(DAYS_AWAY))
_WEEKDAY = re.compile(r"(?<![上下])(?P<week>上上|上|这|本|下|过)?个?周(?P<day>[1-7日天末])")
_WEEK = re.compile(r"(?<![上下])(?P<week>上上|上|这|本|下)个?周(?![1-7日天末]|那天)")
_AGO = re.compile(
    r"(?<![0-9])(?P<count>[0-9]{1,4}|半|好?几)(?P<more>多)?个?(?P<middle_more>[多半])?"
    r"(?P<unit>[天日周月年])(?P<half>半|多)? ?[之以]?前(?! ?的? ?[0-9]{1,2}月)"
)
_LATELY = re.compile(r"前(?P<count>[0-9]|几|些)(?P<unit>[天日周])|(?P<recent>前阵子|前段时间)")


def find_day(text: str, today: date) -> Day | None:
    """What the first rule that knows a day makes of `text`. Raises NoSuchDayError for 2月30日."""
    for rule in (_ago, _lately, _named, _weekday, _week, find_date):
        if day := rule(text, today):
            return _plausible(day)
    return None


def _plausible(day: Day) -> Day:
    if day.date < EARLIEST:
        raise NoSuchDayError(day.date)
    return day


def _ago(text: str, today: date) -> Day | None:
    """3天前 is a day, 3个月前 a month; a rough count makes a rough day."""
    if not (said := _AGO.search(text)):
        return None
    rough = any(said[more] for more in ("more", "middle_more", "half")) or not said["count"].isdigit()
    if said["unit"] in "天日周":
        return _days_ago(said, today, rough=rough)
    months = _count(said["count"]) * (12 if said["unit"] == "年" else 1)
    months += 6 if said["unit"] == "年" and said["half"] == "半" else 0
    if said["count"] == "半":
        return _half_ago(said, today)
    return Day(months_away(today, -months), "month", approximate=rough or said["unit"] == "年", span=said.span())


def _half_ago(said: re.Match[str], today: date) -> Day:
    """半年前 is six months ago, 半个月前 half a month."""
    if said["unit"] == "年":
        return Day(months_away(today, -6), "month", approximate=True, span=said.span())
    return Day(today - timedelta(days=15), "day", approximate=True, span=said.span())


def _lately(text: str, today: date) -> Day | None:
    """前几天, 前2天."""
    if not (said := _LATELY.search(text)):
        return None
    if said["recent"]:
        return Day(today - timedelta(days=15), "day", approximate=True, span=said.span())
    return _days_ago(said, today, rough=True)


def _days_ago(said: re.Match[str], today: date, *, rough: bool) -> Day:
    days = _count(said["count"]) * (7 if said["unit"] == "周" else 1)
    return Day(today - timedelta(days=days), "day", approximate=rough or said["unit"] == "周", span=said.span())


def _count(written: str) -> int:
    return int(written) if written.isdigit() else FEW


def _named(text: str, today: date) -> Day | None:
    said = _NAMED.search(text)
    return said and Day(today + timedelta(days=DAYS_AWAY[said[0]]), "day", approximate=False, span=said.span())


def _weekday(text: str, today: date) -> Day | None:
    """周5 alone is the last Friday there was, today included; 过周5 (last Friday) is the one before today."""
    if not (said := _WEEKDAY.search(text)):
        return None
    weekday = WEEKDAYS[said["day"]]
    monday = today - timedelta(days=today.weekday())
    if said["week"] in MONTHS_AWAY:
        found = monday + timedelta(weeks=MONTHS_AWAY[said["week"]], days=weekday)
    else:
        latest = today - timedelta(days=1) if said["week"] else today
        found = latest - timedelta(days=(latest.weekday() - weekday) % 7)
    return Day(found, "day", approximate=said["day"] == "末", span=said.span())


def _week(text: str, today: date) -> Day | None:
    """A week without its day starts on Monday, and is rough."""
    if not (said := _WEEK.search(text)):
        return None
    monday = today + timedelta(weeks=MONTHS_AWAY[said["week"]], days=-today.weekday())
    return Day(monday, "day", approximate=True, span=said.span())
