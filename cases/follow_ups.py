"""When something is said later: the times, and the plan that each event of a case makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.messages import Kind

DAY_STARTS, DAY_ENDS = time(8), time(20)
URGENT_ANSWER = timedelta(minutes=15)
ANSWER = timedelta(hours=2)
WARNING = timedelta(minutes=30)
URGENT_WARNING = timedelta(minutes=5)
NEWS_EVERY = timedelta(days=3)
URGENT_NEWS_EVERY, URGENT_FOR = timedelta(hours=2), timedelta(hours=48)
MATERIALS_AFTER = timedelta(days=1)
HOW_WAS_IT_AFTER = timedelta(days=2)
DRAFT_REMINDERS = (timedelta(days=1), timedelta(days=3))
MORNING = time(10)


@dataclass(frozen=True)
class Planned:
    """One message to come."""

    kind: Kind
    due_at: datetime


def answer_due(now: datetime, zone: ZoneInfo, *, urgent: bool) -> datetime:
    """By when a person from the desk answers: 15 minutes when money is moving, else 2 hours by day.

    Else next morning.
    """
    if urgent:
        return now + URGENT_ANSWER
    local = now.astimezone(zone)
    due = local + ANSWER
    if local.time() < DAY_STARTS:
        return _at(local, MORNING, days=0)
    if due.time() > DAY_ENDS or due.date() != local.date():
        return _at(local, MORNING, days=1)
    return _round_up(due).astimezone(UTC)


def news_due(now: datetime, zone: ZoneInfo, *, urgent: bool = False) -> datetime:
    """When the next "still working" comes if nothing else happens: the morning of the third day.

    While money is in motion two hours later, or as soon as it is day.
    """
    local = now.astimezone(zone)
    if not urgent:
        return _at(local, MORNING, days=NEWS_EVERY.days)
    due = _round_up(local + URGENT_NEWS_EVERY)
    if DAY_STARTS <= due.time() <= DAY_ENDS:
        return due.astimezone(UTC)
    return _at(due, DAY_STARTS, days=int(due.time() > DAY_ENDS))


def is_urgent(money_moving: bool, since: datetime, now: datetime) -> bool:
    """Whether money may still be in motion: told so, and not longer ago than a stop could help."""
    return money_moving and now - since < URGENT_FOR


def after_submit(
    now: datetime, first_answer_at: datetime, zone: ZoneInfo, *, urgent: bool, has_files: bool
) -> Iterator[Planned]:
    """The plan a fresh case starts with."""
    yield Planned(Kind.RECEIPT, now)
    yield Planned(Kind.STILL_WAITING, first_answer_at)
    yield Planned(Kind.PROMISE_AT_RISK, first_answer_at - (URGENT_WARNING if urgent else WARNING))
    if not has_files:
        yield Planned(Kind.MATERIALS_REMINDER, _at((now + MATERIALS_AFTER).astimezone(zone), MORNING, days=0))


def after_closing(now: datetime, zone: ZoneInfo) -> Iterator[Planned]:
    """The end is told at once; two days later we ask how it was."""
    yield Planned(Kind.CLOSED, now)
    yield Planned(Kind.HOW_WAS_IT, _at((now + HOW_WAS_IT_AFTER).astimezone(zone), MORNING, days=0))


def _at(local: datetime, clock: time, *, days: int) -> datetime:
    day = local.date() + timedelta(days=days)
    return datetime.combine(day, clock, tzinfo=local.tzinfo).astimezone(UTC)


def _round_up(at: datetime) -> datetime:
    """To the next full ten minutes, as people say a time."""
    over = timedelta(minutes=at.minute % 10, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at + timedelta(minutes=10) - over
