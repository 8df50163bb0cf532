"""The PDFs made last: a long copy is work, and nobody needs it twice in half a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

EVERY = timedelta(seconds=30)  # one PDF for each chat


@dataclass(frozen=True)
class Made:
    at: datetime
    name: str
    pdf: asyncio.Future[bytes]


class Printing:
    """By chat, what was made within EVERY; in memory only, so a restart forgives."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Made] = {}

    def is_fresh(self, chat_id: Hashable, now: datetime) -> bool:
        """Whether this chat (or one kind of paper of a chat) had one just now."""
        return chat_id in self._made and now - self._made[chat_id].at < EVERY

    async def of(
        self, chat_id: Hashable, name: str, now: datetime, make: Callable[[], Coroutine[Any, Any, bytes]]
    ) -> bytes | None:
        """The one of that name, made now or just before; None while another of this chat is as fresh."""
        if not self.is_fresh(chat_id, now):
            self._made = {chat: made for chat, made in self._made.items() if now - made.at < EVERY}
            self._made[chat_id] = Made(now, name, asyncio.ensure_future(make()))
        made = self._made[chat_id]
        return await asyncio.shield(made.pdf) if made.name == name else None
