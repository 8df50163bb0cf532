"""The queue: its pages, found at any length by walking an index, and how many cases are where.

Each view of it is a walk in the order of one of the indexes of *cases* (storage/tables/cases.py), and a page begins
behind a case, wherever that stands: a far page costs what the first one does.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import districts_seen
from cases.questionnaire import Answers
from cases.tracks import ENDED, WAITING
from storage import walks
from storage.drafts import Told
from storage.keys import Cipher, KeyLost, keys_of
from storage.tables import ASKED, EVERYWHERE, Case, CaseCount, Member
from storage.views import FRESH, Place, View, place_of
from storage.walks import LISTED, counting, districts_of, farthest, freshest, is_asked, row_place, statement, values_of

__all__ = [
    "CAPPED",
    "LISTED",
    "MOST_ASKED",
    "Page",
    "Place",
    "View",
    "companies_of",
    "count_few",
    "count_stages",
    "counts",
    "page_of",
    "place_of",
    "queue",
    "seal_title",
]

MOST_ASKED = 100  # what more of them there are says nothing more
CAPPED = frozenset({"asked", "owed", "late", "new"})  # the parts that are counted no further


@dataclass(frozen=True)
class Page:
    """Cases of a view in its order; `goes_on` behind that place, None when there are no more.

    A page can be short, or empty, and go on: so far had it looked.
    """

    cases: list[Case]
    goes_on: Place | None = None


async def queue(
    session: AsyncSession, member: Member, view: View, *, after: Place | None = None, limit: int = 50
) -> list[Case]:
    """One page of the queue in the view's order: most urgent first, then oldest first, unless it says otherwise.

    Before all that, in the order of urgency, the freshest money.

    What was told is not read with it: `sealed_answers` of these cases raises.
    """
    if not (districts := districts_of(member, view)):
        return []
    fresh, is_fresh = list[Case](), after is not None and after.rank == FRESH
    if is_fresh and not view.puts_fresh_first:  # a place in another view
        after = None
    if view.puts_fresh_first and (after is None or is_fresh):
        fresh = await fresh_of(session, member, view, after=after, limit=limit)
        after, limit = None, limit - len(fresh)
    if limit < 1:
        return fresh
    values = values_of(member, view, after) | {"size": limit, "look": walks.LOOK}
    page = statement(view.shape, districts, after is not None, _ends(session))
    return fresh + list((await session.exec(page, params=values)).scalars().all())


async def fresh_of(
    session: AsyncSession, member: Member, view: View, *, after: Place | None = None, limit: int = 50
) -> list[Case]:
    """The part of it that comes first: money that left lately."""
    values = values_of(member, view, after) | {"size": limit}
    page = freshest(view.shape, districts_of(member, view), after is not None)
    return list((await session.exec(page, params=values)).scalars().all())


async def page_of(
    session: AsyncSession, member: Member, view: View, *, after: Place | None = None, limit: int = 50
) -> Page:
    """The same, and where it goes on: behind its last case, or as far as it looked for one."""
    found = await queue(session, member, view, after=after, limit=limit + 1)
    if len(found) > limit:
        return Page(found[:limit], place_of(found[limit - 1], view))
    districts = districts_of(member, view)
    if not (districts and is_asked(view, districts)):
        return Page(found)
    after = None if after and after.rank == FRESH else after
    values = values_of(member, view, after) | {"look": walks.LOOK}
    looked = farthest(view.shape, districts, after is not None, _ends(session))
    last = (await session.exec(looked, params=values)).mappings().first()
    return Page(found, row_place(view, last) if last else None)


async def count_few(session: AsyncSession, member: Member, view: View) -> int:
    """How many cases a view has; MOST_ASKED stands for all that are more."""
    view = replace(view, fresh_since=None)
    if not (districts := districts_of(member, view)):
        return 0
    values = values_of(member, view, None) | {"size": MOST_ASKED, "look": walks.LOOK}
    found: int = (await session.exec(counting(view.shape, districts, _ends(session)), params=values)).one()
    return found


def _ends(session: AsyncSession) -> bool:
    """As this database likes walks (storage/walks.py)."""
    return bool(session.get_bind().dialect.name == "postgresql")


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
    """How many cases wait, are mine, are open, are asked about: for the heads of the queue.

    Kept by the database, never counted here; but for those asked about, of which no more than MOST_ASKED are.
    """
    query = _counting(districts_seen(member.district))
    found = (await session.exec(query, params={"member": member.id})).one()
    return {show: int(count) for show, count in zip(("waiting", "mine", "open", "asked"), found, strict=True)}


@lru_cache(64)
def _counting(seen: frozenset[str] | None) -> Any:
    """The statement of the counts, made once for each district."""
    stage = col(CaseCount.service)
    parts = (stage.in_(WAITING), col(CaseCount.holder_id) == bindparam("member"), stage.not_in(ENDED))
    asked = select(Case.id).where(text(ASKED), text(EVERYWHERE) if seen is None else col(Case.district).in_(seen))
    some = select(func.count()).select_from(asked.limit(MOST_ASKED).subquery()).scalar_subquery()
    kept = (func.coalesce(func.sum(CaseCount.cases).filter(part), 0) for part in parts)
    query: Any = select(*(*kept, some))
    return query if seen is None else query.where(col(CaseCount.district).in_(sorted(seen)))


async def count_stages(session: AsyncSession, member: Member, district: str | None = None) -> dict[str, int]:
    """How many cases are in each state, of those this member sees: for the heads of the board. Kept, as those are."""
    query = select(CaseCount.service, func.sum(CaseCount.cases)).group_by(col(CaseCount.service))
    if (seen := districts_seen(member.district)) is not None:
        query = query.where(col(CaseCount.district).in_(sorted(seen)))
    if district is not None:
        query = query.where(CaseCount.district == district)
    return {str(service): int(count) for service, count in (await session.exec(query)).all()}


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
