"""Whose the folder of the files is, and how far its database had come: `files.of`, beside it.

It names the unit by the id of its data key, and the step that the database took last. Each step is a row, written
before it is named here. A database that does not know the step that is named is an older one: a snapshot, or what was
left behind by a move. Nothing is swept for it, however long it goes on.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import CaseError
from storage.database import Database
from storage.files import private
from storage.tables import FilesStep

FILES_OF = "files.of"
KEPT = 20  # steps: as many processes may take one at the same time


class NotOurFiles(CaseError):
    """The folder of the files belongs to another database than this one."""


class FilesKnowMore(CaseError):
    """The folder of the files has seen a later state of this database."""


async def step_on(database: Database, store: Path) -> None:
    """The folder follows this database one step further. Raises NotOurFiles and FilesKnowMore."""
    named = await asyncio.to_thread(_read, store)
    async with database.writing() as session:
        await _check(session, database, named)
        step = FilesStep(id=uuid4())
        session.add(step)
        await session.flush()
        assert step.place
        kept = {step.id, *named[1:]}
        over = (col(FilesStep.place) <= step.place - KEPT) & col(FilesStep.id).not_in(kept)
        await session.exec(delete(FilesStep).where(over))
    await asyncio.to_thread(_write, store, [database.keys.unit_id, step.id])


async def check_files(database: Database, store: Path) -> None:
    """Raises NotOurFiles and FilesKnowMore; changes nothing."""
    named = await asyncio.to_thread(_read, store)
    async with database.reading() as session:
        await _check(session, database, named)


async def _check(session: AsyncSession, database: Database, named: list[UUID]) -> None:
    """Of a version before, and the first time, less is named."""
    if named and named[0] != database.keys.unit_id:
        raise NotOurFiles
    if named[1:] and not (await session.exec(select(FilesStep.id).where(col(FilesStep.id).in_(named[1:])))).all():
        raise FilesKnowMore


def _read(store: Path) -> list[UUID]:
    """The unit and the step; raises NotOurFiles where something else stands there."""
    mark = store.with_name(FILES_OF)
    try:
        return [UUID(hex=one) for one in mark.read_text().split()] if mark.exists() else []
    except ValueError as error:
        raise NotOurFiles from error


def _write(store: Path, named: list[UUID]) -> None:
    mark = store.with_name(FILES_OF)
    fresh = mark.with_name(f"{FILES_OF}.{named[-1].hex[:8]}")
    with open(fresh, "w", opener=private) as out:
        out.write(" ".join(one.hex for one in named))
    fresh.replace(mark)
