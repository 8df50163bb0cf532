"""Forgetting what is no longer needed: links and sessions that ran out, drafts given up or left, idle chats.

How long each is kept is cases/retention.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from actions.forget_chats import forget_idle_chats
from cases.retention import FOR, Kept
from cases.tracks import CloseReason
from storage.alarms import forget_alarms
from storage.changes import tell_of_destroyed
from storage.custody import enter, has_chain
from storage.database import Database
from storage.files import FileStore
from storage.keys import keys_of
from storage.of_reports import tables_of_reports
from storage.officers import tidy_checks
from storage.room import forget_rooms
from storage.tables import (
    Case,
    CaseMessage,
    ConsoleSession,
    Conversation,
    DataKey,
    Deed,
    DeskFile,
    DoomedFile,
    Draft,
    Invite,
    Link,
    LoginLink,
    SignInCode,
    StoredFile,
    TimelineEntry,
    UploadLink,
    Utterance,
)
from storage.tallies import forget_over
from storage.web_forgetting import forget_in_chats, forget_unsorted

JUST_BEFORE = timedelta(minutes=1)  # a file that began a report came before it
AT_ONCE = 500


async def forget_expired(database: Database, files: FileStore, now: datetime) -> int:
    """Each draft in a transaction of its own; returns how many drafts were forgotten."""
    async with database.writing() as session:
        for table in (LoginLink, UploadLink, Invite, ConsoleSession, SignInCode):
            await session.exec(delete(table).where(col(table.expires_at) <= now))
        await forget_over(session, now)
        await forget_rooms(session, now)
        await forget_alarms(session, now)
        await tidy_checks(session, now)
    async with database.reading() as session:
        drafts = await _forgettable(session, now)
    forgotten = 0
    for draft in drafts:
        async with database.writing() as session:
            if not (await session.exec(_left_alone(now).where(Draft.id == draft.id).with_for_update())).first():
                continue  # its person has come back meanwhile
            await _forget_unsorted(session, draft)
            alarm = await session.get(Case, draft.id)
            if alarm and await has_chain(session, alarm.id):
                await enter(session, alarm, Deed.FORGOTTEN, now, taken_back=True)
            key_id = (await session.exec(select(Draft.key_id).where(Draft.id == draft.id))).one()  # whoever wrote it
            stored = await forget_report(session, draft.id, key_id)
            await session.exec(delete(Link).where(col(Link.with_id) == draft.id))
            await session.exec(delete(Case).where(col(Case.id) == draft.id))
        database.opened.pop(draft.sealed_answers, None)
        for file_id in stored:
            await files.remove(file_id)
        forgotten += 1
    await forget_idle_chats(database, files, now)
    return forgotten


async def forget_report(session: AsyncSession, report_id: UUID, key_id: UUID) -> list[UUID]:
    """All that belongs to a report, and every copy of it in chats, with the key: the draft, and whatever names it.

    The row of a case is its verb's to forget, before its key. The key goes with the rows, so that also a backup's copy
    of the words is only readable with the backup's copy of the key. The files to take out of the store, once this is
    committed.
    """
    await forget_in_chats(session, key_id)
    files = [*await _files_of(session, StoredFile, report_id), *await _files_of(session, DeskFile, report_id)]
    for table, of in tables_of_reports():
        await session.exec(delete(table).where(of == report_id))
    await session.exec(update(Conversation).where(col(Conversation.draft_id) == report_id).values(draft_id=None))
    await session.exec(delete(Draft).where(col(Draft.id) == report_id))
    await session.exec(delete(DataKey).where(col(DataKey.id) == key_id))
    keys_of(session).drop(key_id)
    tell_of_destroyed(session, key_id)
    return files


async def _files_of(session: AsyncSession, table: type[StoredFile | DeskFile], report_id: UUID) -> list[UUID]:
    of = table.report_id if table is StoredFile else DeskFile.case_id
    return list((await session.exec(select(table.id).where(of == report_id))).all())


async def _forget_unsorted(session: AsyncSession, draft: Draft) -> None:
    """What was said of it before chats knew of which report something is: all that was said while it was told."""
    chat = await session.get(Conversation, draft.conversation_id)
    words = select(func.min(Utterance.message_id)).where(Utterance.report_id == draft.id)
    first = (await session.exec(words)).one()
    if chat and first:
        until = draft.discarded_at or draft.touched_at
        await forget_unsorted(session, chat.chat_id, first, draft.created_at - JUST_BEFORE, until)


async def remove_doomed(database: Database, files: FileStore) -> int:
    """Bytes of cases that were destroyed: off the disk, then off the list, so that a killed one is done again.

    One that cannot be removed stays on the list and keeps no other; raises its OSError when the others are gone.
    """
    async with database.reading() as session:
        doomed = (await session.exec(select(DoomedFile.file_id).limit(AT_ONCE))).all()
    gone, stays = list[UUID](), list[OSError]()
    for file_id in doomed:
        try:
            await files.remove(file_id)
        except OSError as error:
            stays.append(error)
        else:
            gone.append(file_id)
    if gone:
        async with database.writing() as session:
            await session.exec(delete(DoomedFile).where(col(DoomedFile.file_id).in_(gone)))
    if stays:
        raise stays[0]
    return len(gone)


async def _forgettable(session: AsyncSession, now: datetime) -> list[Draft]:
    return list((await session.exec(_left_alone(now).limit(100))).all())


def _left_alone(now: datetime) -> SelectOfScalar[Draft]:
    given_up = col(Draft.discarded_at) <= now - FOR[Kept.GIVEN_UP_REPORT]
    left = col(Draft.touched_at) <= now - FOR[Kept.LEFT_REPORT]
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
