"""Forgetting chats: what lies in one that nobody comes to, browsers that are over, and files nobody has any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.retention import FOR, Kept
from storage.conversations import IS_SOMEONES
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    Case,
    Channel,
    Colleague,
    Conversation,
    Draft,
    Outgoing,
    WebChat,
    WebDevice,
    WebMessage,
)
from storage.web_devices import forget_idle_devices
from storage.web_forgetting import dropped_files, empty_chat, forget_conversation, forget_files

AT_ONCE = 100  # in one tick; the rest in the next


async def forget_idle_chats(database: Database, files: FileStore, now: datetime) -> None:
    """Each in a transaction of its own, and looked at again in it: somebody may have come meanwhile."""
    async with database.writing() as session:
        await forget_idle_devices(session, now)
    async with database.reading() as session:
        idle, members = await _idle(session, now), await _idle_of_members(session, now)
    for chat in idle:
        await _forget(database, files, chat, now)
    for chat_id in members:
        async with database.writing() as session:
            await empty_chat(session, chat_id, now - FOR[Kept.MEMBERS_CHAT])
    await _sweep(database, files)


async def _forget(database: Database, files: FileStore, chat: Conversation, now: datetime) -> None:
    async with database.writing() as session:
        query = select(Conversation).where(Conversation.id == chat.id, *_is_idle(now)).with_for_update()
        if not (await session.exec(query)).first():
            return
        gone = await forget_conversation(session, chat)
    for file_id in gone:
        await files.remove(file_id)


async def _idle(session: AsyncSession, now: datetime) -> Sequence[Conversation]:
    return (await session.exec(select(Conversation).where(*_is_idle(now)).limit(AT_ONCE))).all()


def _is_idle(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Nobody's of the team, nobody was there for long, and no case that there is says anything of it."""
    until = now - FOR[Kept.IDLE_CHAT]
    told = select(Outgoing.id).where(
        Outgoing.conversation_id == Conversation.id, col(Outgoing.case_id).is_not(None)
    )  # of a member who left: the ledger of the case knows whom it told
    has_report = or_(
        select(Draft.id).where(Draft.conversation_id == Conversation.id).exists(),
        select(Case.id).where(Case.conversation_id == Conversation.id).exists(),
        select(Colleague.id).where(Colleague.conversation_id == Conversation.id).exists(),
        told.exists(),
    )
    return (
        col(Conversation.member_id).is_(None),
        col(Conversation.is_group).is_(False),
        col(Conversation.created_at) <= until,
        ~has_report,
        ~_was_there_since(until),
    )


async def _idle_of_members(session: AsyncSession, now: datetime) -> Sequence[int]:
    """Web chats of members, with something in them that nobody came to read for long."""
    until = now - FOR[Kept.MEMBERS_CHAT]
    said = select(WebMessage.chat_id).where(
        WebMessage.chat_id == WebChat.chat_id, col(WebMessage.at) <= until, col(WebMessage.deleted).is_(False)
    )
    idle = said.exists(), ~_was_there_since(until), Conversation.channel == Channel.WEB
    query = select(WebChat.chat_id).join(Conversation, col(Conversation.chat_id) == col(WebChat.chat_id))
    return (await session.exec(query.where(IS_SOMEONES, *idle).limit(AT_ONCE))).all()


def _was_there_since(until: datetime) -> ColumnElement[bool]:
    here = WebDevice.chat_id == Conversation.chat_id
    return select(WebDevice.token_hash).where(here, col(WebDevice.seen_at) > until).exists()


async def _sweep(database: Database, files: FileStore) -> None:
    """First the bytes, then the row that says they are to go."""
    async with database.reading() as session:
        dropped = await dropped_files(session)
    for file_id in dropped:
        await files.remove(file_id)
    async with database.writing() as session:
        await forget_files(session, dropped)
