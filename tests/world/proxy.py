"""A proxy in front of several processes, as deploy/Caddyfile sets one up: it asks who takes more, and tries the next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
from aiohttp import web

from tests.postgres import free_port

ASKS_EVERY = 0.3  # seconds
TRIES_FOR = 10.0
DROPPED = {"connection", "transfer-encoding", "content-length", "content-encoding", "host"}


class Proxy:
    """`lost` are requests of which nobody knows what became; `passed` those that were answered, by who answered.

    With `asks_again`, who breaks off before an answer began is as one that heard nothing: something may come twice.
    """

    def __init__(self, upstreams: Sequence[str], *, asks_again: bool = False) -> None:
        self._asks_again = asks_again
        self.address = f"http://127.0.0.1:{free_port()}"
        self.lost: list[str] = []
        self.passed: dict[str, int] = dict.fromkeys(upstreams, 0)
        self._takes_more: dict[str, bool] = dict.fromkeys(upstreams, True)
        self._turn = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Proxy]:
        app = web.Application(client_max_size=2**28)
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        lines, endless = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=None, sock_connect=2)
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
            for upstream in self._takes_more:
                self._takes_more[upstream] = await self._is_ready(upstream)
            await asyncio.sleep(ASKS_EVERY)

    async def _is_ready(self, upstream: str) -> bool:
        with suppress(aiohttp.ClientError, TimeoutError):
            async with asyncio.timeout(2), self._http.get(f"{upstream}/health/ready") as answer:
                return answer.status == 200
        return False

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body, until = await request.read(), asyncio.get_running_loop().time() + TRIES_FOR
        while asyncio.get_running_loop().time() < until:
            if not (upstream := self._next()):
                await asyncio.sleep(0.1)
                continue
            try:
                answer = await self._ask(upstream, request, body)
            except aiohttp.ClientConnectorError:  # it heard nothing of it
                self._takes_more[upstream] = False
            except aiohttp.ClientError:
                if not self._asks_again:
                    self.lost.append(f"{request.method} {request.path}")
                    return web.Response(status=502)
            else:
                self.passed[upstream] += 1
                return await _hand_back(request, answer)
        self.lost.append(f"{request.method} {request.path}")
        return web.Response(status=503)

    def _next(self) -> str | None:
        there = [one for one, takes_more in self._takes_more.items() if takes_more]
        self._turn += 1
        return there[self._turn % len(there)] if there else None

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
