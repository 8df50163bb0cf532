"""What people do in the browser becomes aiogram updates for the same dispatcher that serves Telegram.

A message is stored before it is fed and marked handled after: killed in between, or without a database just then, it is
fed again, as the same update. A press is not stored: the browser gets an error, and the person presses again.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery, Update

from bot.webchat.answers import Answer, Answers
from bot.webchat.attachments import Kept, drop
from bot.webchat.content import Content, for_aiogram, person_user
from bot.webchat.doors import ButtonGone, NotHandled
from bot.webchat.handing_on import hand_on
from bot.webchat.pauses import Pauses
from bot.webchat.transcript import Entry, MessageMissing, Transcript
from handlers.chat import source_of
from handlers.door import LONG_AGO, at_device, said_at
from storage.spoken import listening

log = structlog.get_logger()
Feeding = Callable[[], Awaitable[None]]
REMEMBERED = 1000  # messages fed lately


class Updates:
    """Feeds one dispatcher; the updates of one chat are handled one after the other, in the order they came."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, transcript: Transcript, answers: Answers) -> None:
        self.bot, self.dispatcher, self.transcript, self.answers = bot, dispatcher, transcript, answers
        self._numbers = itertools.count(time.time_ns() // 1000)  # larger after every start
        self._turns: dict[int, asyncio.Task[None]] = {}  # the last update of each chat
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._being_fed: set[tuple[int, int]] = set()  # a repeated request must not feed a message twice
        self._pauses = Pauses()
        self._house = transcript.database.house
        self._fed: OrderedDict[tuple[int, int], None] = OrderedDict()  # nor one that was fed while it looked

    async def say(
        self,
        chat_id: int,
        text: str,
        *,
        client_id: str,
        language: str | None = None,
        hidden: bool = False,
        device: str = "",
    ) -> Entry:
        """A text. The same client_id again is the same message, fed again only if nobody finished with it."""
        content = Content(
            text=text,
            hidden=hidden,
            language=language,
            device=device,
            said_at=datetime.now(UTC),
            update_id=next(self._numbers),
        )
        entries, new = await self.transcript.add(chat_id, [content], client_id=client_id)
        self._feed_again(entries, new=new)
        return entries[0]

    async def upload(
        self,
        chat_id: int,
        files: Sequence[Kept],
        caption: str,
        *,
        client_id: str,
        language: str | None = None,
        device: str = "",
    ) -> list[Entry]:
        """Files already sealed, each a message with a document; several are a media group, the first has the words."""
        group = uuid4().hex if len(files) > 1 else None
        contents = [
            Content(
                text=caption if number == 0 else "",
                file=file.attachment,
                group=group,
                language=language,
                device=device,
                said_at=datetime.now(UTC),
                update_id=next(self._numbers),
            )
            for number, file in enumerate(files)
        ]
        rows = [file.row for file in files if file.row]
        entries, new = await self.transcript.add(chat_id, contents, files=rows, client_id=client_id)
        if not new:
            await drop(self.transcript, files)
        self._feed_again(entries, new=new)
        return entries

    async def press(
        self, chat_id: int, message_id: int, key: str, *, language: str | None = None, device: str = ""
    ) -> Answer:
        """Press a button of a stored message; comes back with the handler's answer, at the latest when it is done.

        Raises ButtonGone when the message has no such button (any more), NotHandled when the handler failed.
        """
        if self._closed:
            raise NotHandled
        query_id, answer = self.answers.expect()
        task = self._in_turn(chat_id, partial(self._feed_button, chat_id, message_id, key, query_id, language, device))
        task.add_done_callback(lambda _: self.answers.forget(query_id))
        waited: list[asyncio.Future[Any]] = [task, answer]
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        if not task.cancelled() and isinstance(task.exception(), ButtonGone):
            raise ButtonGone
        if task.cancelled() or task.exception():
            raise NotHandled
        return Answer()

    async def resume(self, age: timedelta = timedelta()) -> int:
        """Feed what was stored that long ago and not finished with; says how many. At the start, and ever after.

        A message that fails each time is fed again after twice the pause, or at the next start.
        """
        entries = await self.transcript.unhandled(age)
        found = [entry for entry in entries if self._pauses.is_over((entry.row.chat_id, entry.message_id))]
        for entry in found:
            self._start(entry)
        return len(found)

    async def idle(self) -> None:
        """Until nothing is being handled, and nothing waits for its turn."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self, seconds: float = 2) -> None:
        """Let what is being handled finish; what does not, and what comes now, is fed at the next start."""
        self._closed = True
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _feed_again(self, entries: Sequence[Entry], *, new: bool) -> None:
        for entry in entries:
            if new or not entry.row.handled:
                self._start(entry)

    def _start(self, entry: Entry) -> None:
        key = (entry.row.chat_id, entry.message_id)
        if key not in self._being_fed and key not in self._fed and not self._closed:
            self._being_fed.add(key)
            task = self._in_turn(entry.row.chat_id, partial(self._feed_message, entry))
            task.add_done_callback(partial(self._was_fed, key))

    def _was_fed(self, key: tuple[int, int], task: asyncio.Task[None]) -> None:
        self._being_fed.discard(key)
        self._pauses.ended(key, well=not task.cancelled() and task.exception() is None)
        if not task.cancelled() and task.exception() is None:
            self._fed[key] = None
            while len(self._fed) > REMEMBERED:
                self._fed.popitem(last=False)

    async def _feed_message(self, entry: Entry) -> None:
        if self._house.is_shared and await self.transcript.is_handled(entry):
            return  # in another process, which had the chat until now
        person = person_user(entry.row.chat_id, entry.content.language)
        message = for_aiogram(entry.row, entry.content, self.bot, person)
        said_at.set(entry.content.said_at or LONG_AGO)
        with listening() as spoken:
            await self._feed({"update_id": entry.content.update_id, "message": message}, entry.content.device)
        source = source_of(message, self.transcript.keys)
        await hand_on(self.transcript, entry, spoken.keys, source)

    async def _feed_button(
        self, chat_id: int, message_id: int, key: str, query_id: str, language: str | None, device: str
    ) -> None:
        """The message is read when it is its turn: whatever came before may have taken the button away."""
        try:
            entry = await self.transcript.read(chat_id, message_id)
        except MessageMissing as error:
            raise ButtonGone from error
        button = None if entry.row.from_person else entry.content.button(message_id, key)
        if button is None:
            raise ButtonGone
        await self._feed_press(entry, query_id, button.callback_data, language, device)

    async def _feed_press(
        self, entry: Entry, query_id: str, data: str | None, language: str | None, device: str = ""
    ) -> None:
        person = person_user(entry.row.chat_id, language)
        message = for_aiogram(entry.row, entry.content, self.bot, person)
        facts = {"id": query_id, "from": person, "chat_instance": str(entry.row.chat_id), "data": data}
        query = CallbackQuery.model_validate({**facts, "message": message}, context={"bot": self.bot})
        with listening():
            await self._feed({"update_id": next(self._numbers), "callback_query": query}, device)

    async def _feed(self, facts: dict[str, Any], device: str) -> None:
        """In a task of its own, so that what is noted here is of this update alone."""
        at_device.set(device)
        await self.dispatcher.feed_update(self.bot, Update.model_validate(facts, context={"bot": self.bot}))

    def _in_turn(self, chat_id: int, feeding: Feeding) -> asyncio.Task[None]:
        before = self._turns.get(chat_id)
        task = asyncio.create_task(self._alone(chat_id, before, feeding))
        self._turns[chat_id] = task
        self._tasks.add(task)
        task.add_done_callback(self._finished(chat_id))
        return task

    async def _alone(self, chat_id: int, before: asyncio.Task[None] | None, feeding: Feeding) -> None:
        """After the update before, however it ended; and no other process feeds one of this chat meanwhile."""
        if before:
            await asyncio.wait([before])
        async with self._house.alone("web chat", chat_id):
            await feeding()

    def _finished(self, chat_id: int) -> Callable[[asyncio.Task[None]], None]:
        def finished(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if self._turns.get(chat_id) is task:
                del self._turns[chat_id]
            if not task.cancelled() and (error := task.exception()) and not isinstance(error, ButtonGone):
                log.error("web chat update not handled", error=type(error).__name__, exc_info=error)

        return finished
