"""What Telegram brings where there are several processes: kept by whoever it reached, handled by one.

Telegram hears that it is taken as soon as it is kept, and the process that keeps the bot handles the updates of one
chat in order. So each is handled once, although Telegram repeats it to another process, or another keeps the bot now.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot, Dispatcher

from bot.events import set_by
from bot.telegram.polling import AtWork
from storage.database import AWAY, Database
from storage.telegram_updates import is_waiting, keep, mark_handled, tidy, to_handle

log = structlog.get_logger()
AGAIN = 1.0  # seconds until a database that is away is asked again
LOOKS_EVERY = 2.0  # seconds, for what nobody told us of
AT_ONCE = 100
TIDIES_EVERY = 1000  # looks


class Inbox:
    """Of one bot."""

    def __init__(self, database: Database, bot_id: int, clock: Callable[[], datetime]) -> None:
        self._database, self._bot_id, self._clock = database, bot_id, clock
        self._wake = asyncio.Event()
        self._looks = 0
        database.house.listen(self._heard, self._wake.set)

    async def put(self, raw: dict[str, Any]) -> None:
        """It is kept when this comes back; raises what the database does, and then Telegram brings it again."""
        async with self._database.writing() as session:
            is_new = await keep(session, self._bot_id, raw, self._clock())
        if is_new:
            self._wake.set()
            self._database.house.tell({"update": self._bot_id})

    async def work(self, bot: Bot, dispatcher: Dispatcher, stop: asyncio.Event) -> None:
        """Handle what comes, until the stop; then finish what is at work."""
        async with asyncio.TaskGroup() as tasks, set_by(self._wake, stop):
            at_work = AtWork(bot, dispatcher, tasks, _Book(self._database, self._bot_id, stop))
            while not stop.is_set():
                self._wake.clear()
                try:
                    at_work.take(await self._waiting(at_work))
                except Exception as error:  # noqa: BLE001 - the database is away: asked for again
                    log.warning("nobody looked for what telegram brought", error=type(error).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), LOOKS_EVERY)

    async def _waiting(self, at_work: AtWork) -> list[dict[str, Any]]:
        self._looks += 1
        if self._looks % TIDIES_EVERY == 1:
            async with self._database.writing() as session:
                await tidy(session, self._clock())
        async with self._database.reading() as session:
            found = await to_handle(session, self._bot_id, at_work.ids, AT_ONCE)
        if len(found) == AT_ONCE:
            self._wake.set()
        return found

    def _heard(self, said: dict[str, Any]) -> None:
        if said.get("update") == self._bot_id:
            self._wake.set()


class _Book:
    """The rows of one bot, as long as this process keeps it."""

    def __init__(self, database: Database, bot_id: int, stop: asyncio.Event) -> None:
        self._database, self._bot_id, self._stop = database, bot_id, stop

    @asynccontextmanager
    async def turn(self, queue: int, update_id: int) -> AsyncIterator[bool]:
        """What was not begun at the stop is left to the next one, and so is all that comes behind it."""
        house, which = self._database.house, f"{self._bot_id} {queue}"
        async with AsyncExitStack() as turn:
            await self._answer(lambda: turn.enter_async_context(house.alone("telegram chat", which)))
            is_ours = bool(await self._answer(lambda: is_waiting(self._database, self._bot_id, update_id)))
            yield is_ours
            if is_ours:
                await self._close(update_id)

    async def _answer(self, ask: Callable[[], Awaitable[bool | None]]) -> bool | None:
        """When somebody can say; None at the stop. Who gave up instead would be overtaken by the next of the chat."""
        while not self._stop.is_set():
            try:
                return await ask()
            except AWAY:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), AGAIN)
        return None

    async def _close(self, update_id: int) -> None:
        """As often as it takes: what was handled is not handled again."""
        while True:
            try:
                async with self._database.writing() as session:
                    await mark_handled(session, self._bot_id, update_id)
                return
            except AWAY:
                await asyncio.sleep(AGAIN)
