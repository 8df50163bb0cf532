"""Planning what is said: rows in the outbox, in the same transaction as what they are about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.follow_ups import Kind, Planned, is_urgent, news_due
from storage.conversations import desk_conversations, member_conversations
from storage.outgoing import cancel
from storage.tables import Case, Event, Outgoing, TimelineEntry
from storage.team import team_of


def note_event(
    session: AsyncSession, case: Case, event: Event, now: datetime, member_id: UUID | None = None, **details: Any
) -> None:
    """A line in the case's timeline; `details` are identifiers, never a person's words."""
    session.add(TimelineEntry(case_id=case.id, at=now, event=event, member_id=member_id, details=details))


def next_news_at(case: Case, now: datetime, zone: ZoneInfo) -> datetime:
    """When the reporter hears of this case again if nothing else happens: sooner while money is in motion."""
    return news_due(now, zone, urgent=is_urgent(case.money_moving, case.submitted_at, now))


def tell(
    session: AsyncSession,
    conversation_id: UUID,
    planned: Planned,
    *,
    case_id: UUID | None = None,
    key: str | None = None,
    **details: Any,
) -> Outgoing:
    """One message due.

    With a `key` it is planned once, whatever happens: a second row of that key is refused by the database.
    """
    row = Outgoing(
        kind=planned.kind,
        conversation_id=conversation_id,
        case_id=case_id,
        details=details,
        due_at=planned.due_at,
        retry_at=planned.due_at,
        promise=planned.promise,
        unique_key=unique_key(planned.kind, key, conversation_id) if key else None,
    )
    session.add(row)
    return row


def tell_reporter(session: AsyncSession, case: Case, planned: Iterable[Planned], **details: Any) -> None:
    """Messages of a case for the person who reported it."""
    for one in planned:
        tell(session, case.conversation_id, one, case_id=case.id, **details)


async def tell_desk(
    session: AsyncSession, case: Case, kind: Kind, now: datetime, *, key: str | None = None, **details: Any
) -> None:
    """To every member who may see the case, and the groups of its district."""
    for conversation, _ in await desk_conversations(session, case.district):
        tell(session, conversation.id, Planned(kind, now), case_id=case.id, key=key, **details)


async def tell_member(
    session: AsyncSession, member_id: UUID, kind: Kind, now: datetime, case: Case, **details: Any
) -> None:
    """To one member, on each chat they have."""
    for conversation in await member_conversations(session, member_id):
        tell(session, conversation.id, Planned(kind, now), case_id=case.id, **details)


async def tell_holder(
    session: AsyncSession, case: Case, kind: Kind, now: datetime, *, key: str | None = None, **details: Any
) -> None:
    """To whoever has the case; to the whole desk while nobody has it, or when the holder has no chat.

    What was told under the same `key` before is not told again.
    """
    chats = await member_conversations(session, case.holder_id) if case.holder_id else []
    chats = chats or [chat for chat, _ in await desk_conversations(session, case.district)]
    for chat in chats:
        if key is None or not await was_planned(session, unique_key(kind, key, chat.id)):
            tell(session, chat.id, Planned(kind, now), case_id=case.id, key=key, **details)


async def tell_leads(session: AsyncSession, case: Case, kind: Kind, due_at: datetime, **details: Any) -> None:
    """To the leads of the unit."""
    for lead in (await team_of(session)).leads(case.district):
        for chat in await member_conversations(session, lead.id):
            tell(session, chat.id, Planned(kind, due_at), case_id=case.id, **details)


async def replan(session: AsyncSession, case: Case, unwanted: frozenset[Kind], planned: Iterable[Planned] = ()) -> None:
    """Drop what is no longer wanted for the reporter, then plan what now is."""
    await cancel(session, case.id, unwanted)
    tell_reporter(session, case, planned)


async def was_planned(session: AsyncSession, key: str) -> bool:
    return (await session.exec(select(Outgoing.id).where(Outgoing.unique_key == key))).first() is not None


def unique_key(kind: Kind, key: str, conversation_id: UUID) -> str:
    return f"{kind.value}:{key}:{conversation_id.hex}"
