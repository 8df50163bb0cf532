"""One search at both doors: the index says where to look, the database says what is so.

A case is shown only when this member may see it now and its words, opened, still match. What is filtered out is not
counted and takes no place on a page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

import structlog
from sqlmodel import col, select

from cases.people import districts_seen
from cases.searching import CannotSearch, Match, Sought, matches, read_search
from handlers.door import Door
from storage.passages import passages_of
from storage.search import IndexBroken, SearchBusy
from storage.sight import guest_numbers, seen_by
from storage.tables import Case, Member

log = structlog.get_logger()

ROUNDS = 5  # of looking further behind what no longer matches


@dataclass(frozen=True)
class Hit:
    """A case, where it stands in the order of the index, and where it matched."""

    case: Case
    place: int
    matches: list[Match]


@dataclass(frozen=True)
class Found:
    """One page. `goes_on` behind that place; `why` there is none: of CannotSearch, or busy.

    `is_whole`: False while the index is made anew, and does not know all cases.
    """

    hits: list[Hit] = field(default_factory=list)
    goes_on: int | None = None
    why: str = ""
    is_whole: bool = True


async def search(door: Door, member: Member, said: str, by: str, *, before: int | None = None, size: int) -> Found:
    """For this member, newest first. That there was a search is logged, and never its words."""
    try:
        found = await _search(door, member, read_search(said), before, size)
    except CannotSearch as error:
        return Found(why=error.why)
    except IndexBroken:
        found = Found(is_whole=False)  # whoever keeps it makes it anew
    except SearchBusy:
        found = Found(why="busy")
    log.info("searched", member=str(member.id), by=by, found=len(found.hits))
    return found


async def _search(door: Door, member: Member, sought: Sought, before: int | None, size: int) -> Found:
    seen, hits, is_whole = districts_seen(member.district), list[Hit](), True
    async with door.database.reading() as session:
        guests = await guest_numbers(session, member)
    for _ in range(ROUNDS):
        wanted = size + 1 - len(hits)
        places = await door.search.find(sought, seen, before, wanted, guests)
        hits += await _opened(door, member, sought, places.found)
        is_whole = places.is_whole
        if len(places.found) < wanted:
            return Found(hits, is_whole=is_whole)
        before = places.found[-1][0]
        if len(hits) > size:
            return Found(hits[:size], hits[size - 1].place, is_whole=is_whole)
    return Found(hits, before, is_whole=is_whole)


async def _opened(door: Door, member: Member, sought: Sought, places: list[tuple[int, UUID]]) -> list[Hit]:
    """Those that are there, that this member may see, and that say what was looked for."""
    async with door.database.reading() as session:
        query = select(Case).where(col(Case.id).in_([case_id for _, case_id in places]), seen_by(member))
        cases = {case.id: case for case in (await session.exec(query)).all()}
        passages = await passages_of(session, cases.values())
    found = [(place, cases[case_id]) for place, case_id in places if case_id in passages]
    hits = [Hit(case, place, matches(sought, passages[case.id])) for place, case in found]
    return [hit for hit in hits if hit.matches]
