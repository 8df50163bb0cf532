"""Whose calendar an address is, and which dates of a case a calendar may know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.law import Law
from cases.tracks import WAITING
from storage.keys import token_hash
from storage.stamps import is_genuine
from storage.tables import CalendarLink, Case, Conversation
from storage.tracks import clocks_of

Found = tuple[Case, Conversation]


async def case_of_calendar(session: AsyncSession, token: str) -> Found | None:
    """None alike for an address that never was, one that was ended, and a phone that somebody else may read."""
    query = (
        select(CalendarLink, Case, Conversation)
        .join(Case, col(Case.id) == CalendarLink.case_id)
        .join(Conversation, col(Conversation.id) == Case.conversation_id)
        .where(CalendarLink.token_hash == token_hash(token))
    )
    found = (await session.exec(query)).one_or_none()
    if found is None or found[1].quiet or not all(map(is_genuine, found)):
        return None
    return found[1], found[2]


async def calendar_of_case(session: AsyncSession, case_id: UUID) -> CalendarLink | None:
    return await session.get(CalendarLink, case_id)


async def coming_dates(session: AsyncSession, law: Law, case: Case, now: datetime) -> list[tuple[str, datetime]]:
    """What is still to come, each under a name that stays the same; nothing of a case that ended."""
    if case.ended_at:
        return []
    told = {rule.id for rule in law.deadlines.values() if rule.tells_reporter or rule.missed == "lapses"}
    runs = [one for one in await clocks_of(session, case.id) if one.stopped_at is None and one.paused_at is None]
    found = [*_promised(case, now), *((f"clock:{one.id}", one.due_at) for one in runs if one.rule in told)]
    return [(name, at) for name, at in found if at > now]


def _promised(case: Case, now: datetime) -> Iterator[tuple[str, datetime]]:
    """Until the time of the first answer is over, that alone is what was promised."""
    if case.reply_due_at:
        yield "reply", case.reply_due_at
    if case.service in WAITING and case.answer_due_at > now:
        yield "answer", case.answer_due_at
    elif case.news_due_at:
        yield "news", case.news_due_at
