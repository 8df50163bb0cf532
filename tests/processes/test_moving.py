"""`green-channel move`: a unit's SQLite database to PostgreSQL, cut off at the worst moments, and everything is there."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from cases.people import Role
from storage import copying, moving
from storage.database import Database
from storage.migrating import migrate
from storage.move_marks import MoveUnfinished
from storage.moving import StillOpen, held
from storage.tables import Outgoing, OutgoingState, StoredFile, metadata
from tests.case_rows import counted, kept
from tests.postgres import Server
from tests.world import Clock, Person, Product, Reporter, open_product
from tests.world.service import IMPORTED, command, environment, run

pytestmark = [pytest.mark.postgres(only=True), pytest.mark.timeout(600)]
CONTRACT = b"%PDF-1.4 the contract\n" * 9000


@pytest.fixture
def old(tmp_path: Path, sqlite_template: Path) -> str:
    """The unit's SQLite database, where `green-channel` looks for it."""
    (tmp_path / "data").mkdir(mode=0o700)
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'data' / 'green-channel.db')}"


@pytest.fixture
def empty(database_url: str, postgres_server: Server) -> str:
    """A database in which nobody has been."""
    name = database_url.rpartition("/")[2]
    with postgres_server.admin() as connection:
        connection.execute(f"DROP DATABASE {name}")
        connection.execute(f"CREATE DATABASE {name}")
    return database_url


def killed_at(place: str, env: dict[str, str], folder: Path, *words: str) -> None:
    """The command as it is typed, and SIGKILL at that place: a table that is being copied, or a step."""

    def dies(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if hasattr(moving, place):
        setattr(moving, place, dies)
    else:
        put = copying.put
        copying.put = lambda to, table, lines: dies() if table.name == place else put(to, table, lines)
    run(env, folder, folder / "said.log", folder / "complained.log", *words)


async def dies_moving(folder: Path, to: str, place: str) -> None:
    process = IMPORTED.Process(target=killed_at, args=(place, environment(folder), folder, "move", to))
    process.start()
    await asyncio.to_thread(process.join, 200)
    assert process.exitcode == -signal.SIGKILL


def tables_in(url: str) -> set[str]:
    engine = sqlalchemy.create_engine(Database(url).address)
    found = set(sqlalchemy.inspect(engine).get_table_names())
    engine.dispose()
    return found


async def everything(product: Product) -> dict[str, list[dict[str, Any]]]:
    """All rows as the product reads them, also what the database works out by itself."""
    found = {}
    async with product.parts.door.database.reading() as session:
        for table in metadata.sorted_tables:
            rows = (await session.exec(sqlalchemy.select(table))).mappings().all()
            found[table.name] = sorted(map(dict, rows), key=repr)
    return found


async def promises(product: Product) -> set[tuple[str, str]]:
    waiting = [row for row in await product.all(Outgoing) if row.state is OutgoingState.WAITING]
    return {(row.kind.value, row.due_at.isoformat()) for row in waiting}


@asynccontextmanager
async def lived_in(folder: Path, url: str, clock: Clock) -> AsyncIterator[tuple[Reporter, Person, Reporter]]:
    """One case with a file that an officer has, one that waits, and a report half told."""
    async with open_product(folder, url, clock) as product:
        reporter, half = await product.reporter(), await product.reporter()
        expert = await product.expert("陈立", Role.LEAD)
        await reporter.tells(until="evidence")
        await reporter.sends("合同.pdf", CONTRACT)
        await reporter.tells_on()
        await reporter.submits()
        await expert.looks()
        await expert.presses("接手")
        await (await product.reporter()).reports(district="haishu")
        await half.tells(until="company_name")
        await product.settles()
        yield reporter, expert, half


async def test_a_unit_moves(tmp_path: Path, old: str, empty: str, clock: Clock):
    """Killed among the rows, before its source knows, and before the last mark; then all is there, and people go on."""
    async with lived_in(tmp_path, old, clock) as (reporter, expert, half):
        before, owed, step = await everything(reporter.product), await promises(reporter.product), await half.step()
        with pytest.raises(StillOpen), held(Database(old)):
            pass
    await dies_moving(tmp_path, empty, "outgoing")
    assert tables_in(empty) == set(), "nobody could start on half of it"
    await dies_moving(tmp_path, empty, "gone")
    with pytest.raises(MoveUnfinished):
        migrate(Database(empty))
    await dies_moving(tmp_path, empty, "_finish")
    for url, why in ((empty, "还没有搬完"), (old, "已经搬到 postgresql://gc@127.0.0.1")):
        answered = await command(tmp_path, "run", within=200, GC_BIND="127.0.0.1:0", GC_DATABASE=url)
        assert answered.code == 2 and why in answered.complained[-1], answered
    ended = await command(tmp_path, "move", empty, within=200)
    assert ended.code == 0 and "只差最后一步" in ended.said[0]
    async with open_product(tmp_path, empty, clock) as product:
        assert await everything(product) == before
        assert await promises(product) == owed
        assert await kept(product.parts.door.database) == await counted(product.parts.door.database)
        await goes_on(product, Reporter(product, reporter.chat_id), Person(product, expert.chat_id))
        again = Reporter(product, half.chat_id)
        await again.looks()
        assert await again.step() == step


async def goes_on(product: Product, reporter: Reporter, expert: Person) -> None:
    """In the same chats: a letter to the desk, its answer, the file as it was, and a promise that falls due."""
    await reporter.looks()
    assert await stored(product) == CONTRACT
    await reporter.says("搬家以后补一句：对方今天又来电话了")
    await expert.looks()
    expert.sees("又来电话了")
    before = len(reporter.screen)
    await product.passes(timedelta(days=3))
    await product.passes(timedelta(hours=12))  # by night nobody is woken
    await reporter.looks()
    assert len(reporter.screen) > before, "what was promised came"


async def stored(product: Product) -> bytes:
    """The only file of a report, opened with the key."""
    (row,), door = await product.all(StoredFile), product.parts.door
    async with door.database.reading() as session:
        cipher = await door.keys.cipher(session, row.key_id)
    return b"".join([chunk async for chunk in door.files.open(cipher, row.id)])
