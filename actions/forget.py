"""Forgetting what is no longer needed: links and sessions that ran out, and drafts that were given up or left."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, delete, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import Database
from storage.files import FileStore
from storage.of_reports import tables_of_reports
from storage.room import forget_rooms
from storage.tables import (
    Case,
    ConsoleSession,
    Conversation,
    DataKey,
    Draft,
    Invite,
    LoginLink,
    SignInCode,
    StoredFile,
    UploadLink,
)

LEFT_FOR = timedelta(days=90)
DISCARDED_FOR = timedelta(days=1)


async def forget_expired(database: Database, files: FileStore, now: datetime) -> int:
    """Each draft in a transaction of its own; returns how many drafts were forgotten."""
    async with database.writing() as session:
        for table in (LoginLink, UploadLink, Invite, ConsoleSession, SignInCode):
            await session.exec(delete(table).where(col(table.expires_at) <= now))
        await forget_rooms(session, now)
    async with database.reading() as session:
        drafts = await _forgettable(session, now)
    forgotten = 0
    for draft in drafts:
        async with database.writing() as session:
            if not (await session.exec(_left_alone(now).where(Draft.id == draft.id).with_for_update())).first():
                continue  # its person has come back meanwhile
            stored = (await session.exec(select(StoredFile).where(StoredFile.report_id == draft.id))).all()
            await _forget_draft(session, draft)
        for file in stored:
            await files.remove(file.id)
        forgotten += 1
    return forgotten


async def _forgettable(session: AsyncSession, now: datetime) -> list[Draft]:
    return list((await session.exec(_left_alone(now).limit(100))).all())


def _left_alone(now: datetime) -> SelectOfScalar[Draft]:
    given_up = col(Draft.discarded_at) <= now - DISCARDED_FOR
    left = col(Draft.touched_at) <= now - LEFT_FOR
    alerted = select(Case.id).where(Case.id == Draft.id).exists()  # by the money lane: the desk works on it
    return select(Draft).where(col(Draft.submitted_at).is_(None), ~alerted, or_(given_up, left))


async def _forget_draft(session: AsyncSession, draft: Draft) -> None:
    """The key goes with the rows.

    So that also a backup's copy of the words is only readable with the backup's copy of the key.
    """
    for table, of in tables_of_reports():
        await session.exec(delete(table).where(of == draft.id))
    chat = (await session.exec(select(Conversation).where(Conversation.draft_id == draft.id))).one_or_none()
    if chat:
        chat.draft_id = None
    await session.exec(delete(Draft).where(col(Draft.id) == draft.id))
    await session.exec(delete(DataKey).where(col(DataKey.id) == draft.key_id))
