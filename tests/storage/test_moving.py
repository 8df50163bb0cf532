"""What cannot be moved, or moved to, has one clear error; nothing is touched, and no half of anything is left."""

from __future__ import annotations

import asyncio
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.saying import explained
from cases.errors import CaseError
from storage import copying, moving
from storage.backup import back_up
from storage.copying import RowsRefused
from storage.database import Database
from storage.keys import KeyRing, WrongKey
from storage.migrating import DatabaseNewer, connected, migrate, revision_of
from storage.move_marks import HasMoved, Origin, coming
from storage.moving import (
    MoveCutOff,
    Moved,
    NeverMoved,
    NoPostgres,
    NoSqliteHere,
    NotThere,
    SourceOfOtherVersion,
    TargetAway,
    TargetClosed,
    TargetNotEmpty,
    TargetOfAnother,
    TargetOfOtherVersion,
    move,
    move_back,
)
from storage.rows import VERSION, lines_of, snapshot, tables_of
from tests.postgres import Server, free_port
from tests.storage.version_before import MORNING
from tests.world import Clock, open_product

pytestmark = pytest.mark.postgres(only=True)


def untold(_done: int, _whole: int) -> None:
    """Nobody looks at how far it is."""


@dataclass
class Unit:
    """On SQLite with a case, at rest."""

    folder: Path

    def database(self, keys: KeyRing | None = None) -> Database:
        ring = keys or KeyRing.from_file(self.folder / "data" / "key")
        return Database(f"sqlite:///{self.folder / 'green-channel.db'}", session_info={"keys": ring})

    async def moves(self, to: str, keys: KeyRing | None = None) -> Moved:
        return await asyncio.to_thread(move, self.database(keys), self.target(to), MORNING, tell=untold)

    def target(self, to: str) -> Database:
        return Database(to, session_info={"keys": KeyRing.from_file(self.folder / "data" / "key")})

    async def refused(self, error: type[CaseError], to: str, keys: KeyRing | None = None) -> str:
        """What an operator reads; here it is all as before."""
        before = everything(self.database())
        with pytest.raises(error) as caught:
            await self.moves(to, keys)
        assert everything(self.database()) == before
        return explained(caught.value)


@pytest.fixture
async def unit(tmp_path: Path, sqlite_template: Path, clock: Clock) -> Unit:
    shutil.copy(sqlite_template, tmp_path / "green-channel.db")
    async with open_product(tmp_path, f"sqlite:///{tmp_path / 'green-channel.db'}", clock) as product:
        await (await product.reporter()).reports()
    return Unit(tmp_path)


def everything(database: Database) -> dict[str, list[bytes]]:
    with snapshot(database) as rows:
        found = {table.name: sorted(lines_of(rows, table)) for table in tables_of(rows)}
        return found | {"revision": [(revision_of(rows) or "").encode()]}


def sql(database: Database, *statements: str) -> None:
    with connected(database) as connection:
        for one in statements:
            connection.exec_driver_sql(one)


