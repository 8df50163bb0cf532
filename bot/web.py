"""The HTTP server's application: the channels' pages and webhooks, console, upload page, health.

One set of safe headers.
"""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from bot.health import Health
from bot.wiring import Parts
from handlers.console import console_router
from handlers.custody_key import custody_key_router
from handlers.door import Door
from handlers.reporter.upload_page import upload_router
from handlers.site import safe_headers
from handlers.static import static_router
from storage.database import AWAY
from templates.rendering import language_of

log = structlog.get_logger()


def make_app(parts: Parts) -> FastAPI:
    """Everything this process serves over HTTP."""
    app = FastAPI(title="Green Channel", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.proxies = parts.settings.proxies
    app.middleware("http")(safe_headers)
    app.add_exception_handler(HTTPException, plain_refusal)  # type: ignore[arg-type]
    for kind in AWAY:
        app.add_exception_handler(kind, Away(parts.door).answer)
    for channel in parts.channels.values():
        for router in channel.routes():
            app.include_router(router)
    app.include_router(console_router(parts.door, parts.console_live))
    app.include_router(upload_router(parts.door))
    app.include_router(custody_key_router(parts.door))
    app.include_router(static_router())
    app.add_api_route("/metrics", parts.metrics.answer, include_in_schema=False)
    app.add_api_route("/health", Health(parts).answer, include_in_schema=False)
    return app


class Away:
    """The database cannot be used now, at a door that says it in no way of its own: words, and no plain 500."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def answer(self, request: Request, error: Exception) -> Response:
        log.warning("database away", path=request.scope.get("route", request.url).path, error=type(error).__name__)
        language = language_of(request.headers.get("accept-language"), self._door.language)
        words = self._door.words.text("errors.not_there_yet", language)
        return PlainTextResponse(words, status_code=503, headers={"Retry-After": "3"})


async def plain_refusal(request: Request, error: HTTPException) -> Response:
    """Missing and forbidden look alike, and say nothing about what is there."""
    del request
    status = 404 if error.status_code in {401, 403, 404, 405} else error.status_code
    return JSONResponse(
        {"error": "not found" if status == 404 else "not possible"}, status_code=status, headers=error.headers
    )
