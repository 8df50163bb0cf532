"""Every other address under /console: the same answer as for a case that does not exist."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.responses import Response

from cases.people import CaseNotFound
from handlers.console.guard import SignedIn


def missing_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.api_route("/{rest:path}", methods=["GET", "POST"])(missing)
    return router


async def missing(rest: str, _visitor: SignedIn) -> Response:
    """Signed out, it is the sign-in page, as everywhere."""
    if rest:
        raise CaseNotFound
    return RedirectResponse("/console", 303)
