"""Files go into the chain of custody: with the case they came before, and those of versions that kept no chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.hand import Hand
from storage.cases import case_of_draft
from storage.custody import enter_file
from storage.database import Database
from storage.dossiers import files_of
from storage.file_facts import Facts, seal_facts
from storage.files import size_class
from storage.keys import Cipher, KeyLost, keys_of
from storage.tables import Case, Deed, DeskFile, StoredFile

AT_ONCE = 50
Kept = StoredFile | DeskFile


async def take_into_custody(hand: Hand, case: Case) -> None:
    """What was sent with the report, when it becomes a case."""
    for paper in await files_of(hand.session, case.id, case.key_id):
        await enter_file(hand.session, case, Deed.RECEIVED, hand.now, paper.file, paper.name)


async def enter_older(database: Database, now: datetime) -> int:
    """Files that a version before this one kept, with hash and size in the clear: sealed, and entered afterwards.

    Each in a transaction of its own; killed in the midst it goes on with the next start. How many there were.
    """
    done = 0
    while older := await _older(database):
        for kind, file_id in older:
            async with database.writing() as session:
                await _enter_afterwards(session, kind, file_id, now)
            done += 1
    return done


async def _older(database: Database) -> Sequence[tuple[type[Kept], UUID]]:
    async with database.reading() as session:
        found: list[tuple[type[Kept], UUID]] = []
        for kind, came in ((StoredFile, StoredFile.received_at), (DeskFile, DeskFile.added_at)):
            clear = select(kind.id).where(col(kind.sha256) != "")
            rows = await session.exec(clear.order_by(col(came), col(kind.id)).limit(AT_ONCE))
            found += [(kind, one) for one in rows.all()]
    return found


async def _enter_afterwards(session: AsyncSession, kind: type[Kept], file_id: UUID, now: datetime) -> None:
    found: Kept | None = await session.get(kind, file_id)
    if found is None:
        return
    case = await case_of_draft(session, _report_of(found), lock=True)  # before its file, as every verb does
    row: Kept | None = await session.get(kind, file_id, with_for_update=True, populate_existing=True)
    if row is None or not row.sha256:
        return  # another process was faster
    facts = Facts(row.size, row.sha256)
    row.sha256, row.size = "", size_class(row.size)
    try:
        cipher = await keys_of(session).cipher(session, _key_of(row, case))
        name = _name(cipher, row)
    except KeyLost:
        return  # nobody can open it any more; that it was there is all that is left
    row.sealed_facts = seal_facts(cipher, row.id, facts)
    if case and (isinstance(row, StoredFile) or row.message_id):
        await enter_file(session, case, Deed.ENTERED_AFTERWARDS, now, row, name)


def _report_of(row: Kept) -> UUID:
    return row.report_id if isinstance(row, StoredFile) else row.case_id


def _key_of(row: Kept, case: Case | None) -> UUID:
    if isinstance(row, StoredFile):
        return row.key_id
    assert case, "a file of the desk's belongs to a case"
    return case.key_id


def _name(cipher: Cipher, row: Kept) -> str:
    place = "file" if isinstance(row, StoredFile) else "desk file"
    return cipher.open_text(row.sealed_name, f"{place}:{row.id}")
