"""The HTTP server's application: the channels' pages and webhooks, console, upload page, health.

One set of safe headers.
"""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.health import Health
from bot.leaving import LetsGo
from bot.wiring import Parts
from handlers.calendar import calendar_router
from handlers.console import console_router
from handlers.custody_key import custody_key_router
from handlers.door import Door
from handlers.genuine import genuine_router
from handlers.last_words import last_words
from handlers.own_address import OwnAddress
from handlers.reporter.upload_page import upload_router
from handlers.site import Readable, SafeHeaders, take_in
from handlers.static import static_router
from templates.rendering import language_of


def make_app(parts: Parts) -> FastAPI:
    """Everything this process serves over HTTP: of one that only works, how it is."""
    app = FastAPI(title="Green Channel", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.proxies = parts.settings.proxies
    app.add_middleware(LastWords, door=parts.door)
    app.add_middleware(LetsGo, leaving=parts.leaving, door=parts.door)
    app.add_middleware(OwnAddress, door=parts.door, address=parts.settings.public_url)
    app.add_middleware(SafeHeaders, https=parts.door.address.startswith("https:"))
    app.add_middleware(Readable)
    app.add_exception_handler(HTTPException, plain_refusal)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, plain_refusal_of_form)  # type: ignore[arg-type]
    door = parts.door
    if parts.settings.role.serves:
        for channel in parts.channels.values():
            take_in(app.router, *channel.routes())
        take_in(app.router, console_router(door, parts.console_live), upload_router(door), custody_key_router(door))
        take_in(app.router, genuine_router(door), calendar_router(door), static_router())
    health = Health(parts)
    app.add_api_route("/metrics", parts.metrics.answer, include_in_schema=False)
    app.add_api_route("/health", health.answer, include_in_schema=False)
    app.add_api_route("/health/ready", health.takes_more, include_in_schema=False)
    app.add_api_route("/health/live", health.lives, include_in_schema=False)
    return app


class LastWords:
    """Around all doors, for what they say in no way of their own: words, and no plain 500.

    An answer that has begun is broken off, so that nobody takes half of it for the whole.
    """

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def send_noted(message: Message) -> None:
            nonlocal has_begun
            has_begun |= message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except Exception as error:  # the last one: whoever asked must hear something
            if has_begun or scope["type"] != "http":
                raise
            request = Request(scope, receive)
            language = language_of(request.headers.get("accept-language"), self._door.language)
            await last_words(self._door.words, request, language, error)(scope, receive, send)


async def plain_refusal(request: Request, error: HTTPException) -> Response:
    """Missing and forbidden look alike, and say nothing about what is there."""
    del request
    status = 404 if error.status_code in {401, 403, 404, 405} else error.status_code
    return JSONResponse(
        {"error": "not found" if status == 404 else "not possible"}, status_code=status, headers=error.headers
    )


async def plain_refusal_of_form(request: Request, error: RequestValidationError) -> Response:
    """An address or a header that cannot be read is none of ours; what was wrong with it is not said."""
    del error
    return await plain_refusal(request, HTTPException(404))
