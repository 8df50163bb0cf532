"""Long polling that loses nothing: an update is confirmed to Telegram only when its handlers are through.

aiogram's own polling confirms a batch as soon as it has read it, so a process killed in the middle loses what was said.
Here the offset follows the oldest update still being handled. While one is slow (a large file), newer ones of
other chats are already fetched: Telegram repeats the unconfirmed ones, and those at work are known by their ids.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, Protocol
from weakref import WeakValueDictionary

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.methods import DeleteWebhook, TelegramMethod
from aiogram.utils.backoff import Backoff, BackoffConfig

from bot.telegram.updates import WANTED, feed, queue_of, read_update

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from contextlib import AbstractAsyncContextManager

    from aiogram.methods.base import TelegramType
    from aiogram.types import Update

LONG_POLL = 25  # seconds Telegram waits for something to happen
ANSWER_LATE = 10  # seconds more until we stop believing that it will answer
WHILE_BUSY = 0.3  # seconds given to the handlers at work before newer updates are asked for
FAILURES = BackoffConfig(min_delay=1, max_delay=30, factor=2, jitter=0.3)

Keep = Callable[[dict[str, Any]], Awaitable[None]]

log = structlog.get_logger()


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates without reading them: else one aiogram does not understand makes all of them unreadable, for ever."""

    __returning__: ClassVar[Any] = list[dict[str, Any]]
    __api_method__: ClassVar[str] = "getUpdates"

    offset: int | None = None
    timeout: int
    allowed_updates: list[str] = WANTED


async def poll(bot: Bot, dispatcher: Dispatcher, stop: asyncio.Event, failures: BackoffConfig = FAILURES) -> None:
    """Until the token is refused or `stop` is set; then finishes what is at work. Cancelled, it confirms nothing."""
    line = Line(bot, stop, failures)
    if await line.ask(DeleteWebhook(drop_pending_updates=False)) is None:
        return
    async with asyncio.TaskGroup() as tasks:
        at_work = AtWork(bot, dispatcher, tasks)
        while (updates := await line.ask(at_work.next_question())) is not None:
            at_work.take(updates)
            await at_work.settle(WHILE_BUSY)
        await at_work.settle(None)
    await _confirm(bot, at_work.offset)


async def _confirm(bot: Bot, offset: int | None) -> None:
    """Else the next start would be given again what is done. If it fails, that is all that happens."""
    with suppress(AiogramError, TimeoutError):
        await bot(GetRawUpdates(offset=offset, timeout=0), request_timeout=2)


async def bring(bot: Bot, keep: Keep, stop: asyncio.Event, failures: BackoffConfig = FAILURES) -> None:
    """For several processes: an update is confirmed as soon as it is kept for whichever of them handles it."""
    line, offset = Line(bot, stop, failures), None
    if await line.ask(DeleteWebhook(drop_pending_updates=False)) is None:
        return
    while (updates := await line.ask(GetRawUpdates(offset=offset, timeout=LONG_POLL))) is not None:
        try:
            for raw in updates:
                await keep(raw)
                offset = raw["update_id"] + 1
        except Exception as error:  # noqa: BLE001 - the database is away: Telegram is asked for it again
            await line.pause("what telegram brought is not kept yet", error)
    await _confirm(bot, offset)


class Book(Protocol):
    """Where updates stand open until they are handled, for several processes."""

    def turn(self, queue: int, update_id: int) -> AbstractAsyncContextManager[bool]:
        """No other process handles one of that queue meanwhile; whether this one is ours to handle, still.

        That it was handled is written down at the end.
        """


class AtWork:
    """The updates given to handlers and not confirmed. Those of one chat are handled in order, chats side by side."""

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        tasks: asyncio.TaskGroup,
        book: Book | None = None,
    ) -> None:
        """With a `book`, an update is handled while it stands open there, and forgotten here once it does not."""
        self._bot, self._dispatcher, self._tasks, self._book = bot, dispatcher, tasks, book
        self._taken: dict[int, asyncio.Task[None]] = {}  # by update id, oldest first
        self._last_of_queue: WeakValueDictionary[int, asyncio.Task[None]] = WeakValueDictionary()
        self.offset: int | None = None

    @property
    def ids(self) -> set[int]:
        return {update_id for update_id, task in self._taken.items() if not task.done()}

    def next_question(self) -> GetRawUpdates:
        return GetRawUpdates(offset=self.offset, timeout=0 if self._taken else LONG_POLL)

    def take(self, updates: list[dict[str, Any]]) -> None:
        for raw in updates:
            if raw["update_id"] not in self._taken:
                self._taken[raw["update_id"]] = self._start(raw["update_id"], read_update(self._bot, raw))

    def _start(self, update_id: int, update: Update | None) -> asyncio.Task[None]:
        queue = queue_of(update) if update else 0
        task = self._tasks.create_task(self._handle(update_id, update, after=self._last_of_queue.get(queue)))
        self._last_of_queue[queue] = task
        return task

    async def _handle(self, update_id: int, update: Update | None, after: asyncio.Task[None] | None) -> None:
        if after:
            await asyncio.wait([after])
        if self._book is None:
            await self._feed(update)
            return
        async with self._book.turn(queue_of(update) if update else 0, update_id) as is_ours:
            if is_ours:
                await self._feed(update)
        self._taken.pop(update_id, None)

    async def _feed(self, update: Update | None) -> None:
        if update:
            await feed(self._bot, self._dispatcher, update)

    async def settle(self, seconds: float | None) -> None:
        """Waits for all handlers, at most `seconds`; then moves the offset up to the oldest still at work."""
        if self._taken:
            await asyncio.wait(self._taken.values(), timeout=seconds)
        while self._taken and next(iter(self._taken.values())).done():
            update_id = next(iter(self._taken))
            del self._taken[update_id]
            self.offset = update_id + 1


class Line:
    """Asks Telegram until there is an answer, however long the line is down."""

    def __init__(self, bot: Bot, stop: asyncio.Event, failures: BackoffConfig) -> None:
        self._bot, self._stop, self._backoff = bot, stop, Backoff(failures)

    async def ask(self, method: TelegramMethod[TelegramType]) -> TelegramType | None:
        """None when told to stop, or when the token is refused."""
        while not self._stop.is_set():
            try:
                answer = await self._unless_stopped(self._bot(method, request_timeout=LONG_POLL + ANSWER_LATE))
            except (TelegramUnauthorizedError, TelegramNotFound):  # 404: a token of the wrong shape
                log.error("telegram refused the token")
                return None
            except Exception as error:  # noqa: BLE001 - a border: whatever the network does, we ask again
                await self.pause("telegram does not answer", error)
            else:
                self._backoff.reset()
                return answer
        return None

    async def pause(self, why: str, error: Exception) -> None:
        seconds = next(self._backoff)
        if isinstance(error, TelegramRetryAfter):
            seconds = max(seconds, error.retry_after)
        log.warning(why, error=type(error).__name__, again_in=round(seconds, 1))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)

    async def _unless_stopped(self, asking: Coroutine[Any, Any, TelegramType]) -> TelegramType | None:
        answer, stopped = asyncio.create_task(asking), asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait((answer, stopped), return_when=asyncio.FIRST_COMPLETED)
            return answer.result() if answer.done() else None
        finally:
            answer.cancel()
            stopped.cancel()
            await asyncio.gather(answer, stopped, return_exceptions=True)
