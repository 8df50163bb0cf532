"""A Bot API server in a process of its own: some way off, and as strict about its rates as Telegram.

Writes its address as the first line; when its input ends, what it saw as a line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.telegram.bot_api import BotApi, Call

AWAY = 0.06  # seconds from asking to the answer
FIRST_CHAT = 600_000_001


class StrictTelegram(BotApi):
    """Notes when it took a message, and for which chat."""

    def __init__(self, chats: int, slow: float) -> None:
        """`slow`: after so many seconds the last of the chats has what was sent to it."""
        super().__init__()
        self.slow, self.last = slow, FIRST_CHAT + chats - 1
        self.taken: list[float] = []
        self.chats_taken: list[int] = []
        for number in range(chats):
            self.person(FIRST_CHAT + number)
        self.be_strict()

    async def _serve(self, request: web.Request) -> web.Response:
        await asyncio.sleep(AWAY)
        return await super()._serve(request)

    async def _carry_out(self, call: Call) -> Any:
        if call.method == "sendMessage" and int(call.params["chat_id"]) == self.last:
            await asyncio.sleep(self.slow)
        result = await super()._carry_out(call)
        if call.method == "sendMessage":
            self.taken.append(time.time())
            self.chats_taken.append(int(call.params["chat_id"]))
        return result


@dataclass
class Elsewhere:
    """The server as seen from here; what it has seen is known when it has ended."""

    url: str
    token: str
    taken: list[float] = field(default_factory=list)
    chats_taken: list[int] = field(default_factory=list)
    too_many: int = 0


@contextmanager
def strict_telegram(chats: int, slow: float = 0) -> Iterator[Elsewhere]:
    command = [sys.executable, "-m", "benchmarks.strict_telegram", str(chats), str(slow)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    server = Elsewhere(**json.loads(process.stdout.readline()))
    try:
        yield server
    finally:
        seen, _ = process.communicate(timeout=20)
        for name, value in json.loads(seen).items():
            setattr(server, name, value)


async def serve(chats: int, slow: float) -> None:
    async with StrictTelegram(chats, slow) as api:
        print(json.dumps({"url": api.url, "token": api.token}), flush=True)
        await asyncio.to_thread(sys.stdin.read)
        seen = {"taken": api.taken, "chats_taken": api.chats_taken, "too_many": api.too_many}
        print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
