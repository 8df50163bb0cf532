"""When something is said later: the times, and the plan that each event of a case makes, by follow_ups.toml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.law.plans import Hours, News, On, Plans
from cases.law.triage import Level
from cases.messages import Kind

URGENT_FOR = timedelta(hours=48)
MORNING = time(10)
A_DAY, HALF_A_DAY = timedelta(days=1), timedelta(hours=4)
GATHER_FOR = timedelta(minutes=10)  # new cases after the first come to a chat together, and wait no longer


@dataclass(frozen=True)
class Planned:
    """One message to come."""

    kind: Kind
    due_at: datetime


def answer_due(plans: Plans, now: datetime, zone: ZoneInfo, pace: Level) -> datetime:
    """By when a person from the desk answers: so long from now, outside the hours from when they begin.

    What would end after the day's end is answered as if it had been told next morning.
    """
    if pace.at_night:
        return now + pace.answer
    return plans.answers[pace.urgency].counted(now.astimezone(zone), pace.answer).astimezone(UTC)


def reply_due(plans: Plans, now: datetime, zone: ZoneInfo, asked_at: datetime, pace: Level) -> datetime:
    """The same for what was asked at `asked_at`: who was asked to wait twice waits for as long as before, and so on.

    Who has waited for half a day is told each morning, and no oftener.
    """
    waited = min(now - asked_at, A_DAY)
    again = waited if waited >= 2 * pace.answer else pace.answer
    if pace.at_night:
        return now + again
    if waited > HALF_A_DAY:
        day = plans.answers[pace.urgency].open_day(now.astimezone(zone).date() + A_DAY)
        return datetime.combine(day, MORNING, tzinfo=zone).astimezone(UTC)
    return answer_due(plans, now, zone, replace(pace, answer=again))


def is_urgent(money_moving: bool, since: datetime, now: datetime) -> bool:
    """Whether money may still be in motion: told so, and not longer ago than a stop could help."""
    return money_moving and now - since < URGENT_FOR


def after(plans: Plans, event: On, now: datetime, zone: ZoneInfo, *, has_files: bool = False) -> Iterator[Planned]:
    """What the plan says follows such an event of now."""
    for one in plans.after(event):
        if not (one.unless_files and has_files):
            yield Planned(one.kind, one.when.due(now, zone))


def next_news(news: News, due_at: datetime, now: datetime, zone: ZoneInfo, day: Hours) -> Iterator[Planned]:
    """What goes before news that come then: a draft by day for who has the case, an alarm while somebody can write."""
    if news.drafted:
        at = max(now, day.moved((due_at - news.drafted).astimezone(zone)).astimezone(UTC))
        if at < due_at:
            yield Planned(Kind.NEWS_DRAFT, at)
    if news.alarmed and (at := due_at - news.alarmed) > now:
        yield Planned(Kind.NEWS_AT_RISK, at)


def first_answer(due_at: datetime, pace: Level) -> Iterator[Planned]:
    """What follows when nobody takes the case: the leads are warned before, the reporter told at the promised time."""
    yield Planned(Kind.STILL_WAITING, due_at)
    yield Planned(Kind.PROMISE_AT_RISK, due_at - pace.warning)


def while_asked(due_at: datetime, pace: Level) -> Iterator[Planned]:
    """What follows when nobody replies: whoever can reply is warned before, the reporter told at the promised time."""
    yield Planned(Kind.REPLY_AT_RISK, due_at - pace.warning)
    yield Planned(Kind.REPLY_LATE, due_at)


def by_day(plans: Plans, now: datetime, zone: ZoneInfo) -> datetime:
    """Now, or in the morning: what can wait wakes nobody."""
    local = now.astimezone(zone)
    return now if plans.day.holds(local) else plans.day.next_opening(local).astimezone(UTC)
