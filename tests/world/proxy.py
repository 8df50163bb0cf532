"""A proxy in front of several processes, as deploy/Caddyfile.several sets one up, with its figures.

It asks who takes more. What a process did not take at all is given to the next; what it may have taken, only when it
looks.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp
from aiohttp import web

from tests.postgres import free_port

CADDY = (Path(__file__).parents[2] / "deploy" / "Caddyfile.several").read_text()


def seconds(name: str) -> float:
    """As the file says it: 10s, 250ms."""
    (said,) = re.findall(rf"\b{name} (\d+m?s)\b", CADDY)
    return int(said.rstrip("ms")) / (1000 if said.endswith("ms") else 1)


ASKS_EVERY, ASKED_FOR, DIALS_FOR = map(seconds, ("health_interval", "health_timeout", "dial_timeout"))
TRIES_FOR, TRIES_EVERY, FAILED_FOR = map(seconds, ("lb_try_duration", "lb_try_interval", "fail_duration"))
HEARD_NOTHING = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
DROPPED = {"connection", "transfer-encoding", "content-length", "content-encoding", "host"}


class Proxy:
    """`lost` are requests of which nobody knows what became; `passed` those that were answered, by who answered."""

    def __init__(self, upstreams: Sequence[str]) -> None:
        self.address = f"http://127.0.0.1:{free_port()}"
        self.lost: list[str] = []
        self.passed: dict[str, int] = dict.fromkeys(upstreams, 0)
        self._takes_more: dict[str, bool] = dict.fromkeys(upstreams, True)
        self._failed_at: dict[str, float] = dict.fromkeys(upstreams, -inf)
        self._open: dict[str, int] = dict.fromkeys(upstreams, 0)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Proxy]:
        app = web.Application(client_max_size=2**28)
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        lines, endless = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=None, sock_connect=DIALS_FOR)
        async with aiohttp.ClientSession(auto_decompress=False, connector=lines, timeout=endless) as self._http:
            await web.TCPSite(runner, "127.0.0.1", int(self.address.rpartition(":")[2])).start()
            asking = asyncio.create_task(self._ask_all())
            try:
                yield self
            finally:
                asking.cancel()
                await runner.cleanup()

    async def _ask_all(self) -> None:
        while True:
            answers = await asyncio.gather(*(self._is_ready(one) for one in self._takes_more))
            self._takes_more = dict(zip(self._takes_more, answers, strict=True))
            await asyncio.sleep(ASKS_EVERY)

    async def _is_ready(self, upstream: str) -> bool:
        with suppress(aiohttp.ClientError, TimeoutError):
            async with asyncio.timeout(ASKED_FOR), self._http.get(f"{upstream}/health/ready") as answer:
                return answer.status == 200
        return False

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body, until = await request.read(), monotonic() + TRIES_FOR
        while monotonic() < until:
            if not (upstream := self._next()):
                await asyncio.sleep(TRIES_EVERY)
                continue
            self._open[upstream] += 1
            try:
                answer = await self._ask(upstream, request, body)
                self.passed[upstream] += 1
                return await _hand_back(request, answer)
            except aiohttp.ClientError as error:
                self._failed_at[upstream] = monotonic()
                if request.method != "GET" and not isinstance(error, HEARD_NOTHING):
                    break
            finally:
                self._open[upstream] -= 1
        self.lost.append(f"{request.method} {request.path}")
        return web.Response(status=502)

    def _next(self) -> str | None:
        """Who has the fewest, of those that take more and did not fail lately."""
        since = monotonic() - FAILED_FOR
        there = [one for one, more in self._takes_more.items() if more and self._failed_at[one] < since]
        fewest = min((self._open[one] for one in there), default=0)
        return random.choice([one for one in there if self._open[one] == fewest]) if there else None

    async def _ask(self, upstream: str, request: web.Request, body: bytes) -> aiohttp.ClientResponse:
        headers: Any = [(name, value) for name, value in request.headers.items() if name.lower() not in DROPPED]
        return await self._http.request(
            request.method, upstream + request.path_qs, data=body, headers=headers, allow_redirects=False
        )


async def _hand_back(request: web.Request, answer: aiohttp.ClientResponse) -> web.StreamResponse:
    """As it comes: an open page's line stays open. What breaks off there breaks off here."""
    response = web.StreamResponse(status=answer.status)
    for name, value in answer.headers.items():
        if name.lower() not in DROPPED:
            response.headers.add(name, value)
    async with answer:
        try:
            await response.prepare(request)
            async for piece in answer.content.iter_any():
                await response.write(piece)
            await response.write_eof()
        except (aiohttp.ClientError, OSError):
            if request.transport:
                request.transport.abort()
    return response
