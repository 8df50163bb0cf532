"""What several cases name alike: each thing once, readable, with the place where it stands in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.identifiers import EXACT
from storage.keys import KeyLost
from storage.links import has_meaning
from storage.named import Key, named_in
from storage.sight import seen_by
from storage.tables import Case, Decision, Identifier, Link, Member


@dataclass(frozen=True)
class Shared:
    """One thing that at least two of the cases name: `places` by case. `value` is empty where no case opens."""

    kind: str
    value: str
    places: dict[UUID, str]


async def shared_among(session: AsyncSession, cases: Collection[Case], member: Member) -> list[Shared]:
    """What this member sees: what most of them name first, then by kind; what was merged names for its main case."""
    whole = {one.id: one.id for one in cases}
    merged = (await session.exec(select(Case).where(col(Case.merged_into).in_(list(whole)), seen_by(member)))).all()
    leads = whole | {one.id: one.merged_into for one in merged if one.merged_into}
    query: Any = select(Identifier.case_id, Identifier.kind, Identifier.blind, Identifier.place)
    named = query.where(
        col(Identifier.case_id).in_(list(leads)), col(Identifier.kind).in_(EXACT), has_meaning(Identifier)
    )
    found: dict[Key, dict[UUID, str]] = defaultdict(dict)
    for case_id, kind, blind, place in (await session.exec(named)).all():
        found[kind, blind].setdefault(leads[case_id], place)
    several = {key: places for key, places in found.items() if len(places) > 1}
    values = await _values(session, [*cases, *merged], several)
    shared = [Shared(key[0], values.get(key, ""), places) for key, places in several.items()]
    return sorted(shared, key=lambda one: (-len(one.places), EXACT.index(one.kind), one.value))


async def confirmed_among(session: AsyncSession, cases: Collection[Case]) -> list[tuple[UUID, UUID]]:
    """Pairs of these that an officer linked, each once."""
    ids = [one.id for one in cases]
    said = (Link.decision == Decision.LINKED, col(Link.case_id).in_(ids), col(Link.with_id).in_(ids))
    query = select(Link.case_id, Link.with_id).where(*said, col(Link.case_id) < col(Link.with_id))
    return sorted((await session.exec(query)).all())


async def _values(
    session: AsyncSession, cases: Collection[Case], several: dict[Key, dict[UUID, str]]
) -> dict[Key, str]:
    """Cases are opened until everything is read; one whose key was destroyed is passed over."""
    values: dict[Key, str] = {}
    for case in cases:
        if any((case.merged_into or case.id) in places for key, places in several.items() if key not in values):
            with suppress(KeyLost):
                values |= {key: one.value for key, one in (await named_in(session, case)).items() if key in several}
    return values
