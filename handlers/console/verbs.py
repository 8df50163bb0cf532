"""What the team does with a case, from its page: each form is one verb in one transaction."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from sqlmodel import select
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from actions.closing import StillOwed
from actions.crossing import AnsweredMeanwhile, HeldByAnother, ReporterWrote
from actions.filled import Classification, Filled, Placing
from actions.outcome import OutcomeMeanwhile, OutcomeNotSure
from actions.revising import RevisedMeanwhile
from cases.consulting import MOST_SEATS, Recommendation
from cases.errors import CaseError, NotUnderstood
from cases.law.triage import Urgency
from cases.materials import MOST_ADDED
from cases.people import CaseNotFound, NotAllowed
from cases.planned import Later
from cases.rounds import Round
from cases.together import MOST_AT_ONCE
from cases.tracks import CloseReason
from cases.verbs import KEEPING, PLANNING, RULES, TOGETHER, Takes, Verb
from handlers.console.case import Trouble, show_after, show_case
from handlers.console.guard import Here, MembersForm, SignedIn, form_source, said, said_all
from handlers.console.moves import paper_from
from handlers.console.parts import Console, Visitor, wants_part
from handlers.doing import do
from handlers.outside import read_id, read_ids
from handlers.said.errors import error_words
from storage.keys import KeyLost
from storage.sight import sees
from storage.tables import Case

One = TypeVar("One", bound=StrEnum)
WAIVE = "waive_"
REFUSED = (NotAllowed, CaseNotFound, KeyLost)  # a page of its own says so; everything else is said at the form
PARTS = {
    Verb.ASK_MATERIALS: "materials",
    Verb.PLACE_FILE: "files",
    Verb.CORRECT: "tracks",
    Verb.OBJECT_NAME: "tracks",
    Verb.LINK: "links",
    Verb.UNLINK: "links",
    Verb.MEANINGLESS: "links",
    **dict.fromkeys(TOGETHER, "together"),
    **dict.fromkeys(KEEPING, "custody"),
    **dict.fromkeys(PLANNING, "ledger"),
}  # where the page goes on afterwards, if not at the form itself


class NotAttached(CaseError):
    """Files were chosen and not attached: without a script that takes a press of its own."""


class WordsOfAnother(CaseError):
    """The words were begun from another message than the one that was chosen."""


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
        if wanted is Verb.REVISE and _words_of(form)[0] not in {"", said(form, "message")}:
            raise WordsOfAnother
        if said(form, "attached") and not wants_part(request):
            raise NotAttached
        filled = filled_from(console, form)
        async with door.database.writing() as session:
            hand = door.hand(session, member=visitor.member, source=form_source(form))
            await do(hand, number, wanted, filled)
    except REFUSED:
        raise
    except CaseError as error:
        trouble = _trouble(visitor, verb, form, error)
        return await show_case(request, number, console, visitor, trouble=trouble, status=409)
    if await _has_left(console, visitor, number):
        return _go_to(request, "/console")
    return await show_after(request, number, console, visitor, PARTS.get(wanted, verb))


def _trouble(visitor: Visitor, verb: str, form: FormData, error: CaseError) -> Trouble:
    """Why not, beside what was typed; the form knows what stood in the way, so that the next press goes past it."""
    words, typed = error_words(visitor.voice, error, to="desk"), {name: said(form, name) for name in form}
    if isinstance(error, HeldByAnother):
        return Trouble(verb, words, typed | {"despite": str(error.holder)}, can_go_on=True)
    if isinstance(error, AnsweredMeanwhile | ReporterWrote):
        return Trouble(verb, words, typed | {"read": error.read}, can_go_on=True, other=error.text)
    if isinstance(error, RevisedMeanwhile):
        begun = f"{typed['message']}.{error.seen}"
        return Trouble(verb, words, typed | {"words_of": begun}, can_go_on=True, other=error.text)
    if isinstance(error, OutcomeNotSure):
        return Trouble(verb, words, typed | {"sure": error.reason.value}, can_go_on=True)
    if isinstance(error, StillOwed):
        return Trouble(verb, words, typed | {"sure": error.mark}, can_go_on=True)
    if isinstance(error, OutcomeMeanwhile):
        return Trouble(verb, words, typed | {"reason": ""})
    return Trouble(verb, words, typed)


def verb_of(name: str) -> Verb:
    """A verb with a form of its own. Raises CaseNotFound for every other address."""
    takes = RULES[Verb(name)].takes if name in list(Verb) else None
    if takes in {None, Takes.RECORD}:  # records have a door with stricter words: handlers/console/moves.py
        raise CaseNotFound
    return Verb(name)


def filled_from(console: Console, form: FormData) -> Filled:
    """Whatever a form of the page can hold; the verb takes its own. Raises NotUnderstood."""
    return Filled(
        text=said(form, "text"),
        english=said(form, "english"),
        at_once=bool(said(form, "at_once")),
        to=read_id(said(form, "to")),
        had=said(form, "had"),
        message=read_id(said(form, "message")),
        planned=read_id(said(form, "planned")),
        later=_one_of(Later, said(form, "later")),
        seen=_words_of(form)[1],
        despite=said(form, "despite"),
        read=said(form, "read"),
        files=read_ids(said(form, "files")),
        reason=_one_of(CloseReason, said(form, "reason")),
        sure=said(form, "sure"),
        classification=Classification(said(form, "offence"), said(form, "district")),
        round=round_of(form),
        placing=Placing(read_id(said(form, "file")), said(form, "item")),
        urgency=_one_of(Urgency, said(form, "urgency")),
        panel=said_all(form, "panel", MOST_SEATS),
        within=said(form, "within"),
        recommendation=_one_of(Recommendation, said(form, "recommendation")),
        measure=read_id(said(form, "measure")),
        other=said(form, "other"),
        identifier=said(form, "identifier"),
        scope=said(form, "scope"),
        hour=said(form, "hour"),
        series=read_id(said(form, "series")),
        others=said_all(form, "others", MOST_AT_ONCE),
        move=read_id(said(form, "move")),
        entry=read_id(said(form, "entry")),
        paper=paper_from(console, form),
    )


def _words_of(form: FormData) -> tuple[str, str]:
    """The message whose words a correction was begun with, and the mark of that wording."""
    message, _, seen = said(form, "words_of").partition(".")
    return message, seen


def round_of(form: FormData) -> Round:
    """What the form asks for: rows with a title, and items with a reason to leave them out. Raises NotUnderstood."""
    rows = [(said(form, f"title_{row}").strip(), said(form, f"reason_{row}").strip()) for row in range(MOST_ADDED)]
    added = [row for row in rows if any(row)]
    if not all(title and reason for title, reason in added):
        raise NotUnderstood("material", "empty")
    waived = {name.removeprefix(WAIVE): said(form, name) for name in form if name.startswith(WAIVE)}
    return Round(added, {item: reason for item, reason in waived.items() if reason.strip()}, said(form, "new_facts"))


def _one_of(values: type[One], text: str) -> One | None:
    return values(text) if text in list(values) else None


async def _has_left(console: Console, visitor: Visitor, number: str) -> bool:
    """Whether the case went to a district this member does not see."""
    async with console.door.database.reading() as session:
        case = (await session.exec(select(Case).where(Case.number == number))).one_or_none()
    return case is None or not sees(visitor.member, case)


def _go_to(request: Request, page: str) -> Response:
    if wants_part(request):
        return Response(headers={"HX-Redirect": page})
    return RedirectResponse(page, 303)
