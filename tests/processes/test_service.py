"""Starting and stopping: one clear line when it cannot start, and a polite end when it is told to."""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import running
from bot.settings import Settings
from tests.postgres import Server
from tests.processes.conftest import Reporter
from tests.world.service import Service, environment

SECONDS = 30
STOPS_WITHIN = 5


async def fails_to_start(folder: Path, **settings: str) -> list[str]:
    """The lines it says before it gives up; never a traceback."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        env=environment(folder, **settings),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2, complained
    assert b"Traceback" not in said + complained
    lines = complained.decode().splitlines()
    return [line for line in lines if line.startswith("green-channel: ")]  # a first start also says that it made a key


async def test_bad_settings_are_named_one_line_each(tmp_path: Path):
    """Every wrong value has its line, and the value of a secret is in none."""
    lines = await fails_to_start(
        tmp_path, GC_BIND="nowhere", GC_TIMEZONE="Mars/Base", GC_TELEGRAM_TOKEN="secret", GC_LANGUAGE="fr"
    )
    assert sorted(line.split()[2] for line in lines) == [
        "GC_BIND:",
        "GC_LANGUAGE:",
        "GC_TELEGRAM_TOKEN:",
        "GC_TIMEZONE:",
    ]
    assert not [line for line in lines if "secret" in line]


async def test_an_address_in_use_is_one_line(tmp_path: Path):
    """Another program has the port: said in one line, and nothing was begun."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        (line,) = await fails_to_start(tmp_path, GC_BIND=address)
    assert line == f"green-channel: 不能用 {address}：Address already in use"
    assert not (tmp_path / "data").exists()  # nor a link made, which ends the one before


async def test_sqlite_is_served_by_one_process(service_of: Callable[..., Service], tmp_path: Path):
    """A second one at another address is told so in one line; one that was killed keeps nobody out."""
    service = service_of(forked=True)
    await service.start()
    (line,) = await fails_to_start(tmp_path, GC_BIND="127.0.0.1:0")
    assert line.startswith("green-channel: 已经有一个进程在用") and "green-channel.db" in line
    await service.killed_and_started_again()


async def test_a_data_folder_that_cannot_be_used_is_one_line(tmp_path: Path):
    """A file where the folder should be."""
    (tmp_path / "data").write_text("not a folder")
    (line,) = await fails_to_start(tmp_path)
    assert line.startswith(f"green-channel: 不能用 {tmp_path / 'data'}：")


async def test_a_database_that_is_not_there_is_one_line(tmp_path: Path):
    """Nobody listens where the database should be; the password is not shown."""
    (line,) = await fails_to_start(tmp_path, GC_DATABASE="postgresql://gc:hidden@127.0.0.1:1/gc")
    assert line.startswith("green-channel: 数据库不能用：")
    assert "hidden" not in line


async def test_telegram_out_of_reach_stops_nothing_else(service_of: Callable[..., Service], people: Callable[..., Any]):
    """The web chat works while Telegram does not answer, and SIGTERM with open pages ends everything within seconds."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: refused
        telegram = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        service = service_of(GC_TELEGRAM_TOKEN="7000000001:TEST-token_of-the-fake-server", GC_TELEGRAM_API=telegram)
        await service.start()
        reporter: Reporter = people(service)
        await reporter.comes()
        assert await reporter.takes_a_step() == "opening"
        async with reporter.http.stream("GET", "/chat/events") as page:
            lines = page.aiter_lines()
            assert (await anext(lines)).startswith("event: lock")
            began = asyncio.get_running_loop().time()
            assert await service.stop() == 0
            assert asyncio.get_running_loop().time() - began < STOPS_WITHIN
            async for _ in lines:
                pass  # the stream was ended, not cut
    log = service.log.read_text()
    assert "telegram does not answer" in log
    assert "Traceback" not in log
    assert "TEST-token" not in log


async def test_health_says_when_the_data_folder_is_gone(service_of: Callable[..., Service], people: Callable[..., Any]):
    """A disk that is not mounted any more is 503 with a reason, and 200 again when it is back."""
    service = service_of()
    await service.start()
    http = people(service).http
    data = service.folder / "data"
    data.rename(service.folder / "away")
    await is_unready(http, "the disk takes no file")
    (service.folder / "away").rename(data)
    await is_ready(http)


async def test_health_says_when_no_file_can_be_kept(service_of: Callable[..., Service], people: Callable[..., Any]):
    """The database is well and the folder for evidence takes nothing: 503, though everything looks as it should."""
    service = service_of()
    await service.start()
    http, files = people(service).http, service.folder / "data" / "files"
    files.rmdir()
    files.write_text("no folder any more")
    await is_unready(http, "the disk takes no file")
    files.unlink()
    await is_ready(http)
    assert list(files.iterdir()) == []  # what was tried out is gone again


async def is_unready(http: Any, reason: str) -> None:
    """Within seconds, because an answer is good for some of them."""
    async with asyncio.timeout(SECONDS):
        while (answer := await http.get("/health")).status_code != 503:
            await asyncio.sleep(0.05)
    assert answer.json() == {"ready": False, "reason": reason}


async def is_ready(http: Any) -> None:
    async with asyncio.timeout(SECONDS):
        while (await http.get("/health")).status_code != 200:
            await asyncio.sleep(0.05)


@pytest.mark.postgres(only=True)
async def test_health_says_when_the_database_is_gone(
    service_of: Callable[..., Service], people: Callable[..., Any], database_url: str, postgres_server: Server
):
    """A server that takes no connections is 503 with a reason; the process stays, and is ready when the database is."""
    service = service_of(GC_DATABASE=database_url)
    await service.start()
    http, name = people(service).http, database_url.rpartition("/")[2]
    with postgres_server.admin() as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        await is_unready(http, "the database does not answer")
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    await is_ready(http)


async def test_a_collection_of_garbage_passes_over_what_was_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Before the first request everything that stays is set aside: a full collection would stop all for a fifth of a second."""
    set_aside: list[int] = []

    async def begin(*_: Any) -> None:
        set_aside.append(gc.get_freeze_count())

    monkeypatch.setattr(running, "serve", begin)
    try:
        with running.bind("127.0.0.1", 0) as door:
            await running.run(Settings(_env_file=None, data=tmp_path / "data"), door)
    finally:
        gc.unfreeze()
    assert set_aside[0] > 100_000


def test_an_answer_leaves_at_once():
    """It is not held back until the reader has confirmed its head, which takes 40 ms on a connection that is kept."""
    with running.bind("127.0.0.1", 0) as door, socket.create_connection(door.getsockname()):
        answering, _ = door.accept()
        with answering:
            assert answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
