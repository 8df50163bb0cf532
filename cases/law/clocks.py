"""When a legal deadline is over, and when to say so before. Counted as the law counts (CPL art. 105)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from cases.law.months import months_later

if TYPE_CHECKING:
    from cases.law.deadlines import Deadline
    from cases.law.holidays import Holidays

MORNING = time(10)
DAY, TWO_DAYS, TWO_WEEKS = timedelta(days=1), timedelta(days=2), timedelta(days=14)


@dataclass(frozen=True)
class Running:
    """A clock of a case, running or stopped. `due_at` is the first moment after the last day."""

    id: UUID
    rule: str
    started_at: datetime
    due_at: datetime
    extended: int = 0
    paused_at: datetime | None = None
    paused_days: int = 0
    stopped_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    def is_open(self, at: datetime) -> bool:
        """Whether that moment lies in its time, and nothing had stopped it."""
        return self.started_at <= at < self.due_at and (self.stopped_at is None or at < self.stopped_at)

    def is_late(self, now: datetime) -> bool:
        """Over and not stopped; a paused clock waits."""
        return self.is_running and self.paused_at is None and now >= self.due_at


def due_at(
    rule: Deadline,
    started_at: datetime,
    holidays: Holidays,
    zone: ZoneInfo,
    *,
    extended: int = 0,
    paused_days: int = 0,
) -> datetime:
    """The first moment after the last day, in UTC.

    The day it starts is not counted; a last day on which nobody works becomes the next working day; hours are exact
    and moved by nothing.
    """
    limit = rule.whole(extended)
    if limit.unit == "hours":
        return started_at.astimezone(UTC) + timedelta(hours=limit.count, days=paused_days)
    first = started_at.astimezone(zone).date()
    last = first + timedelta(days=limit.count) if limit.unit == "days" else months_later(first, limit.count)
    last += timedelta(days=paused_days)
    if rule.moved_by_holidays:
        last = holidays.working_day(last)
    return _midnight(last + DAY, zone)


def days_left(clock: Running, now: datetime, zone: ZoneInfo) -> int:
    """Whole calendar days until the last one: 0 on the last day, below zero when it is over."""
    last = clock.due_at.astimezone(zone) - timedelta(microseconds=1)
    return (last.date() - now.astimezone(zone).date()).days


def share_left(clock: Running, now: datetime) -> float:
    """How much of its time is left, from 1 to 0: the length of a bar."""
    whole = (clock.due_at - clock.started_at).total_seconds()
    return max(0.0, min(1.0, (clock.due_at - now).total_seconds() / whole)) if whole > 0 else 0.0


def soon_at(rule: Deadline, due: datetime, zone: ZoneInfo) -> datetime:
    """When the desk is warned: a day before, for hours a quarter of them, for months two weeks.

    Days end at midnight, when nobody reads: the warning comes on the morning before.
    """
    if rule.limit.unit == "hours":
        return due - timedelta(hours=rule.limit.count) / 4
    return _morning_before(due - (TWO_WEEKS if rule.limit.unit == "months" else DAY), zone)


def ending_at(due: datetime, zone: ZoneInfo) -> datetime:
    """When somebody is reminded of a right that ends: two days before, in the morning."""
    return _morning_before(due - TWO_DAYS, zone)


def _morning_before(at: datetime, zone: ZoneInfo) -> datetime:
    """The last ten o'clock that is not after this moment."""
    local = at.astimezone(zone)
    morning = datetime.combine(local.date(), MORNING, tzinfo=zone)
    return (morning if morning <= local else morning - DAY).astimezone(UTC)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def earlier_due(
    rule: Deadline, clock: Running, submitted_at: datetime, holidays: Holidays, zone: ZoneInfo
) -> datetime | None:
    """When it would be over counted from the report to us, if that was earlier: the desk is warned by this one."""
    if not rule.since_submission_too or submitted_at >= clock.started_at:
        return None
    due = due_at(rule, submitted_at, holidays, zone, extended=clock.extended, paused_days=clock.paused_days)
    return due if due < clock.due_at else None
