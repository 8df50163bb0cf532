"""The page itself: a shell rendered here, which its script fills."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute

from bot.webchat import limits
from bot.webchat.desk import signed_in_here
from bot.webchat.doors import refuse_other_sites
from bot.webchat.reception import LANGUAGE_COOKIE, Reception
from handlers.site import of_pages
from storage.database import AWAY
from templates.rendering import LANGUAGES

HEADERS = of_pages(
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "Accept-Language, Cookie",
)


def page_router(reception: Reception, route_class: type[APIRoute]) -> APIRouter:
    router = APIRouter(include_in_schema=False, route_class=route_class)

    @router.get("/")
    async def page(request: Request) -> Response:
        """Opening the page stores nothing: a chat is made by POST /chat/open."""
        language = reception.language(request)
        shell = reception.words.page(
            "chat/page",
            language,
            megabytes=limits.FILE_BYTES // 1024**2,
            files_at_once=limits.FILES_AT_ONCE,
            characters=limits.TEXT,
            **await _whose(reception, request, language),
        )
        return HTMLResponse(shell, headers={**HEADERS, "Content-Language": language})

    @router.post("/chat/language/{language}")
    async def switch_language(request: Request, language: str) -> Response:
        """The language of the switch: of this browser, and of its chat from now on; works without a script too.

        Never by a link: what somebody else wrote or shows must not change how a chat speaks.
        """
        refuse_other_sites(request, reception.public_url)
        response = RedirectResponse("/", status_code=303)
        if language in LANGUAGES:
            device = await reception.find_device(request)
            if device and device.is_open(reception.clock()):
                await reception.languages.speak(device.chat_id, language)
            secure = bool(reception.public_url and reception.public_url.startswith("https:"))
            response.set_cookie(
                LANGUAGE_COOKIE, language, max_age=400 * 24 * 3600, secure=secure, httponly=True, samesite="lax"
            )
        return response

    return router


async def _whose(reception: Reception, request: Request, language: str) -> dict[str, Any]:
    """Whether it opens locked, and for whom of the desk; without a database it opens and says whom to ring."""
    try:
        locked = await reception.is_locked(request)
        return {"locked": locked, "desk": await signed_in_here(reception, request, language)}
    except AWAY:
        return {"locked": False, "desk": None}
