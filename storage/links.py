"""Cases that name the same: which, by what, and where it stood in each; for a reader who sees those districts.

Of a case that its reader may not see nothing is known here, not even that it is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, literal, union_all
from sqlalchemy import case as case_of
from sqlalchemy.orm import aliased, load_only
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.identifiers import EXACT, OWN, Kind
from cases.people import districts_seen
from storage.merged import family_of
from storage.named import Key
from storage.stamps import SAYS
from storage.tables import Case, Decision, Identifier, Link, Meaningless

MOST_SHOWN = 20
MOST_COUNTED = 1000  # beyond that it is said that there are more
MOST_WEIGHED = 10_000  # of each part of the kinds, what is read to say which are the strongest
PARTS = (EXACT[:5], EXACT[5:])  # so that a site that everybody names takes no place from accounts
WHO_THEY_ARE = (Kind.COMPANY, Kind.FIRM)
FAMILY: Any = bindparam("family", expanding=True, type_=Uuid())  # the case and what was merged into it
IDS: Any = bindparam("ids", expanding=True, type_=Uuid())
ONLY: Any = bindparam("only", type_=Uuid())


@dataclass(frozen=True)
class Match:
    """The same thing in two cases: its kind, and the place where it stood in each."""

    kind: str
    here: str
    there: str

    @property
    def is_own(self) -> bool:
        """Of the reporter, here or there: the same company again, and nobody who did something to it."""
        return self.here in OWN or self.there in OWN


@dataclass(frozen=True)
class LinkedCase:
    """Another case that names the same, or that an officer linked (`is_confirmed`)."""

    case: Case
    matches: list[Match] = field(default_factory=list)
    is_confirmed: bool = False

    @property
    def is_by_others(self) -> bool:
        """Whether they may be the work of the same people: not, where only the reporter's own is in both."""
        return self.is_confirmed or any(not one.is_own for one in self.matches)


@dataclass(frozen=True)
class Linked:
    """The strongest of them, and how many there are in all; at MOST_COUNTED, or more."""

    cases: list[LinkedCase] = field(default_factory=list)
    total: int = 0

    @property
    def numbers(self) -> list[str]:
        return [one.case.number for one in self.cases]


async def linked_cases(
    session: AsyncSession, case: Case, bound_to: str | None, *, most: int = MOST_SHOWN, only: UUID | None = None
) -> Linked:
    """For a reader bound to that district, or to none; `only` asks about one other case.

    What an officer confirmed comes first, then what names most of the same, then the newest: many reports that name
    one thing hide none that names three. What was merged counts with the main case, on both sides.
    """
    family = await family_of(session, case)
    values = {**_apart_from(case, family), "only": only}
    found = await session.exec(_strongest(bound_to, only is not None), params={**values, "most": most})
    shown = list(found.all())
    if not shown:
        return Linked()
    matches = await _matches(session, family, [one for one, _ in shown])
    total = len(shown) if len(shown) < most else await _count(session, _linked(bound_to, only is not None), values)
    return Linked([LinkedCase(one, matches[one.id], bool(sure)) for one, sure in shown], total)


async def count_victims(session: AsyncSession, case: Case) -> int:
    """Cases of others who name the same, or were linked with it, in all districts; at MOST_COUNTED, or more.

    The same company reporting again is no other victim; of two that share a bookkeeper's phone, each is one.
    """
    return await _count(session, _victims(), _apart_from(case, await family_of(session, case)))


async def held_cases(session: AsyncSession, case: Case, keys: Collection[Key]) -> list[Case]:
    """Open cases that somebody has and that name one of these too, whatever their district; what names most first.

    Only what says whose they are is read with them: anything else of these cases raises.
    """
    values = _apart_from(case, await family_of(session, case))
    values["blinds"] = [blind for kind, blind in keys if kind in EXACT]
    return list((await session.exec(_held(), params=values)).all())


async def _count(session: AsyncSession, found: Any, values: Mapping[str, Any]) -> int:
    total: int = (await session.exec(_counting(found), params=values)).one()
    return total


# --- their statements, each made once: what they ask about is bound with each call


