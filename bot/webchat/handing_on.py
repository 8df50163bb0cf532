"""What a person sent was handled: it goes over to the report it was said for, and a file to where it was kept.

A file is kept once, by the report or the letter that took it in. What nobody took in was refused, or belongs to nothing
yet: its sender was told so, and the chat keeps none of it either.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.webchat.attachments import name_of, sealed_name, sealed_size, size_of
from bot.webchat.content import Content
from bot.webchat.transcript import Entry, Transcript
from storage.keys import keys_of
from storage.spoken import aside
from storage.tables import Case, DeskFile, StoredFile, WebFile
from storage.web_chats import file_by_id

Kept = tuple[UUID, UUID]  # a file of a report, and the key it is sealed with


async def hand_on(transcript: Transcript, entry: Entry, keys: Sequence[UUID], source: str) -> None:
    """`keys` are of the reports that were spoken of meanwhile; `source` is the update the message came as."""
    if entry.content.file and not await _hand_on_file(transcript, entry, entry.content.file.id, source):
        entry = await transcript.change(entry.row.chat_id, entry.message_id, _without_file)
    await transcript.hand_on(entry, keys)


async def _hand_on_file(transcript: Transcript, entry: Entry, file_id: UUID, source: str) -> bool:
    """Whether anybody has it."""
    async with transcript.database.writing() as session:
        row = await file_by_id(session, entry.row.chat_id, file_id)
        if row is None or row.stored_id:
            return row is not None
        kept = await _kept(session, source)
        if kept is None:
            await session.delete(row)
        else:
            await _point_to(session, transcript, row, kept)
    await transcript.files.remove(file_id)
    return kept is not None


async def _kept(session: AsyncSession, source: str) -> Kept | None:
    """By a report, or for a letter of the desk."""
    of_report = select(StoredFile.id, StoredFile.key_id).where(StoredFile.source == source)
    if found := (await session.exec(of_report)).one_or_none():
        return found
    of_desk = select(DeskFile.id, Case.key_id).join(Case, col(Case.id) == col(DeskFile.case_id))
    return (await session.exec(of_desk.where(DeskFile.id == uuid5(NAMESPACE_URL, source)))).one_or_none()


async def _point_to(session: AsyncSession, transcript: Transcript, row: WebFile, kept: Kept) -> None:
    """Raises KeyLost."""
    before = await transcript.seals.of_file(session, row)
    name, size = name_of(row, before), size_of(row, before)
    with aside():
        cipher = await keys_of(session).cipher(session, kept[1])
    row.stored_id, row.key_id, row.other_keys = kept[0], kept[1], None
    row.sealed_name = sealed_name(row.id, name, cipher)
    row.sealed_size = sealed_size(row.id, size, cipher) if size is not None else None


def _without_file(entry: Entry) -> Content:
    assert entry.content.file
    return entry.content.model_copy(update={"file": entry.content.file.model_copy(update={"gone": True})})
