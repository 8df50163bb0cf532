"""The file store held against the tables: what no row knows goes, and what a row knows and is not there is said.

A killed process leaves half of a file, or a whole one whose row it did not come to write. Both are gone after a day;
what is younger may be on its way, in this process or another. Nothing goes where the folder is another unit's, or has
seen a later state of this database (storage/files_of.py), or where most of it is unknown.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from storage.database import Database
from storage.files import PARTIAL, FileStore
from storage.files_of import NotOurFiles, step_on
from storage.tables import DeskFile, StoredFile, WebFile

LEFT_FOR = 24 * 3600.0  # seconds since the last byte came
AT_ONCE = 500
A_FEW = 20  # of the files may all be unknown
# Every table whose rows have bytes in the store, under their id. A file that none of them knows is taken away.
KEEPERS: tuple[type[StoredFile | WebFile | DeskFile], ...] = (StoredFile, WebFile, DeskFile)


@dataclass(frozen=True)
class Swept:
    """How many files were taken away: half ones, and whole ones without a row."""

    partial: int = 0
    orphans: int = 0


async def sweep(database: Database, files: FileStore) -> Swept:
    """All that is old; whatever cannot be taken away stays for the next time. Raises NotOurFiles and FilesKnowMore."""
    await step_on(database, files.folder)
    half: list[Path] = []
    unknown: list[Path] = []
    known = 0
    for folder in await asyncio.to_thread(_folders, files.folder):
        old = await asyncio.to_thread(_old, folder)
        half += [one for one in old if one.suffix == PARTIAL]
        whole = {found: one for one in old if (found := _id(one.name))}
        ours = await known_of(database, list(whole))
        known += len(ours)
        unknown += [whole[one] for one in whole.keys() - ours]
    if len(unknown) > max(known, A_FEW):
        raise NotOurFiles
    return Swept(await asyncio.to_thread(_take_away, half), await asyncio.to_thread(_take_away, unknown))


async def missing(database: Database, files: FileStore) -> list[UUID]:
    """Files that a row knows and the store has not."""
    found: list[UUID] = []
    async for ids in _all_ids(database):
        found += await asyncio.to_thread(lambda these: [one for one in these if not files.has(one)], ids)
    return found


async def known_of(database: Database, ids: Sequence[UUID]) -> set[UUID]:
    """Which of these some row knows."""
    known: set[UUID] = set()
    async with database.reading() as session:
        for at in range(0, len(ids), AT_ONCE):
            for table in KEEPERS:
                query = select(table.id).where(col(table.id).in_(ids[at : at + AT_ONCE]))
                known.update((await session.exec(query)).all())
    return known


async def _all_ids(database: Database) -> AsyncIterator[list[UUID]]:
    for table in KEEPERS:
        last = UUID(int=0)
        while True:
            async with database.reading() as session:
                query = select(table.id).where(col(table.id) > last, *_has_bytes(table))
                query = query.order_by(col(table.id)).limit(AT_ONCE)
                ids = list((await session.exec(query)).all())
            if not ids:
                break
            yield ids
            last = ids[-1]


def _has_bytes(table: type[StoredFile | WebFile | DeskFile]) -> list[ColumnElement[bool]]:
    """What a chat shows of a report's file is that file, and what was dropped is to go."""
    return [col(WebFile.stored_id).is_(None), col(WebFile.dropped).is_(False)] if table is WebFile else []


def _folders(store: Path) -> list[Path]:
    return sorted(one for one in store.iterdir() if one.is_dir()) if store.is_dir() else []


def _old(folder: Path) -> list[Path]:
    before = time.time() - LEFT_FOR  # as the disk counts, whose clock wrote the times
    return [one for one in folder.iterdir() if one.is_file() and one.stat().st_mtime < before]


def _id(name: str) -> UUID | None:
    try:
        return UUID(hex=name) if len(name) == 32 else None
    except ValueError:
        return None


def _take_away(paths: Collection[Path]) -> int:
    for one in paths:
        one.unlink(missing_ok=True)
    return len(paths)
