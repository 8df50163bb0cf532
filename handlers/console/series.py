"""The series in the console: the list, and one with its cases, what they share, sums and who has what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

import structlog
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.responses import Response

from cases.people import CaseNotFound
from cases.verbs import Verb, may
from handlers.console.guard import Here, SignedIn
from handlers.console.parts import Page, page
from handlers.console.queue import Row, rows_of
from handlers.said.graph import Graph, graph_of
from storage.looks import note_looks
from storage.series import cases_of_series, scheme_for, schemes_for
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


async def series_page(series_id: UUID, console: Here, visitor: SignedIn) -> Response:
    """Raises CaseNotFound alike for one that is not there and for one of which this member sees nothing."""
    async with console.door.database.reading() as session:
        scheme = await scheme_for(session, visitor.member, series_id)
        if scheme is None:
            raise CaseNotFound
        cases = await cases_of_series(session, visitor.member, series_id)
        rows = await rows_of(console, session, visitor, cases)
        graph = await graph_of(session, visitor.voice, cases, visitor.member)
    shown, door = _whose_words(graph, cases), console.door
    await note_looks(door.database, shown, visitor.member, Seen.SERIES, "console", door.clock(), about=series_id)
    log.info("series opened", series=str(series_id), member=str(visitor.member.id), cases=len(cases))
    return page(
        console,
        visitor,
        "series",
        scheme=scheme,
        rows=rows,
        sums=_sums(rows),
        holders=Counter(row.holder or "" for row in rows if not row.case.ended_at).most_common(),
        graph=graph,
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
