"""Strangers at a process that has little: whoever else is here is answered, and the log stays short."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from typing import Any

import httpx
import pytest

from tests.processes.conftest import Reporter
from tests.world.service import Service

DESCRIPTORS, STRANGERS = 100, 150
FEW_LINES = 100
HALF_HEAD = b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow:"
HALF_BODY = (
    b"POST /chat/open HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n"
    b'Content-Length: 100\r\n\r\n{"st'
)
SOON = 5.0  # seconds


class Stranger:
    """One connection that holds on, whatever happens to it."""

    def __init__(self, service: Service, says: bytes) -> None:
        self._port, self._says = service.port, says
        self._writer: asyncio.StreamWriter | None = None

    async def comes(self) -> None:
        with suppress(OSError):
            _, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
            self._writer.write(self._says)
            await self._writer.drain()

    async def goes(self) -> None:
        if self._writer:
            self._writer.close()
            with suppress(OSError):
                await self._writer.wait_closed()


@pytest.fixture
async def besieged(service_of: Callable[..., Service], people: Callable[..., Any]):
    """A member who is signed in, and then strangers: silent, with half a request, and with open pages."""
    service = service_of(descriptors=DESCRIPTORS)
    await service.start()
    async with AsyncExitStack() as stack:
        member = await stack.enter_async_context(httpx.AsyncClient(verify=False, timeout=SOON))
        member.headers.update({"origin": service.address, "sec-fetch-site": "same-origin"})
        link, _, code = service.first_link.partition("#")
        assert (await member.post(link, data={"code": code})).status_code == 303
        visitor: Reporter = people(service)
        await visitor.comes()
        page = f"GET /chat/events HTTP/1.1\r\nHost: x\r\nCookie: gc_chat={visitor.http.cookies['gc_chat']}\r\n\r\n"
        kinds = (b"", HALF_HEAD, HALF_BODY, page.encode())
        strangers = [Stranger(service, kinds[number % len(kinds)]) for number in range(STRANGERS)]
        for one in strangers:
            stack.push_async_callback(one.goes)
        await asyncio.gather(*(one.comes() for one in strangers))
        yield service, member, people


@pytest.mark.timeout(180)
async def test_with_few_descriptors_and_many_strangers_everybody_else_is_answered(besieged):
    """The console and the health of it at once, and a new visitor's page too; and nothing is said a thousand times."""
    service, member, people = besieged
    for _ in range(10):
        assert (await member.get(f"{service.address}/console")).status_code == 200
        async with httpx.AsyncClient(verify=False, timeout=SOON) as asking:
            assert (await asking.get(f"{service.address}/health")).json() == {"ready": True, "reason": None}
        await asyncio.sleep(0.5)
    visitor: Reporter = people(service)
    await visitor.comes()
    assert await visitor.takes_a_step() == "opening"
    await asyncio.sleep(11)  # whoever sent half a head is gone by then
    assert (await member.get(f"{service.address}/console")).status_code == 200
    log = service.log.read_text()
    assert "Traceback" not in log and "out of system resource" not in log
    assert len(log.splitlines()) < FEW_LINES, log


@pytest.mark.timeout(60)
async def test_it_stops_within_seconds_whoever_holds_on(besieged):
    """Open pages, half requests and silence delay nobody who stops it."""
    service, _, _ = besieged
    began = asyncio.get_running_loop().time()
    assert await service.stop() == 0
    assert asyncio.get_running_loop().time() - began < SOON
