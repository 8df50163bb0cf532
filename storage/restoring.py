"""Bringing a backup back: into an empty folder and an empty database only, and all of it or nothing.

Everything is put aside and looked at first: each hash, each count, each file under its key. Only then it moves.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, func, select, table, text

from storage.archive import BackupBroken, BackupOfLaterVersion, Index, NoBackup, Reading, reading
from storage.backup import Tell, keys_of_files, path_in
from storage.database import Database
from storage.files import make_private, numbered, private, read_stored
from storage.keys import Cipher, KeyLost, KeyRing
from storage.migrating import bring, connected, knows, newest, revision_of
from storage.restore_place import Place
from storage.rows import points_nowhere, put, tables_of, undisturbed

FOLLOWING = [table(name) for name in ("search_followers", "search_waiting")]
WAYS_IN = [table(name) for name in ("console_sessions", "login_links", "sign_in_codes", "invites")]


class EarlierMissing(NoBackup):
    """An earlier backup is not there, which has some of the files."""


@dataclass
class Restored:
    """What came back. `closed` are files that do not open, as they did not when the backup was made."""

    index: Index
    files: int = 0
    closed: list[str] = field(default_factory=list)
    upgraded_to: str | None = None

    @property
    def cases(self) -> int:
        return self.index.rows.get("cases", 0)


def restore(
    database: Database, data: Path, file: Path, others: Sequence[Path] = (), *, index: Path | None = None, tell: Tell
) -> Restored:
    """`index` is the search index where it is not in the folder; it goes, as one in it does.

    Raises NotEmpty, EarlierMissing, and what storage/archive.py has for a file that cannot be used.
    """
    place = Place(database, data, index)
    with ExitStack() as opened:
        latest = opened.enter_context(reading(file, database.keys))
        if not knows(latest.index.schema):
            raise BackupOfLaterVersion(file, latest.index.schema, newest())
        sources = {latest.index.id: latest, **dict(earlier_of(latest, others, database.keys, opened))}
        place.begin()
        try:
            restored = _bring_back(place, latest, sources, tell)
        except BaseException:
            place.give_up()
            raise
    place.finish()
    return restored


def earlier_of(
    latest: Reading, others: Sequence[Path], keys: KeyRing, opened: ExitStack
) -> Iterator[tuple[str, Reading]]:
    """Those that have some of the files: among the ones named, else by their names beside the latest."""
    for of, name in latest.index.earlier.items():
        beside = latest.file.with_name(name)
        for file in (*others, beside):
            if file.exists() and (found := opened.enter_context(reading(file, keys))).index.id == of:
                yield of, found
                break
        else:
            raise EarlierMissing(beside)


def _bring_back(place: Place, latest: Reading, sources: dict[str, Reading], tell: Tell) -> Restored:
    restored = Restored(latest.index)
    with connected(place.database_aside()) as connection:
        _bring_rows(connection, latest)
        _bring_files(connection, place, sources, restored, tell)
        _bring_law(latest, place.data / "law")
        if latest.index.schema != newest():
            bring(connection)
            restored.upgraded_to = newest()
        _sign_members_out(connection)
        _forget_followers(connection)
        os.sync()
        if not place.database.is_sqlite:
            place.move_files()  # and then the commit
    if place.database.is_sqlite:
        place.move_files()
        place.move_database()
    return restored


def _bring_rows(connection: Connection, latest: Reading) -> None:
    if revision_of(connection):
        bring(connection, "base")
    bring(connection, latest.index.schema)
    tables = tables_of(connection)
    if {table.name for table in tables} != latest.index.rows.keys():
        raise BackupBroken(latest.file)
    with undisturbed(connection, tables):
        for table in tables:
            with latest.member(f"tables/{table.name}.jsonl") as lines:
                put(connection, table, iter(lines))
    counts = {table.name: connection.scalar(select(func.count()).select_from(table)) for table in tables}
    if counts != latest.index.rows or points_nowhere(connection):
        raise BackupBroken(latest.file)


def _sign_members_out(connection: Connection) -> None:
    """A backup brings back what was stored, and no way into the console: who was put out since would be in again."""
    for one in WAYS_IN:
        connection.execute(one.delete())


def _forget_followers(connection: Connection) -> None:
    """The search indexes that followed know another past than what is back: they begin anew."""
    for one in FOLLOWING:
        connection.execute(one.delete())


def _bring_files(
    connection: Connection, place: Place, sources: dict[str, Reading], restored: Restored, tell: Tell
) -> None:
    index, keys = restored.index, keys_of_files(connection)
    wanted = index.files()
    if keys.keys() - wanted.keys() - set(index.missing):
        raise BackupBroken(sources[index.id].file)
    cipher_of = _ciphers(connection, place.database.keys)
    done, whole = 0, sum(member.size for _, member in wanted.values())
    for name, (of, member) in sorted(wanted.items(), key=lambda one: (one[1][0], one[0])):
        path = path_in(place.aside / "files", name)
        _write(path, sources[of].pieces(f"files/{name}"))
        cipher = cipher_of(keys[name]) if name in keys else None
        if cipher is None or not opens(path, cipher.file(UUID(name))):
            restored.closed.append(name)
        done += member.size
        tell(done, whole)
    restored.files = len(wanted)


def _bring_law(latest: Reading, folder: Path) -> None:
    """The unit's own files of the law; what stands there already stays."""
    for name in latest.index.members:
        file = folder / Path(name).name
        if name.startswith("law/") and not file.exists():
            _write(file, latest.pieces(name))


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    make_private(path.parent)
    with open(path, "wb", opener=private) as out:
        out.writelines(pieces)


def _ciphers(connection: Connection, keys: KeyRing) -> Callable[[Sequence[str]], Cipher | None]:
    found = connection.execute(text("SELECT id, ring, wrapped FROM data_keys"))
    wrapped = {UUID(str(key)).hex: (ring, bytes(sealed)) for key, ring, sealed in found}

    def cipher_of(wanted: Sequence[str]) -> Cipher | None:
        with suppress(KeyLost, KeyError):
            return Cipher.of_all([Cipher(keys.unwrap(*wrapped[key])) for key in wanted])
        return None

    return cipher_of


def opens(path: Path, cipher: Cipher) -> bool:
    """Every chunk of a sealed file, with the cipher of the file."""
    with path.open("rb") as source, suppress(KeyLost):
        for number, is_last in numbered(os.fstat(source.fileno()).st_size):
            read_stored(source, cipher, number, is_last)
        return True
    return False
