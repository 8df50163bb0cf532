"""Money is leaving: the desk knows with the first fact, long before there is a report."""

from __future__ import annotations

from uuid import UUID

from actions.hand import Hand
from actions.intake import fill_case, open_case
from actions.moves import move_money
from cases.follow_ups import URGENT_WARNING
from cases.messages import Kind
from cases.money_lane import ALERTS_AGAIN, calls_for_alert, is_told, payment_of
from cases.questionnaire import Answer
from cases.tracks import Money
from storage.cases import case_by_id, case_of_draft
from storage.tables import Case, Draft, Event


async def alert_desk(hand: Hand, draft: Draft, answers: dict[str, Answer]) -> Case | None:
    """The case as the lane knows it now: opened with the first fact, then kept up to date; None before that."""
    case = await case_of_draft(hand.session, draft.id, lock=True)
    if not calls_for_alert(answers):
        if case and not case.is_complete:  # it was not just now: the desk sees that too
            await fill_case(hand.session, case, answers)
        return case
    if case is None:
        case = await open_case(hand, draft, answers, complete=False)
        hand.note(case, Event.MONEY_ALERTED)
        await _plan_alert(hand, case)
    elif not case.is_complete:
        await fill_case(hand.session, case, answers)
        if is_told(answers):
            key = f"{case.number}:{payment_of(answers)}"
            await hand.tell(case, Kind.MONEY_MORE, key=key)
    if is_told(answers):
        await move_money(hand, case, Money.SHEET_READY, "bot")
    return case


async def _plan_alert(hand: Hand, case: Case) -> None:
    """At once, and again while nobody has taken it; the leads before the promised answer is late."""
    for number, later in enumerate((hand.now, *(hand.now + after for after in ALERTS_AGAIN))):
        await hand.tell(case, Kind.MONEY_ALERT, later, key=f"{case.number}:{number}")
    await hand.tell(case, Kind.PROMISE_AT_RISK, case.answer_due_at - URGENT_WARNING)
    await hand.tell(case, Kind.STILL_WAITING, case.answer_due_at)


async def told_110(hand: Hand, case_id: UUID) -> None:
    """The reporter says they rang 110: the one thing about the money that they may write themselves."""
    case = await case_by_id(hand.session, case_id, lock=True)
    await move_money(hand, case, Money.REPORTED_TO_110, "reporter")
