"""Files that nobody has looked at for viruses yet: which comes next, whose turn it is, and how many wait.

Only what belongs to a case is looked at: of what is still told nobody at the desk can open a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, func, or_, select, text, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.keys import Cipher, keys_of
from storage.tables import TO_CHECK, Case, DeskFile, StoredFile

LEASE = timedelta(minutes=5)  # longer than any look takes (bot/clamd.py): who was killed in the midst of one left it
AnyFile = StoredFile | DeskFile


@dataclass(frozen=True)
class Unchecked:
    """How many files of cases nobody has looked at, and since when the oldest waits."""

    files: int
    since: datetime | None


async def next_to_check(session: AsyncSession, now: datetime) -> AnyFile | None:
    """The newest that is due: it is the one that somebody is about to open. Of the desk's first: they are few."""
    for table in (DeskFile, StoredFile):
        query = _of_cases(table, table).where(text(TO_CHECK), _is_due(table, now))
        if found := (await session.exec(query.order_by(_came(table).desc()).limit(1))).first():
            return found  # type: ignore[no-any-return]
    return None


async def claim(session: AsyncSession, file: AnyFile, now: datetime) -> bool:
    """Whether it is ours to look at. Not through the mapper: nothing that anybody sees has changed."""
    table = type(file)
    free = (col(table.id) == file.id) & col(table.virus).is_(None) & _is_due(table, now)
    return bool((await session.exec(update(table).where(free).values(check_at=now + LEASE))).rowcount)


async def put_off(session: AsyncSession, file: AnyFile, until: datetime | None) -> None:
    """Nobody could look: not again before then, or as soon as somebody can."""
    table = type(file)
    same = (col(table.id) == file.id) & col(table.virus).is_(None)
    await session.exec(update(table).where(same).values(check_at=until))


async def is_checked(session: AsyncSession, file: AnyFile) -> bool:
    table = type(file)
    looked_at = select(table.id).where(table.id == file.id, col(table.virus).is_not(None))
    return (await session.exec(looked_at)).first() is not None


async def unchecked(session: AsyncSession) -> Unchecked:
    found = []
    for table in (StoredFile, DeskFile):
        figures: Any = func.count().label("files"), func.min(_came(table))
        found.append((await session.exec(_of_cases(table, *figures).where(text(TO_CHECK)))).one())
    return Unchecked(sum(one[0] for one in found), min((one[1] for one in found if one[1]), default=None))


async def cipher_of(session: AsyncSession, file: AnyFile) -> Cipher:
    """Raises KeyLost."""
    if isinstance(file, StoredFile):
        return await keys_of(session).cipher(session, file.key_id)
    key_id = (await session.exec(select(Case.key_id).where(Case.id == file.case_id))).one()
    return await keys_of(session).cipher(session, key_id)


def case_id_of(file: AnyFile) -> UUID:
    return file.report_id if isinstance(file, StoredFile) else file.case_id


def name_place(file: AnyFile) -> str:
    """Where its name is sealed."""
    return f"file:{file.id}" if isinstance(file, StoredFile) else f"desk file:{file.id}"


def _of_cases(table: type[AnyFile], *what: Any) -> Any:
    of = StoredFile.report_id if table is StoredFile else DeskFile.case_id
    return select(*what).select_from(table).join(Case, col(Case.id) == col(of))


def _came(table: type[AnyFile]) -> Any:
    return col(StoredFile.received_at if table is StoredFile else DeskFile.added_at)


def _is_due(table: type[AnyFile], now: datetime) -> Any:
    return or_(col(table.check_at).is_(None), col(table.check_at) <= now)
