"""Everything that leads took for meaningless, on one page for leads, each with a way back."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.responses import Response

from actions.links import NotNamed
from actions.marks import take_mark_back
from cases.verbs import Verb, check_may
from handlers.console.guard import Here, MembersForm, SignedIn, said
from handlers.console.parts import Console, Visitor, page
from handlers.said.errors import error_words
from storage.marks import marks_for

MEANINGLESS = "/console/meaningless"  # the page of series leads to it


def meaningless_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/meaningless")(marks_page)
    router.post("/meaningless/undo")(undo)
    return router


async def marks_page(console: Here, visitor: SignedIn) -> Response:
    """Raises NotAllowed for everybody but leads."""
    return await _show(console, visitor)


async def undo(console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """It links again. Raises NotAllowed."""
    try:
        async with console.door.database.writing() as session:
            await take_mark_back(console.door.hand(session, member=visitor.member), said(form, "identifier"))
    except NotNamed as error:  # another lead was faster
        return await _show(console, visitor, 409, error_words(visitor.voice, error, to="desk"))
    return RedirectResponse(MEANINGLESS, 303)


async def _show(console: Console, visitor: Visitor, status: int = 200, trouble: str = "") -> Response:
    check_may(visitor.member.role, Verb.MEANINGLESS)
    async with console.door.database.reading() as session:
        marks = await marks_for(session, visitor.member)
    return page(console, visitor, "meaningless", status, marks=marks, trouble=trouble, here=MEANINGLESS)
