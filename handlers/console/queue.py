"""The queue: who needs somebody now, most urgent and oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from cases.numbers import read_case_number
from handlers.console.guard import Here, SignedIn
from handlers.console.parts import Console, Visitor, page
from handlers.said.cases import (
    LegalClock,
    Promise,
    company_name,
    district_name,
    districts,
    duties,
    legal_clock_of,
    offence_name,
    promise_of,
)
from storage.queue import Place, View, companies_of, counts, queue
from storage.tables import Case
from storage.team import team_of
from storage.tracks import first_due

SHOWS = ("waiting", "mine", "open", "ended")
PAGE, MOST = 50, 500


@dataclass(frozen=True)
class Wanted:
    """What part of the queue the address asks for; what is not understood counts as not said."""

    view: View
    after: Place | None = None
    shown: int = PAGE
    open: str = ""

    @property
    def query(self) -> str:
        """The view as it stands behind every link, so that an address opens the same page again."""
        view = self.view
        said = {"show": view.show, "district": view.district, "urgent": "1" if view.urgent else None}
        return urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Row:
    """One case in the list."""

    case: Case
    offence: str
    district: str
    company: str
    holder: str | None
    promise: Promise | None
    at_law: LegalClock | None


def queue_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("")(desk)
    router.get("/queue")(queue_part)
    router.get("/go")(go_to_number)
    return router


async def desk(request: Request, console: Here, visitor: SignedIn) -> Response:
    """The queue with no case open."""
    async with console.door.database.reading() as session:
        facts = await queue_facts(console, session, visitor, wanted(console, request.query_params))
    return page(console, visitor, "desk", **facts, view=None, here=f"/console?{facts['wanted'].query}")


async def queue_part(request: Request, console: Here, visitor: SignedIn) -> Response:
    """The list alone: refreshed, filtered, or further down."""
    asked = wanted(console, request.query_params)
    async with console.door.database.reading() as session:
        facts = await queue_facts(console, session, visitor, asked)
    response = page(console, visitor, "queue_rows" if asked.after else "queue", **facts)
    if "shown" not in request.query_params and not asked.after:
        response.headers["HX-Replace-Url"] = (
            f"{urlsplit(request.headers.get('hx-current-url', '/console')).path}?{asked.query}"
        )
    return response


async def go_to_number(request: Request, console: Here, visitor: SignedIn) -> Response:
    """To the case of a number typed or read aloud."""
    said = request.query_params.get("number", "")
    if number := read_case_number(said):
        return RedirectResponse(f"/console/cases/{number}", 303)
    async with console.door.database.reading() as session:
        facts = await queue_facts(console, session, visitor, wanted(console, request.query_params))
    facts |= {"view": None, "here": "/console", "bad_number": said[:40]}
    return page(console, visitor, "desk", 422, **facts)


def wanted(console: Console, query: QueryParams) -> Wanted:
    show, district = query.get("show", ""), query.get("district")
    known = district in console.door.questionnaire.questions["district"].options
    view = View(show if show in SHOWS else "waiting", district if known else None, query.get("urgent") == "1")
    shown = query.get("shown", "")
    rows = min(max(int(shown), PAGE), MOST) if shown.isdecimal() and len(shown) < 6 else PAGE
    return Wanted(view, _place(query.get("after", "")), rows, query.get("open", ""))


async def queue_facts(console: Console, session: AsyncSession, visitor: Visitor, asked: Wanted) -> dict[str, Any]:
    """Everything the list's template needs; one case more than shown is read to know whether there are more."""
    found = await queue(session, visitor.member, asked.view, after=asked.after, limit=asked.shown + 1)
    cases = found[: asked.shown]
    companies, team = await companies_of(session, cases), await team_of(session)
    now, door = console.door.clock(), console.door
    clocks = await first_due(session, [case.id for case in cases], duties(door))
    rows = [
        Row(
            case,
            offence_name(visitor.voice, case),
            district_name(visitor.voice, case.district),
            company_name(visitor.voice, companies[case.id]),
            team.name(case.holder_id) or None,
            promise_of(case, now, door.zone),
            legal_clock_of(door, clocks[case.id], now) if case.id in clocks else None,
        )
        for case in cases
    ]
    return {
        "rows": rows,
        "more": _named(cases[-1]) if len(found) > len(cases) else None,
        "counts": await counts(session, visitor.member),
        "wanted": asked,
        "districts": districts(visitor.voice),
        "bad_number": None,
    }


def _named(case: Case) -> str:
    return f"{case.rank}~{case.submitted_at.isoformat()}~{case.id}"


def _place(named: str) -> Place | None:
    try:
        rank, at, case_id = named.split("~")
        return Place(int(rank), datetime.fromisoformat(at), UUID(case_id))
    except (ValueError, OverflowError):
        return None
