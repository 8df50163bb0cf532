"""Keeping a file: where it belongs, and the one way there, whether it came in the chat or through the upload page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.evidence import add_file, count_files, file_of, use_upload_link
from actions.materials import tell_when_complete
from actions.reporter import bring_after_end
from cases.evidence import LARGEST, MOST_FILES, FileBelongsNowhere, TooManyFiles, check_kind, media_type_of
from cases.kinds import Kind
from cases.money_lane import STEPS as MONEY_STEPS
from cases.placing import ANY_ITEM
from handlers.door import Door
from handlers.reporter.after import open_number
from handlers.reporter.materials_sent import FILING, MODES
from storage.asked import wants_file_now
from storage.cases import case_for_firm, case_of_draft
from storage.colleagues import colleague_at
from storage.conversations import Caller
from storage.file_facts import seal_facts
from storage.files import Stored, size_class
from storage.keys import Cipher, keys_of
from storage.materials import open_checklist
from storage.outgoing import release_held
from storage.tables import Draft, StoredFile

LIMIT = LARGEST // 1024 // 1024
LARGEST_PICTURE = 20 * 1024 * 1024  # bytes, of one that is read; a phone's have five
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")  # how a JPEG, a PNG and a WebP begin


@dataclass(frozen=True)
class Belongs:
    """Where a file goes: a report being told, or a case."""

    report_id: UUID
    key_id: UUID
    number: str | None
    step: str = ANY_ITEM  # or the item of the list of materials it was sent for
    is_beside: bool = False  # an officer asked for it in the midst of another report
    colleague_id: UUID | None = None  # of the reporter's, who sends it

    @property
    def is_for_item(self) -> bool:
        return self.number is not None and self.step != ANY_ITEM


@dataclass(frozen=True)
class Arriving:
    """A file on its way in; nothing that is said of it is believed but the bytes.

    `source` is the update it came with, `album` the group it was sent in, `lot` what it is asked about together with,
    `link` the token of the page it came through.
    """

    name: str
    media_type: str
    source: str | None = None
    album: str | None = None
    lot: str | None = None
    link: str | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What the words of a refusal speak of."""
        return {"name": self.name, "limit": LIMIT, "most": MOST_FILES}


async def belongs_to(door: Door, caller: Caller, album: str | None = None) -> Belongs | None:
    """The case the person is writing to, else what an officer asked it for, the open report, or their newest case."""
    draft, mode = caller.draft, caller.conversation.mode
    to_case = mode == "write" or mode in MODES
    number, is_told = None, draft is not None and draft.is_told
    if draft and is_told and not to_case:
        number = await _asked_by_an_officer(door, draft, album)
        if number is None:
            return Belongs(draft.id, draft.key_id, None)
    elif to_case or mode == FILING:
        number = str(caller.conversation.about["number"])
    else:
        number = await open_number(door, caller)
    if number is None:
        return None
    async with door.database.reading() as session:
        case = await case_for_firm(session, number, caller.conversation)
        colleague = await colleague_at(session, case.id, caller.conversation.id)
    step = str(caller.conversation.about["item"]) if mode in MODES else ANY_ITEM
    beside = is_told and not to_case
    return Belongs(case.id, case.key_id, case.number, step, beside, colleague.id if colleague else None)


async def _asked_by_an_officer(door: Door, draft: Draft, album: str | None) -> str | None:
    """The number of the case for which somebody asked the reporter while they tell another report."""
    step = door.questionnaire.questions.get(draft.step)
    is_awaited = step is not None and (step.kind is Kind.FILES or step.id in MONEY_STEPS)
    async with door.database.reading() as session:
        return await wants_file_now(session, draft, is_awaited=is_awaited, album=album)


async def keep(door: Door, where: Belongs, file: Arriving, chunks: AsyncIterator[bytes], now: datetime) -> None:
    """First the bytes, then the row that makes them count; the same update again changes nothing.

    Raises the errors of the store and of cases/evidence.py, and UploadLinkNotValid; then nothing was kept.
    """
    cipher = await _room(door, where, file)
    if cipher is None:
        return
    file_id = uuid4()
    stored = await door.files.put(cipher, file_id, chunks, LARGEST)
    try:
        check_kind(file.name, stored.head)
        await _count(door, where, file, _row(cipher, file_id, where, file, stored, now))
    finally:
        if not await _counts(door, file_id):  # not what we heard: whoever is cancelled may have committed
            await door.files.remove(file_id)


async def picture_of(door: Door, source: str) -> bytes | None:
    """The file that update brought, when it begins like a picture and is small enough to be looked at."""
    async with door.database.reading() as session:
        file = await file_of(session, source)
        if file is None or file.size > LARGEST_PICTURE:
            return None
        cipher = await keys_of(session).cipher(session, file.key_id)
    picture = bytearray()
    async for chunk in door.files.open(cipher, file.id):
        picture += chunk
        if not picture.startswith(PICTURES):
            return None
    return bytes(picture)


async def _room(door: Door, where: Belongs, file: Arriving) -> Cipher | None:
    """What to seal with; None when this update was kept before. Raises TooManyFiles."""
    async with door.database.reading() as session:
        if file.source and await file_of(session, file.source):
            return None
        if await count_files(session, where.report_id) >= MOST_FILES:
            raise TooManyFiles
        return await keys_of(session).cipher(session, where.key_id)


async def _counts(door: Door, file_id: UUID) -> bool:
    async with door.database.reading() as session:
        return await session.get(StoredFile, file_id) is not None


async def _count(door: Door, where: Belongs, file: Arriving, row: StoredFile) -> None:
    """Make it part of its report, all or nothing; it does not count when the same update came in meanwhile."""
    async with door.database.writing() as session:
        if file.link:
            await use_upload_link(session, file.link, row.received_at)
        hand, case = door.hand(session), await case_of_draft(session, where.report_id, lock=True)
        if case is None:
            await _check_still_told(session, where.report_id)
        else:
            await bring_after_end(hand, case)
        await add_file(hand, row, file.name, group=file.album)
        # through the page it may come from an office, and the phone lies elsewhere
        if case and not file.link and where.colleague_id is None:
            await release_held(session, case.conversation_id, row.received_at)
        if case and where.is_for_item:
            checklist = await open_checklist(session, door.law, case)
            await tell_when_complete(hand, case, checklist)


async def _check_still_told(session: AsyncSession, draft_id: UUID) -> None:
    """Raises FileBelongsNowhere: while the file was on its way, its report may have been given up."""
    draft = await session.get(Draft, draft_id)
    if draft is None or draft.discarded_at:
        raise FileBelongsNowhere


def _row(cipher: Cipher, file_id: UUID, where: Belongs, file: Arriving, stored: Stored, now: datetime) -> StoredFile:
    return StoredFile(
        id=file_id,
        report_id=where.report_id,
        key_id=where.key_id,
        step=where.step,
        sealed_name=b"",
        media_type=media_type_of(file.media_type),
        size=size_class(stored.size),
        sealed_facts=seal_facts(cipher, file_id, stored),
        received_at=now,
        colleague_id=where.colleague_id,
        source=file.source,
        lot=(file.lot or file.album or "")[:64] or None,
    )
