"""The whole product in one process: HTTP, channels, heartbeat; up together, down together."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import structlog
import uvicorn

from actions.custody import enter_older
from bot.clock import now
from bot.connections import KEPT_FOR, Connection
from bot.descriptors import most_connections, raise_limit
from bot.law_files import tell_doubts
from bot.memory import keep_together
from bot.settings import Settings
from bot.web import make_app
from bot.wiring import Clock, Parts, build, make_door, ready_database

log = structlog.get_logger()
FINISH_WITHIN = 2  # seconds, also in bot/lanes.py: who stops us waits for ten, and then kills
READS_AFTER = 20  # seconds; first those who waited for us are served
ACCEPTED_AT_ONCE = 4  # asyncio takes in so many before anybody can be asked to go
BACKLOG = 128  # who waits at the door


async def run(settings: Settings, door: socket.socket, clock: Clock = now) -> None:
    """Until SIGTERM or SIGINT; `door` is where it is served."""
    raise_limit()
    keep_together()
    async with ready_database(settings, clock) as database:
        if database.is_made_up:
            log.warning("all of this is demonstration data")
        parts = build(settings, make_door(settings, database, clock))
        await tell_doubts(settings, parts.door)
        stop = asyncio.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, stop.set)
        forget_what_stays()
        await serve(parts, door, stop)


def forget_what_stays() -> None:
    """What was imported and built lives as long as we do: each full collection looked all through it, for 0.2 s."""
    gc.collect()
    gc.freeze()


async def serve(parts: Parts, door: socket.socket, stop: asyncio.Event) -> None:
    """Everything at once; the HTTP server is the last to go, because webhooks need it."""
    server = make_server(parts)
    http = asyncio.create_task(server.serve(sockets=[door]))
    endless = [
        asyncio.create_task(read_templates(parts)),
        asyncio.create_task(parts.delivery.counted.watch_the_loop()),
    ]
    tasks = [asyncio.create_task(work) for work in work_of(parts, stop)]
    stopping = asyncio.create_task(stop.wait())
    settings = parts.settings
    log.info("started", address=settings.address, role=settings.role.value, channels=list(parts.channels))
    await asyncio.wait({http, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    await parts.leaving.say_so()
    for task in endless:
        task.cancel()
    await shut_down(parts, server, http, [*tasks, *endless])


def work_of(parts: Parts, stop: asyncio.Event) -> Iterator[Coroutine[Any, Any, None]]:
    """What this process does besides answering; everybody looks for words, so everybody has an index."""
    role = parts.settings.role
    yield parts.indexer.run()
    for channel in parts.channels.values():
        if role.listens(channel):
            yield channel.listen(stop)
    if role.delivers:
        yield parts.heartbeat.run()
        yield seal_what_is_clear(parts)


async def read_templates(parts: Parts, after: float = READS_AFTER, between: float = 0.05) -> None:
    """Before somebody needs them: to read one for the first time would hold up all others. In seconds."""
    await asyncio.sleep(after)
    for read in parts.door.words.unread():
        await asyncio.to_thread(read)  # a thread lets go of the processor every few milliseconds
        await asyncio.sleep(between)


async def seal_what_is_clear(parts: Parts) -> None:
    """After an upgrade, files of the version before: sealed and entered, while everything else goes on."""
    try:
        if entered := await enter_older(parts.door.database, parts.door.clock()):
            log.info("files of an earlier version entered", files=entered)
    except Exception as error:  # noqa: BLE001 - the next start goes on; nothing else waits for it
        log.error("files of an earlier version are not all entered", error=type(error).__name__)


def bind(host: str, port: int) -> socket.socket:
    """A socket for the HTTP server, made before anything else: a second process of these settings does nothing at all.

    Raises OSError with the address as its filename.
    """
    try:
        door = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno or 0), f"{host}:{port}") from error
    # asyncio knows no protocol of a socket it did not make, and leaves this off: 40 ms for each answer on a kept line
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


class Server(uvicorn.Server):
    """Leaves the signals to us: open pages must be let go before it waits for them."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for door in sockets or ():
            door.listen(BACKLOG)  # uvicorn has one figure for this and for how many are taken in at once

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def make_server(parts: Parts) -> uvicorn.Server:
    app = make_app(parts)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        http=partial(Connection, most=most_connections()),  # type: ignore[arg-type]
        ws="none",
        proxy_headers=False,  # whom to believe is our own setting (handlers/site.py)
        backlog=ACCEPTED_AT_ONCE,
        timeout_keep_alive=KEPT_FOR,
        timeout_graceful_shutdown=FINISH_WITHIN,
    )
    return Server(config)


async def shut_down(
    parts: Parts, server: uvicorn.Server, http: asyncio.Task[None], tasks: list[asyncio.Task[None]]
) -> None:
    """Open pages are let go, what is being handled finishes, then the doors close."""
    parts.heartbeat.stop()
    parts.indexer.stop()
    parts.console_live.close()
    ends = [http, *tasks, *(asyncio.create_task(channel.hang_up()) for channel in parts.channels.values())]
    await asyncio.sleep(0)  # the pages are let go before the server waits for them
    server.should_exit = True
    _, late = await asyncio.wait(ends, timeout=FINISH_WITHIN + 1)  # the server cancels what it still waits for by then
    for task in late:
        task.cancel()
    await asyncio.gather(*ends, return_exceptions=True)
    for channel in parts.channels.values():
        await channel.bot.session.close()
    parts.door.search.close()
    log.info("stopped")
    if not http.cancelled() and (error := http.exception()):
        raise error
