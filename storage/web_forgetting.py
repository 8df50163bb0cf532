"""Taking what was said out of web chats: of one report, wherever it was said or shown; of one chat; and whole chats.

A message that goes stays as an empty row, so that a page that shows it hears. A file is nobody's from then on; its
bytes go at the next tick (`dropped_files`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, text
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.changes import tell_of_chat
from storage.tables import (
    Channel,
    Conversation,
    DataKey,
    Outgoing,
    Pinned,
    UploadLink,
    WebChat,
    WebDevice,
    WebFile,
    WebMessage,
)
from storage.tables.chats import DROPPED, OF_MORE, OF_REPORT

AT_ONCE = 100


async def forget_in_chats(session: AsyncSession, key_id: UUID) -> int:
    """Whatever was said of the report with this key is gone from every web chat, its reporter's and members'.

    How many messages it were.
    """
    emptied = 0
    for of_it in _of(WebMessage, key_id):
        emptied += await _empty_wherever(session, of_it)
    for of_it in _of(WebFile, key_id):
        await session.exec(update(WebFile).where(of_it).values(dropped=True))
    return emptied


async def forget_letters(session: AsyncSession, letters: Sequence[UUID]) -> int:
    """What these outgoing rows brought into web chats; how many messages it were."""
    return await _empty_wherever(session, col(WebMessage.outgoing_id).in_(letters))


async def forget_unsorted(session: AsyncSession, chat_id: int, first: int, since: datetime, until: datetime) -> None:
    """What was said from that message on until then, or sent since, and belongs to no report.

    Nobody wrote down to which, before web chats knew.
    """
    of_none = col(WebMessage.key_id).is_(None)
    await _empty(session, chat_id, of_none & (col(WebMessage.message_id) >= first) & (col(WebMessage.at) <= until))
    came = (col(WebFile.received_at) >= since) & (col(WebFile.received_at) <= until)
    here = (col(WebFile.chat_id) == chat_id) & col(WebFile.key_id).is_(None)
    await session.exec(update(WebFile).where(here, came).values(dropped=True))


async def empty_chat(session: AsyncSession, chat_id: int, until: datetime) -> int:
    """Nothing that was said in it by then, or sent, can be read any more; how many messages it were."""
    emptied = await _empty(session, chat_id, col(WebMessage.at) <= until)
    here = (col(WebFile.chat_id) == chat_id) & (col(WebFile.received_at) <= until)
    await session.exec(update(WebFile).where(here).values(dropped=True))
    return emptied


async def close_chat(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Nobody opens it any more, and there is nothing in it."""
    await empty_chat(session, chat_id, now)
    await session.exec(delete(WebDevice).where(col(WebDevice.chat_id) == chat_id))
    await session.exec(update(WebChat).where(col(WebChat.chat_id) == chat_id).values(return_code=None, stamp=None))


async def forget_chat(session: AsyncSession, chat_id: int) -> list[UUID]:
    """The chat itself, with its key. The files to take out of the store, once this is committed."""
    chat = await session.get(WebChat, chat_id)
    if chat is None:
        return []
    files = list((await session.exec(select(WebFile.id).where(WebFile.chat_id == chat_id))).all())
    for table in (WebMessage, WebFile, WebDevice, WebChat):
        await session.exec(delete(table).where(col(table.chat_id) == chat_id))
    await session.exec(delete(DataKey).where(col(DataKey.id) == chat.key_id))
    tell_of_chat(session, chat_id)
    return files


async def forget_conversation(session: AsyncSession, chat: Conversation) -> list[UUID]:
    """A chat of any channel with all that was to be said in it, and its keys. The files to take out of the store."""
    gone = await forget_chat(session, chat.chat_id) if chat.channel is Channel.WEB else []
    for table in (Outgoing, Pinned, UploadLink):
        await session.exec(delete(table).where(col(table.conversation_id) == chat.id))
    await session.exec(delete(Conversation).where(col(Conversation.id) == chat.id))
    await session.exec(delete(DataKey).where(col(DataKey.id) == chat.key_id))
    return gone


async def dropped_files(session: AsyncSession) -> Sequence[UUID]:
    """Files that nobody has any more, and whose bytes are still to go."""
    return (await session.exec(select(WebFile.id).where(text(f"web_files.{DROPPED}")).limit(AT_ONCE))).all()


async def forget_files(session: AsyncSession, files: Sequence[UUID]) -> None:
    await session.exec(delete(WebFile).where(col(WebFile.id).in_(files)))


async def _empty_wherever(session: AsyncSession, which: ColumnElement[bool]) -> int:
    chats = await session.exec(select(WebMessage.chat_id).where(which).distinct())
    return sum([await _empty(session, chat_id, which) for chat_id in chats.all()])


async def _empty(session: AsyncSession, chat_id: int, which: ColumnElement[bool]) -> int:
    """Each gets an event of its own, in the order in which they stand; how many there were."""
    numbers = col(WebChat.last_event_id), col(WebChat.last_message_id)
    drawn = update(WebChat).where(col(WebChat.chat_id) == chat_id)
    drawn = drawn.values(last_event_id=numbers[0] + numbers[1]).returning(*numbers)
    found = (await session.exec(drawn)).one_or_none()
    if found is None:  # a chat of another channel
        return 0
    last_event_id, last_message_id = found
    gone = {"sealed_content": b"", "key_id": None, "other_keys": None, "deleted": True}
    event_id = last_event_id - last_message_id + col(WebMessage.message_id)
    here = (col(WebMessage.chat_id) == chat_id) & col(WebMessage.deleted).is_(False)
    emptied = await session.exec(update(WebMessage).where(here, which).values(event_id=event_id, **gone))
    tell_of_chat(session, chat_id)
    return int(emptied.rowcount)


def _of(table: Any, key_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """Its own, and what speaks of it beside others; each by its index."""
    name = table.__tablename__
    own = and_(text(f"{name}.{OF_REPORT}"), col(table.key_id) == key_id)
    return own, and_(text(f"{name}.{OF_MORE}"), col(table.other_keys).contains(key_id.hex))
