"""Reading what a message due is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.conversations import is_member
from storage.tables import Case, Conversation, Draft, Member, Outgoing


@dataclass(frozen=True)
class Addressed:
    """A message due with the chat it goes to, whose that is on the team, and the case or the draft it is about."""

    row: Outgoing
    chat: Conversation
    member: Member | None
    about: Case | Draft | None


async def addressed(session: AsyncSession, row: Outgoing, table: type[Case | Draft]) -> Addressed:
    """In one read; `table` says what a message of this kind is about."""
    query = (
        select(Conversation, Member, table)
        .outerjoin(Member, is_member())
        .outerjoin(table, col(table.id) == row.case_id)
        .where(Conversation.id == row.conversation_id)
    )
    found: Any = (await session.exec(query)).one()
    return Addressed(row, *found)
