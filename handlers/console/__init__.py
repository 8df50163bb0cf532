"""The console: the team's web tool under /console. Its pages work without a script; htmx makes them live."""

from __future__ import annotations

from fastapi import APIRouter

from handlers.console.case import case_router
from handlers.console.events import events_router
from handlers.console.files import files_router
from handlers.console.guard import guarded_route
from handlers.console.live import Live
from handlers.console.missing import missing_router
from handlers.console.moves import moves_router
from handlers.console.parts import Console
from handlers.console.queue import queue_router
from handlers.console.signing_in import signing_in_router
from handlers.console.team import TEAM, team_router
from handlers.console.verbs import verbs_router
from handlers.door import Door

__all__ = ["Live", "console_router"]

PAGES = ((TEAM, team_router),)  # what the header leads to, in its order


def console_router(door: Door, live: Live) -> APIRouter:
    """Everything under /console. Call `live.close()` before the server stops, or it waits for open pages."""
    route = guarded_route(Console(door, live, tuple(one for one, _ in PAGES)))
    router = APIRouter(include_in_schema=False)
    for make in (signing_in_router, queue_router, events_router, files_router, case_router, verbs_router):
        router.include_router(make(route))
    router.include_router(moves_router(route))
    for _, make in PAGES:
        router.include_router(make(route))
    router.include_router(missing_router(route))  # last, because it answers every other address
    return router
