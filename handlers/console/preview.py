"""An answer before it goes, as its reader will see it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.responses import Response

from cases.errors import CaseError
from cases.people import CaseNotFound
from cases.verbs import Verb, check_may
from handlers.console.guard import Here, MembersForm, SignedIn, read_ids, said
from handlers.console.parts import page
from handlers.said.errors import error_words
from handlers.said.preview import KINDS, preview_of
from storage.cases import case_for_member


def preview_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.post("/cases/{number}/preview")(preview)
    return router


async def preview(number: str, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """A part of the page, or why it could not be sent. Raises NotAllowed, and CaseNotFound also for what is no verb."""
    verb = next((one for one in KINDS if one == said(form, "verb")), None)
    if verb is None:
        raise CaseNotFound
    check_may(visitor.member.role, Verb(verb))
    async with console.door.database.reading() as session:
        case = await case_for_member(session, number, visitor.member)
        files = read_ids(said(form, "files"))
        try:
            shown = await preview_of(session, visitor.voice, case, visitor.member, verb, said(form, "text"), files)
        except CaseError as error:
            trouble = error_words(visitor.voice, error, to="desk")
            return page(console, visitor, "case_preview", 422, shown=None, trouble=trouble)
    return page(console, visitor, "case_preview", shown=shown, trouble="")
