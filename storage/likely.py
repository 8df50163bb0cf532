"""Cases that are likely related although they name nothing that is the same: nearly the same story, or name.

Found by the blind index, then opened and compared: a score from 0 to 1 with its reasons, for a reader who may see them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.identifiers import NEAR, Kind, identifiers, story_of
from cases.near_copies import SHOWN, Story, firm_likeness, name_likeness, story_likeness, together
from cases.people import districts_seen
from cases.questionnaire import Answer
from cases.written import brand_of
from storage.drafts import Told
from storage.keys import keys_of
from storage.links import IDS, has_meaning, is_seen, main_id, refused, same_cases
from storage.tables import Case, Identifier

LOOKED_UP = ((0, 400), (400, 4000))  # those with the most in common, from where and how many; then some more
MOST_COMPARED = 20  # of them, that the reader may see
MOST_LIKELY = 10
THIS: Any = bindparam("id", type_=Uuid())


@dataclass(frozen=True)
class Likely:
    """Another case and how likely it is related, with the reasons: kinds of NEAR, the strongest first."""

    case: Case
    score: float
    reasons: list[str]


@dataclass(frozen=True)
class Compared:
    """What of a case is compared: its story, and the bare names of firms and people that are not the reporter's own."""

    story: Story
    firms: frozenset[str]
    people: frozenset[str]

    @classmethod
    def of(cls, answers: Mapping[str, Answer]) -> Compared:
        named = [one for one in identifiers(answers) if not one.is_ours]
        firms, people = (frozenset(one.value for one in named if one.kind is kind) for kind in (Kind.FIRM, Kind.PERSON))
        return cls(Story(story_of(answers)), firms, people)


async def likely_cases(session: AsyncSession, case: Case, bound_to: str | None) -> list[Likely]:
    """The most likely first, for a reader bound to that district, or to none."""
    found = await _candidates(session, case, bound_to)
    opened = await _opened(session, [case, *(one for one, _ in found)]) if found else {}
    if case.id not in opened:  # nothing near, or its key was destroyed
        return []
    here = Compared.of(opened[case.id])
    scored = [_score(here, other, kinds, opened[other.id]) for other, kinds in found if other.id in opened]
    return sorted((one for one in scored if one.score >= SHOWN), key=lambda one: -one.score)[:MOST_LIKELY]


def _score(here: Compared, other: Case, kinds: set[str], answers: Mapping[str, Answer]) -> Likely:
    """Only what the index found is compared: names are read when names are the same."""
    named = kinds & {Kind.BRAND, Kind.PERSON}
    there = Compared.of(answers) if named else Compared(Story(story_of(answers)), frozenset(), frozenset())
    scores = {Kind.STORY: story_likeness(here.story, there.story) if Kind.STORY in kinds else 0.0}
    pairs = [(one, two) for one in here.firms for two in there.firms if brand_of(one) == brand_of(two)]
    scores[Kind.BRAND] = max((firm_likeness(*pair) for pair in pairs), default=0.0)
    scores[Kind.PERSON] = max((name_likeness(len(name)) for name in here.people & there.people), default=0.0)
    reasons = sorted((kind for kind, score in scores.items() if score >= SHOWN / 2), key=lambda kind: -scores[kind])
    return Likely(other, together(scores[kind] for kind in reasons), [kind.value for kind in reasons])


async def _candidates(session: AsyncSession, case: Case, bound_to: str | None) -> list[tuple[Case, set[str]]]:
    """Those that share the most bands and names, each with the kinds of what it shares.

    Everyday words give thousands a band in common: these are counted in the index alone, without those that name the
    same or were refused, and the first of them are looked up. Of those this reader sees perhaps a few, or none: then
    some more.
    """
    named = (await session.exec(_named_near(), params={"id": case.id})).all()
    if not named:
        return []
    values = {"family": [case.id], "id": case.id, "main": case.merged_into or case.id, "blinds": list(named)}
    cases: list[Case] = []
    for past, most in LOOKED_UP if districts_seen(bound_to) else LOOKED_UP[:1]:
        window = {"past": past, "most": most, "wanted": MOST_COMPARED - len(cases)}
        cases += (await session.exec(_nearest(bound_to), params=values | window)).all()
        if len(cases) == MOST_COMPARED:
            break
    kinds: dict[UUID, set[str]] = {one.id: set() for one in cases}
    values = {"id": case.id, "blinds": list(named), "ids": list(kinds)}
    for other_id, kind in (await session.exec(_kinds_of(), params=values)).all():
        kinds[other_id].add(kind)
    return [(one, kinds[one.id]) for one in cases]


# --- the statements, each made once


@lru_cache(1)
def _named_near() -> Any:
    near = (col(Identifier.case_id) == THIS, col(Identifier.kind).in_(NEAR), has_meaning(Identifier))
    return select(Identifier.blind).where(*near)


def _same() -> tuple[Any, ...]:
    """Spelled out, so that each is looked up: of a join SQLite would begin with everything of these kinds."""
    blinds: Any = bindparam("blinds", expanding=True)
    near = (col(Identifier.kind).in_(NEAR), col(Identifier.blind).in_(blinds))
    return *near, col(Identifier.case_id) != THIS


@lru_cache(64)
def _nearest(bound_to: str | None) -> Any:
    counted: Any = select(Identifier.case_id, func.count().label("much")).where(*_same())
    shared = counted.group_by(col(Identifier.case_id)).subquery()
    unsaid = (shared.c.case_id.not_in(refused()), shared.c.case_id.not_in(same_cases()))
    nearest: Any = select(shared).where(*unsaid).order_by(shared.c.much.desc(), shared.c.case_id)
    most = nearest.limit(bindparam("most")).offset(bindparam("past")).subquery()
    apart = main_id() != bindparam("main", type_=Uuid())
    found: Any = select(Case).join(most, most.c.case_id == Case.id).where(is_seen(bound_to), apart)
    return found.order_by(most.c.much.desc(), Case.id).limit(bindparam("wanted"))


@lru_cache(1)
def _kinds_of() -> Any:
    rows: Any = select(Identifier.case_id, Identifier.kind).where(*_same(), col(Identifier.case_id).in_(IDS))
    return rows.distinct()


async def _opened(session: AsyncSession, cases: list[Case]) -> dict[UUID, Mapping[str, Answer]]:
    """The answers of each whose key is there."""
    ciphers = await keys_of(session).ciphers(session, [one.key_id for one in cases])
    return {
        one.id: Told.from_json(ciphers[one.key_id].open_json(one.sealed_answers, f"answers:{one.id}")).answers
        for one in cases
        if one.key_id in ciphers
    }
