"""The whole product in one process: HTTP, channels, heartbeat; up together, down together."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import structlog
import uvicorn
from aiogram.exceptions import AiogramError

from bot.clock import now
from bot.settings import Settings
from bot.telegram.commands import offer_commands
from bot.telegram.polling import poll
from bot.telegram.webhook import set_webhook
from bot.web import make_app
from bot.wiring import Clock, Parts, build, make_door, ready_database

log = structlog.get_logger()
FINISH_WITHIN = 10
WEBHOOK_AGAIN = 15  # seconds


async def run(settings: Settings, clock: Clock = now) -> None:
    """Until SIGTERM or SIGINT. Raises OSError when the address is taken."""
    async with ready_database(settings, clock) as database:
        door = make_door(settings, database, clock)
        parts = build(settings, door)
        stop = asyncio.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, stop.set)
        await serve(parts, stop)


async def serve(parts: Parts, stop: asyncio.Event) -> None:
    """Everything at once; the HTTP server is the last to go, because webhooks need it."""
    secret = parts.door.keys.derive("telegram webhook").hex() if parts.settings.telegram_webhook else None
    door = bind(
        *parts.settings.host_and_port
    )  # first, so that a second process of the same settings does nothing at all
    server = make_server(parts, secret)
    tasks: list[asyncio.Task[Any]] = [
        asyncio.create_task(parts.heartbeat.run()),
        asyncio.create_task(parts.web_chat.updates.resume()),
    ]
    http = asyncio.create_task(server.serve(sockets=[door]))
    if parts.telegram:
        tasks.append(asyncio.create_task(listen_to_telegram(parts, stop, secret)))
    stopping = asyncio.create_task(stop.wait())
    log.info("started", address=parts.settings.address, telegram=bool(parts.telegram))
    await asyncio.wait({http, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    await shut_down(parts, server, http, tasks)


def bind(host: str, port: int) -> socket.socket:
    """A socket for the HTTP server. Raises OSError with the address as its filename."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno or 0), f"{host}:{port}") from error


class Server(uvicorn.Server):
    """Leaves the signals to us: open pages must be let go before it waits for them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def make_server(parts: Parts, secret: str | None) -> uvicorn.Server:
    app = make_app(parts, secret)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=FINISH_WITHIN,
    )
    return Server(config)


async def listen_to_telegram(parts: Parts, stop: asyncio.Event, secret: str | None) -> None:
    """By webhook where one is set, else by polling; a Telegram that cannot be reached stops nothing else."""
    bot = parts.telegram
    assert bot
    await offer_commands(bot, parts.door.words, parts.door.language)
    if not secret:
        await poll(bot, parts.dispatcher, stop)
        return
    while not stop.is_set():
        try:
            await set_webhook(bot, parts.settings.public_url or "", secret)
            return
        except AiogramError as error:  # also a page instead of JSON, which is no TelegramAPIError
            log.warning("webhook not set yet", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), WEBHOOK_AGAIN)


async def shut_down(
    parts: Parts, server: uvicorn.Server, http: asyncio.Task[None], tasks: list[asyncio.Task[None]]
) -> None:
    """Open pages are let go, what is being handled finishes, then the doors close."""
    parts.heartbeat.stop()
    parts.console_live.close()
    await parts.web_chat.close()
    server.should_exit = True
    _, late = await asyncio.wait([http, *tasks], timeout=FINISH_WITHIN)
    for task in late:
        task.cancel()
    await asyncio.gather(http, *tasks, return_exceptions=True)
    if parts.telegram:
        await parts.telegram.session.close()
    log.info("stopped")
    if not http.cancelled() and (error := http.exception()):
        raise error
