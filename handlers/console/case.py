"""The case page: everything that belongs to a case, and the verbs its reader has."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from actions.filled import NOBODY_HAD
from actions.revising import wording_of
from cases.errors import CaseError
from cases.law.triage import Urgency
from cases.placing import ANY_ITEM, NO_ITEM
from cases.tracks import DESK_REASONS
from cases.verbs import ANSWERS, CONSULTING, KEEPING, PLANNING, RULES, TOGETHER, Takes, Verb, may, possible
from handlers.console.at_present import AtPresent, at_present
from handlers.console.guard import Here, SignedIn
from handlers.console.parts import Console, Typed, Visitor, page, wants_part
from handlers.console.pieces import Piece, piece_of
from handlers.console.queue import queue_facts
from handlers.console.wanted import wanted
from handlers.said.canned import filled_canned, offered_canned
from handlers.said.cases import (
    Promise,
    district_name,
    districts,
    offence_name,
    promise_of,
    told_later,
)
from handlers.said.consulting import Options, choices, lacking
from handlers.said.custody import CustodyView, look_at_custody
from handlers.said.dossier import OwnWords, Section, desk_sections, own_words
from handlers.said.errors import error_words
from handlers.said.feedback import Line, feedback_of
from handlers.said.law import LawView, legal_names, look_at_law
from handlers.said.ledger import Entry, Ledger, delivered, ledger_of
from handlers.said.links import LinksSaid, identifier_names, look_further
from handlers.said.materials import place_title
from handlers.said.merged import Merged, look_merged
from handlers.said.planned import later_options, planned_options
from handlers.said.preview import Preview
from handlers.said.revising import changeable, in_short
from handlers.said.signatures import NamedSaid, look_at_named
from handlers.said.special_teams import anybody, hours, scopes, seated
from handlers.said.summary import Near, summary
from handlers.said.team import Person, Suggested, colleagues, person_words, suggested_for
from handlers.said.timeline import Told, just_done, timeline_of
from handlers.said.together import Together, look_together, officers, series_choices
from handlers.said.tracks import TracksView, look_at_tracks
from handlers.said.triage import urgency_words
from storage.attached import Attached, pending_of
from storage.came_back import Back, came_back
from storage.cases import case_for_member, chair_of
from storage.consulting import Council, Task, councils_of, tasks_of
from storage.dossiers import Dossier, open_dossier
from storage.ledger import kept_of
from storage.looks import Looked, looks_of, note_look, note_refresh
from storage.materials import Checklist, checklist_of
from storage.merged import main_for
from storage.officers import ToRead, code_to_read
from storage.planned import mark_of_planned, planned_for
from storage.presence import There, others_at
from storage.tables import Author, Case, Member, Seen
from storage.team import team_of
from storage.tracks import tracks_of
from storage.unsent import unsent_of

WRITTEN = frozenset({Takes.TEXT, Takes.TO_REPORTER, Takes.REVISION, Takes.MESSAGE})
CHANGED = frozenset({Takes.REVISION, Takes.MESSAGE})
ACTED = frozenset(
    {Takes.NOTHING, Takes.COLLEAGUE, Takes.REASON, Takes.OUTCOME, Takes.URGENCY}
)  # done by a press or a choice


ALONE = "alone"  # in the address of a merged case: that one, not what it leads to
# What ties cases together, as it is offered: first what is at hand, then what is done seldom, behind one press each.
AT_HAND = (
    Verb.TEAM_REPORT,
    Verb.TEAM_NOTE,
    Verb.FORM_SERIES,
    Verb.JOIN_SERIES,
    Verb.MERGE,
    Verb.UNMERGE,
    Verb.FORM_TEAM,
)
SELDOM = {
    "series": (Verb.LEAVE_SERIES, Verb.LEAD_SERIES, Verb.RENAME_SERIES, Verb.DISSOLVE_SERIES, Verb.SEND_CIRCULAR),
    "team": (Verb.JOIN_TEAM, Verb.LEAVE_TEAM, Verb.LEAD_TEAM, Verb.DISSOLVE_TEAM),
}
APART = CONSULTING | TOGETHER | KEEPING | PLANNING | {Verb.NO_REPLY}  # they stand where what they are about stands


@dataclass(frozen=True)
class Trouble:
    """Why a verb did not work, said at its form, which keeps what was typed."""

    verb: str
    words: str
    typed: dict[str, str]
    can_go_on: bool = False  # the same once more does it
    other: str = ""  # what a colleague said meanwhile
    preview: Preview | None = None  # nothing is wrong: the words as they will be read

    def __post_init__(self) -> None:
        object.__setattr__(self, "typed", Typed(self.typed))


@dataclass(frozen=True)
class CaseView:
    """A case as one member sees it."""

    dossier: Dossier
    offence: str
    district: str
    promise: Promise | None
    back: Back | None
    summary: str
    sections: list[Section]
    own_words: list[OwnWords]
    timeline: Told
    just_done: str  # what this member did with it a moment ago
    places: list[tuple[str, str]]
    ledger: Ledger
    delivered: dict[str, Entry]  # by the id of a message of the desk's
    changeable: dict[str, str]  # those of them that this member may change, in short
    says_now: dict[str, str]  # the same in full: what a correction begins with
    words_of: dict[str, str]  # what a form says of that: the message and the mark of its wording
    told_later: str
    verbs: tuple[Verb, ...]
    colleagues: list[tuple[Person, str]]
    suggested: Suggested | None
    linked: LinksSaid
    together: Together
    merged: Merged
    named: dict[str, str]
    tracks: TracksView
    names: list[NamedSaid]  # of officers in whose name others wrote something down
    materials: Checklist
    law: LawView
    offences: dict[str, str]
    districts: dict[str, str]
    urgency: str
    councils: list[Council]
    tasks: list[Task]
    lacking: list[str]  # knowledge that nobody who is there has
    choices: dict[str, Options]  # of forms, by the name of the field
    reader: Member
    looks: list[Looked]
    custody: CustodyView
    pending: list[Attached]  # files that go with this member's next words
    canned: list[tuple[str, str]]  # answers that can be picked: names and titles
    others: list[There]  # who else is at it
    unsent: dict[Verb, str]  # what this member typed and has not sent
    planned_had: str  # what was planned for the reporter when the page was made
    feedback: list[Line]  # what the reporter said of it once it had ended
    at_present: AtPresent
    to_read: ToRead | None  # a code that this member is to read aloud to the reporter

    @property
    def case(self) -> Case:
        return self.dossier.case

    @property
    def has_answered(self) -> bool:
        """For good: the answer in the consultation that runs is not written anew."""
        return any(one.stands_of(self.reader) for one in self.councils if not one.is_over)


def case_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/cases/{number}")(case_page)
    router.get("/cases/{number}/live")(live_parts)
    return router


async def case_page(request: Request, number: str, console: Here, visitor: SignedIn) -> Response:
    """What was merged leads to the main case, unless it is asked for by itself."""
    if ALONE not in request.query_params and (main := await _leads_to(console, visitor, number)):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/console/cases/{main}{query}", 303)
    return await show_case(request, number, console, visitor)


async def _leads_to(console: Console, visitor: Visitor, number: str) -> str | None:
    async with console.door.database.reading() as session:
        case = await case_for_member(session, number, visitor.member)
        main = await main_for(session, case, visitor.member)
    return main.number if main else None


async def live_parts(request: Request, number: str, console: Here, visitor: SignedIn) -> Response:
    """The parts that change by themselves, for an open page; never the form that is being typed in."""
    async with console.door.database.reading() as session:
        view = await look(console, session, visitor, number)
    door, cases = console.door, [view.case, *view.merged.opened]
    await note_refresh(door.database, cases, visitor.member, Seen.CASE, "console", door.clock())
    return page(console, visitor, "case_live", **_case_facts(view, request.query_params))


async def _note_look(console: Console, visitor: Visitor, view: CaseView) -> None:
    """However the contents are handed out: as a page, or after a form, refused or not."""
    door, beside = console.door, view.merged.opened
    await note_look(door.database, view.case, visitor.member, Seen.CASE, "console", door.clock(), beside=beside)


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
        view = await look(console, session, visitor, number)
        if picked := request.query_params.get("canned"):  # without a script; else handlers/console/canned.py
            trouble = await _with_canned(session, visitor, view, picked)
        facts = _case_facts(view, request.query_params, trouble) | {"wanted": asked}
        if not wants_part(request):
            facts |= await queue_facts(console, session, visitor, asked)
    await _note_look(console, visitor, view)
    if wants_part(request):
        return page(console, visitor, "case", status, **facts)
    return page(console, visitor, "desk", status, **facts, here=f"/console/cases/{number}?{asked.query}")


async def _with_canned(session: AsyncSession, visitor: Visitor, view: CaseView, name: str) -> Trouble | None:
    """The composer with that answer in it, or with why not."""
    if Verb.ANSWER not in view.verbs:
        return None
    try:
        text = await filled_canned(session, visitor.voice, name, view.dossier, view.reader)
    except CaseError as error:
        kept = view.unsent.get(Verb.ANSWER, "")
        return Trouble(Verb.ANSWER, error_words(visitor.voice, error, to="desk"), {"text": kept})
    return Trouble(Verb.ANSWER, "", {"text": text})


async def show_after(request: Request, number: str, console: Console, visitor: Visitor, part: str) -> Response:
    """The case once a form of it was sent: in place for htmx, else by address, so that a reload sends nothing again."""
    if wants_part(request):
        return await show_case(request, number, console, visitor)
    alone = {ALONE: "1"} if await _leads_to(console, visitor, number) else {}
    query = f"?{urlencode({**request.query_params, **alone})}" if request.query_params or alone else ""
    return RedirectResponse(f"/console/cases/{number}{query}#{part}", 303)


async def look(console: Console, session: AsyncSession, visitor: Visitor, number: str) -> CaseView:
    """Everything about a case that this member may see. Raises CaseNotFound."""
    door, member = console.door, visitor.member
    case = await case_for_member(session, number, member)
    dossier = await open_dossier(session, case)
    team, tracks = await team_of(session), await tracks_of(session, case.id)
    materials, tasks = await checklist_of(session, door.law, dossier), await tasks_of(session, case)
    timeline = timeline_of(visitor.voice, dossier, team, tracks, materials)
    own = await changeable(session, case, member)
    linked = await look_further(session, visitor.voice, case, member.district)
    kept, planned = await kept_of(session, case), await planned_for(session, case)
    return CaseView(
        dossier=dossier,
        offence=offence_name(visitor.voice, case),
        district=district_name(visitor.voice, case.district),
        promise=promise_of(case, door.clock(), door.zone),
        back=(await came_back(session, [case])).get(case.id),
        summary=summary(visitor.voice, dossier, Near(materials, linked, tracks)),
        sections=desk_sections(visitor.voice, dossier.answers),
        own_words=own_words(visitor.voice, dossier),
        timeline=timeline,
        just_done=just_done(member, timeline, door.clock()),
        places=[(id_, place_title(visitor.voice, id_, materials.lines)) for id_ in _places(materials)],
        ledger=ledger_of(visitor.voice, case, kept, door.clock()),
        delivered=delivered(visitor.voice, case, kept, door.clock()),
        changeable=in_short(visitor.voice, own),
        says_now={str(one.message.id): one.text for one in own},
        words_of={str(one.message.id): f"{one.message.id}.{wording_of(one.message)}" for one in own},
        told_later=told_later(visitor.voice, case),
        verbs=possible(chair_of(case, member)),
        colleagues=[
            (one, person_words(visitor.voice, one)) for one in await colleagues(session, visitor.voice, case, member)
        ],
        suggested=await suggested_for(session, visitor.voice, case),
        linked=linked,
        together=await look_together(session, case, member),
        merged=await look_merged(session, case, member),
        named=await identifier_names(session, visitor.voice, case) if may(member.role, Verb.MEANINGLESS) else {},
        tracks=await look_at_tracks(session, visitor.voice, member, case, tracks),
        names=await look_at_named(session, visitor.voice, case, tracks),
        materials=materials,
        law=look_at_law(visitor.voice, dossier.answers, case),
        offences=legal_names(visitor.voice),
        districts=districts(visitor.voice),
        urgency=urgency_words(visitor.voice, dossier),
        councils=await councils_of(session, case),
        tasks=tasks,
        lacking=lacking(visitor.voice, team, case, member),
        choices=choices(visitor.voice, team, case, member, tasks)
        | {
            "series": await series_choices(session, visitor.voice, member),
            "officer": await officers(session, visitor.voice, case, member),
            "anybody": await anybody(session, visitor.voice, member),
            "seated": await seated(session, case, member),
            "scope": await scopes(session, visitor.voice, case, member),
            "hour": hours(visitor.voice),
            "planned": planned_options(visitor.voice, planned),
            "later": later_options(visitor.voice, case),
        },
        reader=member,
        looks=await looks_of(session, case) if may(member.role, Verb.SEE_LOOKS) else [],
        custody=await look_at_custody(session, visitor.voice, dossier, member),
        pending=await pending_of(session, case, member),
        canned=await offered_canned(session, visitor.voice) if may(member.role, Verb.ANSWER) else [],
        unsent=await unsent_of(session, case, member),
        others=await others_at(session, case.id, member.id, door.clock()),
        feedback=await feedback_of(session, visitor.voice, case),
        at_present=await at_present(session, team, case, door.clock()),
        to_read=await code_to_read(session, case, member, door.clock()),
        planned_had=mark_of_planned(planned),
    )


def _case_facts(view: CaseView, asked: Mapping[str, str], trouble: Trouble | None = None) -> dict[str, Any]:
    takes = {verb: RULES[verb].takes for verb in view.verbs}
    return {
        "view": view,
        "pieces": {one.name: one for one in _pieces(view, asked)},
        "trouble": trouble,
        "takes": takes,
        "acted": [verb for verb in view.verbs if takes[verb] in ACTED and verb not in APART],
        "written": [verb for verb in view.verbs if _is_written(verb, view)],
        "together": [verb for verb in view.verbs if verb in TOGETHER],
        "planning": [verb for verb in view.verbs if verb in PLANNING] if view.choices["planned"] else [],
        "at_hand": [verb for verb in AT_HAND if verb in view.verbs],
        "seldom": {name: [verb for verb in verbs if verb in view.verbs] for name, verbs in SELDOM.items()},
        "consulting": [
            verb for verb in view.verbs if verb in CONSULTING and not (view.has_answered and verb in ANSWERS)
        ],
        "to_reporter": [verb for verb in view.verbs if takes[verb] is Takes.TO_REPORTER],
        "last_words": _newest([view.dossier], Author.DESK),
        "own_said": _newest([view.dossier], Author.DESK, Author.REPORTER),
        "last_said": _newest(_with_parts(view), Author.DESK, Author.REPORTER),  # what ends, ends with its parts
        "formed": [verb for verb in view.verbs if takes[verb] not in CHANGED or view.changeable],  # what has a form
        "reasons": [reason.value for reason in DESK_REASONS],
        "urgencies": [urgency.value for urgency in Urgency if urgency is not view.case.urgency],
        # made with the form, so that sending it twice writes once
        "form_id": secrets.token_urlsafe(12),
    }


def _pieces(view: CaseView, asked: Mapping[str, str]) -> Iterator[Piece]:
    """Of every list that grows with what is said and sent, as much as a page shows at once."""
    yield piece_of("said", view.dossier.messages, asked, lambda one: len(one.text))
    yield piece_of("files", view.dossier.files, asked)
    yield piece_of("words", view.own_words, asked, lambda one: len(one.text))
    yield piece_of("lines", view.timeline[::-1], asked)
    yield piece_of("sent", view.ledger.past[::-1], asked)


def _is_written(verb: Verb, view: CaseView) -> bool:
    """Of the composer; where nothing is there to be changed, nothing is offered."""
    takes = RULES[verb].takes
    return takes in WRITTEN and verb not in APART and (takes not in CHANGED or bool(view.changeable))


def _places(materials: Checklist) -> list[str]:
    """Where a file can stand: nowhere yet, under an item, or that it is for none."""
    return [ANY_ITEM, *(line.id for line in materials.lines), NO_ITEM]


def _newest(dossiers: Iterable[Dossier], *authors: Author) -> UUID | str:
    """What they wrote last, as a form that was made now knows it."""
    written = (said.message for one in dossiers for said in one.messages if said.message.author in authors)
    newest = max(written, key=lambda one: (one.at, one.id), default=None)
    return newest.id if newest else NOBODY_HAD


def _with_parts(view: CaseView) -> list[Dossier]:
    return [view.dossier, *(one.dossier for one in view.merged.parts if one.dossier)]
