"""Money is leaving: the desk knows with the first fact, long before there is a report."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from actions.casework import ALL, wait_for_answer
from actions.hand import Hand
from actions.intake import fill_case, open_case
from actions.moves import move_money
from cases.messages import Kind
from cases.money_lane import calls_for_alert, is_told, payment_of
from cases.questionnaire import Answer
from cases.tracks import WAITING, Money
from storage.cases import case_by_id, case_of_draft, times_since, was_alarmed
from storage.outgoing import last_due
from storage.tables import Case, Draft, Event

A_MINUTE = timedelta(minutes=1)
AN_HOUR = timedelta(hours=1)
MOST_ALARMS = 5  # of one chat within an hour


async def alert_desk(hand: Hand, draft: Draft, answers: dict[str, Answer]) -> Case | None:
    """The case as the lane knows it now: opened with the first fact, then kept up to date; None before that."""
    case = await case_of_draft(hand.session, draft.id, lock=True)
    if not calls_for_alert(answers):
        if case and not case.is_complete:  # it was not just now: the desk sees that too
            await fill_case(hand, case, answers)
        return case
    if case is None:
        case = await open_case(hand, draft, answers, complete=False)
        await _alarm(hand, case)
    elif not case.is_complete:
        await fill_case(hand, case, answers)
        if not await was_alarmed(hand.session, case.id):  # a person was asked for before
            await _alarm(hand, case)
        elif is_told(answers):
            await _tell_more(hand, case, payment_of(answers))
    if is_told(answers):
        await move_money(hand, case, Money.SHEET_READY, "bot")
    return case


async def _tell_more(hand: Hand, case: Case, payments: int) -> None:
    """What is known now, once for so many payments; within a minute of the last time, when the minute is over."""
    last = await last_due(hand.session, case.id, Kind.MONEY_MORE)
    if last is None or last <= hand.now:  # else one waits already, and will say this too
        at = max(hand.now, last + A_MINUTE) if last else hand.now
        await hand.tell(case, Kind.MONEY_MORE, at, key=f"{case.number}:{payments}")


async def _alarm(hand: Hand, case: Case) -> None:
    """At once, and again while nobody has taken it; the leads before the promised answer is late.

    A chat that alarmed the desk within the hour is heard once, and from MOST_ALARMS on waits in the queue.
    """
    before = await times_since(hand.session, case.conversation_id, Event.MONEY_ALERTED, hand.now - AN_HOUR)
    hand.note(case, Event.MONEY_ALERTED)
    if case.service in WAITING:
        await wait_for_answer(hand, case, alerts=ALL if not before else int(before < MOST_ALARMS))
        case.reply_due_at = case.reply_due_at and case.answer_due_at
    else:
        await hand.tell(case, Kind.MONEY_MORE)


async def told_110(hand: Hand, case_id: UUID) -> None:
    """The reporter says they rang 110: the one thing about the money that they may write themselves."""
    case = await case_by_id(hand.session, case_id, lock=True)
    await move_money(hand, case, Money.REPORTED_TO_110, "reporter")
