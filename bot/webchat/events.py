"""The page's line to the house: server-sent events that replay what was missed and then stay open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from fastapi import Response
from starlette.types import Receive, Scope, Send

from bot.webchat.content import for_page
from bot.webchat.language import Languages
from bot.webchat.live import Ear
from bot.webchat.transcript import Transcript
from handlers.site import HEARTBEAT, RETRY, STREAM, event

BATCH = 100
STILL_HERE = ": still here\nevent: beat\ndata: {}\n\n"  # a comment keeps proxies awake, the event tells the page


class EventStream(Response):
    """Streams until the page or the server goes; never by cancelling a read of the database half-way."""

    media_type = "text/event-stream"

    def __init__(
        self, transcript: Transcript, chat_id: int, after: int, languages: Languages, shown_in: str | None
    ) -> None:
        super().__init__(headers=STREAM)
        del self.headers["content-length"]
        self._transcript, self._chat_id, self._after = transcript, chat_id, after
        self._languages, self._shown_in = languages, shown_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        with self._transcript.live.listen(self._chat_id) as ear:
            watching = asyncio.create_task(_close_when_gone(receive, ear))
            try:
                await self._stream(send, ear)
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)

    async def _stream(self, send: Send, ear: Ear) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        said = events(self._transcript, self._chat_id, self._after, ear, self._languages, self._shown_in)
        async with aclosing(said) as lines:
            async for line in lines:
                await send({"type": "http.response.body", "body": line.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def events(
    transcript: Transcript, chat_id: int, after: int, ear: Ear, languages: Languages, shown_in: str | None
) -> AsyncGenerator[str, None]:
    """What the page missed since event `after`, then what happens, until the ear is closed.

    A page that says in which language it is `shown_in` hears of another one that the chat speaks: at once, and with the
    first message in it.
    """
    # another process on PostgreSQL cannot wake this one, so there we look every second
    patience = HEARTBEAT if transcript.database.is_sqlite else 1.0
    yield RETRY
    silent, is_first = 0.0, True
    while not ear.closed:
        entries = await transcript.since(chat_id, after, BATCH)
        if shown_in and (entries or is_first) and (spoken := await languages.spoken(chat_id)) not in {None, shown_in}:
            shown_in = spoken
            yield event("language", {"language": spoken})
        is_first = False
        for entry in entries:
            if not entry.content.hidden:
                yield event("message", for_page(entry.row, entry.content), entry.row.event_id)
            after, silent = entry.row.event_id, 0.0
        if len(entries) == BATCH:
            continue
        typing = await ear.wait(patience)
        silent += patience
        if typing:
            yield event("typing", {})
        elif silent >= HEARTBEAT and not ear.closed:
            yield STILL_HERE
            silent = 0.0


async def _close_when_gone(receive: Receive, ear: Ear) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    ear.close()
