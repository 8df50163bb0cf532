"""What the desk may do with a message that waits for a reporter: send it now, word it, put it off, call it off.

Only what we would say by ourselves: words of the desk's are put right in their own way (actions/revising.py), and what
the law counts, or says that a promised time is over, comes whatever an officer thinks of it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from cases.errors import CaseError
from cases.law.plans import Hours, round_up
from cases.messages import Kind

CHANGEABLE = frozenset({Kind.STILL_WORKING, Kind.MATERIALS_REMINDER, Kind.HOW_WAS_IT})
FARTHEST = timedelta(days=14)  # from now: whoever waits hears of us at least so often


class Later(StrEnum):
    """How much later it comes than it was to."""

    TWO_HOURS = "two_hours"
    A_DAY = "a_day"
    THREE_DAYS = "three_days"
    A_WEEK = "a_week"


SPANS = {
    Later.TWO_HOURS: timedelta(hours=2),
    Later.A_DAY: timedelta(days=1),
    Later.THREE_DAYS: timedelta(days=3),
    Later.A_WEEK: timedelta(days=7),
}


class PlannedGone(CaseError):
    """The message has left, or is not planned any more."""


class PlannedMeanwhile(CaseError):
    """Somebody changed what is planned since the form was opened: two would put it off twice."""


class PutOffTooFar(CaseError):
    """Later than anybody may be left without news."""

    def __init__(self) -> None:
        super().__init__()
        self.most = FARTHEST.days


def laters(*, urgent: bool) -> tuple[Later, ...]:
    """How much later it may come: while money is in motion only by hours."""
    return (Later.TWO_HOURS,) if urgent else tuple(Later)


def put_off(due_at: datetime, later: Later, now: datetime, zone: ZoneInfo, day: Hours) -> datetime:
    """When it comes then, in the hours in which people are told what can wait. Raises PutOffTooFar."""
    local = round_up((max(due_at, now) + SPANS[later]).astimezone(zone))
    at = day.moved(local).astimezone(UTC)
    check_farthest(at, now)
    return at


def check_farthest(at: datetime | None, now: datetime) -> None:
    """Raises PutOffTooFar: a message that is called off over and over puts off as well."""
    if at is not None and at > now + FARTHEST:
        raise PutOffTooFar
