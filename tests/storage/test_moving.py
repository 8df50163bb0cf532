"""What cannot be moved, or moved to, has one clear error; nothing is touched, and no half of anything is left."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy

from bot.saying import explained
from storage.backup import NothingToKeep, back_up
from storage.copying import RowsRefused
from storage.database import Database
from storage.keys import KeyRing, WrongKey
from storage.migrating import DatabaseNewer, connected, current, migrate, revision_of
from storage.move_marks import HasMoved
from storage.moving import (
    MoveCutOff,
    NeverMoved,
    NoSqliteHere,
    SourceOfOtherVersion,
    TargetAway,
    TargetClosed,
    TargetNotEmpty,
    TargetOfOtherVersion,
    move,
    move_back,
)
from tests.postgres import Server, free_port
from tests.storage.version_before import MORNING
from tests.world import Clock, open_product

pytestmark = pytest.mark.postgres(only=True)


def untold(_done: int, _whole: int) -> None:
    """Nobody looks at how far it is."""


@pytest.fixture
async def unit(tmp_path: Path, sqlite_template: Path, clock: Clock) -> Database:
    """A unit on SQLite with a case, at rest."""
    file = tmp_path / "green-channel.db"
    file.write_bytes(sqlite_template.read_bytes())
    async with open_product(tmp_path, f"sqlite:///{file}", clock) as product:
        await (await product.reporter()).reports()
        return Database(product.database_url, session_info={"keys": product.parts.door.keys})


def sql(database: Database, *statements: str) -> None:
    with connected(database) as connection:
        for one in statements:
            connection.exec_driver_sql(one)


async def refused(unit: Database, to: str, error: type[Exception], **of: KeyRing) -> str:
    """What an operator reads; and the unit can be started on as before."""
    keys = of.get("keys") or KeyRing(b"")
    source = Database(str(unit.address), session_info={"keys": of.get("keys") or unit.keys})
    with pytest.raises(error) as caught:
        await asyncio.to_thread(move, source, Database(to, session_info={"keys": unit.keys}), MORNING, tell=untold)
    assert current(unit)[0] == current(unit)[1] or error in {SourceOfOtherVersion, DatabaseNewer}
    return explained(caught.value)


async def test_where_it_cannot_go(unit: Database, database_url: str, postgres_server: Server):
    """Away, closed to us, of another version, with something in it: each its own words, with the address and no password."""
