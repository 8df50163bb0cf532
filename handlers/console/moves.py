"""Recording a move or a change of a clock from the case page.

Whoever may not record gets one and the same answer, whatever was wrong, so that nothing can be learned from it; the
log says what it was.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog
from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from actions.clocks import extend_clock, pause_clock, resume_clock, start_clock, stop_clock
from actions.paper import DateTooEarly, Paper, PaperWrong
from actions.record import record_move
from cases.errors import CaseError
from cases.law.moves import RepeatedTooOften
from cases.numbers import read_case_number
from cases.people import CaseNotFound, NotAllowed
from cases.tracks import MoveNotPossible
from handlers.console.case import Trouble, show_after, show_case
from handlers.console.guard import ForgedForm, Here, SignedOut, members_form, said, visitor_of
from handlers.console.parts import Console, Visitor, open_page
from handlers.said.progress import said_date
from storage.tables import Member

log = structlog.get_logger()

REFUSED = 403
CHANGES = {"extend": extend_clock, "pause": pause_clock, "resume": resume_clock, "stop": stop_clock}
TYPED = ("document_no", "dated_on", "happened_at", "officer", "second_officer", "to", "rule")
NAMED = re.compile(r"moves/[A-Z]\d{1,2}|clocks/([0-9a-f-]{36}|new)/[a-z]{1,10}")

Act = Callable[[AsyncSession, Member, FormData], Awaitable[object]]


def moves_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.post("/cases/{number}/moves/{move_id}")(do_move)
    router.post("/cases/{number}/clocks/{clock}/{verb}")(change)
    return router


async def do_move(request: Request, number: str, move_id: str, console: Here) -> Response:
    """Write down a move of the legal, money or remedy track."""

    async def act(session: AsyncSession, member: Member, form: FormData) -> None:
        paper, door = _paper(console, form), console.door
        await record_move(
            session,
            number,
            member,
            move_id,
            document_no=paper.document_no,
            dated_on=paper.dated_on,
            officer=paper.officer,
            second_officer=paper.second_officer,
            happened_at=paper.happened_at,
            to=said(form, "to") or None,
            seen=_count(said(form, "seen")),
            now=door.clock(),
            law=door.law,
            zone=door.zone,
        )

    return await _recorded(request, number, console, f"moves/{move_id}", act)


async def change(request: Request, number: str, clock: str, verb: str, console: Here) -> Response:
    """Start, extend, pause, resume or stop a clock."""

    async def act(session: AsyncSession, member: Member, form: FormData) -> None:
        paper, door, clock_id = _paper(console, form), console.door, _id(clock)
        parts: dict[str, Any] = {"now": door.clock(), "law": door.law, "zone": door.zone}
        if verb == "start":
            await start_clock(session, number, member, said(form, "rule"), paper, **parts)
        elif clock_id is None or verb not in CHANGES:
            raise CaseNotFound
        else:
            await CHANGES[verb](session, number, member, clock_id, paper, seen=said(form, "seen") or None, **parts)

    return await _recorded(request, number, console, f"clocks/{clock}/{verb}", act)


async def _recorded(request: Request, number: str, console: Console, what: str, act: Act) -> Response:
    """Do it and show the case; what cannot be is said at the form, to whom may record; everybody else is refused."""
    try:
        visitor = await visitor_of(request, console)
        form = await members_form(request, console, visitor)
        async with console.door.database.writing() as session:
            await act(session, visitor.member, form)
    except (SignedOut, ForgedForm, NotAllowed, CaseNotFound) as error:
        return _refused(console, request, number, what, error)
    except (MoveNotPossible, PaperWrong) as error:
        typed = {name: said(form, name) for name in TYPED} | {"form": what, "text": ""}
        trouble = Trouble("record", _words(console, visitor, error), typed)
        return await show_case(request, number, console, visitor, trouble=trouble, status=409)
    return await show_after(request, number, console, visitor, "tracks")


def _refused(console: Console, request: Request, number: str, what: str, error: CaseError) -> Response:
    """The same for all; nothing that came from outside reaches the log but what looks like our own names."""
    case = read_case_number(number) or "-"
    move = what if NAMED.fullmatch(what) else "-"
    log.warning("record refused", case=case, move=move, reason=error.code)
    request.state.visitor = None
    return open_page(console, request, "refused", REFUSED, reason="not_recorded")


def _words(console: Console, visitor: Visitor, error: CaseError) -> str:
    facts: dict[str, object] = {}
    if isinstance(error, DateTooEarly):
        on = error.after.astimezone(console.door.zone).date()
        facts = {"after": said_date(visitor.voice, on)}
    elif isinstance(error, RepeatedTooOften):
        facts = {"most": error.most}
    return visitor.voice.say(f"tracks.trouble.{error.code}", **facts)


def _paper(console: Console, form: FormData) -> Paper:
    """What cannot be read counts as not there, and the verb says what is missing."""
    return Paper(
        document_no=said(form, "document_no"),
        dated_on=_day(said(form, "dated_on")),
        officer=_id(said(form, "officer")),
        second_officer=_id(said(form, "second_officer")),
        happened_at=_moment(said(form, "happened_at"), console),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(text: str, console: Console) -> datetime | None:
    """As a browser's field for local time gives it."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=console.door.zone)
    except ValueError:
        return None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _count(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 6 else None
