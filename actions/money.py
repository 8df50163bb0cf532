"""Money is leaving: the desk knows with the first fact, long before there is a report."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.intake import fill_case, open_case
from actions.record import move_money
from actions.tell import note_event, tell_desk, tell_holder, tell_leads, tell_reporter
from cases.follow_ups import URGENT_WARNING, Kind, Planned
from cases.money_lane import ALERTS_AGAIN, calls_for_alert, is_told, payment_of
from cases.questionnaire import Answer
from cases.tracks import Money
from storage.cases import case_by_id, case_of_draft
from storage.tables import Case, Draft, Event


async def alert_desk(
    session: AsyncSession, draft: Draft, answers: dict[str, Answer], now: datetime, zone: ZoneInfo
) -> Case | None:
    """The case as the lane knows it now: opened with the first fact, then kept up to date; None before that."""
    if not calls_for_alert(answers):
        return None
    case = await case_of_draft(session, draft.id, lock=True)
    if case is None:
        case = await open_case(session, draft, answers, now, zone, complete=False)
        note_event(session, case, Event.MONEY_ALERTED, now)
        await _plan_alert(session, case, now)
    elif not case.is_complete:
        await fill_case(session, case, answers)
        if is_told(answers):
            await tell_holder(session, case, Kind.MONEY_MORE, now, key=f"{case.number}:{payment_of(answers)}")
    if is_told(answers):
        await move_money(session, case, Money.SHEET_READY, "bot", now)
    return case


async def _plan_alert(session: AsyncSession, case: Case, now: datetime) -> None:
    """At once, and again while nobody has taken it; the leads before the promised answer is late."""
    for number, later in enumerate((now, *(now + after for after in ALERTS_AGAIN))):
        await tell_desk(session, case, Kind.MONEY_ALERT, later, key=f"{case.number}:{number}")
    await tell_leads(session, case, Kind.PROMISE_AT_RISK, case.answer_due_at - URGENT_WARNING)
    tell_reporter(session, case, [Planned(Kind.STILL_WAITING, case.answer_due_at, promise=True)])


async def told_110(session: AsyncSession, case_id: UUID, now: datetime) -> None:
    """The reporter says they rang 110: the one thing about the money that they may write themselves."""
    case = await case_by_id(session, case_id, lock=True)
    await move_money(session, case, Money.REPORTED_TO_110, "reporter", now)
