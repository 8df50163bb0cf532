"""Who asks for an address that is not ours gets nothing of us: no page of ours stands under somebody else's name."""

from __future__ import annotations

import ipaddress

from fastapi import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from handlers.door import Door
from handlers.outside import read_host
from templates.rendering import language_of

FOR_MACHINES = frozenset({"/health", "/health/live", "/health/ready", "/metrics"})  # by any name
MISDIRECTED = 421


class OwnAddress:
    """The middleware that looks at the host, where it is known what people are to call us."""

    def __init__(self, app: ASGIApp, *, door: Door, address: str | None) -> None:
        self._app, self._door, self._address = app, door, address
        self._own = read_host(address.partition("//")[2]) if address else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._app
        if scope["type"] == "http" and self._own and scope["path"] not in FOR_MACHINES:
            request = Request(scope)
            if not self._is_ours(request):
                answer = self._elsewhere(request)
        await answer(scope, receive, send)

    def _is_ours(self, request: Request) -> bool:
        """By the name people are given; an operator on this machine may look by its own."""
        host = read_host(request.headers.get("host", ""))
        if host == self._own:
            return True
        return is_loopback(host) and (request.client is None or is_loopback(request.client.host))

    def _elsewhere(self, request: Request) -> ASGIApp:
        language = language_of(request.headers.get("accept-language"), self._door.language)
        words = self._door.words.text("errors.other_address", language, address=self._address)
        return PlainTextResponse(words, MISDIRECTED, headers={"Cache-Control": "no-store"})


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
