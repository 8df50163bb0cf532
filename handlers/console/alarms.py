"""What an open page rings for, where its reader turned that on."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.responses import Response

from handlers.console.guard import Here, SignedIn
from handlers.said.alarms import alarms_of


def alarms_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/alarms")(alarms)
    return router


async def alarms(console: Here, visitor: SignedIn) -> Response:
    """As JSON: numbers of cases and what is with them, no name."""
    async with console.door.database.reading() as session:
        found = await alarms_of(session, visitor.voice, visitor.member)
    return JSONResponse([asdict(one) for one in found])
