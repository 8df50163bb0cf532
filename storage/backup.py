"""Making a backup while everything goes on: the rows as of one moment, then the files that those rows name.

A file is on the disk before its row is written and goes after it, so what a row names is there to be copied, unless it
was forgotten since; and what was lost on the disk is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, text

from cases.errors import CaseError
from storage.archive import Index, NoBackup, Writing, reading, writing
from storage.database import Database
from storage.files import CHUNK
from storage.keys import KeyRing, WrongKey
from storage.migrating import current, revision_of
from storage.move_marks import check_not_moved
from storage.rows import lines_of, snapshot, tables_of
from storage.tables import Backup

# Which tables have files in the store, and the keys each is sealed with: the first, and further ones in hex, by commas.
FILES = {
    "files": "SELECT id, key_id, NULL FROM files",
    "web_files": (
        "SELECT web_files.id, coalesce(web_files.key_id, web_chats.key_id), other_keys "
        "FROM web_files JOIN web_chats USING (chat_id) WHERE stored_id IS NULL AND NOT dropped"
    ),
    "desk_files": "SELECT desk_files.id, key_id, NULL FROM desk_files JOIN cases ON cases.id = case_id",
}
WEB_FILES_ONCE = "SELECT web_files.id, key_id, NULL FROM web_files JOIN web_chats USING (chat_id)"  # until 0024
Tell = Callable[[int, int], None]  # how many bytes are done, of how many


class NothingToKeep(CaseError):
    """There is no database here yet, or nothing in it."""


class BackupThere(NoBackup):
    """A file of that name is there already."""


class RotationUnfinished(CaseError):
    """A rotation of the key has begun and has not come to its end."""


class OtherKeySince(NoBackup):
    """The key was rotated since the earlier backup."""


@dataclass(frozen=True)
class Made:
    """What a backup has; `lost` are files that rows name and that are not on the disk."""

    index: Index
    file: Path
    size: int
    files: int
    lost: list[str]

    @property
    def is_whole(self) -> bool:
        return not self.index.elsewhere


def back_up(
    database: Database, data: Path, file: Path, now: datetime, *, since: Path | None = None, tell: Tell
) -> Made:
    """Into a new file; of the sealed files what `since` has not, if it is given. Raises what storage/archive.py has."""
    if file.exists():
        raise BackupThere(file)
    earlier = _index_of(since, database.keys) if since else None
    with writing(file, database.keys) as out:
        out.index.made_at = now.isoformat()
        with snapshot(database) as rows:
            check_ready(rows, database)
            _write_rows(rows, out, database)
            named = names_of(rows)
        if earlier and since:
            _leave_out(out.index, earlier, since, named)
        _write_files(out, data / "files", named, tell)
        _write_law(out, data / "law")
    return Made(out.index, file, file.stat().st_size, len(named), _lost(database, out.index.missing))


async def note(database: Database, made: Made, now: datetime) -> None:
    """So that whoever asks knows when the last one was made."""
    here, newest = current(database)
    if here == newest:
        async with database.writing() as session:
            row = Backup(id=UUID(made.index.id), made_at=now, files=made.files, size=made.size, is_whole=made.is_whole)
            session.add(row)


def keys_of_files(rows: Connection) -> dict[str, tuple[str, ...]]:
    """Every file of the store that a row names, and the ids of the keys it is sealed with; all in hex."""
    there = {table.name: table.columns.keys() for table in tables_of(rows)}
    asked = {name: query for name, query in FILES.items() if name in there}
    if "stored_id" not in there.get("web_files", ["stored_id"]):
        asked["web_files"] = WEB_FILES_ONCE
    found = (one for query in asked.values() for one in rows.execute(text(query)))
    return {_hex(file): (_hex(key), *(others.split(",") if others else ())) for file, key, others in found}


def names_of(rows: Connection) -> list[str]:
    return sorted(keys_of_files(rows))


def path_in(store: Path, name: str) -> Path:
    return store / name[:2] / name


def _hex(found: object) -> str:
    return UUID(str(found)).hex


def check_ready(rows: Connection, database: Database) -> None:
    """Something is sealed here, and with this key alone.

    Raises NothingToKeep, RotationUnfinished, WrongKey, and what a move left.
    """
    check_not_moved(revision_of(rows))
    there = {table.name for table in tables_of(rows)}
    if "data_keys" not in there:
        raise NothingToKeep
    known = "SELECT id FROM key_rings" if "key_rings" in there else "SELECT DISTINCT ring FROM data_keys"
    rings = sorted(rows.execute(text(known)).scalars())
    if not rings:
        raise NothingToKeep
    if len(rings) > 1:
        raise RotationUnfinished
    if rings != [database.keys.id]:
        raise WrongKey(database.keys, rings)


def _index_of(file: Path, keys: KeyRing) -> Index:
    with reading(file, keys) as found:
        if found.ring != keys.id:
            raise OtherKeySince(file)
        return found.index


def _write_rows(rows: Connection, out: Writing, database: Database) -> None:
    out.index.schema = revision_of(rows) or ""
    out.index.database = "SQLite" if database.is_sqlite else "PostgreSQL"
    for table in tables_of(rows):
        out.index.rows[table.name] = -1  # of the names of the columns

        def counted(lines: Iterator[bytes], name: str = table.name) -> Iterator[bytes]:
            for line in lines:
                out.index.rows[name] += 1
                yield line

        out.add(f"tables/{table.name}.jsonl", counted(lines_of(rows, table)), small=True)


def _leave_out(index: Index, earlier: Index, since: Path, named: list[str]) -> None:
    """What the earlier backup has, or knows in one before it."""
    wanted, names = set(named), {**earlier.earlier, earlier.id: since.name}
    for name, (of, member) in earlier.files().items():
        if name in wanted:
            index.elsewhere.setdefault(of, {})[name] = member
    index.earlier = {of: names[of] for of in index.elsewhere}


def _write_files(out: Writing, store: Path, named: list[str], tell: Tell) -> None:
    left = sorted(set(named) - out.index.files().keys())
    sizes = {name: _size_of(path_in(store, name)) for name in left}
    done, whole = 0, sum(size or 0 for size in sizes.values())
    for name, size in sizes.items():
        try:
            source = path_in(store, name).open("rb")
        except FileNotFoundError:
            out.index.missing.append(name)
        else:
            with source:
                out.add(f"files/{name}", iter(lambda: source.read(CHUNK), b""))  # noqa: B023 - read at once
        done += size or 0
        tell(done, whole)


def _write_law(out: Writing, folder: Path) -> None:
    for file in sorted(folder.glob("*.toml")):
        out.add(f"law/{file.name}", [file.read_bytes()], small=True)


def _size_of(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _lost(database: Database, missing: list[str]) -> list[str]:
    """Those that rows name to this moment: they were not forgotten."""
    if not missing:
        return []
    with snapshot(database) as rows:
        return sorted(set(missing) & keys_of_files(rows).keys())
