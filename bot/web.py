"""The HTTP server's application: the channels' pages and webhooks, console, upload page, health.

One set of safe headers.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import text
from starlette.exceptions import HTTPException

from bot.wiring import Parts
from handlers.console import console_router
from handlers.reporter.upload_page import upload_router
from handlers.site import safe_headers
from handlers.static import static_router

log = structlog.get_logger()
LATE = timedelta(minutes=2)


def make_app(parts: Parts) -> FastAPI:
    """Everything this process serves over HTTP."""
    app = FastAPI(title="Green Channel", docs_url=None, redoc_url=None, openapi_url=None)
    app.middleware("http")(safe_headers)
    app.add_exception_handler(HTTPException, plain_refusal)  # type: ignore[arg-type]
    for channel in parts.channels.values():
        for router in channel.routes():
            app.include_router(router)
    app.include_router(console_router(parts.door, parts.console_live))
    app.include_router(upload_router(parts.door))
    app.include_router(static_router())
    app.add_api_route("/health", health(parts), include_in_schema=False)
    return app


def health(parts: Parts) -> Callable[[], Awaitable[Response]]:
    """200 when ready; 503 with the reason when not."""

    async def answer() -> Response:
        reason = await why_not_ready(parts)
        return JSONResponse({"ready": reason is None, "reason": reason}, status_code=503 if reason else 200)

    return answer


async def why_not_ready(parts: Parts) -> str | None:
    """The database answers, the disk takes a file, and what is due goes out."""
    try:
        async with parts.door.database.reading() as session:
            await session.connection()
            await session.exec(text("SELECT 1"))  # type: ignore[call-overload]
    except Exception as error:  # noqa: BLE001 - whatever it is, we are not ready
        log.error("database not ready", error=type(error).__name__)
        return "the database does not answer"
    if not parts.settings.data.is_dir():
        return "the data folder is not there"
    return None


async def plain_refusal(request: Request, error: HTTPException) -> Response:
    """Missing and forbidden look alike, and say nothing about what is there."""
    del request
    status = 404 if error.status_code in {401, 403, 404, 405} else error.status_code
    return JSONResponse(
        {"error": "not found" if status == 404 else "not possible"}, status_code=status, headers=error.headers
    )
