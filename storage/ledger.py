"""The ledger of a case: every message ever due in it, through which channel it goes, and what became of it there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import Kind
from storage.colleagues import everybody
from storage.keys import KeyLost
from storage.planned import in_own_words
from storage.tables import OPENED, Case, Channel, Conversation, Outgoing, OutgoingState, WebMessage
from storage.unheard import IS_KNOWN

NOT_SENT = frozenset({OutgoingState.WAITING, OutgoingState.CANCELLED})


@dataclass(frozen=True)
class Kept:
    """One message. `seen_at` where its channel tells that it lay on a screen, or its reader opened it."""

    row: Outgoing
    channel: Channel | None
    seen_at: datetime | None
    to: str = ""  # which colleague of the reporter's it is for
    words: str = ""  # an officer's, in the place of ours, where it has not left: else they stand in the conversation


async def kept_of(session: AsyncSession, case: Case) -> list[Kept]:
    """The newest first."""
    names = {one.row.conversation_id: one.name for one in await everybody(session, case)}
    kept = await _kept(session, names, Outgoing.case_id == case.id)
    return [replace(one, words=await _words(session, case, one.row)) for one in kept]


async def _words(session: AsyncSession, case: Case, row: Outgoing) -> str:
    """Empty also where they cannot be opened: the message itself then says so, and waits."""
    try:
        said = await in_own_words(session, case, row) if row.state in NOT_SENT else None
    except KeyLost:
        return ""
    return said.text if said else ""


async def kept_of_kind(session: AsyncSession, case_ids: Collection[UUID], kind: Kind) -> list[Kept]:
    """The same of one kind of message to the reporters of any of these cases."""
    own = (Outgoing.kind == kind, col(Outgoing.copy_of).is_(None))
    return await _kept(session, {}, col(Outgoing.case_id).in_(case_ids), *own)


async def _kept(session: AsyncSession, names: Mapping[UUID | None, str], *which: Any) -> list[Kept]:
    query = (
        select(Outgoing, Conversation.channel, WebMessage.seen_at)
        .outerjoin(Conversation, col(Conversation.id) == col(Outgoing.conversation_id))
        .outerjoin(WebMessage, col(WebMessage.outgoing_id).in_([col(Outgoing.id), col(Outgoing.gathered_in)]))
        .where(*which, IS_KNOWN)
        .order_by(col(Outgoing.due_at).desc(), col(Outgoing.id))
    )
    rows = (await session.exec(query)).all()
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
