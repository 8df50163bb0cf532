"""Reporters whom no message reaches, while their cases are open; by an index of such chats alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.sight import seen_by
from storage.stamps import is_genuine
from storage.tables import UNREACHABLE, Case, Conversation, Member

IS_UNREACHABLE = text(f"conversations.{UNREACHABLE}")
MOST = 100


async def unreachable_for(session: AsyncSession, member: Member, limit: int = MOST) -> list[tuple[Case, datetime]]:
    """Each case that this member sees with since when, the one that waits longest first."""
    query: Any = (
        select(Case, Conversation.unreachable_at)
        .join(Conversation, col(Conversation.id) == col(Case.conversation_id))
        .where(IS_UNREACHABLE, col(Case.ended_at).is_(None), seen_by(member))
        .order_by(col(Conversation.unreachable_at), col(Case.id))
        .limit(limit)
    )
    return [(case, since) for case, since in (await session.exec(query)).all() if is_genuine(case)]
