"""The series in the console: the list, and one with its cases, what they share, sums and who has what."""

from __future__ import annotations

import secrets
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

import structlog
from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.responses import Response

from actions.circulars import prepare
from actions.hand import DoneAlready
from cases.circulars import LONGEST, NotLookedAt
from cases.errors import CaseError
from cases.people import CaseNotFound
from cases.verbs import Verb, check_may, may
from handlers.console.guard import Here, MembersForm, SignedIn, form_source, said
from handlers.console.parts import Console, Page, Typed, Visitor, page
from handlers.console.queue import Row, rows_of
from handlers.console.verbs import REFUSED, filled_from
from handlers.doing import do
from handlers.said.circulars import CircularShown, look_at_circulars, show_circular
from handlers.said.errors import error_words
from handlers.said.graph import Graph, graph_of
from storage.looks import note_looks
from storage.series import cases_of_series, scheme_for, schemes_for
from storage.sight import is_guest
from storage.special_teams import specials_for
from storage.tables import Case, Seen

log = structlog.get_logger()

SERIES = Page("series", Verb.READ)


@dataclass(frozen=True)
class Sums:
    """Of the cases of a series that its reader sees: what they lost together, as far as it is known."""

    loss_fen: int
    unknown: int
    moving: int
    open: int


def series_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/series")(series_list)
    router.get("/series/{series_id}")(series_page)
    router.post("/series/{series_id}/circular")(circular)
    return router


async def series_list(console: Here, visitor: SignedIn) -> Response:
    """Those of which this member sees a case."""
    async with console.door.database.reading() as session:
        schemes = await schemes_for(session, visitor.member)
        specials = await specials_for(session, visitor.member)
    return page(
        console,
        visitor,
        "series_list",
        schemes=schemes,
        specials=specials,
        may_mark=may(visitor.member.role, Verb.MEANINGLESS),
        here=SERIES.path,
    )


@dataclass(frozen=True)
class Composing:
    """What a lead is about to tell all its reporters: what was typed, why not, and how each would read it.

    Shown though it was looked at before, it has changed since.
    """

    typed: Typed
    form_id: str
    trouble: str = ""
    shown: CircularShown | None = None


async def series_page(series_id: UUID, console: Here, visitor: SignedIn) -> Response:
    """Raises CaseNotFound alike for one that is not there and for one of which this member sees nothing."""
    return await _show(console, visitor, series_id, Composing(Typed({}), secrets.token_urlsafe(12)))


async def circular(series_id: UUID, console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """Words to every reporter: shown first, with a button that sends what was shown; sent once, however often pressed.

    Raises NotAllowed and CaseNotFound.
    """
    check_may(visitor.member.role, Verb.SEND_CIRCULAR)
    composing, status = Composing(Typed({name: said(form, name) for name in form}), said(form, "form_id")), 200
    if said(form, "edit"):
        return await _show(console, visitor, series_id, composing)
    number = await _any_case(console, visitor, series_id)
    try:
        if await _sent(console, visitor, number, form):
            return RedirectResponse(f"{SERIES.path}/{series_id}#told", 303)
        composing = replace(composing, shown=await _look_first(console, visitor, number, form))
    except REFUSED:
        raise
    except DoneAlready:
        return RedirectResponse(f"{SERIES.path}/{series_id}#told", 303)
    except CaseError as error:
        composing, status = replace(composing, trouble=error_words(visitor.voice, error, to="desk")), 409
    return await _show(console, visitor, series_id, composing, status)


async def _sent(console: Console, visitor: Visitor, number: str, form: FormData) -> bool:
    """False where nobody has looked at it yet, or not at what it says now and who gets it."""
    filled = filled_from(console, form)
    if not filled.sure:
        return False
    with suppress(NotLookedAt):
        async with console.door.database.writing() as session:
            hand = console.door.hand(session, member=visitor.member, source=form_source(form))
            await do(hand, number, Verb.SEND_CIRCULAR, filled)
            return True
    return False


async def _look_first(console: Console, visitor: Visitor, number: str, form: FormData) -> CircularShown:
    """In a transaction that writes: of words that nobody of the unit ever says something is kept."""
    async with console.door.database.writing() as session:
        hand = console.door.hand(session, member=visitor.member, source=form_source(form))
        prepared = await prepare(hand, number, said(form, "text"), said(form, "english"))
        return await show_circular(hand, visitor.voice, prepared)


async def _any_case(console: Console, visitor: Visitor, series_id: UUID) -> str:
    """One of the series with which this member may work. Raises CaseNotFound."""
    async with console.door.database.reading() as session:
        cases = await cases_of_series(session, visitor.member, series_id)
    return next((one.number for one in cases if not is_guest(visitor.member, one)), "")


async def _show(
    console: Console, visitor: Visitor, series_id: UUID, composing: Composing, status: int = 200
) -> Response:
    async with console.door.database.reading() as session:
        scheme = await scheme_for(session, visitor.member, series_id)
        if scheme is None:
            raise CaseNotFound
        cases = await cases_of_series(session, visitor.member, series_id)
        rows = await rows_of(console, session, visitor, cases)
        graph = await graph_of(session, visitor.voice, cases, visitor.member)
        told = await look_at_circulars(session, visitor.voice, visitor.member, series_id)
    shown, door = _whose_words(graph, cases), console.door
    await note_looks(door.database, shown, visitor.member, Seen.SERIES, "console", door.clock(), about=series_id)
    log.info("series opened", series=str(series_id), member=str(visitor.member.id), cases=len(cases))
    return page(
        console,
        visitor,
        "series",
        status,
        scheme=scheme,
        rows=rows,
        sums=_sums(rows),
        holders=Counter(row.holder or "" for row in rows if not row.case.ended_at).most_common(),
        graph=graph,
        told=told,
        composing=composing if may(visitor.member.role, Verb.SEND_CIRCULAR) else None,
        longest=LONGEST,
        here=f"{SERIES.path}/{series_id}",
    )


def _whose_words(graph: Graph, cases: list[Case]) -> list[Case]:
    """The cases of which more is shown than in any list: the values that they share."""
    numbers = {end.number for tie in graph.ties if tie.words for end in tie.ends}
    return [one for one in cases if one.number in numbers]


def _sums(rows: list[Row]) -> Sums:
    losses = [row.case.loss_fen for row in rows]
    known = [one for one in losses if one is not None]
    running = [row.case for row in rows if not row.case.ended_at]
    return Sums(sum(known), len(losses) - len(known), sum(one.money_moving for one in running), len(running))
