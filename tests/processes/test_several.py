"""Several processes of one unit on one PostgreSQL: they start at once, do what their role says, and go one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bot.leaving import UNTOUCHED
from bot.saying import phrase
from storage.key_files import new_secret
from storage.tables import Case, DataKey, KeyPurpose, Member, Ring
from templates.rendering import LANGUAGES
from tests.postgres import Server, binaries
from tests.processes.conftest import Reporter, plain, usual
from tests.processes.test_killed import at_the_review
from tests.world.proxy import Proxy
from tests.world.service import ROOT, Service, command

pytestmark = [
    pytest.mark.timeout(400),
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
    await at_the_review(web, [reporter])
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
        asks = self.http.request

        async def until_begun(*args: Any, **named: Any) -> httpx.Response:
            while (answer := await asks(*args, **named)).status_code == 503 and answer.json()["again"] == UNTOUCHED:
                await asyncio.sleep(0.2)
            return answer

        self.http.request = until_begun  # type: ignore[method-assign]


def settings_of_compose(folder: Path) -> Iterator[dict[str, str]]:
    """What each of the three has for itself, in this folder instead of the container's."""
    for one in yaml.safe_load((ROOT / "deploy" / "compose.several.yaml").read_text())["services"].values():
        if own := one.get("environment"):
            yield own | {"GC_SEARCH_INDEX": str(folder / "data" / Path(own["GC_SEARCH_INDEX"]).name)}


async def test_one_after_the_other_is_started_anew_and_no_press_is_lost(
    service_of: Callable[..., Service], people: Callable[..., Any], empty: str, tmp_path: Path
):
    """The three of the compose file, while people talk through the proxy: every report arrives once and whole."""
    common = {"GC_DATABASE": empty, "GC_KEY": new_secret(), "GC_TRUSTED_PROXIES": "127.0.0.1"}
    services = [service_of(forked=True, **common, **own) for own in settings_of_compose(tmp_path)]
    assert len(services) == 3
    await start(*services)
    async with Proxy([one.address for one in services]).running() as proxy:
        reporters = [people(proxy, ThroughProxy) for _ in "ab"]
        telling = [asyncio.create_task(tells(one)) for one in reporters]
        for one in services[:2]:
            await asyncio.sleep(0.5)
            assert await one.stop() == 0
            await one.start()
        await asyncio.gather(*telling)
        assert proxy.lost == []
        assert min(proxy.passed.values()) > 5
    assert len(await services[0].all(Case)) == len(reporters)
    assert [plain(told) for told in await services[0].answers()] == [plain(usual())] * len(reporters)


async def tells(reporter: Reporter) -> None:
    await reporter.comes()
    await reporter.tells(until="review")
    await reporter.takes_a_step()
    async with asyncio.timeout(60):
        while await reporter.count("收到了，编号") != 1:
            await asyncio.sleep(0.1)
