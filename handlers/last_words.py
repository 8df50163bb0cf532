"""The last words of a door: what nobody foresaw, or a database that is away, said in words and never as a bare status.

Every door of HTTP ends in one of these: the chat (bot/webchat/routes.py) and the console (handlers/console/guard.py) in
the language of the person, whatever else there is in that of the browser (bot/web.py).
"""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.responses import Response

from handlers.site import of_pages
from storage.database import AWAY
from templates.rendering import Words

log = structlog.get_logger()
AGAIN = {"Cache-Control": "no-store", "Retry-After": "3"}
BACK_AFTER = "8"  # seconds: a process that is alone is up again by then
LOOKS = {None, "navigate"}  # what a browser says of a page that it loads; an old one says nothing
HEADERS = of_pages("default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'", "Accept-Language")


def log_failure(request: Request, error: Exception) -> None:
    """The kind of it, at the address as the route has it: whatever somebody wrote in its place is not for the log."""
    path = getattr(request.scope.get("route"), "path", "-")
    if isinstance(error, AWAY):
        log.warning("database away", path=path, error=type(error).__name__)
    else:
        log.error("request failed", path=path, error=type(error).__name__, exc_info=error)


def not_begun(words: Words, request: Request, language: str) -> Response | None:
    """For who loads a page while this process goes: it comes again by itself, a form does not. None for a script."""
    if "text/html" not in request.headers.get("accept", "") or request.headers.get("sec-fetch-mode") not in LOOKS:
        return None
    if request.method != "GET":
        return page_of(words, language, words.text("errors.not_begun", language), 503, AGAIN)
    headers = {**AGAIN, "Retry-After": BACK_AFTER, "Refresh": BACK_AFTER}
    return page_of(words, language, words.text("errors.moving", language), 503, headers)


def page_of(words: Words, language: str, text: str, status: int, headers: Mapping[str, str]) -> Response:
    page = words.page("chat/last_words", language, words=text)
    return HTMLResponse(page, status, headers={**HEADERS, **headers})


def last_words(words: Words, request: Request, language: str, error: Exception, *, script: bool = False) -> Response:
    """A page for whoever looks at one; for a `script` of ours what it says to its reader; else the bare words."""
    log_failure(request, error)
    is_away = isinstance(error, AWAY)
    text = words.text("errors.not_there_yet" if is_away else "errors.broken", language)
    status, headers = (503, AGAIN) if is_away else (500, {"Cache-Control": "no-store"})
    if "text/html" in request.headers.get("accept", ""):
        return page_of(words, language, text, status, headers)
    if script:
        return JSONResponse({"error": text} | ({"again": True} if is_away else {}), status, headers=headers)
    return PlainTextResponse(text, status, headers=headers)
