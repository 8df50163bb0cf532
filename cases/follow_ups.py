"""When something is said later: the times, and the plan that each event of a case makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.law.triage import Level
from cases.messages import Kind

DAY_STARTS, DAY_ENDS = time(8), time(20)
NEWS_EVERY = timedelta(days=3)
URGENT_NEWS_EVERY, URGENT_FOR = timedelta(hours=2), timedelta(hours=48)
MATERIALS_AFTER = timedelta(days=1)
HOW_WAS_IT_AFTER = timedelta(days=2)
DRAFT_REMINDERS = (timedelta(days=1), timedelta(days=3))
MORNING = time(10)
HALF_A_DAY = timedelta(hours=4)
GATHER_FOR = timedelta(minutes=10)  # new cases after the first come to a chat together, and wait no longer


@dataclass(frozen=True)
class Planned:
    """One message to come."""

    kind: Kind
    due_at: datetime


def answer_due(now: datetime, zone: ZoneInfo, pace: Level) -> datetime:
    """By when a person from the desk answers: so long from now, at night from when the day starts.

    What would end after the day's end is answered as if it had been told next morning.
    """
    if pace.at_night:
        return now + pace.answer
    local = now.astimezone(zone)
    due = local + pace.answer
    if local.time() < DAY_STARTS:
        return _at(local, DAY_STARTS, days=0) + pace.answer
    if due.time() > DAY_ENDS or due.date() != local.date():
        return _at(local, DAY_STARTS, days=1) + pace.answer
    return _round_up(due).astimezone(UTC)


def reply_due(now: datetime, zone: ZoneInfo, asked_at: datetime, pace: Level) -> datetime:
    """The same for what was asked at `asked_at`; who has waited for half a day is told each morning, and no oftener."""
    if not pace.at_night and now - asked_at > HALF_A_DAY:
        return _at(now.astimezone(zone), MORNING, days=1)
    return answer_due(now, zone, pace)


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
    now: datetime, first_answer_at: datetime, zone: ZoneInfo, pace: Level, *, has_files: bool
) -> Iterator[Planned]:
    """The plan a fresh case starts with."""
    yield Planned(Kind.RECEIPT, now)
    yield from first_answer(first_answer_at, pace)
    if not has_files:
        yield Planned(Kind.MATERIALS_REMINDER, _at((now + MATERIALS_AFTER).astimezone(zone), MORNING, days=0))


def first_answer(due_at: datetime, pace: Level) -> Iterator[Planned]:
    """What follows when nobody takes the case: the leads are warned before, the reporter told at the promised time."""
    yield Planned(Kind.STILL_WAITING, due_at)
    yield Planned(Kind.PROMISE_AT_RISK, due_at - pace.warning)


def while_asked(due_at: datetime, pace: Level) -> Iterator[Planned]:
    """What follows when nobody replies: whoever can reply is warned before, the reporter told at the promised time."""
    yield Planned(Kind.REPLY_AT_RISK, due_at - pace.warning)
    yield Planned(Kind.REPLY_LATE, due_at)


def after_closing(now: datetime, zone: ZoneInfo) -> Iterator[Planned]:
    """The end is told at once; two days later we ask how it was."""
    yield Planned(Kind.CLOSED, now)
    yield Planned(Kind.HOW_WAS_IT, _at((now + HOW_WAS_IT_AFTER).astimezone(zone), MORNING, days=0))


def by_day(now: datetime, zone: ZoneInfo) -> datetime:
    """Now, or in the morning: what can wait wakes nobody."""
    local = now.astimezone(zone)
    if DAY_STARTS <= local.time() <= DAY_ENDS:
        return now
    return _at(local, DAY_STARTS, days=int(local.time() > DAY_ENDS))


def _at(local: datetime, clock: time, *, days: int) -> datetime:
    day = local.date() + timedelta(days=days)
    return datetime.combine(day, clock, tzinfo=local.tzinfo).astimezone(UTC)


def _round_up(at: datetime) -> datetime:
    """To the next full ten minutes, as people say a time."""
    over = timedelta(minutes=at.minute % 10, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at + timedelta(minutes=10) - over
