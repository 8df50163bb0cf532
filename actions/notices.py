"""Whoever does not look into their chat is told elsewhere that there is news: planned with the news itself.

At first by one way, and by the next where nobody came; which is wanted when it leaves, says storage/reaches.py.
"""

from __future__ import annotations

from datetime import datetime

from actions.catching_up import stands_for
from actions.hand import Hand
from actions.tell import is_urgent_now, plan, tell_leads
from cases.law.notices import pace_of_notices
from cases.messages import NEWS, Kind
from storage.cases import case_by_id
from storage.conversations import conversation_by_id
from storage.reaches import chat_of, owner_at, reach_at, reaches_of, told_at, waiting_notice
from storage.tables import Case, Channel, Event, Outgoing, Reach


async def tell_outside(hand: Hand, row: Outgoing, *, came: bool = False) -> None:
    """This came into its reporter's chat, or could not: each way that they proved is to tell that it is there."""
    if row.kind is Kind.CAUGHT_UP:
        for one in await stands_for(hand, row):
            await tell_outside(hand, one, came=came)
    if row.kind not in NEWS or row.case_id is None:
        return
    whose = await owner_at(hand.session, row.case_id, row.conversation_id)
    reaches = await reaches_of(hand.session, row.case_id, whose)
    if not reaches or (came and not await _is_on_a_page(hand, row)):
        return
    case = await case_by_id(hand.session, row.case_id)
    pace = pace_of_notices(hand.law.notices, case.urgency, money_moving=is_urgent_now(case, hand.now))
    for place, reach in enumerate(reaches):
        await _plan(hand, case, reach, pace.due(hand.now, hand.zone, place, await told_at(hand.session, reach)))


async def _is_on_a_page(hand: Hand, row: Outgoing) -> bool:
    """Where it stands and waits for somebody to look; elsewhere it came to somebody."""
    return (await conversation_by_id(hand.session, row.conversation_id)).channel is Channel.WEB


async def _plan(hand: Hand, case: Case, reach: Reach, due: datetime) -> None:
    """One that waits tells of this news too; it comes earlier where that cannot wait so long."""
    waiting = await waiting_notice(hand.session, reach)
    if waiting is None:
        theirs = await conversation_by_id(hand.session, reach.conversation_id)
        chat = await chat_of(hand.session, reach, case)
        theirs.language = chat.language if chat else None
        plan(hand.session, theirs.id, Kind.NEWS_WAITS, due, case_id=case.id)
    elif waiting.attempts == 0 and due < waiting.due_at:
        waiting.due_at = waiting.retry_at = due


async def reach_lost(hand: Hand, row: Outgoing) -> None:
    """That address takes nothing any more: the next one has its turn, and in the chat it is said."""
    reach = await reach_at(hand.session, row.conversation_id)
    if reach is None or row.case_id is None:
        return
    reach.ended_at, reach.sealed_address, reach.sealed_code = hand.now, b"", None
    case = await case_by_id(hand.session, row.case_id)
    hand.note(case, Event.REACH_LOST, by=reach.by.value)
    chat = await chat_of(hand.session, reach, case)
    if chat:
        plan(hand.session, chat.id, Kind.REACH_LOST, hand.now, case_id=case.id, by=reach.by.value)
    await _next_way_now(hand, case, reach)


async def reach_broken(hand: Hand, row: Outgoing) -> None:
    """Whoever carries our messages refused this one: a lead hears of it once a day, and the next way has its turn."""
    reach = await reach_at(hand.session, row.conversation_id)
    if reach is None or row.case_id is None:
        return
    day = f"{hand.now.astimezone(hand.zone):%y%m%d}"
    await tell_leads(hand.session, Kind.REACH_BROKEN, hand.now, f"{reach.by.value}:{day}", by=reach.by.value)
    await _next_way_now(hand, await case_by_id(hand.session, row.case_id), reach)


async def _next_way_now(hand: Hand, case: Case, failed: Reach) -> None:
    for reach in await reaches_of(hand.session, case.id, failed.colleague_id):
        waiting = await waiting_notice(hand.session, reach)
        if waiting and waiting.attempts == 0:
            waiting.due_at = waiting.retry_at = min(waiting.due_at, hand.now)
            return
