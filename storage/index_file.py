"""The file of the search index: how it is opened, and how a new one takes the place of another.

Several processes may have it open while one replaces it. A new file is built aside and put in its place whole, so
nobody meets half of one; and whoever has the old one open sees that another stands there, by its inode.

Its journal is a file that is written, not memory shared through one (`-shm` of WAL): a page of such memory that is not
on the disk any more, or never came there, kills whoever touches it with SIGBUS, and no error is raised before.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from sqlcipher3 import dbapi2 as sqlcipher

VERSION = "2"  # another one is made anew
PATIENCE = 10.0  # seconds to wait for another process that writes

# `ascii` takes all that is not ASCII for letters: entries are cut by cases/searching.py, and only by that.
SCHEMA = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE cases (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)",
    """CREATE VIRTUAL TABLE words USING fts5(
        number, district, told, content='', contentless_delete=1, tokenize="ascii tokenchars '|'", prefix='4 6'
    )""",
)


def age_of(path: Path) -> int | None:
    """Which file stands there; another number means another file, None that there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return hash((found.st_ino, found.st_dev))


def open_file(path: Path, key: bytes) -> Any:
    """A connection for the thread that asks. Raises DatabaseError when the file is not ours or of another version."""
    connection, version = _connect(f"file:{path}?mode=rw", key), None
    try:
        version = connection.execute("SELECT value FROM facts WHERE name = 'version'").fetchone()
    finally:
        if version != (VERSION,):
            connection.close()
    if version != (VERSION,):
        raise sqlcipher.DatabaseError("of another version")
    return connection


def make_file(path: Path, key: bytes, *, replacing: int | None) -> None:
    """An empty index, unless another than the one to replace stands there already."""
    with _alone(path):
        if age_of(path) != replacing:
            return
        fresh = path.with_name(f"{path.name}.new")
        fresh.unlink(missing_ok=True)
        with closing(_connect(f"file:{fresh}?mode=rwc", key)) as connection:
            made = (VERSION, secrets.token_hex(8))
            for statement in SCHEMA:
                connection.execute(statement)
            connection.execute("INSERT INTO facts VALUES ('version', ?), ('name', ?), ('walked', '')", made)
        fresh.chmod(0o600)
        for journal in ("-journal", "-wal", "-shm"):  # the last two of version 1
            for one in (path, fresh):
                one.with_name(one.name + journal).unlink(missing_ok=True)
        fresh.replace(path)


def take_away(path: Path) -> None:
    """With all that lies beside it: it is of another database, and is made anew."""
    for end in ("", "-journal", "-wal", "-shm", ".new", ".lock"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _connect(address: str, key: bytes) -> Any:
    connection = sqlcipher.connect(address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    for pragma in (
        "cipher_log_level=NONE",  # it would write to our log
        f"key=\"x'{key.hex()}'\"",  # as it is: it needs no stretching
        "temp_store=MEMORY",
        "journal_mode=TRUNCATE",
        "cache_spill=OFF",  # who looks is kept away for the moment of a commit, and not before
        "synchronous=FULL",  # what waits is taken away once it is here
        "cache_size=-16000",
    ):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlcipher.Error:
            connection.close()
            raise
    return connection


def stays(path: Path) -> BinaryIO:
    """Until this is closed no process puts another file in its place: an open journal would be taken for that one's.

    Waits for whoever makes one. Raises OSError.
    """
    return _locked(path, fcntl.LOCK_SH)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Among all processes of this folder, which is there: one made anew would hide that the disk is not."""
    with _locked(path, fcntl.LOCK_EX):
        yield


def _locked(path: Path, how: int) -> BinaryIO:
    lock = path.with_name(f"{path.name}.lock").open("wb")
    with suppress(OSError):
        os.chmod(lock.name, 0o600)  # noqa: PTH101 - it is open
    fcntl.flock(lock, how)
    return lock
