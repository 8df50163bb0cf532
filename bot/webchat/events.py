"""The page's line to the house: server-sent events that replay what was missed and then stay open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from contextlib import AbstractContextManager, aclosing
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from bot.webchat.content import for_page
from bot.webchat.language import Languages
from bot.webchat.live import Ear
from bot.webchat.reception import Reception
from bot.webchat.sight import as_its_member_may
from bot.webchat.top import Top
from bot.webchat.transcript import Entry, Transcript
from handlers.site import HEARTBEAT, PAUSED, RETRY, STREAM, event
from handlers.streams import OF_A_CHAT, Stream
from storage.web_devices import Device

BATCH = 100
LOOKS_ANYWAY = 8  # heartbeats after which a page that nobody woke looks all the same; thousands are open at a time
STILL_HERE = ": still here\nevent: beat\ndata: {}\n\n"  # a comment keeps proxies awake, the event tells the page


class EventStream(Response):
    """Streams until the page or the server goes; never by cancelling a read of the database half-way."""

    media_type = "text/event-stream"

    def __init__(
        self, reception: Reception, request: Request, device: Device, after: int, shown_in: str | None
    ) -> None:
        super().__init__(headers=STREAM)
        del self.headers["content-length"]
        self._reception, self._request = reception, request
        self._chat_id, self._member_id = device.chat_id, device.member_id
        self._after, self._shown_in = after, shown_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        token = self._reception.cookies.token(self._request)
        with self._reception.transcript.live.listen(self._chat_id, token) as ear, self._counted(ear):
            watching = asyncio.create_task(_close_when_gone(receive, ear))
            try:
                await self._stream(send, ear, token)
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)

    def _counted(self, ear: Ear) -> AbstractContextManager[None]:
        chat, address = f"chat {self._chat_id}", self._reception.address(self._request)
        return self._reception.streams.open(Stream(chat, OF_A_CHAT, address, ear.pause))

    async def _stream(self, send: Send, ear: Ear, token: str | None) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        here, chat_id = self._reception, self._chat_id
        top = Top(here.tops, chat_id, ear)
        in_language = self._shown_in or here.language(self._request)
        listener = Listener(chat_id, self._after, ear, top, in_language, self._shown_in, self._member_id)
        said = events(here.transcript, listener, here.languages)
        async with aclosing(said), aclosing(while_open(here, token, ear, chat_id, said)) as lines:
            async for line in lines:
                if line:
                    await send({"type": "http.response.body", "body": line.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def while_open(
    reception: Reception, token: str | None, ear: Ear, chat_id: int, lines: AsyncIterable[str]
) -> AsyncGenerator[str, None]:
    """These lines, as long as the browser they go to is open; and whether its chat locks, when that changes.

    What was read at once is one of them: the browser is looked at once for it. So it is for an empty one, with which
    nothing came. Of a page that nobody woke it is looked at together with others.
    """
    locks = None
    async for line in lines:
        device = await (reception.device_with_others(token) if ear.silent else reception.device_with(token))
        if device is None or device.chat_id != chat_id:
            return
        if not device.is_open(reception.clock()):
            yield event("lock", {"locks": True, "locked": True})
            return
        if device.locks is not locks:
            locks = device.locks
            yield event("lock", {"locks": locks})
        yield line


@dataclass
class Listener:
    """A page that listens. One that says in which language it is `shown_in` hears of another that the chat speaks."""

    chat_id: int
    after: int
    ear: Ear
    top: Top
    language: str
    shown_in: str | None = None
    member_id: UUID | None = None


async def events(transcript: Transcript, listener: Listener, languages: Languages) -> AsyncGenerator[str, None]:
    """What the page missed since event `after`, then what happens, until the ear is closed.

    Of another language it hears at once, and with the first message in it. Each look ends with an empty line.
    """
    yield RETRY
    is_first, ear = True, listener.ear
    while not ear.closed:
        looks = ear.silent % LOOKS_ANYWAY == 0
        entries = await transcript.since(listener.chat_id, listener.after, BATCH) if looks else []
        if (entries or is_first) and (spoken := await _other_language(listener, languages)):
            yield event("language", {"language": spoken})
        is_first = False
        if entries:
            shown = await as_its_member_may(transcript.database, listener.member_id, entries)
            yield _told(shown)
            listener.after = entries[-1].row.event_id
        if changed := await listener.top.news(listener.language, said=bool(entries)):
            yield changed
        if len(entries) == BATCH:
            continue
        if await ear.wait(HEARTBEAT):
            yield event("typing", {})
        else:
            yield "" if ear.closed else STILL_HERE
    if ear.paused:
        yield PAUSED


def _told(entries: Sequence[Entry]) -> str:
    shown = (one for one in entries if not one.content.hidden)
    return "".join(event("message", for_page(one.row, one.content), one.row.event_id) for one in shown)


async def _other_language(listener: Listener, languages: Languages) -> str | None:
    """The one that the chat speaks, where its page is in another."""
    if listener.shown_in is None:
        return None
    spoken = await languages.spoken(listener.chat_id)
    if spoken in {None, listener.shown_in}:
        return None
    listener.shown_in = listener.language = spoken
    return spoken


async def _close_when_gone(receive: Receive, ear: Ear) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    ear.close()
