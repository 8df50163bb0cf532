"""Cases that name the same: which, by what, and where it stood in each; for a reader who sees those districts.

Of a case that its reader may not see nothing is known here, not even that it is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.identifiers import EXACT
from cases.people import districts_seen
from storage.merged import family_of
from storage.tables import Case, Decision, Identifier, Link, Meaningless

MOST_SHOWN = 20
MOST_COUNTED = 1000  # beyond that it is said that there are more


@dataclass(frozen=True)
class Match:
    """The same thing in two cases: its kind, and the place where it stood in each."""

    kind: str
    here: str
    there: str


@dataclass(frozen=True)
class LinkedCase:
    """Another case that names the same, or that an officer linked (`is_confirmed`)."""

    case: Case
    matches: list[Match] = field(default_factory=list)
    is_confirmed: bool = False


@dataclass(frozen=True)
class Linked:
    """The newest of them, and how many there are in all; at MOST_COUNTED, or more."""

    cases: list[LinkedCase] = field(default_factory=list)
    total: int = 0

    @property
    def numbers(self) -> list[str]:
        return [one.case.number for one in self.cases]


async def linked_cases(
    session: AsyncSession, case: Case, bound_to: str | None, *, most: int = MOST_SHOWN, only: UUID | None = None
) -> Linked:
    """For a reader bound to that district, or to none; `only` asks about one other case.

    What was merged counts with the main case, on both sides.
    """
    family = await family_of(session, case)
    found, confirmed = _linked_ids(case, family, bound_to), _confirmed(family)
    ids = (found.where(Case.id == only) if only else found).limit(MOST_COUNTED).subquery()
    newest = (
        select(Case).where(col(Case.id).in_(select(ids.c.id))).order_by(col(Case.submitted_at).desc(), col(Case.id))
    )
    shown = list((await session.exec(newest.limit(most))).all())
    if not shown:
        return Linked()
    total = len(shown) if len(shown) < most else (await session.exec(select(func.count()).select_from(ids))).one()
    matches = await _matches(session, family, shown)
    sure = set((await session.exec(select(main_id()).where(col(Case.id).in_(confirmed)))).all())
    return Linked([LinkedCase(one, matches[one.id], one.id in sure) for one in shown], total)


async def count_linked(session: AsyncSession, case: Case) -> int:
    """How many there are in all districts; at MOST_COUNTED, or more."""
    ids = _linked_ids(case, await family_of(session, case), None).limit(MOST_COUNTED).subquery()
    return (await session.exec(select(func.count()).select_from(ids))).one()


def _confirmed(family: Collection[UUID]) -> Any:
    return select(Link.with_id).where(col(Link.case_id).in_(family), Link.decision == Decision.LINKED)


def _linked_ids(case: Case, family: Collection[UUID], bound_to: str | None) -> Any:
    """What names the same or was linked by an officer, and was not refused by one; the main case of what was merged."""
    named = select(main_id()).where(col(Case.id).in_(same_cases(*family).union(_confirmed(family))))
    apart = (col(Case.id).not_in([*family, case.merged_into or case.id]), col(Case.id).not_in(refused(*family)))
    return select(Case.id).where(col(Case.id).in_(named), is_seen(bound_to), *apart)


async def decision_on(session: AsyncSession, case_id: UUID, with_id: UUID) -> Decision | None:
    """What an officer said of these two, if one did."""
    said = await session.get(Link, (case_id, with_id))
    return said.decision if said else None


def main_id() -> Any:
    """What a case leads to: itself, or what it was merged into."""
    return func.coalesce(Case.merged_into, Case.id)


def same_cases(*family: UUID) -> Any:
    """The cases that name the same as one of these."""
    mine, other = aliased(Identifier), aliased(Identifier)
    joined = select(other.case_id).join(mine, (col(mine.kind) == other.kind) & (col(mine.blind) == other.blind))
    apart = (col(mine.case_id).in_(family), col(other.case_id).not_in(family))
    return joined.where(*apart, col(mine.kind).in_(EXACT), has_meaning(mine))


def has_meaning(row: Any) -> ColumnElement[bool]:
    """Whether no lead took this identifier for one that everybody may name."""
    marked = select(Meaningless.kind).where(Meaningless.kind == row.kind, Meaningless.blind == row.blind)
    return ~marked.exists()


def refused(*family: UUID) -> Any:
    return select(Link.with_id).where(col(Link.case_id).in_(family), Link.decision == Decision.REFUSED)


def is_seen(bound_to: str | None) -> Any:
    seen = districts_seen(bound_to)
    return col(Case.number) != "" if seen is None else col(Case.district).in_(seen)


async def _matches(session: AsyncSession, family: list[UUID], others: Collection[Case]) -> dict[UUID, list[Match]]:
    """What each of these has in common with the case, in the order of the kinds."""
    mine, other = aliased(Identifier), aliased(Identifier)
    same = (col(mine.kind) == other.kind) & (col(mine.blind) == other.blind)
    ids = [one.id for one in others]
    leads = dict.fromkeys(ids) | dict(
        (await session.exec(select(Case.id, Case.merged_into).where(col(Case.merged_into).in_(ids)))).all()
    )
    rows: Any = select(other.case_id, mine.kind, mine.place, other.place).join(mine, same)
    among = (col(mine.case_id).in_(family), col(other.case_id).in_(leads))
    found: dict[UUID, list[Match]] = defaultdict(list)
    for other_id, *match in (
        await session.exec(rows.where(*among, col(mine.kind).in_(EXACT), has_meaning(mine)))
    ).all():
        known = found[leads[other_id] or other_id]
        if Match(*match) not in known:
            known.append(Match(*match))
    for matches in found.values():
        matches.sort(key=lambda one: EXACT.index(one.kind))
    return found
