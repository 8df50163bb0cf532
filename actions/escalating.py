"""A promise that was broken alarms all leads again and again, until it is kept or somebody has it."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.hand import Hand, does
from actions.tell import is_urgent_now, replan
from cases.law.plans import Step, When
from cases.messages import Kind
from cases.verbs import Verb
from storage.cases import case_by_id
from storage.tables import Case, Event, Outgoing

BROKEN = frozenset({Kind.PROMISE_BROKEN})
URGENT_AT_MOST = timedelta(hours=2)  # one officer is left alone with money that may still be stopped


async def promise_broken(hand: Hand, case: Case) -> None:
    """Its reporter was just told so. While they wait for a reply, whoever can reply is warned by that already."""
    if case.broken_at is None:
        case.broken_at = hand.now
        await _plan(hand, case, Step.AGAIN)


async def alarm_again(hand: Hand, row: Outgoing) -> None:
    """Such an alarm has left: the next one is planned, for while nothing is done."""
    if row.kind is Kind.PROMISE_BROKEN and row.case_id:
        case = await case_by_id(hand.session, row.case_id, lock=True)
        if case.broken_at is not None:
            await _plan(hand, case, Step.DAILY)


async def promise_kept(hand: Hand, case: Case) -> None:
    """Somebody took the case, replied, or it is over."""
    if case.broken_at is not None:
        case.broken_at = case.vouched_by = case.vouched_until = None
        await replan(hand.session, case, BROKEN)


@does(Verb.HAVE_IT)
async def have_it(hand: Hand, number: str) -> Case:
    """This officer sees to it: nobody is alarmed until the day that the plan says. Raises NoPromiseBroken."""
    case = await hand.open(number, Verb.HAVE_IT)
    when = hand.law.plans.escalation.get(Step.HAVE_IT)
    if when is None or (case.vouched_by == hand.officer.id and case.is_vouched(hand.now)):
        return case
    case.vouched_by, case.vouched_until = hand.officer.id, _seen_to_until(hand, case, when)
    hand.note(case, Event.HAVE_IT, until=case.vouched_until.isoformat())
    await replan(hand.session, case, BROKEN)
    await _plan(hand, case, Step.HAVE_IT, at=case.vouched_until, by=f":{hand.now:%d%H%M%S%f}")
    return case


def _seen_to_until(hand: Hand, case: Case, when: When) -> datetime:
    """As the plan says; while money may still be stopped until the reporter was told to wait, at most for hours."""
    until = when.due(hand.now, hand.zone)
    if not is_urgent_now(case, hand.now):
        return until
    told = [at for at in (case.reply_due_at, case.news_due_at) if at and at > hand.now]
    return min(until, hand.now + URGENT_AT_MOST, *told)


async def _plan(hand: Hand, case: Case, step: Step, *, at: datetime | None = None, by: str = "") -> None:
    """Once for all of them, however many of the one before left; a reply that is waited for has warnings of its own."""
    when = hand.law.plans.escalation.get(step)
    if when and case.asked_at is None:
        at = at or when.due(hand.now, hand.zone)
        since = case.broken_at or hand.now  # one that breaks again is another
        await hand.tell(case, Kind.PROMISE_BROKEN, at, key=f"{case.number}:{since:%d%H%M}:{at:%y%m%d%H%M}{by}")
