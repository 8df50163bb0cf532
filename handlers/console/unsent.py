"""Words typed into the composer and not sent: kept while somebody types, so that another page or device has them."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.responses import Response

from actions.casework import LONGEST
from cases.people import CaseNotFound
from cases.verbs import RULES, Takes, Verb, check_may
from handlers.console.guard import Here, MembersForm, SignedIn, said
from storage.cases import case_for_member
from storage.tables import Author
from storage.unsent import keep_unsent

TYPED = frozenset({Takes.TEXT, Takes.TO_REPORTER})
LONGEST_KEPT = 4 * LONGEST[Author.DESK]  # letters: more than can be sent, because it can still be shortened


def unsent_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.post("/cases/{number}/unsent")(keep)
    return router


async def keep(number: str, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """204 once it is kept, 413 for more than is kept. Raises NotAllowed, and CaseNotFound also for what is no verb."""
    name, text = said(form, "verb"), said(form, "text")
    if name not in list(Verb) or RULES[Verb(name)].takes not in TYPED:
        raise CaseNotFound
    check_may(visitor.member.role, Verb(name))
    if len(text) > LONGEST_KEPT:
        return Response(status_code=413)
    async with console.door.database.writing() as session:
        case = await case_for_member(session, number, visitor.member)
        await keep_unsent(session, case, visitor.member, Verb(name), text, console.door.clock())
    return Response(status_code=204)
