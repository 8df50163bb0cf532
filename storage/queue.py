"""The queue: its pages, found at any length by walking an index, and how many cases are where.

Each view of it is a walk in the order of one of the indexes of *cases* (storage/tables.py), and a page begins behind
a case, wherever that stands: a far page costs what the first one does.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, desc, text, true, tuple_, union_all
from sqlalchemy.orm import class_mapper, defer
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import districts_seen
from cases.questionnaire import Answers
from storage.drafts import Told
from storage.keys import Cipher, KeyLost, keys_of
from storage.tables import EVERYWHERE, HELD, OPEN, OVER, URGENT, WAITS, Case, CaseCount, Member

LISTED = [column for column in class_mapper(Case).columns if column.name != "sealed_answers"]
PARTS = {"waiting": WAITS, "mine": HELD, "open": OPEN, "ended": OVER}


@dataclass(frozen=True)
class View:
    """Which part of the queue: `show` is waiting, mine, open or ended."""

    show: str = "waiting"
    district: str | None = None
    urgent: bool = False


MOST_RANKS = 2**31  # what a number in the address may be, so that it is one for the database too


@dataclass(frozen=True)
class Place:
    """Where a page of the queue begins: after this case."""

    rank: int
    submitted_at: datetime
    id: UUID

    def __post_init__(self) -> None:
        """Raises ValueError or OverflowError for one that no database takes: it may come from an address."""
        if self.submitted_at.tzinfo is None or not 0 <= self.rank < MOST_RANKS:
            raise ValueError
        self.submitted_at.astimezone(UTC)


async def queue(
    session: AsyncSession, member: Member, view: View, *, after: Place | None = None, limit: int = 50
) -> list[Case]:
    """One page of the queue: most urgent first, then oldest first (ended cases newest first).

    What was told is not read with it: `sealed_answers` of these cases raises.
    """
    districts = _districts(member, view)
    if not districts:
        return []
    place = {"rank": after.rank, "submitted_at": after.submitted_at, "id": after.id} if after else {}
    page = _page(view, districts, after is not None)
    found = await session.exec(page, params={"member": member.id, "size": limit, **place})
    return list(found.scalars().all())


async def companies_of(session: AsyncSession, cases: list[Case]) -> dict[UUID, str | None]:
    """The company's name for each case of a list; None where it cannot be opened, because the key was destroyed."""
    ciphers = await keys_of(session).ciphers(session, [case.key_id for case in cases])
    reports = await _reports(session, [case.id for case in cases if case.sealed_title is None])
    return {case.id: _title(ciphers.get(case.key_id), case, reports) for case in cases}


def seal_title(cipher: Cipher, case_id: UUID, answers: Answers) -> bytes:
    """What a list shows of a case, so that it need not open the whole report for a name."""
    return cipher.seal_text(company_in(answers), f"title:{case_id}")


def company_in(answers: Answers) -> str:
    """The company's name as it was understood, else as it was said; empty when it was not."""
    answer = answers.get("company_name")
    return str(answer.value or answer.said) if answer else ""


async def counts(session: AsyncSession, member: Member) -> dict[str, int]:
    """How many cases wait, are mine, are open: for the heads of the queue. Kept by the database, never counted here."""
    query = _counting(districts_seen(member.district))
    found = (await session.exec(query, params={"member": member.id})).one()
    return {show: int(count) for show, count in zip(("waiting", "mine", "open"), found, strict=True)}


@lru_cache(64)
def _counting(seen: frozenset[str] | None) -> Any:
    """The statement of the counts, made once for each district."""
    parts = (col(CaseCount.is_waiting), col(CaseCount.holder_id) == bindparam("member"), true())
    query: Any = select(*(func.coalesce(func.sum(CaseCount.cases).filter(part), 0) for part in parts))
    return query if seen is None else query.where(col(CaseCount.district).in_(sorted(seen)))


@lru_cache(1024)
def _page(view: View, districts: tuple[str | None, ...], goes_on: bool) -> Any:
    """The statement of a view, made once: `member`, `size` and, for a later page, the place are bound with each call.

    A walk through each district brings no more than a page, so that merging them costs no more than a page.
    """
    walks = [_walk(view, district, goes_on).limit(bindparam("size")) for district in districts]
    merged = union_all(*(select(walk.subquery()) for walk in walks)).order_by(*_sorted(view)).limit(bindparam("size"))
    told = defer(Case.sealed_answers, raiseload=True)  # type: ignore[arg-type]
    return select(Case).options(told).from_statement(walks[0] if len(walks) == 1 else merged)


def _walk(view: View, district: str | None, goes_on: bool) -> Any:
    """One way through the queue in its order, by the index that can begin it at any place (storage/tables.py)."""
    part = (URGENT if view.urgent else PARTS)[view.show]
    query = select(*LISTED).where(text(part), col(Case.district) == district if district else text(EVERYWHERE))
    if view.show == "mine":
        query = query.where(col(Case.holder_id) == bindparam("member"))
    return (query.where(_behind(view)) if goes_on else query).order_by(*_sorted(view))


def _order(view: View) -> list[Any]:
    """What the queue is sorted by: of urgent cases, which all come first, by age alone."""
    rank = [] if view.show == "ended" or view.urgent else [col(Case.rank)]
    return [*rank, col(Case.submitted_at), col(Case.id)]


def _sorted(view: View) -> list[Any]:
    names = [column.name for column in _order(view)]
    return [desc(name) for name in names] if view.show == "ended" else names


def _behind(view: View) -> Any:
    """As one comparison of rows, because no index is entered at an OR."""
    order = _order(view)
    place = tuple_(*(bindparam(column.name, type_=column.type) for column in order))
    return tuple_(*order) < place if view.show == "ended" else tuple_(*order) > place


def _districts(member: Member, view: View) -> tuple[str | None, ...]:
    """A walk for each: no index has a member's district and those of none in one order. None is all of them."""
    seen = districts_seen(member.district)
    return (view.district,) if seen is None else tuple(one for one in sorted(seen) if view.district in {None, one})


async def _reports(session: AsyncSession, case_ids: list[UUID]) -> dict[UUID, bytes]:
    """Whole reports, of cases whose version kept no title; they stay without, because whoever looks writes nothing."""
    if not case_ids:
        return {}
    query = select(Case.id, Case.sealed_answers).where(col(Case.id).in_(case_ids))
    return dict((await session.exec(query)).all())


def _title(cipher: Cipher | None, case: Case, reports: dict[UUID, bytes]) -> str | None:
    with suppress(KeyLost):
        if cipher and case.sealed_title is not None:
            return cipher.open_text(case.sealed_title, f"title:{case.id}")
        if cipher:
            return company_in(Told.from_json(cipher.open_json(reports[case.id], f"answers:{case.id}")).answers)
    return None
