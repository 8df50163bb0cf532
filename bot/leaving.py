"""How a process goes while others stay: it says so, is asked no more, finishes what it has, and nothing is lost."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from math import inf
from random import randint
from time import monotonic

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handlers.door import Door
from handlers.last_words import AGAIN, not_begun
from handlers.own_address import FOR_MACHINES
from templates.rendering import language_of

LATELY = 15.0  # seconds; who asked within them whether we take more will ask again
HEARS_WITHIN = 3.0
ACTS_WITHIN = 0.5
UNTOUCHED = "untouched"  # a request that was not begun: whatever it wants may be asked again by itself
BACK_WITHIN = 100, 900  # milliseconds; not all pages at once


class Leaving:
    """Whether we are about to go, and whether the proxy knows."""

    def __init__(self) -> None:
        self._asked_at = -inf
        self._heard = asyncio.Event()
        self.is_going = self.is_closed = False

    def asked(self) -> None:
        """By whoever would send us more; the answer is `is_going`."""
        self._asked_at = monotonic()
        if self.is_going:
            self._heard.set()

    async def say_so(self) -> None:
        """Everything goes on until whoever asks regularly has heard; where nobody does, we go at once."""
        self.is_going = True
        if monotonic() - self._asked_at < LATELY:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._heard.wait(), HEARS_WITHIN)
            await asyncio.sleep(ACTS_WITHIN)
        self.is_closed = True


def is_answered(path: str) -> bool:
    """To the end: how we are, and how a page looks."""
    return path in FOR_MACHINES or path.startswith("/static/")


class LetsGo:
    """The middleware of it: what still comes is not begun and says so, and open pages come back at once, elsewhere."""

    def __init__(self, app: ASGIApp, *, leaving: Leaving, door: Door) -> None:
        self._app, self._leaving, self._door = app, leaving, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._leaving.is_closed and not is_answered(scope["path"]):
            await self._not_begun(scope, receive, send)
        else:
            await self._app(scope, receive, self._with_a_way_back(send))

    async def _not_begun(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, words = Request(scope), self._door.words
        language = language_of(request.headers.get("accept-language"), self._door.language)
        said = {"error": words.text("errors.not_there_yet", language), "again": UNTOUCHED}
        answer = not_begun(words, request, language) or JSONResponse(said, 503, headers=AGAIN)
        await answer(scope, receive, send)

    def _with_a_way_back(self, send: Send) -> Send:
        is_stream = False

        async def send_on(message: Message) -> None:
            nonlocal is_stream
            if message["type"] == "http.response.start":
                is_stream = any(value.startswith(b"text/event-stream") for _, value in message["headers"])
            elif is_stream and self._leaving.is_closed and not message.get("more_body"):
                come_back = f"retry: {randint(*BACK_WITHIN)}\n\n".encode()  # noqa: S311 - so that they are spread
                message = {**message, "body": message.get("body", b"") + come_back}
            await send(message)

        return send_on
