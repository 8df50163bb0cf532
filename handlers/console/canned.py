"""The answers that the team often gives: picked into the composer, and changed by a lead on a page of their own."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.responses import Response

from actions.canned import LONGEST, change_answer
from cases.errors import CaseError
from cases.people import CaseNotFound, NotAllowed
from cases.verbs import Verb, check_may
from handlers.console.guard import Here, MembersForm, SignedIn, said
from handlers.console.parts import Console, Page, Visitor, page
from handlers.said.canned import all_canned, filled_canned, ids_by_name, names_by_id, shown
from handlers.said.errors import error_words
from storage.canned import Words
from storage.cases import case_for_member
from storage.dossiers import open_dossier
from storage.looks import note_look
from storage.tables import Seen
from templates.rendering import LANGUAGES

CANNED = Page("canned", Verb.MANAGE_ANSWERS)
NEW = "new"  # in the address of the form for one more


def canned_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/cases/{number}/canned/{name}")(pick)
    router.get("/canned")(canned_page)
    router.post("/canned/{name}")(change)
    return router


async def pick(number: str, name: str, console: Here, visitor: SignedIn) -> Response:
    """The text for that case, as JSON; 409 with the reason where it cannot be filled in. Raises CaseNotFound."""
    check_may(visitor.member.role, Verb.ANSWER)
    door = console.door
    async with door.database.reading() as session:
        case = await case_for_member(session, number, visitor.member)
        dossier = await open_dossier(session, case)
        try:
            text = await filled_canned(session, visitor.voice, name, dossier, visitor.member)
        except CaseError as error:
            return JSONResponse({"trouble": error_words(visitor.voice, error, to="desk")}, 409)
    await note_look(door.database, case, visitor.member, Seen.CASE, "console", door.clock())
    return JSONResponse({"text": text})


async def canned_page(console: Here, visitor: SignedIn) -> Response:
    """Raises NotAllowed for everybody but leads."""
    return await _show(console, visitor)


async def change(name: str, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """What cannot be saved is said at its form, which keeps what was typed. Raises NotAllowed and CaseNotFound."""
    check_may(visitor.member.role, Verb.MANAGE_ANSWERS)
    typed = _words(form)
    try:
        done = await _change(console, visitor, name, typed, is_off=bool(said(form, "is_off")))
    except (NotAllowed, CaseNotFound):
        raise
    except CaseError as error:
        words = error_words(visitor.voice, error, to="desk")
        return await _show(console, visitor, 422, trouble=words, at=name, typed=typed)
    return RedirectResponse(f"{CANNED.path}#{done}", 303)


async def _change(console: Console, visitor: Visitor, name: str, typed: Words, *, is_off: bool) -> str:
    async with console.door.database.writing() as session:
        known = {one.name for one in await all_canned(session, visitor.voice)}
        if name not in {NEW, *known}:
            raise CaseNotFound
        hand, named = console.door.hand(session, member=visitor.member), None if name == NEW else name
        return await change_answer(hand, named, typed, ids_by_name(visitor.voice), is_off=is_off)


def _words(form: FormData) -> Words:
    return {part: {language: said(form, f"{part}_{language}") for language in LANGUAGES} for part in LONGEST}


async def _show(console: Console, visitor: Visitor, status: int = 200, **facts: Any) -> Response:
    check_may(visitor.member.role, Verb.MANAGE_ANSWERS)
    async with console.door.database.reading() as session:
        found = await all_canned(session, visitor.voice)
    facts = {"trouble": "", "at": "", "typed": None, **facts}
    return page(
        console,
        visitor,
        "canned",
        status,
        answers=[(one, shown(visitor.voice, one)) for one in found],
        fields=list(names_by_id(visitor.voice).values()),
        longest=LONGEST,
        new=NEW,
        here=CANNED.path,
        **facts,
    )
