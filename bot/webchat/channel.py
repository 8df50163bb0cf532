"""The unit's own page as a channel: its chat is opened by an address, and on another device by a return code."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog

from bot.channels import Channel
from bot.places import Few
from bot.webchat.report_page import report_router
from bot.webchat.wiring import WebChat
from handlers.door import Browsers, Door, Lock
from storage import tables
from storage.web_chats import chat_of_code, drop_return_code, has_return_code, new_return_code
from storage.web_devices import devices_of, put_out, put_out_others, vouch_for
from storage.web_locks import is_locking, turn_lock

log = structlog.get_logger()
LOOKS_EVERY = 5.0  # seconds
LEFT_FOR = timedelta(seconds=20)  # longer than anybody has it in hand; if another process has, a repeat is known
AT_A_TIME, BESIDE_OTHERS = 4, 1  # deliveries, where the database is ours, and where other processes may have it too
RESTS = 2.0  # times as long as a delivery took, before the next, where others may need the processor


def web_channel(web_chat: WebChat, door: Door) -> Channel:
    async def link(start: str) -> str:
        return f"{door.address}/#start={start}"

    async def listen(stop: asyncio.Event) -> None:
        """What was said and not handled before the last stop, or since; all else comes by the page's requests."""
        age = timedelta()
        while not stop.is_set():
            try:
                await web_chat.updates.resume(age)
            except Exception as error:  # noqa: BLE001 - the database is away: they are asked for again
                log.warning("nobody looked for what was left unhandled", error=type(error).__name__)
            age = LEFT_FOR
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOKS_EVERY)

    return Channel(
        name=tables.Channel.WEB,
        link=link,
        return_code=new_return_code,
        has_code=has_return_code,
        chat_of_code=chat_of_code,
        lock=Lock(is_locking, turn_lock),
        browsers=Browsers(devices_of, put_out, vouch_for, put_out_others, drop_return_code),
        keeps_presses=True,
        has_pages=True,
        bot=web_chat.bot,
        line=Few(BESIDE_OTHERS, RESTS) if door.database.house.is_shared else Few(AT_A_TIME),
        listen=listen,
        hang_up=web_chat.close,
        routes=lambda: (report_router(door, web_chat.reception), web_chat.router),
    )
