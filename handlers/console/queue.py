"""The queue: who needs somebody now, most urgent and oldest first."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from actions.bulk import IN_BULK, MOST, UNDO_WITHIN
from actions.filters import MOST as MOST_SAVED
from actions.filters import filters_of
from cases.law.triage import Urgency
from cases.people import WORKING, Role
from cases.tracks import ENDED, TAKEN, Service
from cases.verbs import may
from handlers.console.guard import Here, SignedIn
from handlers.console.parts import Console, Visitor, page
from handlers.console.wanted import FEN, READY, SUMS, Wanted, name_place, since, wanted
from handlers.outside import read_path
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
from handlers.said.counts import count_words, needed_words
from handlers.said.law import legal_names
from handlers.said.team import people_of
from storage.bulk import cases_of_bulk, last_bulk
from storage.came_back import Back, came_back
from storage.queue import View, companies_of, count_few, counts, page_of
from storage.readiness import missing_of
from storage.tables import Case, Member
from storage.team import Team, has_duty_officer, team_of
from storage.tracks import first_due
from storage.views import SORTS

STAGES = {"open": TAKEN, "mine": TAKEN, "late": TAKEN, "new": TAKEN, "ended": ENDED}


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
    missing: int | None
    back: Back | None


def queue_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("")(desk)
    router.get("/queue")(queue_part)
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
            f"{read_path(request.headers.get('hx-current-url', '')) or '/console'}?{asked.query}"
        )
    return response


async def queue_facts(console: Console, session: AsyncSession, visitor: Visitor, asked: Wanted) -> dict[str, Any]:
    """Everything the list's template needs."""
    found = await page_of(session, visitor.member, asked.view, after=asked.after, limit=asked.shown)
    more, counted = found.goes_on, await counts(session, visitor.member) | await _few(console, session, visitor)
    return {
        "rows": await rows_of(console, session, visitor, found.cases),
        "more": name_place(more) if more else None,
        "looked": more is not None and len(found.cases) < asked.shown,
        "counts": counted,
        "figures": {show: count_words(show, count) for show, count in counted.items() if count},
        "needed": needed_words(counted),
        "wanted": asked,
        "unattended": visitor.member.role is Role.LEAD and not await has_duty_officer(session),
        "saved": [(str(one.id), name, one.asked) for one, name in await filters_of(session, visitor.member)],
        **await choices_of(session, visitor, asked),
        **await bulk_facts(console, session, visitor),
    }


async def _few(console: Console, session: AsyncSession, visitor: Visitor) -> dict[str, int]:
    """Of the parts that nobody keeps a count of, which are short: counted so far as a head says it."""
    views = {show: View(show, at=since(console, show)) for show in ("owed", "late", "new")}
    return {show: await count_few(session, visitor.member, view) for show, view in views.items()}


async def choices_of(session: AsyncSession, visitor: Visitor, asked: Wanted) -> dict[str, Any]:
    """What the filters offer; what has words of its own as pairs of value and words."""
    voice, member, team = visitor.voice, visitor.member, await team_of(session)
    return {
        "districts": districts(voice),
        "offences": legal_names(voice),
        "holders": {str(one.id): team.name(one.id) for one in _near(team, member)},
        "urgencies_said": [(one.value, voice.say(f"triage.{one}")) for one in Urgency],
        "stages_said": [
            (one.value, voice.say(f"states.team.{one}"))
            for one in Service
            if one in STAGES.get(asked.view.show, frozenset())
        ],
        "sums_said": [(one, f"≥ {voice.spoken.money(one * FEN)}") for one in SUMS],
        "sorts": SORTS,
        "sorts_said": [(one, voice.say(f"console.sorts.{one}")) for one in SORTS[asked.view.show]],
        "ready": list(READY),
        "most_saved": MOST_SAVED,
    }


def _near(team: Team, member: Member) -> list[Member]:
    """Who may have the cases of this member's district; of a member of all districts, everybody who works."""
    return team.working(member.district) if member.district else [one for one in team.today if one.role in WORKING]


async def bulk_facts(console: Console, session: AsyncSession, visitor: Visitor) -> dict[str, Any]:
    """What can be done with chosen cases, and what of that was done last and can be taken back."""
    now, member, team = console.door.clock(), visitor.member, await team_of(session)
    verbs = [verb for verb in IN_BULK if may(member.role, verb)]
    last = await last_bulk(session, member, now - UNDO_WITHIN) if verbs else None
    return {
        "bulk_verbs": verbs,
        "form_id": secrets.token_urlsafe(12),
        "most_chosen": MOST,
        "last_bulk": last,
        "last_cases": len(await cases_of_bulk(session, last.id)) if last else 0,
        "colleagues": [
            person
            for person in await people_of(session, console.door, visitor.voice, _near(team, member))
            if person.member.id != member.id and not person.member.is_placeholder
        ]
        if verbs
        else [],
    }


async def rows_of(console: Console, session: AsyncSession, visitor: Visitor, cases: list[Case]) -> list[Row]:
    """The cases as a list shows them, in their order."""
    companies, team = await companies_of(session, cases), await team_of(session)
    now, door = console.door.clock(), console.door
    missing, back = await missing_of(session, door.law, cases), await came_back(session, cases)
    clocks = await first_due(session, [case.id for case in cases], duties(door))
    return [
        Row(
            case,
            offence_name(visitor.voice, case),
            district_name(visitor.voice, case.district),
            company_name(visitor.voice, companies[case.id]),
            team.name(case.holder_id) or None,
            promise_of(case, now, door.zone),
            legal_clock_of(door, clocks[case.id], now) if case.id in clocks else None,
            missing.get(case.id),
            back.get(case.id),
        )
        for case in cases
    ]
