"""/metrics as Prometheus reads it: what happened and how things stand, nothing of anybody, and for nobody else."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import col, update

from bot.metrics.page import FIGURES
from bot.web import make_app
from storage.room import LEASE
from storage.tables import Outgoing, OutgoingState, UploadRoom
from tests.telegram.bot_api import BotApi
from tests.world import Clock, Product, Reporter
from tests.world.on_telegram import open_site
from tests.world.product import open_product


async def asked(product: Product, client: str = "127.0.0.1", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(make_app(product.parts), client=(client, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://unit") as http:
        return await http.get("/metrics", headers=headers)


def figures(answer: httpx.Response) -> dict[str, float]:
    """Each sample under its name and the values of its labels; a text that Prometheus could not read fails here."""
    assert answer.status_code == 200
    return {
        " ".join([one.name.removeprefix("green_channel_"), *one.labels.values()]): one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }


async def test_what_happens_is_counted(product: Product, reporter: Reporter):
    """What is written, handled and sent, by channel, kind and outcome."""
    await reporter.has_reported()
    found = figures(await asked(product))
    assert found["updates_total web handled"] >= 5
    assert found["deliveries_total receipt sent"] == 1
    assert found["lateness_seconds_count"] >= 1
    assert found["messages_due"] == 0


async def test_how_things_stand_is_read(product: Product, reporter: Reporter):
    """What waits, how late it is, what comes in, what the disk still takes: from the rows, so for every process."""
    await reporter.has_reported()
    before = figures(await asked(product))
    assert before.keys() >= FIGURES.keys() - {"last_backup_age_seconds", "files_unchecked"}
    assert (before["uploads"], before["lateness_now_seconds"], before["database_up"]) == (0, 0, 1)
    now = product.clock()
    (chat, *_) = [one.conversation_id for one in await product.all(Outgoing)]
    async with product.parts.door.database.writing() as session:
        waiting = col(Outgoing.state) == OutgoingState.WAITING
        await session.exec(update(Outgoing).where(waiting).values(due_at=now - timedelta(hours=2)))
        session.add(UploadRoom(conversation_id=chat, size=1, begun_at=now, until=now + LEASE))
    after = figures(await asked(product))
    assert after["messages_due"] >= 1
    assert after["lateness_now_seconds"] == pytest.approx(7200, abs=5)
    assert after["uploads"] == 1


async def test_nothing_of_anybody_is_in_it(product: Product, reporter: Reporter):
    """No number of a case, no name, no word of what was said."""
    await reporter.has_reported()
    case = await product.case()
    said = (await asked(product)).text
    assert case.number not in said
    assert said.isascii(), "no word of a person, nor of ours to them"


async def test_only_whom_a_setting_names_may_read(tmp_path: Path, database_url: str, clock: Clock):
    """This machine and the networks that are named, themselves: what a proxy hands on has the answer of no address."""
    async with open_product(
        tmp_path, database_url, clock, metrics_from="10.9.0.0/16", trusted_proxies="10.9.0.7"
    ) as product:
        for client in ("127.0.0.1", "::1", "10.9.3.3"):
            assert (await asked(product, client)).status_code == 200
        strangers: list[Any] = [("10.8.0.1", {}), ("192.0.2.4", {})]
        handed_on = [
            {"X-Forwarded-For": "127.0.0.1"},
            {"Forwarded": "for=127.0.0.1"},
            {"Via": "1.1 Caddy"},
            {"X-Real-IP": "::1"},
        ]
        strangers += [(client, said) for client in ("127.0.0.1", "10.9.0.7") for said in handed_on]
        transport = httpx.ASGITransport(make_app(product.parts))
        async with httpx.AsyncClient(transport=transport, base_url="http://unit") as http:
            nowhere = await http.get("/no-such-address")
        for client, headers in strangers:
            refused = await asked(product, client, **headers)
            assert (refused.status_code, refused.content) == (404, nowhere.content)
            assert refused.headers == nowhere.headers


async def test_the_running_service_is_read_through_its_own_port(tmp_path: Path, database_url: str, clock: Clock):
    """Through the real server: the loop is watched, a channel that fails is seen, and it stops in time."""
    async with BotApi() as api, open_site(tmp_path, database_url, clock, api) as site:
        newcomer = await site.newcomer()
        await newcomer.has_reported()
        await asyncio.sleep(1.2)
        async with httpx.AsyncClient(base_url=site.parts.settings.address) as http:
            found = figures(await http.get("/metrics"))
        assert found["updates_total telegram handled"] >= 5
        assert found["event_loop_delay_seconds_count"] >= 1
