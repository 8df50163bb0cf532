"""The plan of what is said later, in words: when each kind of message is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from cases.law.plans import A_DAY, FollowUp, Hours, News, When
from cases.law.triage import Level
from cases.messages import OF_CLOCKS, Kind
from cases.plan_changes import Row
from handlers.door import Voice
from handlers.said.letter_facts import kind_name

HOUR = timedelta(hours=1)
PROMISED = frozenset({Kind.STILL_WAITING, Kind.REPLY_LATE})
WARNED = frozenset({Kind.PROMISE_AT_RISK, Kind.REPLY_AT_RISK})


def when_sent(voice: Voice, kind: Kind) -> list[str]:
    """A line for each way to be sent; of what the plan says nothing of, that it follows what happens."""
    if found := list(_by_plan(voice, kind)):
        return found
    return [voice.say("plan.sent.clock" if kind in OF_CLOCKS else "plan.sent.happens")]


def _by_plan(voice: Voice, kind: Kind) -> Iterator[str]:
    law = voice.door.law
    if kind in {Kind.STILL_WORKING, *PROMISED, *WARNED}:
        yield voice.say(f"plan.sent.{kind}")
    if kind is Kind.STILL_WORKING:
        yield from (news_words(voice, one) for one in law.plans.news)
    if kind in PROMISED:
        yield from (_answer(voice, pace) for pace in law.triage.levels)
    if kind in WARNED:
        yield from (_warning(voice, pace) for pace in law.triage.levels)
    yield from (follow_up_words(voice, one) for one in law.plans.follow_ups if one.kind is kind)


def news_words(voice: Voice, news: News) -> str:
    return voice.say("plan.news.line", what=what_fits(voice, news), when=when_words(voice, news.when))


def what_fits(voice: Voice, news: News) -> str:
    """Which cases this row of the plan is for."""
    comma, stages = voice.say("phrases.comma"), sorted(news.stages, key=lambda one: one.value)
    parts = [voice.say("plan.news.money_moving")] if news.money_moving else []
    if stages:
        parts.append(voice.say("plan.news.stage", stages=comma.join(voice.say(f"states.team.{one}") for one in stages)))
    if news.urgencies:
        named = comma.join(voice.say(f"triage.{one}") for one in sorted(news.urgencies))
        parts.append(voice.say("plan.news.urgency", urgencies=named))
    return comma.join(parts) or voice.say("plan.news.otherwise")


def follow_up_words(voice: Voice, one: FollowUp) -> str:
    return voice.say("plan.news.line", what=event_words(voice, one), when=when_words(voice, one.when))


def event_words(voice: Voice, one: FollowUp) -> str:
    """What it follows."""
    said = voice.say(f"plan.on.{one.on}")
    return voice.say("plan.on.unless_files", event=said) if one.unless_files else said


def row_name(voice: Voice, row: Row) -> str:
    """What a row of the plan is called."""
    if isinstance(row, News):
        return voice.say("plan.rows.news", what=what_fits(voice, row))
    return voice.say("plan.rows.follow_up", what=kind_name(voice, row.kind), event=event_words(voice, row))


def when_words(voice: Voice, when: When) -> str:
    said = after_words(voice, when.after)
    if when.at:
        said = voice.say("plan.after.at", after=said, at=f"{when.at:%H:%M}")
    return voice.say("plan.after.within", when=said, hours=_hours(voice, when.hours)) if when.hours else said


def after_words(voice: Voice, after: timedelta) -> str:
    """In the largest unit that says it exactly, as a plan is written."""
    for name, unit in (("days", A_DAY), ("hours", HOUR)):
        if not after % unit:
            return voice.say(f"plan.after.{name}", count=after // unit)
    return voice.say("plan.after.minutes", count=after // timedelta(minutes=1))


def _answer(voice: Voice, pace: Level) -> str:
    urgency, when = voice.say(f"triage.{pace.urgency}"), after_words(voice, pace.answer)
    if pace.at_night:
        return voice.say("plan.sent.answer_any_time", urgency=urgency, when=when)
    hours = _hours(voice, voice.door.law.plans.answers[pace.urgency])
    return voice.say("plan.sent.answer", urgency=urgency, when=when, hours=hours)


def _warning(voice: Voice, pace: Level) -> str:
    count = pace.warning // timedelta(minutes=1)
    return voice.say("plan.sent.warning", urgency=voice.say(f"triage.{pace.urgency}"), count=count)


def _hours(voice: Voice, hours: Hours) -> str:
    days = "working" if hours.working_only else "every"
    return voice.say(f"plan.hours.{days}", opens=f"{hours.opens:%H:%M}", closes=f"{hours.closes:%H:%M}")
