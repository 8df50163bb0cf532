"""Who takes how much of the disk: reserved before a byte comes, counted while bytes come, freed when they break off.

All of it is rows, and of several that reserve at once each sees what those before it reserved, in whatever process.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, text, union
from sqlmodel import col, delete, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.room import OURS, ROOM, WITHIN, Holder, check_room
from storage.colleagues import cases_through
from storage.disk import Disk
from storage.files import size_class
from storage.tables import Case, Channel, Colleague, Conversation, Draft, StoredFile, UploadRoom, WebFile

IS_WEB = col(Conversation.channel) == Channel.WEB
LEASE = timedelta(minutes=3)  # of what is on its way; the room of a process that died is free after that
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('upload rooms'))")


@dataclass(frozen=True)
class Asking:
    """Whose upload it is: its chat, and a fingerprint of where it comes from, where that is known."""

    room_id: UUID
    conversation_id: UUID
    address: str | None = None


async def reserve(session: AsyncSession, asking: Asking, more: int, disk: Disk, now: datetime) -> None:
    """So many bytes, or more of them for an upload that has some. Raises NoRoomLeft, TooMuchToday, FilesWait."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time
        await session.exec(ONE_AT_A_TIME)  # type: ignore[call-overload]
    chat = await session.get_one(Conversation, asking.conversation_id)
    on_its_way = await _sum(session, is_on_its_way(now), UploadRoom.conversation_id == chat.id)
    of_chat = on_its_way + await bytes_kept(session, chat)
    check_room(await holder_of(session, chat), of_chat, await _of_address(session, asking, now), more)
    disk.check(await _sum(session, is_on_its_way(now)) + more)
    room = await session.get(UploadRoom, asking.room_id) or UploadRoom(
        id=asking.room_id, conversation_id=chat.id, address=asking.address, size=0, begun_at=now
    )
    room.size, room.until = room.size + more, now + LEASE
    session.add(room)


async def renew(session: AsyncSession, asking: Asking, now: datetime) -> None:
    """It is still coming."""
    same = col(UploadRoom.id) == asking.room_id
    await session.exec(update(UploadRoom).where(same).values(until=now + LEASE))


async def settle(session: AsyncSession, asking: Asking, size: int) -> None:
    """It came, and took so much; its chat has it in the rows of its files."""
    same = col(UploadRoom.id) == asking.room_id
    await session.exec(update(UploadRoom).where(same).values(size=size_class(size), until=None))


async def free(session: AsyncSession, asking: Asking) -> None:
    await session.exec(delete(UploadRoom).where(col(UploadRoom.id) == asking.room_id))


async def forget_rooms(session: AsyncSession, now: datetime) -> None:
    """Of uploads that came long ago, and of those that died with their process."""
    over = or_(col(UploadRoom.begun_at) <= now - WITHIN, col(UploadRoom.until) <= now)
    await session.exec(delete(UploadRoom).where(over))


async def holder_of(session: AsyncSession, chat: Conversation) -> Holder:
    if chat.member_id:
        return Holder.COLLEAGUE
    has_case = select(Case.id).where(Case.conversation_id == chat.id).limit(1)
    named = cases_through(chat.id).limit(1)
    if chat.draft_id or (await session.exec(has_case)).first() or (await session.exec(named)).first():
        return Holder.REPORTER
    return Holder.STRANGER


async def ours_has_no_room(session: AsyncSession, chat_id: int) -> bool:
    """Whether a web chat is so full that nothing of ours goes into it either."""
    found = await session.exec(select(Conversation).where(Conversation.chat_id == chat_id, IS_WEB))
    chat = found.one_or_none()
    return chat is not None and await bytes_kept(session, chat) >= ROOM[await holder_of(session, chat)] + OURS


async def bytes_kept(session: AsyncSession, chat: Conversation) -> int:
    """In the store for this chat: of the web page what was said in it, and what came to its reports by links."""
    query = select(func.coalesce(func.sum(StoredFile.size), 0)).where(col(StoredFile.id).in_(_files_of(chat.id)))
    if chat.channel is not Channel.WEB:
        return int((await session.exec(query)).one())
    through_links = int((await session.exec(query.where(col(StoredFile.source).is_(None)))).one())
    said = select(func.coalesce(func.sum(WebFile.size), 0)).where(WebFile.chat_id == chat.chat_id)
    return through_links + int((await session.exec(said)).one())


def _files_of(chat_id: UUID) -> CompoundSelect[Any]:
    """Of its reports, and what it sent as a colleague's: ids found by the indexes of each, and none of them twice.

    PostgreSQL answers "of these reports, or of those colleagues" by looking through all files there are.
    """
    files = select(StoredFile.id)
    reports = (files.where(col(StoredFile.report_id).in_(_of_chat(one, chat_id))) for one in (Draft, Case))
    in_case = col(Colleague.case_id) == col(StoredFile.report_id)
    sent = files.join(Colleague, in_case & (col(Colleague.id) == col(StoredFile.colleague_id)))
    return union(*reports, sent.where(Colleague.conversation_id == chat_id))


def _of_chat(table: type[Draft | Case], chat_id: UUID) -> Any:
    return select(table.id).where(table.conversation_id == chat_id)


async def _of_address(session: AsyncSession, asking: Asking, now: datetime) -> int:
    """Within a day, whatever broke off left out."""
    if asking.address is None:
        return 0
    lately = (UploadRoom.address == asking.address, col(UploadRoom.begun_at) > now - WITHIN)
    return await _sum(session, *lately, or_(col(UploadRoom.until).is_(None), is_on_its_way(now)))


async def _sum(session: AsyncSession, *conditions: ColumnElement[bool] | bool) -> int:
    query = select(func.coalesce(func.sum(UploadRoom.size), 0)).where(*conditions)
    return int((await session.exec(query)).one())


def is_on_its_way(now: datetime) -> ColumnElement[bool]:
    return col(UploadRoom.until) > now
