"""Rotating the unit's key: every data key is wrapped anew under another one; what they seal stays as it is.

It may be cut off at any moment and begun again: each data key says under which key it is, both keys are at hand until
the end, and the old one is taken off the list of those in use only when nothing is under it any more.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, func, select

from cases.errors import CaseError
from storage import key_files
from storage.database import Database
from storage.keys import KeyRing
from storage.tables import DataKey, Ring

AT_ONCE = 500  # data keys
TURN = 0x6763_6B65  # the number of the lock on PostgreSQL
FIRST = UUID(int=0)


class RotationRuns(CaseError):
    """Another rotation of the key is under way."""


class NothingToRotate(CaseError):
    """GC_KEY is the only key in use: it takes another one, beside the old in GC_KEY_OLD."""


class RotatedAlready(CaseError):
    """Everything is under GC_KEY already."""


@dataclass(frozen=True)
class Rotated:
    """The names of both keys, how many data keys are there, and where the old one still lies, if that is a file."""

    old: str
    new: str
    keys: int
    left_in: Path | None = None


async def rotate_file(database: Database, file: Path, now: datetime, tell: Callable[[int, int], None]) -> Rotated:
    """To a fresh key in the same file; goes on where one before was cut off. Raises RotationRuns, KeyNotOurs."""
    with _alone(database):
        fresh, known, here = key_files.new_of(file), await _known(database), key_files.read(file)
        if not fresh.exists() and known <= {key_files.ring_id(here)}:
            key_files.make(fresh, here)
        if fresh.exists() and not key_files.is_vouched(fresh, here):
            raise key_files.KeyNotOurs(fresh)
        target = KeyRing(key_files.read(fresh if fresh.exists() else file))
        database.keys.hold(here, *key_files.vouched_for(file, [here]))
        await _begin(database, target, now)
        await _wrap_all(database, target, tell)
        if fresh.exists():
            key_files.take_over(file)  # from here on who runs makes new ones under it
        old = await _end(database, target, known, tell)
        return Rotated(old, target.id, await _count(database), key_files.before_of(file, old))


async def rotate_setting(
    database: Database, *, has_old: bool, now: datetime, tell: Callable[[int, int], None]
) -> Rotated:
    """To GC_KEY from GC_KEY_OLD. Raises RotationRuns, NothingToRotate, RotatedAlready."""
    with _alone(database):
        target: KeyRing = database.keys
        known = await _known(database)
        if known <= {target.id}:
            raise RotatedAlready if has_old else NothingToRotate
        await _begin(database, target, now)
        old = await _end(database, target, known, tell)
        return Rotated(old, target.id, await _count(database))


async def _known(database: Database) -> set[str]:
    async with database.reading() as session:
        return set((await session.exec(select(Ring.id))).all())


async def _begin(database: Database, target: KeyRing, now: datetime) -> None:
    async with database.writing() as session:
        if await session.get(Ring, target.id) is None:
            session.add(Ring(id=target.id, since=now))


async def _wrap_all(database: Database, target: KeyRing, tell: Callable[[int, int], None]) -> None:
    """A batch at a time, in the order of their ids; those already under the target are passed over."""
    done, whole, last = 0, await _count(database), FIRST
    while True:
        async with database.writing() as session:
            after = select(DataKey).where(col(DataKey.id) > last).order_by(col(DataKey.id)).limit(AT_ONCE)
            rows = (await session.exec(after)).all()
            for row in rows:
                if row.ring != target.id:
                    row.wrapped = target.wrap(database.keys.unwrap(row.ring, row.wrapped))
                    row.ring = target.id
        if not rows:
            return
        last, done = rows[-1].id, done + len(rows)
        tell(done, max(done, whole))


async def _end(database: Database, target: KeyRing, known: set[str], tell: Callable[[int, int], None]) -> str:
    """Nothing is under another key, and nothing can be any more."""
    while True:
        await _wrap_all(database, target, tell)
        # by itself: whoever makes a key at this moment is waited for, and waits for nothing of ours
        with suppress(IntegrityError):  # and has made it under the old one
            async with database.writing() as session:
                await session.exec(delete(Ring).where(col(Ring.id) != target.id))
            return ", ".join(sorted(known - {target.id}))


async def _count(database: Database) -> int:
    async with database.reading() as session:
        return (await session.exec(select(func.count()).select_from(DataKey))).one()


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Let go with the process, however it ends. Raises RotationRuns."""
    with _in_folder(database) if database.is_sqlite else _on_server(database):
        yield


@contextmanager
def _in_folder(database: Database) -> Iterator[None]:
    folder = os.open(Path(str(database.address.database)).parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise RotationRuns from error
    finally:
        os.close(folder)


@contextmanager
def _on_server(database: Database) -> Iterator[None]:
    engine = create_engine(database.address, hide_parameters=True)
    try:
        with engine.connect() as connection:
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:turn)"), {"turn": TURN}):
                raise RotationRuns
            yield
    finally:
        engine.dispose()
