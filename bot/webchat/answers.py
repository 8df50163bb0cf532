"""The answer to a pressed button, on its way from the handler back to the tab that pressed it."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """What `answerCallbackQuery` says: a toast, or an alert that has to be closed; nothing is only "done"."""

    text: str | None = None
    alert: bool = False
    url: str | None = None


class Answers:
    """Presses whose handler has not answered yet."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[Answer]] = {}

    def expect(self) -> tuple[str, asyncio.Future[Answer]]:
        """A fresh query id, and what its answer will arrive in."""
        query_id = secrets.token_hex(8)
        self._waiting[query_id] = asyncio.get_running_loop().create_future()
        return query_id, self._waiting[query_id]

    def give(self, query_id: str, answer: Answer) -> bool:
        """False when nobody waits for that query, as Telegram's "query is too old"."""
        waiting = self._waiting.get(query_id)
        if waiting is None:
            return False
        if not waiting.done():
            waiting.set_result(answer)
        return True

    def forget(self, query_id: str) -> None:
        self._waiting.pop(query_id, None)