def _apart_from(case: Case, family: list[UUID]) -> dict[str, Any]:
    return {"family": family, "apart": [*family, case.merged_into or case.id]}


@lru_cache(64)
def _strongest(bound_to: str | None, is_one: bool) -> Any:
    return _linked(bound_to, is_one).limit(bindparam("most"))


@lru_cache(64)
def _linked(bound_to: str | None, is_one: bool) -> Any:
    leads = _leads(is_one)
    found = select(Case, leads.c.sure).join(leads, leads.c.id == col(Case.id)).where(is_seen(bound_to), *_apart())
    found = found.where(Case.id == ONLY) if is_one else found
    return found.order_by(leads.c.sure.desc(), leads.c.points.desc(), col(Case.submitted_at).desc(), col(Case.id))


@lru_cache(64)
def _counting(found: Any) -> Any:
    ids = found.with_only_columns(Case.id).order_by(None).limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(ids)


def _leads(is_one: bool) -> Any:
    """What names the same or was linked by an officer, by its main case: how strongly, and whether one said so."""
    among = select(Case.id).where((Case.id == ONLY) | (Case.merged_into == ONLY)) if is_one else None
    parts: list[Any] = [select(_weighed(kinds, among).limit(MOST_WEIGHED).subquery()) for kinds in PARTS]
    said: Any = select(col(Link.with_id).label("id"), literal(0).label("points"), literal(1).label("sure"))
    parts.append(said.where(col(Link.case_id).in_(FAMILY), Link.decision == Decision.LINKED))
    rows = union_all(*parts).subquery()
    strength = (func.sum(rows.c.points).label("points"), func.max(rows.c.sure).label("sure"))
    single = select(rows.c.id, *strength).group_by(rows.c.id).subquery()
    strength = (func.sum(single.c.points).label("points"), func.max(single.c.sure).label("sure"))
    main = main_id()
    return select(main.label("id"), *strength).join(single, single.c.id == col(Case.id)).group_by(main).subquery()


def _weighed(kinds: Collection[Kind], among: Any) -> Any:
    """Each case that names the same of these kinds, as often as it does: one's own tells least of all."""
    mine, other = aliased(Identifier), aliased(Identifier)
    weights = {kind: 100 + len(EXACT) - EXACT.index(kind) for kind in kinds}
    points = case_of((col(mine.place).in_(OWN), 1), else_=case_of(weights, value=mine.kind, else_=0))
    query = select(other.case_id.label("id"), points.label("points"), literal(0).label("sure"))  # type: ignore[attr-defined]
    query = query.join(mine, (col(mine.kind) == other.kind) & (col(mine.blind) == other.blind))
    apart = (col(mine.case_id).in_(FAMILY), col(other.case_id).not_in(FAMILY))
    found = query.where(*apart, col(mine.kind).in_(kinds), has_meaning(mine))
    return found if among is None else found.where(col(other.case_id).in_(among))


@lru_cache(1)
def _victims() -> Any:
    confirmed = select(Link.with_id).where(col(Link.case_id).in_(FAMILY), Link.decision == Decision.LINKED)
    named = select(main_id()).where(col(Case.id).in_(same_cases(own=False).union(confirmed)))
    again = select(main_id()).where(col(Case.id).in_(same_cases(own=True)), ~_is_another_firm())
    return select(Case.id).where(col(Case.id).in_(named), col(Case.id).not_in(again), *_apart())


def _is_another_firm() -> ColumnElement[bool]:
    """Both sides say which company they are, and share nothing that is one company's own."""
    firm = (col(Identifier.kind).in_(WHO_THEY_ARE), col(Identifier.place).in_(OWN))
    named = select(Identifier.case_id).where(*firm)
    here, there = named.where(col(Identifier.case_id).in_(FAMILY)), named.where(Identifier.case_id == Case.id)
    one_firms_own = [kind for kind in EXACT if kind is not Kind.PHONE]
    return and_(here.exists(), there.exists(), col(Case.id).not_in(same_cases(own=True, among=one_firms_own)))


