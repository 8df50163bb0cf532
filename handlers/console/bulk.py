"""Many cases at once: chosen in the list, done one by one as verbs, and taken back with one press."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID, uuid5

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from actions.bulk import IN_BULK, MOST, TooLateToUndo, begin_bulk, begin_undo, note_done, standing, undo
from actions.desk import IsAway, IsYourself
from actions.filled import Filled
from cases.errors import CaseError, NotUnderstood
from cases.law.triage import Urgency
from cases.people import CaseNotFound, NoSuchMember, NotAllowed
from cases.verbs import Verb, may
from handlers.console.board import board_facts
from handlers.console.guard import Here, MembersForm, SignedIn, form_source, said, said_all
from handlers.console.parts import Console, Visitor, page, wants_part
from handlers.console.queue import bulk_facts, choices_of, queue_facts
from handlers.console.wanted import wanted
from handlers.doing import do
from handlers.outside import read_id
from handlers.said.errors import error_words
from storage.bulk import cases_of_bulk, was_done

FORMS = UUID("7b1f8a52-3a0e-4b58-9a3e-6a2b8f1f7f15")  # the space in which a form's id names a bulk
OF_THE_FORM = (
    NotUnderstood,
    NoSuchMember,
    IsYourself,
    IsAway,
)  # what is wrong with what was filled in, not with a case
TYPED = ("to", "note", "urgency", "reason")


@dataclass(frozen=True)
class Outcome:
    """What became of a press: how many it was done with, which not and why. `undo` can still be pressed for it."""

    verb: Verb
    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    undo: UUID | None = None
    is_undone: bool = False


@dataclass(frozen=True)
class Unfinished:
    """A form that lacks something, whichever case it is for: why, what was typed, and what was chosen stays so."""

    verb: Verb
    words: str
    typed: dict[str, str]
    cases: tuple[str, ...]


def bulk_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console/bulk", route_class=route)
    router.post("")(do_all)
    router.post("/{bulk_id}/undo")(undo_all)
    return router


async def do_all(request: Request, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """Each case in a transaction of its own: one that cannot does not hold up the others. Raises NotAllowed."""
    verb = next((one for one in IN_BULK if one == said(form, "verb")), None)
    source = form_source(form)
    if verb is None or source is None:
        raise CaseNotFound
    if not may(visitor.member.role, verb):
        raise NotAllowed
    chosen = [one.partition("~") for one in said_all(form, "case", 2 * MOST)]
    cases = list({number: had for number, _, had in chosen}.items())
    if not 0 < len(cases) <= MOST:
        trouble = visitor.voice.say("console.bulk.none" if not cases else "console.bulk.many", most=MOST)
        return await _answer(request, console, visitor, 409, bulk_trouble=trouble)
    bulk_id = uuid5(FORMS, f"{visitor.member.id}:{source}")
    try:
        async with console.door.database.writing() as session:
            await begin_bulk(console.door.hand(session, member=visitor.member), bulk_id, verb)
    except TooLateToUndo as error:
        return await _answer(request, console, visitor, 409, bulk_trouble=error_words(visitor.voice, error, to="desk"))
    outcome, errors = Outcome(verb, undo=bulk_id), list[CaseError]()
    for number, had in cases:
        try:
            await _do_one(console, visitor, bulk_id, verb, number, _filled(form, verb, had), f"{source}:{number[:16]}")
            outcome.done.append(number)
        except CaseError as error:
            errors.append(error)
            outcome.refused.append((number, error_words(visitor.voice, error, to="desk")))
        if errors and isinstance(errors[-1], NotUnderstood):
            break  # the next one's form is the same
    if words := _lacking(outcome, errors):
        unfinished = Unfinished(verb, words, {name: said(form, name) for name in TYPED}, tuple(dict(cases)))
        return await _ask_again(request, console, visitor, unfinished)
    return await _answer(request, console, visitor, outcome=outcome)


def _lacking(outcome: Outcome, errors: list[CaseError]) -> str:
    """What the form lacks, in words, where nothing could be done for want of it; once, not for each case."""
    if errors and isinstance(errors[-1], NotUnderstood):
        return outcome.refused[-1][1]
    same = {words for _, words in outcome.refused}
    is_of_form = not outcome.done and all(isinstance(error, OF_THE_FORM) for error in errors)
    return same.pop() if is_of_form and len(same) == 1 else ""


async def _do_one(
    console: Console, visitor: Visitor, bulk_id: UUID, verb: Verb, number: str, filled: Filled, source: str
) -> None:
    async with console.door.database.writing() as session:
        hand = console.door.hand(session, member=visitor.member, source=source)
        case = await hand.see(number)
        if await was_done(session, bulk_id, case.id):
            return
        before = standing(case)
        await do(hand, number, verb, filled)
        await note_done(hand, bulk_id, case, before)


async def undo_all(request: Request, bulk_id: UUID, console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    """What still stands as it was left goes back; of the rest it says why not. Raises NotAllowed and CaseNotFound."""
    try:
        async with console.door.database.writing() as session:
            bulk = await begin_undo(console.door.hand(session, member=visitor.member), bulk_id)
    except (NotAllowed, CaseNotFound):
        raise
    except CaseError as error:
        return await _answer(request, console, visitor, 409, bulk_trouble=error_words(visitor.voice, error, to="desk"))
    async with console.door.database.reading() as session:
        numbers = await cases_of_bulk(session, bulk_id)
    if not numbers:
        trouble = error_words(visitor.voice, TooLateToUndo(), to="desk")
        return await _answer(request, console, visitor, 409, bulk_trouble=trouble)
    outcome = Outcome(bulk.verb, is_undone=True)
    for number in numbers:
        try:
            async with console.door.database.writing() as session:
                await undo(console.door.hand(session, member=visitor.member), number, bulk_id, bulk.verb)
            outcome.done.append(number)
        except CaseError as error:
            outcome.refused.append((number, error_words(visitor.voice, error, to="desk")))
    return await _answer(request, console, visitor, outcome=outcome)


def _filled(form: FormData, verb: Verb, had: str) -> Filled:
    """What the bar of the list holds for this verb."""
    return Filled(
        text=said(form, "reason" if verb is Verb.SET_URGENCY else "note"),
        to=read_id(said(form, "to")),
        had=had,
        urgency=next((one for one in Urgency if one == said(form, "urgency")), None),
    )


async def _ask_again(request: Request, console: Console, visitor: Visitor, unfinished: Unfinished) -> Response:
    """The same form with what was typed. In the list it comes alone: the rows stay as they are, and what is chosen."""
    if request.query_params.get("on") == "board" or not wants_part(request):
        return await _answer(request, console, visitor, 409, unfinished=unfinished)
    asked = wanted(console, request.query_params)
    async with console.door.database.reading() as session:
        facts = await choices_of(session, visitor, asked) | await bulk_facts(console, session, visitor)
    answer = page(console, visitor, "queue_bulk", 409, **facts, wanted=asked, unfinished=unfinished)
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#bulk", "outerHTML"
    return answer


async def _answer(
    request: Request, console: Console, visitor: Visitor, status: int = 200, **said_of_it: object
) -> Response:
    """The list, or the board it was pressed on, as it stands now."""
    visitor = replace(visitor, since=console.live.place())  # what was just done stands in what is read now
    asked, on_board = wanted(console, request.query_params), request.query_params.get("on") == "board"
    name, whole = ("board", "board_page") if on_board else ("queue", "desk")
    async with console.door.database.reading() as session:
        read = board_facts if on_board else queue_facts
        facts = await read(console, session, visitor, asked) | said_of_it
    if wants_part(request):
        return page(console, visitor, name, status, **facts)
    return page(console, visitor, whole, status, **facts, view=None, here=f"/console?{asked.query}")
