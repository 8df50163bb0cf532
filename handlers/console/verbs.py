"""What the team does with a case, from its page: each form is one verb in one transaction."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from sqlmodel import select
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from actions.filled import Classification, Filled
from cases.errors import CaseError, NotUnderstood
from cases.materials import MOST_ADDED
from cases.people import CaseNotFound, NotAllowed, may_see
from cases.rounds import Round
from cases.tracks import CloseReason
from cases.verbs import RULES, Takes, Verb
from handlers.console.case import Trouble, show_after, show_case
from handlers.console.guard import Here, MembersForm, SignedIn, form_source, read_id, said
from handlers.console.parts import Console, Visitor, wants_part
from handlers.doing import do
from handlers.said.errors import error_words
from storage.keys import KeyLost
from storage.tables import Case

WAIVE = "waive_"
REFUSED = (NotAllowed, CaseNotFound, KeyLost)  # a page of its own says so; everything else is said at the form
PARTS = {Verb.ASK_MATERIALS: "materials"}  # where the page goes on afterwards, if not at the form itself


def verbs_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.post("/cases/{number}/{verb}")(do_verb)
    return router


async def do_verb(
    request: Request, number: str, verb: str, console: Here, visitor: SignedIn, form: MembersForm
) -> Response:
    """Do it, then show the case as it stands; what was not possible is said at the form. Raises REFUSED."""
    wanted = verb_of(verb)
    door = console.door
    try:
        filled = filled_from(form)
        async with door.database.writing() as session:
            hand = door.hand(session, member=visitor.member, source=form_source(form))
            await do(hand, number, wanted, filled)
    except REFUSED:
        raise
    except CaseError as error:
        trouble = Trouble(verb, error_words(visitor.voice, error, to="desk"), {name: said(form, name) for name in form})
        return await show_case(request, number, console, visitor, trouble=trouble, status=409)
    if await _has_left(console, visitor, number):
        return _back_to_queue(request)
    return await show_after(request, number, console, visitor, PARTS.get(wanted, verb))


def verb_of(name: str) -> Verb:
    """A verb with a form of its own. Raises CaseNotFound for every other address."""
    takes = RULES[Verb(name)].takes if name in list(Verb) else None
    if takes in {None, Takes.RECORD}:  # records have a door with stricter words: handlers/console/moves.py
        raise CaseNotFound
    return Verb(name)


def filled_from(form: FormData) -> Filled:
    """Whatever a form of the page can hold; the verb takes its own. Raises NotUnderstood."""
    return Filled(
        text=said(form, "text"),
        to=read_id(said(form, "to")),
        reason=_reason(said(form, "reason")),
        classification=Classification(said(form, "offence"), said(form, "district")),
        round=round_of(form),
    )


def round_of(form: FormData) -> Round:
    """What the form asks for: rows with a title, and items with a reason to leave them out. Raises NotUnderstood."""
    rows = [(said(form, f"title_{row}").strip(), said(form, f"reason_{row}").strip()) for row in range(MOST_ADDED)]
    added = [row for row in rows if any(row)]
    if not all(title and reason for title, reason in added):
        raise NotUnderstood("material", "empty")
    waived = {name.removeprefix(WAIVE): said(form, name) for name in form if name.startswith(WAIVE)}
    return Round(added, {item: reason for item, reason in waived.items() if reason.strip()}, said(form, "new_facts"))


def _reason(text: str) -> CloseReason | None:
    return CloseReason(text) if text in list(CloseReason) else None


async def _has_left(console: Console, visitor: Visitor, number: str) -> bool:
    """Whether the case went to a district this member does not see."""
    async with console.door.database.reading() as session:
        district = (await session.exec(select(Case.district).where(Case.number == number))).one_or_none()
    return district is None or not may_see(visitor.member.district, district)


def _back_to_queue(request: Request) -> Response:
    if wants_part(request):
        return Response(headers={"HX-Redirect": "/console"})
    return RedirectResponse("/console", 303)
