"""Forgetting what is no longer needed: links and sessions that ran out, and drafts that were given up or left."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from cases.tracks import CloseReason
from storage.alarms import forget_alarms
from storage.database import Database
from storage.files import FileStore
from storage.of_reports import tables_of_reports
from storage.room import forget_rooms
from storage.tables import (
    Case,
    CaseMessage,
    ConsoleSession,
    Conversation,
    DataKey,
    Draft,
    Invite,
    Link,
    LoginLink,
    SignInCode,
    StoredFile,
    TimelineEntry,
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
        await forget_alarms(session, now)
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
    # by the money lane: the desk works on it, unless it was taken back before anybody did anything
    alerted = select(Case.id).where(Case.id == Draft.id, ~_untouched()).exists()
    return select(Draft).where(col(Draft.submitted_at).is_(None), ~alerted, or_(given_up, left))


def _untouched() -> ColumnElement[bool]:
    """An alarm that its own person took back, and of which no officer took, wrote or filed anything."""
    acted = select(TimelineEntry.id).where(TimelineEntry.case_id == Case.id, col(TimelineEntry.member_id).is_not(None))
    written = select(CaseMessage.id).where(CaseMessage.case_id == Case.id)
    over = col(Case.close_reason).is_not_distinct_from(CloseReason.WITHDRAWN) & col(Case.is_complete).is_(False)
    alone = col(Case.holder_id).is_(None) & col(Case.series_id).is_(None) & col(Case.merged_into).is_(None)
    return over & alone & ~acted.exists() & ~written.exists()


async def _forget_draft(session: AsyncSession, draft: Draft) -> None:
    """The key goes with the rows.

    So that also a backup's copy of the words is only readable with the backup's copy of the key.
    """
    for table, of in tables_of_reports():
        await session.exec(delete(table).where(of == draft.id))
    chat = (await session.exec(select(Conversation).where(Conversation.draft_id == draft.id))).one_or_none()
    if chat:
        chat.draft_id = None
    await session.exec(delete(Link).where(col(Link.with_id) == draft.id))
    await session.exec(delete(Case).where(col(Case.id) == draft.id))
    await session.exec(delete(Draft).where(col(Draft.id) == draft.id))
    await session.exec(delete(DataKey).where(col(DataKey.id) == draft.key_id))
