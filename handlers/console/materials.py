"""The list of materials on the case page: what is there, and the one round in which an officer asks for the rest."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from actions.materials import Round, ask_materials
from cases.errors import CaseError, NotUnderstood
from cases.materials import (
    MOST_ADDED,
    MaterialAlreadyDecided,
    MaterialNotListed,
    NothingAsked,
    RoundAlreadyMade,
    TooManyAdded,
)
from cases.people import Verb
from cases.tracks import MoveNotPossible
from handlers.console.case import Trouble, show_after, show_case
from handlers.console.guard import Here, MembersForm, SignedIn, form_source, said
from handlers.console.parts import Console, Visitor

WAIVE = "waive_"
EXPLAINED = (
    RoundAlreadyMade,
    NothingAsked,
    TooManyAdded,
    MaterialNotListed,
    MaterialAlreadyDecided,
    MoveNotPossible,
    NotUnderstood,
)


def materials_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.post(f"/cases/{{number}}/{Verb.ASK_MATERIALS}")(ask)
    return router


async def ask(request: Request, number: str, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """Send the round, then show the case; what was not possible is said at the form, which keeps what was typed."""
    try:
        await _ask(console, visitor, number, form)
    except EXPLAINED as error:
        trouble = Trouble(Verb.ASK_MATERIALS, _words(visitor, error), _typed(form))
        return await show_case(request, number, console, visitor, trouble=trouble, status=409)
    return await show_after(request, number, console, visitor, "materials")


def round_of(form: FormData) -> Round:
    """What the form asks for: rows with a title, and items with a reason to leave them out. Raises NotUnderstood."""
    rows = [(said(form, f"title_{row}").strip(), said(form, f"reason_{row}").strip()) for row in range(MOST_ADDED)]
    added = [row for row in rows if any(row)]
    if not all(title and reason for title, reason in added):
        raise NotUnderstood("material", "empty")
    waived = {name.removeprefix(WAIVE): said(form, name) for name in form if name.startswith(WAIVE)}
    return Round(added, {item: reason for item, reason in waived.items() if reason.strip()}, said(form, "new_facts"))


async def _ask(console: Console, visitor: Visitor, number: str, form: FormData) -> None:
    door, asked, source = console.door, round_of(form), form_source(form)
    async with door.database.writing() as session:
        await ask_materials(session, door.law, number, visitor.member, asked, door.clock(), door.zone, source=source)


def _typed(form: FormData) -> dict[str, str]:
    return {"text": ""} | {name: said(form, name) for name in form}


def _words(visitor: Visitor, error: CaseError) -> str:
    facts = error.details if isinstance(error, NotUnderstood) else {}
    return visitor.voice.say(f"console.trouble.{error.code}", **facts)
