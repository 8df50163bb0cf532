"""The ledger of a case: every message ever due in it, through which channel it goes, and what became of it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.colleagues import everybody
from storage.tables import OPENED, Case, Channel, Conversation, Outgoing, WebMessage


@dataclass(frozen=True)
class Kept:
    """One message. `seen_at` where its channel tells that it lay on a screen, or its reader opened it."""

    row: Outgoing
    channel: Channel | None
    seen_at: datetime | None
    to: str = ""  # which colleague of the reporter's it is for


async def kept_of(session: AsyncSession, case: Case) -> list[Kept]:
    """The newest first."""
    query = (
        select(Outgoing, Conversation.channel, WebMessage.seen_at)
        .outerjoin(Conversation, col(Conversation.id) == col(Outgoing.conversation_id))
        .outerjoin(WebMessage, col(WebMessage.outgoing_id) == col(Outgoing.id))
        .where(Outgoing.case_id == case.id)
        .order_by(col(Outgoing.due_at).desc(), col(Outgoing.id))
    )
    rows = (await session.exec(query)).all()
    names = {one.row.conversation_id: one.name for one in await everybody(session, case)}
    return [
        Kept(
            row,
            Channel(channel) if channel else None,
            _seen_at(row, seen_at),
            names.get(row.conversation_id, "") if row.copy_of else "",
        )
        for row, channel, seen_at in rows
    ]


def _seen_at(row: Outgoing, on_screen: datetime | None) -> datetime | None:
    opened = row.details.get(OPENED)
    return datetime.fromisoformat(opened) if opened else on_screen
