"""The search: typed into the box of every page, shown as rows of the queue with where they matched.

The words never stand in an address, which others keep: they come in a form, and go on sealed for who asked.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from cases.numbers import read_case_number
from cases.searching import LONGEST
from handlers.console.guard import Here, MembersForm, SignedIn, said
from handlers.console.parts import Console, Visitor, page
from handlers.console.queue import rows_of
from handlers.outside import read_number
from handlers.searching import search
from storage.keys import KeyLost
from storage.tables import Member

PAGE = 25
FARTHEST = 2**63 - 1  # no place is so far


def search_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.post("/search")(ask)
    router.get("/search")(show)
    return router


async def ask(console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """A whole case number opens the case; anything else is looked for."""
    words = said(form, "words").strip()
    if number := read_case_number(words):
        return RedirectResponse(f"/console/cases/{number}", 303)
    return RedirectResponse(f"/console/search?words={_sealed(console, visitor.member, words)}", 303)


async def show(request: Request, console: Here, visitor: SignedIn) -> Response:
    """One page of what was found."""
    asked, before = request.query_params.get("words", ""), request.query_params.get("before", "")
    words = _opened(console, visitor.member, asked)
    return await _page(console, visitor, words, asked, read_number(before, most=FARTHEST))


async def _page(console: Console, visitor: Visitor, words: str, asked: str, before: int | None) -> Response:
    found = await search(console.door, visitor.member, words, "console", before=before, size=PAGE)
    async with console.door.database.reading() as session:
        rows = await rows_of(console, session, visitor, [hit.case for hit in found.hits])
    return page(
        console,
        visitor,
        "search",
        422 if found.why else 200,
        words=words[:LONGEST],
        found=found,
        hits=[(row, hit.matches) for row, hit in zip(rows, found.hits, strict=True)],
        more=f"/console/search?words={quote(asked)}&before={found.goes_on}" if found.goes_on is not None else None,
        is_first=before is None,
        here=f"/console/search?words={quote(asked)}",
    )


def _sealed(console: Console, member: Member, words: str) -> str:
    """One character more than a search may have says that it was longer."""
    kept = words[: LONGEST + 1].encode("utf-8", "replace")
    return urlsafe_b64encode(console.door.keys.unit.seal(kept, f"search:{member.id}")).decode()


def _opened(console: Console, member: Member, asked: str) -> str:
    """Of another member, or changed, it is no search at all."""
    try:
        return console.door.keys.unit.open_text(urlsafe_b64decode(asked), f"search:{member.id}")
    except (KeyLost, ValueError):
        return ""
