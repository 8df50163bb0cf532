"""Recording a move or a change of a clock from the case page.

Whoever may not record gets one and the same answer, whatever was wrong, so that nothing can be learned from it; the
log says what it was.
"""

from __future__ import annotations

import re
from dataclasses import replace

import structlog
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from actions.filled import Record
from actions.paper import PaperWrong
from cases.errors import CaseError
from cases.numbers import read_case_number
from cases.papers import Paper
from cases.people import CaseNotFound, NotAllowed
from cases.special_teams import GuestHere
from cases.tracks import MoveNotPossible
from handlers.console.case import Trouble, show_after, show_case
from handlers.console.guard import ForgedForm, Here, SignedOut, members_form, said, visitor_of
from handlers.console.parts import Console, open_page
from handlers.doing import write_down
from handlers.outside import read_day, read_id, read_moment
from handlers.said.errors import error_words

log = structlog.get_logger()

REFUSED = 403
TYPED = ("document_no", "dated_on", "happened_at", "officer", "second_officer", "to", "rule")
NAMED = re.compile(r"moves/[A-Z]\d{1,2}|clocks/([0-9a-f-]{36}|new)/[a-z]{1,10}")


def moves_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.post("/cases/{number}/moves/{move_id}")(do_move)
    router.post("/cases/{number}/clocks/{clock}/{verb}")(change)
    return router


async def do_move(request: Request, number: str, move_id: str, console: Here) -> Response:
    """Write down a move of the legal, money or remedy track."""
    return await _recorded(request, number, console, f"moves/{move_id}", Record(move=move_id))


async def change(request: Request, number: str, clock: str, verb: str, console: Here) -> Response:
    """Start, extend, pause, resume or stop a clock."""
    named = Record(rule="") if verb == "start" else Record(clock=read_id(clock), change=verb)
    return await _recorded(request, number, console, f"clocks/{clock}/{verb}", named)


async def _recorded(request: Request, number: str, console: Console, what: str, named: Record) -> Response:
    """Do it and show the case; what cannot be is said at the form, to whom may record; everybody else is refused."""
    try:
        visitor = await visitor_of(request, console)
        form = await members_form(request, console, visitor)
        async with console.door.database.writing() as session:
            await write_down(console.door.hand(session, member=visitor.member), number, _record(console, named, form))
    except (SignedOut, ForgedForm, NotAllowed, CaseNotFound) as error:
        return _refused(console, request, number, what, error)
    except (MoveNotPossible, PaperWrong, GuestHere) as error:
        typed = {name: said(form, name) for name in TYPED} | {"form": what, "text": ""}
        trouble = Trouble("record", error_words(visitor.voice, error, to="desk"), typed)
        return await show_case(request, number, console, visitor, trouble=trouble, status=409)
    return await show_after(request, number, console, visitor, "tracks")


def _refused(console: Console, request: Request, number: str, what: str, error: CaseError) -> Response:
    """The same for all; nothing that came from outside reaches the log but what looks like our own names."""
    case = read_case_number(number) or "-"
    move = what if NAMED.fullmatch(what) else "-"
    log.warning("record refused", case=case, move=move, reason=error.code)
    request.state.visitor = None
    return open_page(console, request, "refused", REFUSED, reason="not_recorded")


def _record(console: Console, named: Record, form: FormData) -> Record:
    """What the address names, with the rest from the form."""
    rule = said(form, "rule") if named.rule is not None else None
    return replace(
        named, paper=paper_from(console, form), rule=rule, to=said(form, "to") or None, seen=said(form, "seen") or None
    )


def paper_from(console: Console, form: FormData) -> Paper:
    """What cannot be read counts as not there, and the verb says what is missing."""
    return Paper(
        document_no=said(form, "document_no"),
        dated_on=read_day(said(form, "dated_on")),
        officer=read_id(said(form, "officer")),
        second_officer=read_id(said(form, "second_officer")),
        happened_at=read_moment(said(form, "happened_at"), console.door.zone),
    )