async def test_where_it_cannot_go(unit: Unit, database_url: str, postgres_server: Server):
    """Away, closed to us, of another version, with something in it: each has its own words, and nobody reads a password."""
    there = Database(database_url)
    away = await unit.refused(TargetAway, f"postgresql://gc:geheim@127.0.0.1:{free_port()}/gc")
    assert "postgresql://gc@127.0.0.1" in away and "geheim" not in away
    with postgres_server.admin() as connection:
        connection.execute("DROP ROLE IF EXISTS stranger")
        connection.execute("CREATE ROLE stranger LOGIN")
    sql(there, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    closed = await unit.refused(TargetClosed, database_url.replace("gc@", "stranger@"))
    assert "stranger@" in closed
    sql(there, f"UPDATE {VERSION} SET version_num = '9999'")
    assert "9999" in await unit.refused(TargetOfOtherVersion, database_url)
    sql(there, "CREATE TABLE theirs AS SELECT 1 AS x")
    assert "已经有内容" in await unit.refused(TargetNotEmpty, database_url)
    await unit.refused(NoPostgres, "sqlite:///elsewhere.db")


async def test_what_cannot_be_moved(unit: Unit, database_url: str):
    """Another key, another version, what PostgreSQL does not take, a server that goes: nothing is left there."""
    there, here = Database(database_url), unit.database()
    before = everything(there)
    assert here.keys.id in await unit.refused(WrongKey, database_url, KeyRing(os.urandom(32)))
    migrate(here, "0050")
    assert "0050" in await unit.refused(SourceOfOtherVersion, database_url)
    sql(here, f"UPDATE {VERSION} SET version_num = '9999'")
    await unit.refused(DatabaseNewer, database_url)
    sql(here, f"UPDATE {VERSION} SET version_num = '0050'")
    migrate(here)
    sql(here, f"UPDATE cases SET offence = '{'x' * 41}'")
    assert "cases" in await unit.refused(RowsRefused, database_url)
    assert everything(there) == before
    with pytest.raises(NoSqliteHere):
        await asyncio.to_thread(move, there, there, MORNING, tell=untold)


async def test_the_server_goes_in_the_midst_of_it(unit: Unit, database_url: str, monkeypatch: pytest.MonkeyPatch):
    """Said in one line; nothing is left there, and the same once more brings all of it."""
    put = copying.put

    def cut(connection: Any, table: Any, lines: Any) -> int:
        if table.name == "outgoing":
            connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return put(connection, table, lines)

    with monkeypatch.context() as at_a_loss:
        at_a_loss.setattr(copying, "put", cut)
        assert "中断" in await unit.refused(MoveCutOff, database_url)
    assert sum(map(len, everything(Database(database_url)).values())) == len(everything(unit.database())), "names alone"
    assert (await unit.moves(database_url)).rows["cases"] == 1


async def test_there_and_back(unit: Unit, database_url: str):
    """Into one of an earlier version that nobody used; then the old one starts no more, nor is it backed up, until it is taken back."""
    migrate(Database(database_url), "0049")
    sql(unit.database(), "UPDATE cases SET district = 'cixi'")
    before = everything(unit.database())
    moved = await unit.moves(database_url)
    assert moved.opened and (moved.opened.cases, len(moved.opened.closed)) == (1, 1), "as it was before"
    assert everything(Database(database_url)) == before
    for again in (database_url, database_url + "_2"):
        assert moved.where in await unit.refused(HasMoved, again)
    with pytest.raises(HasMoved):
        back_up(unit.database(), unit.folder / "data", unit.folder / "one", MORNING, tell=untold)
    with pytest.raises(HasMoved):
        migrate(unit.database())
    assert move_back(unit.database()) == moved.where
    assert everything(unit.database()) == before
    migrate(unit.database())
    with pytest.raises(NeverMoved):
        move_back(unit.database())


async def test_only_who_began_a_move_ends_it(unit: Unit, database_url: str, monkeypatch: pytest.MonkeyPatch):
    """A copy of the unit neither clears nor ends what another began; and what is not there is not said to be."""
    there, here = Database(database_url), unit.folder / "green-channel.db"
    (unit.folder / "copy").mkdir()
    shutil.copy(here, unit.folder / "copy")
    with monkeypatch.context() as at_a_loss:
        at_a_loss.setattr(moving, "_finish", lambda *_, **__: None)
        await unit.moves(database_url)
    half = everything(there)
    a_copy = Database(f"sqlite:///{unit.folder / 'copy' / here.name}", session_info={"keys": unit.database().keys})
    with pytest.raises(TargetOfAnother) as refused:
        await asyncio.to_thread(move, a_copy, unit.target(database_url), MORNING, tell=untold)
    assert str(here) in explained(refused.value)
    assert everything(there) == half
    assert (await unit.moves(database_url)).opened is None, "its own last step"
    await unit.refused(HasMoved, database_url)
    sql(there, "DELETE FROM data_keys WHERE purpose = 'unit'")
    assert "move --back" in await unit.refused(NotThere, database_url)
    sql(there, f"UPDATE {VERSION} SET version_num = '{coming('0001', Origin('', '1', '/elsewhere'))}'")
    assert "/elsewhere" in await unit.refused(TargetOfAnother, database_url)
