"""An answer before it goes, as its reader will see it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from cases.errors import CaseError
from cases.people import CaseNotFound
from cases.verbs import Verb, check_may
from handlers.console.case import Trouble, show_case
from handlers.console.guard import Here, MembersForm, SignedIn, said
from handlers.console.parts import Visitor, page, wants_part
from handlers.outside import read_ids
from handlers.said.errors import error_words
from handlers.said.preview import KINDS, preview_of
from storage.attached import pending_of
from storage.cases import case_for_member
from storage.tables import Case


def preview_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.post("/cases/{number}/preview")(preview)
    return router


async def preview(request: Request, number: str, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """A part of the page, or why it could not be sent; without a script the page, with that at its form.

    Raises NotAllowed, and CaseNotFound also for what is no verb.
    """
    verb = next((one for one in KINDS if one == said(form, "verb")), None)
    if verb is None:
        raise CaseNotFound
    check_may(visitor.member.role, Verb(verb))
    is_script = wants_part(request) and "hx-target" not in request.headers  # htmx by itself replaces the whole case
    async with console.door.database.reading() as session:
        case = await case_for_member(session, number, visitor.member)
        files = read_ids(said(form, "files")) if is_script else await _all_of(session, case, visitor)
        shown, trouble = None, ""
        try:
            shown = await preview_of(session, visitor.voice, case, visitor.member, verb, said(form, "text"), files)
        except CaseError as error:
            trouble = error_words(visitor.voice, error, to="desk")
    status = 200 if shown else 422
    if is_script:
        return page(console, visitor, "case_preview", status, shown=shown, trouble=trouble)
    at_form = Trouble(verb, trouble, {name: said(form, name) for name in form}, preview=shown)
    return await show_case(request, number, console, visitor, trouble=at_form, status=status)


async def _all_of(session: AsyncSession, case: Case, visitor: Visitor) -> tuple[UUID, ...]:
    """The files that wait: the page is made anew, and all of them stand at its form."""
    return tuple(one.file.id for one in await pending_of(session, case, visitor.member))
