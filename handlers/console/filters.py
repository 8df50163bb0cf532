"""Filters of one's own: kept under a name, shown as tabs of the queue."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from actions.filters import drop_filter, rename_filter, save_filter
from cases.errors import CaseError
from cases.people import CaseNotFound, NotAllowed
from handlers.console.guard import Here, MembersForm, SignedIn, said
from handlers.console.parts import Console, Visitor, page, wants_part
from handlers.console.queue import queue_facts
from handlers.console.wanted import wanted
from handlers.said.errors import error_words


def filters_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console/filters", route_class=route)
    router.post("")(save)
    router.post("/{filter_id}/rename")(rename)
    router.post("/{filter_id}/delete")(delete)
    return router


async def save(request: Request, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """What is looked at now, under a name; then it is looked at as that."""
    asked = wanted(console, request.query_params)
    try:
        async with console.door.database.writing() as session:
            hand = console.door.hand(session, member=visitor.member)
            one = await save_filter(hand, said(form, "name"), urlencode(asked.said))
    except (NotAllowed, CaseNotFound):
        raise
    except CaseError as error:
        return await _refused(request, console, visitor, error, said(form, "name"))
    return _go(request, f"{one.asked}&saved={one.id}")


async def rename(request: Request, filter_id: UUID, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    try:
        async with console.door.database.writing() as session:
            one = await rename_filter(console.door.hand(session, member=visitor.member), filter_id, said(form, "name"))
    except (NotAllowed, CaseNotFound):
        raise
    except CaseError as error:
        return await _refused(request, console, visitor, error, said(form, "name"))
    return _go(request, f"{one.asked}&saved={one.id}")


async def delete(request: Request, filter_id: UUID, console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    """The tab goes; what it showed stays on the page."""
    async with console.door.database.writing() as session:
        await drop_filter(console.door.hand(session, member=visitor.member), filter_id)
    return _go(request, urlencode([one for one in parse_qsl(request.url.query) if one[0] != "saved"]))


def _go(request: Request, query: str) -> Response:
    if wants_part(request):
        return Response(headers={"HX-Redirect": f"/console?{query}"})
    return RedirectResponse(f"/console?{query}", 303)


async def _refused(request: Request, console: Console, visitor: Visitor, error: CaseError, typed: str) -> Response:
    """The list as it was, with why, and with what was typed."""
    asked = wanted(console, request.query_params)
    facts = {"filter_trouble": error_words(visitor.voice, error, to="desk"), "typed_name": typed}
    async with console.door.database.reading() as session:
        facts |= await queue_facts(console, session, visitor, asked)
    if wants_part(request):
        return page(console, visitor, "queue", 409, **facts)
    return page(console, visitor, "desk", 409, **facts, view=None, here=f"/console?{asked.query}")
