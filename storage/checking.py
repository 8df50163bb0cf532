"""Whether a backup can be restored: it and those it builds on are read whole, hash by hash, and nothing is restored."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from uuid import UUID

from storage.archive import BackupBroken, Index, NoBackup, Reading, reading
from storage.backup import Tell
from storage.database import Database
from storage.keys import KeyRing
from storage.migrating import current
from storage.restoring import earlier_of
from storage.tables import Backup


def newest_in(place: Path) -> Path:
    """The file itself, or the newest backup of the folder. Raises NoBackup."""
    if place.is_dir():
        found = sorted(place.glob("*.backup"), key=lambda one: one.stat().st_mtime)
        if not found:
            raise NoBackup(place)
        return found[-1]
    return place


def check(file: Path, others: Sequence[Path], keys: KeyRing, *, tell: Tell) -> Index:
    """What is in it. Raises BackupBroken for the one that is not whole, and what a restore would before it begins."""
    with ExitStack() as opened:
        latest = opened.enter_context(reading(file, keys))
        earlier = dict(earlier_of(latest, others, keys, opened))
        _read_all([latest, *earlier.values()], tell)
        for of, files in latest.index.elsewhere.items():
            there = earlier[of].index.members
            if any(there.get(f"files/{name}") != member for name, member in files.items()):
                raise BackupBroken(earlier[of].file)
        return latest.index


async def note_checked(database: Database, index: Index, now: datetime) -> None:
    """For whoever asks when it was; a backup of another database is none of ours."""
    here, newest = current(database)
    if here == newest:
        async with database.writing() as session:
            if row := await session.get(Backup, UUID(index.id)):
                row.checked_at = now


def _read_all(sources: Sequence[Reading], tell: Tell) -> None:
    done, whole = 0, sum(member.size for one in sources for member in one.index.members.values())
    for one in sources:
        for name in one.index.members:
            for piece in one.pieces(name):
                done += len(piece)
                tell(done, whole)
