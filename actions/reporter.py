"""What the reporter does after submitting: write, add files, withdraw, say how it was."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.desk import add_message, end_case
from actions.tell import note_event, tell_holder, tell_leads
from cases.follow_ups import Kind
from cases.tracks import ENDED, CaseEnded, CloseReason, Service
from storage.cases import case_for_reporter
from storage.tables import Author, Case, CaseMessage, Conversation, Event

LOW = 2


async def write_to_desk(
    session: AsyncSession,
    number: str,
    conversation: Conversation,
    text: str,
    now: datetime,
    *,
    source: str | None = None,
) -> Case:
    """The reporter's words reach the desk, also when the case has ended meanwhile.

    A repeated update writes nothing twice.
    """
    case = await case_for_reporter(session, number, conversation, lock=True)
    if source and (await session.exec(select(CaseMessage.id).where(CaseMessage.source == source))).first():
        return case
    message = await add_message(session, case, Author.REPORTER, text, now, source=source)
    if case.service is Service.MATERIALS_REQUESTED:
        case.service = Service.TRIAGED
    note_event(session, case, Event.REPORTER_WROTE, now)
    await tell_holder(session, case, Kind.REPORTER_WROTE, now, message=str(message.id))
    return case


async def withdraw_case(session: AsyncSession, number: str, conversation: Conversation, now: datetime) -> Case:
    """The company takes its report back from us; the desk is told. It changes nothing at law."""
    case = await case_for_reporter(session, number, conversation, lock=True)
    if case.service in ENDED:
        raise CaseEnded
    await withdraw(session, case, now)
    return case


async def withdraw(session: AsyncSession, case: Case, now: datetime) -> None:
    """Shared by withdrawing a case and by giving up a report the desk was already alerted of."""
    await end_case(session, case, CloseReason.WITHDRAWN, now)
    note_event(session, case, Event.WITHDRAWN, now)
    await tell_holder(session, case, Kind.WITHDRAWN, now)


async def rate_case(session: AsyncSession, number: str, conversation: Conversation, rating: int, now: datetime) -> Case:
    """How it was, from 1 to 5; a low mark is told to the leads once."""
    case = await case_for_reporter(session, number, conversation, lock=True)
    if case.rating != rating and 1 <= rating <= 5:
        first_time = case.rating is None
        case.rating = rating
        note_event(session, case, Event.RATED, now, rating=rating)
        if first_time and rating <= LOW:
            await tell_leads(session, case, Kind.RATED_LOW, now)
    return case
