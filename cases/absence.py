"""From which day to which somebody is away: how that is typed, and what of it cannot be."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.errors import CaseError, NotUnderstood

LONGEST = timedelta(days=366)
NAMED = {"今天": 0, "今日": 0, "today": 0, "明天": 1, "明日": 1, "tomorrow": 1, "后天": 2, "大后天": 3}
_DAY = re.compile(
    r"(?P<named>大后天|后天|明天|明日|今天|今日|today|tomorrow)"
    r"|(?:(?P<year>\d{4})[年/.-])?(?P<month>\d{1,2})[月/.-](?P<day>\d{1,2})(?:[日号]|(?!\d))"
    r"|(?P<only>\d{1,2})[日号]",
    re.IGNORECASE,
)
BEHIND = 31  # days: a date without a year that lies further back than that is next year's


class AbsenceBackwards(CaseError):
    """An absence does not end before it begins."""


class AbsenceOver(CaseError):
    """An absence lies ahead, or lasts."""


class AbsenceTooLong(CaseError):
    """Whoever is away for more than a year has left."""


def read_days(said: str, today: date) -> tuple[date, date]:
    """The first and the last day of 12月1日到12月5日, 明天, 2026-12-01 - 2026-12-05, 1日到5日.

    Raises NotUnderstood("absence", "form").
    """
    found = [_day(match, today) for match in _DAY.finditer(said[:200])]
    if not 1 <= len(found) <= 2:
        raise NotUnderstood("absence", "form")
    return found[0], found[-1]


def period_of(first: date, last: date, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first moment of it, and the first one after it.

    Raises AbsenceBackwards, AbsenceOver and AbsenceTooLong.
    """
    if last < first:
        raise AbsenceBackwards
    if last < now.astimezone(zone).date():
        raise AbsenceOver
    if last - first > LONGEST or first > now.astimezone(zone).date() + LONGEST:
        raise AbsenceTooLong
    return max(_midnight(first, zone), now), _midnight(last + timedelta(days=1), zone)


def last_day(ends_at: datetime, zone: ZoneInfo) -> date:
    """The day before it is over, as people say it."""
    return (ends_at.astimezone(zone) - timedelta(microseconds=1)).date()


def _day(said: re.Match[str], today: date) -> date:
    if said["named"]:
        return today + timedelta(days=NAMED[said["named"].lower()])
    try:
        if said["only"]:
            return _ahead(today, today.year, today.month, int(said["only"]))
        year = int(said["year"] or today.year)
        found = date(year, int(said["month"]), int(said["day"]))
        is_last_years = not said["year"] and (today - found).days > BEHIND
        return found.replace(year=year + 1) if is_last_years else found
    except ValueError:  # 2月30日
        raise NotUnderstood("absence", "form") from None


def _ahead(today: date, year: int, month: int, day: int) -> date:
    """Of a day without its month, the next one."""
    found = date(year, month, day)
    if found >= today:
        return found
    return date(year + month // 12, month % 12 + 1, day)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
