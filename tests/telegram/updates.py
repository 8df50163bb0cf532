"""What waits for the bot: updates stay until a higher offset, or a webhook's 200, confirms them."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession

from tests.telegram.chats import Bell, Refused


@dataclass
class Pending:
    update: dict[str, Any]
    queue: int  # updates of one chat are pushed one after another, as Telegram does
    given: bool = False

    @property
    def id(self) -> int:
        return int(self.update["update_id"])


class Updates:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._next_id = 100_000_001
        self._polls = 0
        self._pushing: dict[int, asyncio.Task[None]] = {}
        self._secret: str | None = None
        self._last: Pending | None = None
        self.allowed: list[str] = []  # empty: all
        self.closing = False
        self.pending: list[Pending] = []
        self.webhook: str | None = None
        self.webhook_answers: list[tuple[int, int | None]] = []  # update id, status; None when nobody answered

    def push(self, kind: str, event: dict[str, Any], queue: int) -> None:
        if self.allowed and kind not in self.allowed:
            return
        self._last = Pending({"update_id": self._next_id, kind: event}, queue)
        self._next_id += 1
        self._add(self._last)

    def repeat_last(self) -> None:
        """Gives the newest update again under its own id, though it was confirmed: as after an answer that got lost."""
        assert self._last, "nothing was said yet"
        self._add(Pending(self._last.update, self._last.queue))

    def _add(self, one: Pending) -> None:
        self.pending.append(one)
        self._bell.ring()
        self._pump()

    def forget(self) -> None:
        self.pending.clear()
        self._bell.ring()

    def waiting_of(self, chat_id: int) -> bool:
        return any(one.queue == chat_id for one in self.pending)

    async def poll(self, offset: int | None, limit: int, timeout: int) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refused(
                409,
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            )
        self._polls += 1
        mine = self._polls
        self._confirm(offset)
        await self._bell.wait(lambda: bool(self.pending) or mine != self._polls or self.closing, timeout)
        if mine != self._polls:
            raise Refused(
                409, "terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        for one in self.pending[:limit]:
            one.given = True
        return [one.update for one in self.pending[:limit]]

    def _confirm(self, offset: int | None) -> None:
        """What is below the offset is done with; a repeated update only once it has been given."""
        if offset is not None:
            self.pending = [one for one in self.pending if one.id >= offset or not one.given]
        self._bell.ring()

    def set_webhook(self, url: str, secret: str | None) -> None:
        self.webhook, self._secret = url or None, secret
        self._bell.ring()
        self._pump()

    def _pump(self) -> None:
        """Starts pushing to the webhook, chats side by side."""
        for queue in {one.queue for one in self.pending} if self.webhook and not self.closing else ():
            if queue not in self._pushing:
                self._pushing[queue] = asyncio.create_task(self._push_queue(queue))

    async def _push_queue(self, queue: int) -> None:
        try:
            async with ClientSession() as session:
                while self.webhook and (one := next((one for one in self.pending if one.queue == queue), None)):
                    await self._push_until_taken(session, one)
        finally:
            del self._pushing[queue]
            self._pump()  # what came while the connection was being closed

    async def _push_until_taken(self, session: ClientSession, one: Pending) -> None:
        pause = 0.02
        while self.webhook and one in self.pending:
            status = await self._post(session, one.update)
            self.webhook_answers.append((one.id, status))
            if status == 200:
                self.pending.remove(one)
            self._bell.ring()
            await asyncio.sleep(0 if status == 200 else pause)
            pause = min(pause * 2, 1)

    async def _post(self, session: ClientSession, update: dict[str, Any]) -> int | None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        with contextlib.suppress(ClientError, TimeoutError):
            async with session.post(str(self.webhook), json=update, headers=headers) as answer:
                return answer.status
        return None

    async def close(self) -> None:
        self.closing = True
        self._bell.ring()
        tasks = list(self._pushing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
