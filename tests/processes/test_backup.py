"""Backing up while people report, losing everything, and bringing it back: through the commands, as an operator does it."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database
from storage.restoring import WAYS_IN
from storage.rows import lines_of, snapshot, tables_of
from storage.tables import Backup, Outgoing, OutgoingState
from tests.postgres import Server
from tests.processes.conftest import Person, Reporter
from tests.world.service import Service, command

pytestmark = pytest.mark.timeout(240)
CONTRACT, LETTER = b"%PDF-1.4 the contract\n" * 9000, b"%PDF-1.4 one letter more\n" * 60_000
OF_THE_MOMENT = {"backups", "files_steps", "search_waiting"}  # made after the last row was read; learned by the index
NOT_BROUGHT_BACK = {one.name for one in WAYS_IN}


def everything(url: str) -> dict[str, list[bytes]]:
    """All rows of all tables, as lines that can be compared."""
    with snapshot(Database(url)) as rows:
        return {
            table.name: sorted(lines_of(rows, table))
            for table in tables_of(rows)
            if table.name not in OF_THE_MOMENT | NOT_BROUGHT_BACK
        }


async def until_quiet(url: str) -> None:
    """Whatever was said is handled and sent: from now on nothing changes by itself."""
    async with asyncio.timeout(60):
        before = None
        while before != (before := everything(url)):
            await asyncio.sleep(2)


def forget_database(url: str, server: Server | None) -> None:
    """As a disk that is gone."""
    if server is None:
        for path in Path(url.removeprefix("sqlite:///")).parent.glob("green-channel.db*"):
            path.unlink()
        return
    name = url.rpartition("/")[2]
    with server.admin() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")


async def sends(reporter: Reporter, name: str, content: bytes) -> None:
    answer = await reporter.sends((name, content))
    assert answer.status_code == 200, answer.text


async def files_on(reporter: Reporter) -> dict[str, str]:
    """The hash of every file on somebody's page, as it is handed out."""
    found = {}
    for file in [message["file"] for message in await reporter.screen() if message.get("file")]:
        got = await reporter.http.get(f"/chat/files/{file['id']}")
        assert got.status_code == 200
        found[file["name"]] = hashlib.sha256(got.content).hexdigest()
    return found


async def promises(service: Service) -> set[tuple[str, str]]:
    return {
        (row.kind.value, row.due_at.isoformat())
        for row in await service.all(Outgoing)
        if row.state is OutgoingState.WAITING
    }


async def as_of_one_moment(folder: Path, file: Path) -> None:
    """What was taken in the midst of everything can be restored: each row has those it names, each file its key."""
    key = (folder / "data" / "key").read_text().strip()
    elsewhere = {"GC_DATABASE": f"sqlite:///{folder / 'aside.db'}", "GC_KEY": key}
    restored = await command(folder, "restore", str(file), "--into", str(folder / "aside"), **elsewhere)
    assert restored.code == 0, restored


@pytest.mark.postgres
async def test_what_was_lost_comes_back(
    service_of: Callable[..., Service],
    people: Callable[..., Any],
    database_url: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
):
    """While somebody tells a report it is backed up; folder and database are destroyed; everything is there again."""
    is_sqlite = database_url.startswith("sqlite")
    server = None if is_sqlite else request.getfixturevalue("postgres_server")
    service, safe = service_of(forked=True, GC_DATABASE=database_url), tmp_path / "safe"
    safe.mkdir()
    await service.start()
    officer, (first, second, third) = people(service, Person), [people(service) for _ in range(3)]
    await service.lets_in(officer)
    await asyncio.gather(first.comes(), second.comes(), third.comes())
    await first.tells(until="evidence")
    await sends(first, "合同.pdf", CONTRACT)
    await first.tells(until="review")
    backing = asyncio.create_task(command(tmp_path, "backup", "--to", str(safe / "whole"), GC_DATABASE=database_url))
    telling, said = asyncio.create_task(second.tells(until="evidence")), 0
    while not backing.done():
        await third.says(f"对方又打来电话，第 {said} 次")
        said += 1
        await asyncio.sleep(0.5)  # on a slow machine sixty would be said while it is made, and the next one refused
    whole = await backing
    assert whole.code == 0, whole
    assert said, "people went on meanwhile"
    await telling
    await as_of_one_moment(tmp_path, safe / "whole")
    await sends(second, "来函.pdf", LETTER)
    await first.answers_the_question()
    await officer.sees("材料 1 份")
    await until_quiet(database_url)
    small = await command(
        tmp_path, "backup", "--to", str(safe / "later"), "--since", str(safe / "whole"), GC_DATABASE=database_url
    )
    assert small.code == 0, small
    assert {one.is_whole: one.size for one in await service.all(Backup)} == {
        is_whole: (safe / name).stat().st_size for is_whole, name in ((True, "whole"), (False, "later"))
    }
    rows, owed, files = everything(database_url), await promises(service), await files_on(first)
    assert {"still_waiting", "draft_reminder"} <= {kind for kind, _ in owed}
    assert files == {"合同.pdf": hashlib.sha256(CONTRACT).hexdigest()}
    shutil.copy(tmp_path / "data" / "key", safe / "key")
    service.kill()
    shutil.rmtree(tmp_path / "data")
    forget_database(database_url, server)

    (tmp_path / "data").mkdir()
    shutil.copy(safe / "key", tmp_path / "data" / "key")
    restored = await command(tmp_path, "restore", str(safe / "later"), GC_DATABASE=database_url)
    assert restored.code == 0, restored
    assert everything(database_url) == rows | {"search_followers": rows["search_followers"][-1:]}  # each begins anew
    await service.start()
    assert await promises(service) == owed
    assert await files_on(first) == files
    assert await files_on(second) == {"来函.pdf": hashlib.sha256(LETTER).hexdigest()}
    await officer.says("/queue")
    await officer.sees("宁波甬江精密机械有限公司")
    await second.tells(until="review")
    await second.answers_the_question()
    await officer.sees("材料 1 份")


@pytest.mark.postgres(only=True)
async def test_rows_are_rows(
    service_of: Callable[..., Service], people: Callable[..., Any], database_url: str, tmp_path: Path
):
    """What was kept on SQLite is restored into PostgreSQL, and from there into SQLite again."""
    service = service_of(forked=True)
    await service.start()
    reporter = people(service)
    await reporter.comes()
    await reporter.tells(until="review")
    await reporter.answers_the_question()
    await reporter.sees("收到了，编号")
    assert await service.stop() == 0
    before = everything(f"sqlite:///{tmp_path / 'data' / 'green-channel.db'}")
    key = {"GC_KEY": (tmp_path / "data" / "key").read_text().strip()}
    assert (await command(tmp_path, "backup", "--to", "one")).code == 0
    there = await command(tmp_path, "restore", "one", "--into", "there", GC_DATABASE=database_url, **key)
    assert there.code == 0, there
    assert everything(database_url) == before
    made = await command(tmp_path, "backup", "--to", "two", GC_DATABASE=database_url, GC_DATA="there", **key)
    assert made.code == 0, made
    assert (await command(tmp_path, "restore", "two", "--into", "back", **key)).code == 0
    assert everything(f"sqlite:///{tmp_path / 'back' / 'green-channel.db'}") == before
