"""The page of a special team, for its members and leads: its board, who is on it, its channel and the day's line."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

import structlog
from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.responses import Response

from actions.filled import Filled
from cases.errors import CaseError
from cases.people import CaseNotFound, NotAllowed
from cases.verbs import Verb
from handlers.console.guard import Here, MembersForm, SignedIn, form_source, said
from handlers.console.parts import Console, Visitor, page
from handlers.console.queue import rows_of
from handlers.doing import do
from handlers.said.errors import error_words
from storage.sight import sees
from storage.special_teams import cases_of_team, notes_of, special_for

log = structlog.get_logger()

WRITTEN = (Verb.TEAM_NOTE, Verb.TEAM_REPORT)
REFUSED = (NotAllowed, CaseNotFound)


def special_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/special/{team_id}")(special_page)
    router.post("/special/{team_id}/{verb}")(write)
    return router


async def special_page(team_id: UUID, console: Here, visitor: SignedIn) -> Response:
    """Raises CaseNotFound alike for one that is not there and for one this member may not read."""
    return await _show(console, visitor, team_id)


async def write(team_id: UUID, verb: str, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """A line of the channel, or that of the day. Raises REFUSED."""
    if verb not in WRITTEN:
        raise CaseNotFound
    async with console.door.database.reading() as session:
        cases = [one for one in await cases_of_team(session, team_id) if sees(visitor.member, one)]
    if not cases:
        raise CaseNotFound
    try:
        async with console.door.database.writing() as session:
            hand = console.door.hand(session, member=visitor.member, source=form_source(form))
            await do(hand, cases[0].number, Verb(verb), Filled(text=said(form, "text")))
    except REFUSED:
        raise
    except CaseError as error:
        trouble = {"verb": verb, "words": error_words(visitor.voice, error, to="desk"), "text": said(form, "text")}
        return await _show(console, visitor, team_id, 409, trouble=trouble)
    return RedirectResponse(f"/console/special/{team_id}", 303)


async def _show(console: Console, visitor: Visitor, team_id: UUID, status: int = 200, **facts: Any) -> Response:
    async with console.door.database.reading() as session:
        special = await special_for(session, visitor.member, team_id)
        if special is None:
            raise CaseNotFound
        cases = [one for one in await cases_of_team(session, team_id) if sees(visitor.member, one)]
        rows = await rows_of(console, session, visitor, cases)
        notes = await notes_of(session, team_id)
    log.info("special team opened", team=str(team_id), member=str(visitor.member.id))
    form_id, here = secrets.token_urlsafe(12), f"/console/special/{team_id}"
    found = {"special": special, "rows": rows, "notes": notes, "form_id": form_id, "written": WRITTEN, "here": here}
    return page(console, visitor, "special", status, **{"trouble": None, **found, **facts})
