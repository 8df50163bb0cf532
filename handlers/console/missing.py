"""Every other address under /console: the same answer as for a case that does not exist.

One that takes a form alone stands in the bar of a browser after the form was refused. Asked for as a page, a reload or
a bookmark, it leads to the page that the form stands on, and that one says whether there is any.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from cases.people import CaseNotFound
from handlers.console.guard import SignedIn


def missing_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.api_route("/{rest:path}", methods=["GET", "POST"])(missing)
    return router


async def missing(rest: str, request: Request, _visitor: SignedIn) -> Response:
    """Signed out, it is the sign-in page, as everywhere."""
    if rest and not (request.method == "GET" and _is_there(request, "POST", request.url.path)):
        raise CaseNotFound
    page = next(one for one in _above(request.url.path) if _is_there(request, "GET", one))
    return RedirectResponse(f"{page}?{request.url.query}" if request.url.query else page, 303)


def _above(path: str) -> Iterator[str]:
    """The addresses it stands below, the nearest first; the last is there."""
    while path != "/console":
        path = path.rpartition("/")[0]
        yield path


def _is_there(request: Request, method: str, path: str) -> bool:
    """Whether anything but this takes it."""
    asked = {"type": "http", "path": path, "root_path": "", "method": method, "headers": []}
    routes = (one for one in request.app.routes if getattr(one, "endpoint", None) is not missing)
    return any(one.matches(asked)[0] is Match.FULL for one in routes)
