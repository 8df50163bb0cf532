"""What is said of a clock before and after its time is over: planned with it, dropped when it changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.hand import Hand
from actions.tell import chats_of, plan
from cases.law.clocks import earlier_due, ending_at, soon_at
from cases.law.deadlines import Deadline, Duty, Missed
from cases.messages import OF_CLOCKS, TO_REPORTER, Kind
from cases.next_steps import is_complainant
from cases.people import may_see
from storage.tables import Case, Clock, Conversation, Member, Outgoing, OutgoingState, Why
from storage.tracks import running

WARNINGS = OF_CLOCKS | {Kind.PROMISE_AT_RISK}
TIME_TO_WRITE = timedelta(minutes=30)  # who writes down old papers one by one is not alarmed after each of them


async def plan_warnings(hand: Hand, case: Case, clock: Clock, rule: Deadline) -> None:
    if rule.duty is Duty.REPORTER:
        await _plan_right(hand, case, clock)
    else:
        await _plan_duty(hand, case, clock, rule)


async def drop_warnings(hand: Hand, case: Case, clock: Clock) -> None:
    """What was planned for this clock is no longer wanted; what is being sent right now still arrives."""
    ids = [row.id for row in await _waiting(hand.session, case) if row.details.get("clock") == str(clock.id)]
    still = col(Outgoing.id).in_(ids) & (col(Outgoing.state) == OutgoingState.WAITING)
    await hand.session.exec(update(Outgoing).where(still).values(state=OutgoingState.CANCELLED, why=Why.OVERTAKEN))


async def pass_on_warnings(session: AsyncSession, case: Case) -> None:
    """Whoever answers for the case now, in its district as it is now, is warned as those before would have been."""
    rows = [row for row in await _waiting(session, case) if row.kind not in TO_REPORTER]
    told = {(row.kind, row.details.get("clock"), row.conversation_id) for row in rows}
    for (kind, clock), row in {(row.kind, row.details.get("clock")): row for row in rows}.items():
        for chat in await chats_of(session, case, kind):
            if (kind, clock, chat) not in told:
                plan(session, chat, kind, row.due_at, case_id=case.id, **row.details)


async def catch_up(session: AsyncSession, member: Member, chat: Conversation) -> None:
    """A lead with a new chat hears of every clock that runs, as the leads before did."""
    desk = col(Outgoing.kind).in_([Kind.CLOCK_SOON, Kind.CLOCK_LATE]) & (col(Outgoing.state) == OutgoingState.WAITING)
    rows = await session.exec(select(Outgoing, Case).join(Case, col(Case.id) == col(Outgoing.case_id)).where(desk))
    found = {
        (row.kind, row.details["clock"]): row for row, case in rows.all() if may_see(member.district, case.district)
    }
    for row in found.values():
        plan(session, chat.id, row.kind, row.due_at, case_id=row.case_id, **row.details)


async def _plan_right(hand: Hand, case: Case, clock: Clock) -> None:
    """A right that ends is remembered two days before, to whom it belongs."""
    if clock.due_at > hand.now and is_complainant(hand.law, case.reporter_role):
        at = max(ending_at(clock.due_at, hand.zone), hand.now)
        await hand.tell(case, Kind.RIGHT_ENDING, at, clock=str(clock.id))


async def _plan_duty(hand: Hand, case: Case, clock: Clock, rule: Deadline) -> None:
    """Before it is over, who has the case and the leads; when it is, the leads, and whoever reported."""
    details = _details(clock, rule)
    if clock.due_at > hand.now:
        at = max(_warning_at(hand, case, clock, rule), hand.now)
        await hand.tell(case, Kind.CLOCK_SOON, at, **details)
    over = clock.due_at if clock.due_at > hand.now else hand.now + TIME_TO_WRITE
    await hand.tell(case, Kind.CLOCK_LATE, over, **details)
    if rule.tells_reporter:
        await hand.tell(case, Kind.CLOCK_MISSED, over, **details)


def _warning_at(hand: Hand, case: Case, clock: Clock, rule: Deadline) -> datetime:
    submitted = earlier_due(rule, running(clock), case.submitted_at, hand.law.holidays, hand.zone)
    return soon_at(rule, submitted or clock.due_at, hand.zone)


def _details(clock: Clock, rule: Deadline) -> dict[str, Any]:
    return {"clock": str(clock.id), "expires": rule.missed is Missed.EXPIRES}


async def _waiting(session: AsyncSession, case: Case) -> list[Outgoing]:
    query = select(Outgoing).where(Outgoing.case_id == case.id, Outgoing.state == OutgoingState.WAITING)
    return [row for row in (await session.exec(query)).all() if row.kind in WARNINGS]
