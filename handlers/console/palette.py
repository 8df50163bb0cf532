"""The command palette: everything it offers whoever opens it now, for the page to choose among while they type."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.responses import Response

from cases.verbs import may
from handlers.console.guard import Here, SignedIn
from handlers.said.palette import offers


def palette_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/palette")(palette)
    return router


async def palette(console: Here, visitor: SignedIn, number: str = "") -> Response:
    """As JSON; `number` is of the case that is open, and of one they may not see there is nothing."""
    pages = [one.name for one in console.pages if may(visitor.member.role, one.verb)]
    async with console.door.database.reading() as session:
        found = await offers(session, visitor.voice, visitor.member, pages, number)
    return JSONResponse([asdict(one) for one in found])
