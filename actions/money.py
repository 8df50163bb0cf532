"""Money is leaving: the desk knows with the first fact, long before there is a report."""

from __future__ import annotations

from uuid import UUID

from actions.casework import wait_for_answer
from actions.hand import Hand
from actions.intake import fill_case, open_case
from actions.moves import move_money
from actions.tell import tell_together
from cases.alarms import A_MINUTE, LATELY, alarm_of, more_after
from cases.messages import Kind
from cases.money_lane import calls_for_alert, is_told, payment_of
from cases.questionnaire import Answer
from cases.tracks import WAITING, Money
from storage.alarms import alarms_lately
from storage.cases import case_by_id, case_of_draft, was_alarmed
from storage.drafts import Told
from storage.tables import Case, Draft, Event, MoneyAlarm
from storage.told import dues_since, first_due


async def alert_desk(hand: Hand, draft: Draft, answers: dict[str, Answer], told: Told | None = None) -> Case | None:
    """The case as the lane knows it now: opened with the first fact, then kept up to date; None before that."""
    case = await case_of_draft(hand.session, draft.id, lock=True)
    if not calls_for_alert(answers):
        if case and not case.is_complete:  # it was not just now: the desk sees that too
            await fill_case(hand, case, answers, told)
        return case
    if case is None:
        case = await open_case(hand, draft, answers, complete=False, told=told)
        await _alarm(hand, case)
    elif not case.is_complete:
        await fill_case(hand, case, answers, told)
        if not await was_alarmed(hand.session, case.id):  # a person was asked for before
            await _alarm(hand, case)
        elif is_told(answers):
            await _tell_more(hand, case, payment_of(answers))
    if is_told(answers):
        await move_money(hand, case, Money.SHEET_READY, "bot")
    return case


async def _tell_more(hand: Hand, case: Case, payments: int) -> None:
    """What is known now, once for so many payments; soon after the last time, when its minutes are over.

    An alarm that waits for its time, or for others, will say it.
    """
    alarm_at = await first_due(hand.session, case.id, Kind.MONEY_ALERT)
    if alarm_at and alarm_at > hand.now:
        return
    told = await dues_since(hand.session, case.id, Kind.MONEY_MORE, hand.now - LATELY)
    if not told or told[-1] <= hand.now:  # else one waits already, and will say this too
        at = max(hand.now, told[-1] + more_after(len(told))) if told else hand.now
        await hand.tell(case, Kind.MONEY_MORE, at, key=f"{case.number}:{payments}")


async def _alarm(hand: Hand, case: Case) -> None:
    """As loud as cases/alarms.py says; the leads before the promised answer is late."""
    lately = await alarms_lately(hand.session, case.conversation_id, hand.address, hand.now)
    alarm = alarm_of(*lately)
    hand.session.add(
        MoneyAlarm(case_id=case.id, conversation_id=case.conversation_id, address=hand.address, at=hand.now)
    )
    hand.note(case, Event.MONEY_ALERTED)
    if case.service not in WAITING:
        await hand.tell(case, Kind.MONEY_MORE)
        return
    await wait_for_answer(hand, case, alerts=() if alarm.together else alarm.after)
    case.reply_due_at = case.reply_due_at and case.answer_due_at
    if alarm.together:
        await _alarm_together(hand, case)


async def _alarm_together(hand: Hand, case: Case) -> None:
    """In one message with the others that come within this minute."""
    at = hand.now.replace(second=0, microsecond=0) + A_MINUTE
    await tell_together(hand.session, case, Kind.MONEY_ALERT, at, Kind.MONEY_ALERTS)


async def told_110(hand: Hand, case_id: UUID) -> None:
    """The reporter says they rang 110: the one thing about the money that they may write themselves."""
    case = await case_by_id(hand.session, case_id, lock=True)
    await move_money(hand, case, Money.REPORTED_TO_110, "reporter")
