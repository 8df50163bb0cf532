"""The graph of a case: what it is linked with, and by what. Asked for when somebody looks, for it opens them all."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from handlers.console.guard import Here, SignedIn
from handlers.console.parts import page, wants_part
from handlers.said.graph import graph_around
from storage.cases import case_for_member
from storage.looks import note_look
from storage.tables import Seen


def graph_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/cases/{number}/graph")(graph_page)
    return router


async def graph_page(request: Request, number: str, console: Here, visitor: SignedIn) -> Response:
    """In place for htmx, else a page of its own. Raises CaseNotFound."""
    async with console.door.database.reading() as session:
        case = await case_for_member(session, number, visitor.member)
        graph = await graph_around(session, visitor.voice, case, visitor.member)
    door = console.door
    await note_look(door.database, case, visitor.member, Seen.GRAPH, "console", door.clock())
    name = "graph" if wants_part(request) else "graph_page"
    return page(console, visitor, name, graph=graph, around=number, here=f"/console/cases/{number}/graph")
