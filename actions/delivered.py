"""What follows from a delivery: the next promise, or that someone must know it failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.record import clock_ran_out
from actions.tell import next_news_at, note_event, tell_desk, tell_reporter
from cases.follow_ups import TO_REPORTER, Kind, Planned
from cases.tracks import ENDED
from storage.conversations import conversation_by_id
from storage.tables import Case, Conversation, Event, Outgoing, OutgoingState

SINCE_SAID = timedelta(seconds=30)  # a message is rendered a moment before it is known to be sent


async def after_sending(session: AsyncSession, row: Outgoing, now: datetime, zone: ZoneInfo) -> None:
    """A message that promised news plans that news: a reporter is never left without a date."""
    await clock_ran_out(session, row, now)
    if row.kind not in {Kind.STILL_WORKING, Kind.STILL_WAITING} or row.case_id is None:
        return
    case = (await session.exec(select(Case).where(Case.id == row.case_id).with_for_update())).one()
    if case.service in ENDED:
        return
    if row.kind is Kind.STILL_WAITING:
        note_event(session, case, Event.PROMISE_MISSED, now)
    case.news_due_at = next_news_at(case, now - SINCE_SAID, zone)  # never later than the message said
    tell_reporter(session, case, [Planned(Kind.STILL_WORKING, case.news_due_at, promise=True)])


async def cannot_reach(session: AsyncSession, row: Outgoing, now: datetime) -> None:
    """The person blocked us or left: stop writing to them, and tell the desk once if it is a reporter."""
    chat = (await session.exec(select(Conversation).where(Conversation.id == row.conversation_id))).one()
    await clock_ran_out(session, row, now)  # a time is over also when nobody hears of it
    first_time = chat.unreachable_at is None
    await session.exec(update(Conversation).where(col(Conversation.id) == chat.id).values(unreachable_at=now))
    if first_time and row.kind in TO_REPORTER:
        await _tell_desk(session, row, Event.UNREACHABLE, Kind.REPORTER_UNREACHABLE, now)


async def follow_group(session: AsyncSession, conversation_id: UUID, chat_id: int) -> None:
    """The group has another id now: what it hears of, and what waits for it, goes there."""
    old = await conversation_by_id(session, conversation_id)
    same = (Conversation.bot_id == old.bot_id, Conversation.chat_id == chat_id)
    new = (await session.exec(select(Conversation).where(*same))).one_or_none()
    if new is None:
        old.chat_id = chat_id
        return
    new.mode, new.district, old.mode = old.mode, old.district, ""
    waiting = (col(Outgoing.conversation_id) == old.id) & (col(Outgoing.state) == OutgoingState.WAITING)
    await session.exec(update(Outgoing).where(waiting).values(conversation_id=new.id))


async def give_up(session: AsyncSession, row: Outgoing, now: datetime) -> None:
    """The channel refuses this message for good: a person must step in."""
    await clock_ran_out(session, row, now)
    if row.kind in TO_REPORTER:
        await _tell_desk(session, row, Event.DELIVERY_BROKEN, Kind.DELIVERY_BROKEN, now)


async def _tell_desk(session: AsyncSession, row: Outgoing, event: Event, kind: Kind, now: datetime) -> None:
    case = (await session.exec(select(Case).where(Case.id == row.case_id))).one_or_none()
    if case:
        note_event(session, case, event, now, about=row.kind.value)
        await tell_desk(session, case, kind, now, key=row.id.hex, about=row.kind.value)
