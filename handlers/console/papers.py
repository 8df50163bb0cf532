"""The PDFs of a case, for who is signed in: the dossier, and the minutes of a consultation."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.responses import Response

from handlers.console.guard import Here, SignedIn
from handlers.site import PDF
from handlers.taking_along import Taken, take_dossier, take_minutes

DOOR = "console"


def papers_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/cases/{number}/dossier.pdf")(dossier)
    router.get("/cases/{number}/minutes/{council}.pdf")(minutes)
    return router


async def dossier(number: str, _console: Here, visitor: SignedIn) -> Response:
    return _handed(await take_dossier(visitor.voice, visitor.member, number, DOOR))


async def minutes(number: str, council: UUID, _console: Here, visitor: SignedIn) -> Response:
    return _handed(await take_minutes(visitor.voice, visitor.member, number, DOOR, council))


def _handed(taken: Taken) -> Response:
    """It opens in the browser, and is kept nowhere on the way."""
    headers = {
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(taken.name, safe='')}",
        "Content-Security-Policy": PDF,
        "Cache-Control": "private, no-store",
    }
    return Response(taken.content, media_type="application/pdf", headers=headers)
