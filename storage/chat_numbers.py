"""The number by which a channel knows a chat: somebody's own on Telegram, and so kept as nobody can read it.

A row is found by a keyed number in its place, and the number itself is sealed beside it. Those of the web chat are
ours: drawn by lot, they name nobody, and stand as they are (docs/decisions/0043).
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.orm import class_mapper
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.keys import KeyRing
from storage.tables import CaseMessage, Conversation, MessageWording, SpecialNote, StoredFile, Utterance

FIRST_CHAT_ID = 4_000_000_000_000_000  # of the web chat: far above Telegram's, and below 2^52 as theirs are
PAST_CHAT_IDS = 2**52
HIDDEN = 1 << 62  # what stands in for a number has this bit, so it is none of the web chat's


def kept_as(keys: KeyRing, bot_id: int, chat_id: int) -> int:
    """What stands in the row, and in whatever else names the chat: always the same, and only we can work it out."""
    if FIRST_CHAT_ID <= chat_id < PAST_CHAT_IDS:
        return chat_id
    return int(keys.blind("chat", f"{bot_id}:{chat_id}")[:16], 16) & (HIDDEN - 1) | HIDDEN


def sealed_number(keys: KeyRing, conversation_id: UUID, chat_id: int) -> bytes | None:
    if FIRST_CHAT_ID <= chat_id < PAST_CHAT_IDS:
        return None
    return keys.unit.seal(chat_id.to_bytes(8, "big", signed=True), f"chat:{conversation_id}")


def opened_number(keys: KeyRing, conversation_id: UUID, kept: int, sealed: bytes | None) -> int:
    """Raises KeyLost."""
    if sealed is None:
        return kept
    return int.from_bytes(keys.unit.open(sealed, f"chat:{conversation_id}"), "big", signed=True)


def number_of(keys: KeyRing, chat: Conversation) -> int:
    """What its channel calls this chat. Raises KeyLost."""
    return opened_number(keys, chat.id, chat.chat_id, chat.sealed_chat_id)


FROM_UPDATE = re.compile(r"(\d+):(-?\d+):(\d+.*)")  # handlers/chat.py; forms have a source of another look
WITH_SOURCE = (CaseMessage, MessageWording, SpecialNote, StoredFile, Utterance)


async def hide_numbers(session: AsyncSession, keys: KeyRing) -> None:
    """Once, at the first start of a version that does: those that stand there as they are."""
    chats = _table(Conversation)
    rows = await _run(session, chats.select().with_only_columns(chats.c.id, chats.c.bot_id, chats.c.chat_id))
    for row_id, bot_id, chat_id in rows.all():
        if sealed := sealed_number(keys, row_id, chat_id):
            values = {"chat_id": kept_as(keys, bot_id, chat_id), "sealed_chat_id": sealed}
            await _run(session, chats.update().where(chats.c.id == row_id).values(**values))
    for kind in WITH_SOURCE:
        await _hide_in_sources(session, keys, _table(kind))


async def _hide_in_sources(session: AsyncSession, keys: KeyRing, table: Table) -> None:
    rows = await _run(session, table.select().with_only_columns(table.c.id, table.c.source))
    for row_id, source in rows.all():
        if found := FROM_UPDATE.fullmatch(source or ""):
            bot_id, chat_id, rest = int(found[1]), int(found[2]), found[3]
            hidden = f"{bot_id}:{kept_as(keys, bot_id, chat_id)}:{rest}"
            if hidden != source:
                await _run(session, table.update().where(table.c.id == row_id).values(source=hidden))


def _table(kind: type) -> Table:
    return class_mapper(kind).local_table  # type: ignore[return-value]


async def _run(session: AsyncSession, statement: Any) -> Any:
    """Rows as rows, and not as what they stand for."""
    return await session.exec(statement)
