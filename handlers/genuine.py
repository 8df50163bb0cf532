"""How to tell our chat from a false one: a page for anybody, without a sign-in and without a script."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from handlers.door import Door
from handlers.site import of_pages
from storage.signing import fingerprint, public_key
from templates.rendering import LANGUAGES, language_of

PATH = "/genuine"
HEADERS = of_pages(
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Accept-Language",
)


def genuine_router(door: Door) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    async def genuine(request: Request) -> Response:
        """In the browser's language, or in the one that was asked for."""
        wanted = request.query_params.get("language") or request.headers.get("accept-language")
        language = language_of(wanted, door.language)
        facts = {"address": door.address, "fingerprint": fingerprint(public_key(door.keys)), "languages": LANGUAGES}
        return HTMLResponse(door.words.page("chat/genuine", language, **facts), headers=HEADERS)

    return router
