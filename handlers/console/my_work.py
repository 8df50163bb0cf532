"""My work: one page of what waits for who is signed in, kept fresh while it lies open."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.responses import Response

from cases.verbs import Verb, check_may
from handlers.console.guard import Here, SignedIn
from handlers.console.parts import Console, Page, Visitor, page
from handlers.said.my_work import look_at_work

MY_WORK = Page("my_work", Verb.TAKE)


def my_work_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/my_work")(my_work)
    router.get("/my_work/live")(live)
    return router


async def my_work(console: Here, visitor: SignedIn) -> Response:
    """Raises NotAllowed for whoever only audits."""
    return page(console, visitor, "my_work", **await _facts(console, visitor), here=MY_WORK.path)


async def live(console: Here, visitor: SignedIn) -> Response:
    """The list alone, for an open page."""
    return page(console, visitor, "my_work_list", **await _facts(console, visitor))


async def _facts(console: Console, visitor: Visitor) -> dict[str, Any]:
    check_may(visitor.member.role, MY_WORK.verb)
    async with console.door.database.reading() as session:
        return {"work": await look_at_work(session, visitor.voice, visitor.member)}
