"""What a member may read of their own chat: asked when it is read, not when it was said."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from bot.webchat.content import Content
from bot.webchat.transcript import Entry
from storage.database import Database
from storage.sight import hidden_keys
from storage.web_chats import keys_of_row


async def as_its_member_may(database: Database, member_id: UUID | None, entries: Sequence[Entry]) -> Sequence[Entry]:
    """What speaks of a case they may not see now is gone from it, for as long as that is so; others read everything."""
    keys = {key for one in entries for key in keys_of_row(one.row)}
    hidden = await keys_hidden_from(database, member_id, keys)
    return [_gone(one) if hidden & {*keys_of_row(one.row)} else one for one in entries] if hidden else entries


async def keys_hidden_from(database: Database, member_id: UUID | None, keys: set[UUID]) -> set[UUID]:
    if member_id is None or not keys:
        return set()
    async with database.glancing() as session:
        return await hidden_keys(session, member_id, keys)


def _gone(entry: Entry) -> Entry:
    entry.row.deleted = True  # it was read, and is of no session any more
    return Entry(entry.row, Content())
