"""News for open pages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest

from handlers.console import events
from handlers.console.live import MOST, Live
from storage.changes import Changes


@asynccontextmanager
async def stream(browser) -> AsyncIterator[AsyncIterator[str]]:
    """The lines of the event stream of a signed-in browser, once it is open."""
    async with browser.http.stream("GET", "/console/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        async with aclosing(answer.aiter_lines()) as lines:
            assert await anext(lines) == "retry: 2000"
            yield lines


async def heard(lines: AsyncIterator[str], until: str) -> list[str]:
    """What the stream says until a line begins so."""
    said: list[str] = []
    async with asyncio.timeout(30):
        async for line in lines:
            said.append(line)
            if line.startswith(until):
                return said
    raise AssertionError(said)


@pytest.mark.postgres
async def test_an_open_page_hears_of_a_new_case(house, chen, signed_in):
    """Number and count, nothing else."""
    browser = await signed_in(chen)
    async with stream(browser) as lines:
        case = await house.reports()
        said = await heard(lines, "event: case:")
    assert json.loads(next(line for line in said if line.startswith("data: "))[6:]) == {
        "numbers": [case.number],
        "waiting": 1,
        "asked": 0,
    }
    assert "海曙" not in "".join(said)


async def test_nobody_hears_of_another_district(house, signed_in):
    """The first thing heard is the case of one's own district."""
    browser = await signed_in(await house.member("林海", district="haishu"))
    async with stream(browser) as lines:
        await house.reports(district="cixi")
        await asyncio.sleep(0.5)
        own = await house.reports(district="haishu")
        said = await heard(lines, "event: case:")
    assert [line for line in said if "GC-" in line] == [
        f'data: {{"numbers":["{own.number}"],"waiting":1,"asked":0}}',
        f"event: case:{own.number}",
    ]


async def test_the_stream_ends_for_a_revoked_member(house, chen, signed_in, monkeypatch):
    """Within seconds it says so and stops, also where nothing else happens."""
    monkeypatch.setattr(events, "HEARTBEAT", 600)
    browser = await signed_in(chen)
    async with stream(browser) as lines:
        await house.revokes(chen)
        assert (await heard(lines, "event: "))[-1] == "event: signed-out"


async def test_a_quiet_stream_beats(house, chen, signed_in, monkeypatch):
    """So that proxies keep it open and a lost session is noticed."""
    monkeypatch.setattr(events, "HEARTBEAT", 0.05)
    monkeypatch.setattr(events, "LOOKS_EVERY", 0.05)
    browser = await signed_in(chen)
    async with stream(browser) as lines:
        await heard(lines, ": still here")


async def test_closing_ends_open_and_later_streams(house, chen, signed_in):
    """The server can stop although pages are open."""
    browser = await signed_in(chen)
    async with stream(browser) as lines:
        house.live.close()
        async with asyncio.timeout(2):
            assert "".join([line async for line in lines]) == ""
    async with asyncio.timeout(2):
        await browser.opens("/console/events")


async def test_a_burst_does_not_pile_up():
    """A browser that reads slowly holds a bounded number of cases."""
    live = Live()
    with live.subscribe() as subscription:
        for number in range(MOST * 3):
            live.publish(Changes(cases={str(number)}))
        live.publish(Changes(outgoing=True))
        assert len(await subscription.changed(1)) == MOST
        assert await subscription.changed(0.01) == set()
