"""The case page: everything that belongs to a case, and the verbs its reader has."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from cases.tracks import DESK_REASONS
from cases.verbs import RULES, Takes, Verb, possible
from handlers.console.guard import Here, SignedIn
from handlers.console.ledger import Entry, ledger_of
from handlers.console.parts import Console, Visitor, page, wants_part
from handlers.console.queue import queue_facts, wanted
from handlers.said.cases import Promise, colleagues, district_name, districts, event_path, offence_name, promise_of
from handlers.said.dossier import OwnWords, Section, own_words, sections
from handlers.said.law import LawView, legal_name, legal_names, look_at_law
from handlers.said.tracks import TracksView, look_at_tracks, timeline_words
from storage.cases import Linked, case_for_member, chair_of, linked_cases
from storage.dossiers import Dossier, open_dossier
from storage.materials import Checklist, checklist_of
from storage.outgoing import sent_for
from storage.tables import Case, Member, TimelineEntry
from storage.team import Team, team_of
from storage.tracks import Tracks, tracks_of

log = structlog.get_logger()
ACTED = frozenset({Takes.NOTHING, Takes.COLLEAGUE, Takes.REASON})  # done by a press or a choice


@dataclass(frozen=True)
class Trouble:
    """Why a verb did not work, said at its form, which keeps what was typed."""

    verb: str
    words: str
    typed: dict[str, str]


@dataclass(frozen=True)
class CaseView:
    """A case as one member sees it."""

    dossier: Dossier
    offence: str
    district: str
    promise: Promise | None
    sections: list[Section]
    own_words: list[OwnWords]
    timeline: list[tuple[TimelineEntry, str]]
    ledger: list[Entry]
    verbs: tuple[Verb, ...]
    colleagues: list[tuple[Member, str]]
    linked: Linked
    tracks: TracksView
    materials: Checklist
    law: LawView
    offences: dict[str, str]
    districts: dict[str, str]

    @property
    def case(self) -> Case:
        return self.dossier.case


def case_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/cases/{number}")(case_page)
    router.get("/cases/{number}/live")(live_parts)
    return router


async def case_page(request: Request, number: str, console: Here, visitor: SignedIn) -> Response:
    return await show_case(request, number, console, visitor)


async def live_parts(number: str, console: Here, visitor: SignedIn) -> Response:
    """The parts that change by themselves, for an open page; never the form that is being typed in."""
    async with console.door.database.reading() as session:
        view = await look(console, session, visitor, number)
    return page(console, visitor, "case_live", **_case_facts(view))


async def show_case(
    request: Request,
    number: str,
    console: Console,
    visitor: Visitor,
    *,
    trouble: Trouble | None = None,
    status: int = 200,
) -> Response:
    """The case, alone for htmx, else beside the queue. Raises CaseNotFound."""
    asked = wanted(console, request.query_params)
    async with console.door.database.reading() as session:
        facts = _case_facts(await look(console, session, visitor, number), trouble) | {"wanted": asked}
        if wants_part(request):
            return page(console, visitor, "case", status, **facts)
        facts |= await queue_facts(console, session, visitor, asked)
    return page(console, visitor, "desk", status, **facts, here=f"/console/cases/{number}?{asked.query}")


async def show_after(request: Request, number: str, console: Console, visitor: Visitor, part: str) -> Response:
    """The case once a form of it was sent: in place for htmx, else by address, so that a reload sends nothing again."""
    if wants_part(request):
        return await show_case(request, number, console, visitor)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/console/cases/{number}{query}#{part}", 303)


async def look(console: Console, session: AsyncSession, visitor: Visitor, number: str) -> CaseView:
    """Everything about a case that this member may see. Raises CaseNotFound."""
    door, member = console.door, visitor.member
    case = await case_for_member(session, number, member)
    dossier = await open_dossier(session, case)
    log.info("dossier opened", case=number, member=str(member.id), by="console")
    team, tracks = await team_of(session), await tracks_of(session, case.id)
    return CaseView(
        dossier=dossier,
        offence=offence_name(visitor.voice, case),
        district=district_name(visitor.voice, case.district),
        promise=promise_of(case, door.clock(), door.zone),
        sections=sections(visitor.voice, dossier.answers),
        own_words=own_words(visitor.voice, dossier),
        timeline=_timeline(visitor, dossier, team, tracks),
        ledger=ledger_of(visitor.voice, await sent_for(session, case.id), door.clock()),
        verbs=possible(chair_of(case, member)),
        colleagues=colleagues(team, case, member),
        linked=await linked_cases(session, case, member.district),
        tracks=await look_at_tracks(session, visitor.voice, member, case, tracks),
        materials=await checklist_of(session, door.law, dossier),
        law=look_at_law(visitor.voice, dossier.answers, case),
        offences=legal_names(visitor.voice),
        districts=districts(visitor.voice),
    )


def _case_facts(view: CaseView, trouble: Trouble | None = None) -> dict[str, Any]:
    takes = {verb: RULES[verb].takes for verb in view.verbs}
    return {
        "view": view,
        "trouble": trouble,
        "takes": takes,
        "acted": [verb for verb in view.verbs if takes[verb] in ACTED],
        "written": [verb for verb in view.verbs if takes[verb] is Takes.TEXT],
        "reasons": [reason.value for reason in DESK_REASONS],
        # made with the form, so that sending it twice writes once
        "form_id": secrets.token_urlsafe(12),
    }


def _timeline(visitor: Visitor, dossier: Dossier, team: Team, tracks: Tracks) -> list[tuple[TimelineEntry, str]]:
    voice = visitor.voice
    told = []
    for line in reversed(dossier.timeline):
        details = line.entry.details
        facts = {
            "member": line.member or "",
            "to": team.name(UUID(details["to"])) if "to" in details else "",
            "reason": voice.say(f"reasons.{details['reason']}") if "reason" in details else "",
            "rating": details.get("rating", ""),
            **timeline_words(visitor.voice, line.entry, tracks),
            "offence": legal_name(visitor.voice, details.get("offence")),
            "district": district_name(visitor.voice, details.get("district")),
        }
        told.append((line.entry, voice.say(event_path(voice, line.entry.event), **facts)))
    return told
