"""Quiet hours: when the suspect may read the reporter's phone, even an empty reminder comes only when they said."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# The options of the question `quiet_hours`; "anytime" has no hours of its own.
HOURS: dict[str, tuple[time, time]] = {
    "daytime": (time(8), time(22)),
    "by_day": (time(8), time(18)),
    "morning": (time(8), time(12)),
    "midday": (time(12), time(14)),
    "afternoon": (time(14), time(18)),
    "evening": (time(18), time(22)),
}

OPEN_FOR = timedelta(minutes=5)  # a message that was asked for lies open so long, and is only announced again


def wait_until(hours: str | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The next moment that suits the reporter, aware UTC; None when that is now."""
    if hours not in HOURS:
        return None
    (start, end), local = HOURS[hours], now.astimezone(zone)
    if start <= local.time() < end:
        return None
    day = local.date() + timedelta(days=local.time() >= end)
    return datetime.combine(day, start, tzinfo=zone).astimezone(UTC)
