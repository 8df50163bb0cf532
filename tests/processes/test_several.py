"""Several processes of one unit on one PostgreSQL: they start at once, do what their role says, and go one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.saying import phrase
from storage.tables import Case, DataKey, KeyPurpose, Member, Ring
from templates.rendering import LANGUAGES
from tests.postgres import Server, binaries
from tests.processes.conftest import Person, Reporter, plain, usual
from tests.world.proxy import Proxy
from tests.world.service import Service, command

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.skipif(not binaries(), reason="no PostgreSQL on this machine"),
]


@pytest.fixture
def empty(postgres_server: Server) -> Iterator[str]:
    """A database in which nothing is, not even tables."""
    name = "gc_empty"
    with postgres_server.admin() as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgres_server.url(name)
    with postgres_server.admin() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def start(*services: Service) -> None:
    """At once."""
    await asyncio.gather(*(one.start() for one in services))


async def test_three_start_at_once_on_nothing(service_of: Callable[..., Service], empty: str):
    """No folder, no key, no table: each finds or makes what it needs, and there is one of everything."""
    services = [service_of(forked=True, GC_DATABASE=empty) for _ in range(3)]
    await start(*services)
    assert [one.is_running for one in services] == [True] * 3
    found = {table: len(await services[0].all(table)) for table in (Ring, Member)}
    assert found == {Ring: 1, Member: 1}
    assert [one.purpose for one in await services[0].all(DataKey)].count(KeyPurpose.UNIT) == 1
    assert [await one.stop() for one in services] == [0] * 3
    assert "Traceback" not in services[0].log.read_text()


async def test_a_role_is_what_a_process_does(
    service_of: Callable[..., Service], people: Callable[..., Any], empty: str, tmp_path: Path
):
    """One that serves sends nothing, one that works shows nothing: what is due goes out when there are both."""
    web, worker = (service_of(forked=True, GC_DATABASE=empty, GC_ROLE=role) for role in ("web", "worker"))
    await start(web)
    reporter: Reporter = people(web)
    await reporter.comes()
    await reporter.tells(until="review")
    await reporter.answers_the_question()
    assert len(await web.all(Case)) == 1
    async with httpx.AsyncClient(verify=False) as http:  # there is no TLS
        ready = await http.get(f"{web.address}/health/ready")
        assert (ready.status_code, await reporter.count("收到了，编号")) == (200, 0)
        await start(worker)
        await reporter.sees("收到了，编号")
        for path, status in (("/", 404), ("/console/login", 404), ("/health/live", 200), ("/health/ready", 200)):
            assert (await http.get(worker.address + path)).status_code == status
        figures = (await http.get(f"{worker.address}/metrics")).text
    assert 'green_channel_process{name="' in figures and 'role="worker"} 1.0' in figures
    for language in LANGUAGES:
        asked = await command(tmp_path, "doctor", GC_LANGUAGE=language, **worker.settings)
        assert [line for line in asked.said if phrase(language, "doctor.role.worker") in line], asked


async def test_sqlite_has_one_process_that_does_everything(tmp_path: Path):
    """Said at the start and by the doctor, in the unit's language; nothing was begun."""
    for language in LANGUAGES:
        settings = {"GC_ROLE": "web", "GC_LANGUAGE": language}
        refused = await command(tmp_path, "run", **settings)
        assert (refused.code, len(refused.complained)) == (2, 1)
        assert "GC_ROLE" in refused.complained[0] and "PostgreSQL" in refused.complained[0]
        assert not (tmp_path / "data").exists()
        asked = await command(tmp_path, "doctor", **settings)
        assert [line for line in asked.said if phrase(language, "doctor.role.sqlite", role="web") in line], asked


class ThroughProxy(Reporter):
    """As the page does: what was not begun is asked once more, and nothing else is."""

    def __init__(self, proxy: Proxy) -> None:
        super().__init__(proxy)  # type: ignore[arg-type]
        self.asked_again = 0
        asks = self.http.post

        async def until_begun(*args: Any, **named: Any) -> httpx.Response:
            while (answer := await asks(*args, **named)).status_code == 503 and answer.json()["again"] == "untouched":
                self.asked_again += 1
                await asyncio.sleep(0.2)
            return answer

        self.http.post = until_begun  # type: ignore[method-assign]


async def test_one_after_the_other_is_started_anew_and_no_press_is_lost(
    service_of: Callable[..., Service], people: Callable[..., Any], empty: str
):
    """Two that serve and one that works, while people talk through the proxy: every report arrives once and whole."""
    webs = [service_of(forked=True, GC_DATABASE=empty, GC_ROLE="web", GC_TRUSTED_PROXIES="127.0.0.1") for _ in "ab"]
    worker = service_of(forked=True, GC_DATABASE=empty, GC_ROLE="worker")
    await start(*webs, worker)
    async with Proxy([one.address for one in webs]).running() as proxy:
        reporters = [people(proxy, ThroughProxy) for _ in range(4)]
        watcher: Person = people(proxy, Person)
        await watcher.comes()
        async with watcher.http.stream("GET", "/chat/events", params={"after": 0}) as page:
            watched = asyncio.create_task(all_of(page))
            telling = [asyncio.create_task(tells(one)) for one in reporters]
            for one in (webs[0], worker, webs[1]):
                await asyncio.sleep(0.5)
                assert await one.stop() == 0
                await one.start()
            assert "retry: 2000" not in (await watched)[-2:]  # the last word of who goes is to come back at once
        await asyncio.gather(*telling)
        assert proxy.lost == []
        assert min(proxy.passed.values()) > 20
    assert len(await webs[0].all(Case)) == len(reporters)
    assert [plain(told) for told in await webs[0].answers()] == [plain(usual())] * len(reporters)


async def all_of(page: httpx.Response) -> list[str]:
    """Every line of it, until it ends."""
    return [line async for line in page.aiter_lines() if line]


async def tells(reporter: Reporter) -> None:
    await reporter.comes()
    await reporter.tells(until="review")
    await reporter.takes_a_step()
    async with asyncio.timeout(60):
        while await reporter.count("收到了，编号") != 1:
            await asyncio.sleep(0.1)