@lru_cache(1)
def _held() -> Any:
    blinds: Any = bindparam("blinds", expanding=True)
    same = (col(Identifier.kind).in_(EXACT), col(Identifier.blind).in_(blinds), has_meaning(Identifier))
    rows = select(Identifier.case_id).where(*same, col(Identifier.case_id).not_in(FAMILY)).subquery()
    main, times = main_id(), func.count()
    counted = select(main.label("id"), times.label("times")).join(rows, rows.c.case_id == col(Case.id))
    leads = counted.group_by(main).subquery()
    whose: list[Any] = [getattr(Case, name) for name in (*SAYS[Case], "stamp")]
    light = load_only(*whose, raiseload=True)
    found = select(Case).join(leads, leads.c.id == col(Case.id)).where(*_apart()).options(light)
    held = found.where(col(Case.ended_at).is_(None), col(Case.holder_id).is_not(None))
    ordered = held.order_by(leads.c.times.desc(), col(Case.submitted_at).desc(), col(Case.id))
    return ordered.limit(MOST_COUNTED)


def _apart() -> tuple[Any, ...]:
    return col(Case.id).not_in(bindparam("apart", expanding=True)), col(Case.id).not_in(refused())


async def decision_on(session: AsyncSession, case_id: UUID, with_id: UUID) -> Decision | None:
    """What an officer said of these two, if one did."""
    said = await session.get(Link, (case_id, with_id))
    return said.decision if said else None


def main_id() -> Any:
    """What a case leads to: itself, or what it was merged into."""
    return func.coalesce(Case.merged_into, Case.id)


def same_cases(*, own: bool | None = None, among: Collection[Kind] = EXACT) -> Any:
    """The cases that name the same as one of the `family`: all of it, the reporter's own only, or only what is not."""
    mine, other = aliased(Identifier), aliased(Identifier)
    joined = select(other.case_id).join(mine, (col(mine.kind) == other.kind) & (col(mine.blind) == other.blind))
    apart = (col(mine.case_id).in_(FAMILY), col(other.case_id).not_in(FAMILY))
    found = joined.where(*apart, col(mine.kind).in_(among), has_meaning(mine))
    is_own = col(mine.place).in_(OWN) | col(other.place).in_(OWN)
    return found if own is None else found.where(is_own if own else ~is_own)


def has_meaning(row: Any) -> ColumnElement[bool]:
    """Whether no lead took this identifier for one that everybody may name."""
    marked = select(Meaningless.kind).where(Meaningless.kind == row.kind, Meaningless.blind == row.blind)
    return ~marked.exists()


def refused() -> Any:
    """What an officer said does not belong to one of the `family`."""
    return select(Link.with_id).where(col(Link.case_id).in_(FAMILY), Link.decision == Decision.REFUSED)


def is_seen(bound_to: str | None) -> Any:
    seen = districts_seen(bound_to)
    return col(Case.number) != "" if seen is None else col(Case.district).in_(seen)


async def _matches(session: AsyncSession, family: list[UUID], others: Collection[Case]) -> dict[UUID, list[Match]]:
    """What each of these has in common with the case, in the order of the kinds."""
    ids = [one.id for one in others]
    leads = dict.fromkeys(ids) | dict((await session.exec(_merged_in(), params={"ids": ids})).all())
    rows = (await session.exec(_in_common(), params={"family": family, "ids": list(leads)})).all()
    found: dict[UUID, list[Match]] = defaultdict(list)
    for other_id, *match in rows:
        known = found[leads[other_id] or other_id]
        if Match(*match) not in known:
            known.append(Match(*match))
    for matches in found.values():
        matches.sort(key=lambda one: EXACT.index(one.kind))
    return found


@lru_cache(1)
def _merged_in() -> Any:
    return select(Case.id, Case.merged_into).where(col(Case.merged_into).in_(IDS))


@lru_cache(1)
def _in_common() -> Any:
    mine, other = aliased(Identifier), aliased(Identifier)
    same = (col(mine.kind) == other.kind) & (col(mine.blind) == other.blind)
    rows: Any = select(other.case_id, mine.kind, mine.place, other.place).join(mine, same)
    among = (col(mine.case_id).in_(FAMILY), col(other.case_id).in_(IDS))
    return rows.where(*among, col(mine.kind).in_(EXACT), has_meaning(mine))
