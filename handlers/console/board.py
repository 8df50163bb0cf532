"""The board: what is open by where it stands, a column for each state of the service track.

A card moves by a verb's form and by nothing else: what a state means is for the verb to say, not for a hand that drags.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from actions.bulk import IN_BULK
from cases.tracks import ENDED, TAKEN, WAITING, Service
from cases.verbs import Verb, possible
from handlers.console.guard import Here, SignedIn
from handlers.console.parts import Console, Visitor, page, wants_part
from handlers.console.queue import Row, bulk_facts, choices_of, rows_of
from handlers.console.wanted import Wanted, wanted
from storage.cases import chair_of
from storage.queue import Page, View, count_stages, counts, page_of
from storage.tables import Case

CARDS = 20  # of a column; the rest is the list's


@dataclass(frozen=True)
class Column:
    """One state: its cards with the verbs each has a form for, how many cases it has, and where they all are listed."""

    name: str
    cards: list[tuple[Row, tuple[Verb, ...]]]
    more: bool
    count: str
    listed: str


def board_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/board")(board)
    return router


async def board(request: Request, console: Here, visitor: SignedIn) -> Response:
    """The page, or the board alone when it is drawn anew."""
    asked = wanted(console, {**request.query_params, "show": "open"})
    async with console.door.database.reading() as session:
        facts = await board_facts(console, session, visitor, asked)
    name = "board" if wants_part(request) else "board_page"
    response = page(console, visitor, name, **facts, here=f"/console/board?{asked.query}")
    if asked.is_choosing and wants_part(request):
        response.headers["HX-Push-Url"] = f"/console/board?{asked.query}"
    return response


async def board_facts(console: Console, session: AsyncSession, visitor: Visitor, asked: Wanted) -> dict[str, Any]:
    """Everything the board's template needs. What a column shows beside its state is one read for all of them."""
    views = {name: _column(asked.view, name) for name in ("waiting", *_STATES, "ended")}
    pages = {name: await page_of(session, visitor.member, view, limit=CARDS) for name, view in views.items()}
    kept = await _kept(session, visitor, asked.view)
    rows = await rows_of(console, session, visitor, [case for found in pages.values() for case in found.cases])
    by_case = {row.case.id: row for row in rows}
    return {
        "columns": [
            _shown(visitor, asked, name, found, [by_case[case.id] for case in found.cases], kept)
            for name, found in pages.items()
        ],
        "wanted": asked,
        "counts": await counts(session, visitor.member),
        **await choices_of(session, visitor, asked),
        **await bulk_facts(console, session, visitor),
    }


_STATES = tuple(one.value for one in Service if one in TAKEN)


def _column(view: View, name: str) -> View:
    if name in {"waiting", "ended"}:
        return replace(view, show=name, sort="", stage=None)
    return replace(view, show="open", sort="", stage=Service(name))


async def _kept(session: AsyncSession, visitor: Visitor, view: View) -> dict[str, int] | None:
    """How many cases each column has; None where a filter asks for what is not counted."""
    if any((view.urgent, view.urgency, view.offence, view.holder, view.least_fen is not None)):
        return None
    stages = await count_stages(session, visitor.member, view.district)
    parts = {"waiting": WAITING, "ended": ENDED}
    return {name: sum(stages.get(one, 0) for one in parts.get(name, {name})) for name in ("waiting", *_STATES, "ended")}


def _shown(
    visitor: Visitor, asked: Wanted, name: str, found: Page, rows: Sequence[Row], kept: dict[str, int] | None
) -> Column:
    cards = [(row, _verbs(row.case, visitor)) for row in rows]
    is_state = name in _STATES
    listed = asked.but(show="open" if is_state else name, stage=name if is_state else "", sort="")
    more = found.goes_on is not None
    count = str(kept[name]) if kept is not None else f"{len(cards)}+" if more else str(len(cards))
    return Column(name, cards, more, count, listed)


def _verbs(case: Case, visitor: Visitor) -> tuple[Verb, ...]:
    """Of those that have a form on a card, what this member can do with the case now."""
    return tuple(verb for verb in possible(chair_of(case, visitor.member)) if verb in IN_BULK)
