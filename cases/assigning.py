"""Who is likely the right one for a case, with the reasons: a suggestion, from cases/specialties.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from cases.errors import CaseError

Who = TypeVar("Who")


class BadSpecialties(CaseError):
    """The file of specialties cannot be used."""


@dataclass(frozen=True)
class Specialty:
    """A field of knowledge, and the cases that call for it."""

    id: str
    groups: frozenset[str]
    offences: frozenset[str]
    money_moving: bool


class Reason(StrEnum):
    """What speaks for somebody; its words are team.reasons.<reason>."""

    LIAISON = "liaison"
    SPECIALTY = "specialty"
    DISTRICT = "district"


class Because(StrEnum):
    """Why a case calls for a specialty; its words are consulting.because.<because>."""

    MONEY = "money"
    OFFENCE = "offence"
    GROUP = "group"


@dataclass(frozen=True)
class Facts:
    """What of a case says who should have it."""

    district: str
    group: str
    offence: str | None
    money_moving: bool


@dataclass(frozen=True)
class Candidate(Generic[Who]):
    """Somebody who could have the case. `cases` and `late` are what they have in hand."""

    who: Who
    district: str | None
    specialties: frozenset[str]
    is_liaison: bool
    cases: int
    late: int


@dataclass(frozen=True)
class Suggestion(Generic[Who]):
    """`reasons` with the specialty each is about, where it is about one."""

    who: Who
    reasons: tuple[tuple[Reason, str], ...]
    cases: int


@dataclass(frozen=True)
class Table:
    """The file, read and checked."""

    specialties: Mapping[str, Specialty]
    weighs: Mapping[str, int]
    most: int


def read_table(text: str) -> Table:
    """Raises BadSpecialties for what is missing, unknown or no number."""
    try:
        read = tomllib.loads(text)
        rows = [_specialty(row) for row in read["specialties"]]
        weighs = {name: read["weighs"][name] for name in ("liaison", "specialty", "district", "case", "late")}
        most = read["limits"]["most"]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BadSpecialties(error) from error
    if set(read["weighs"]) != set(weighs) or not all(type(one) is int for one in (*weighs.values(), most)):
        raise BadSpecialties("weighs")
    if len({row.id for row in rows}) != len(rows) or any("," in row.id for row in rows):
        raise BadSpecialties("specialties")
    return Table({row.id: row for row in rows}, weighs, most)


def _specialty(row: Mapping[str, object]) -> Specialty:
    if unknown := set(row) - {"id", "groups", "offences", "money_moving"}:
        raise BadSpecialties(*sorted(unknown))
    groups, offences = row.get("groups", []), row.get("offences", [])
    if not isinstance(groups, list) or not isinstance(offences, list):
        raise BadSpecialties(row.get("id"))
    return Specialty(str(row["id"]), frozenset(groups), frozenset(offences), row.get("money_moving") is True)


TABLE = read_table(Path(__file__).with_name("specialties.toml").read_text("utf-8"))
SPECIALTIES = tuple(TABLE.specialties)


def calls_of(facts: Facts, table: Table = TABLE) -> dict[str, Because]:
    """The specialties this case calls for, in the order of the file, each with what calls for it most."""
    found = {one.id: _because(facts, one) for one in table.specialties.values()}
    return {specialty: because for specialty, because in found.items() if because}


def called_for(facts: Facts, table: Table = TABLE) -> list[str]:
    """The same without the reasons."""
    return list(calls_of(facts, table))


def _because(facts: Facts, one: Specialty) -> Because | None:
    if one.money_moving and facts.money_moving:
        return Because.MONEY
    if facts.offence in one.offences:
        return Because.OFFENCE
    return Because.GROUP if facts.group in one.groups else None


def suggest(facts: Facts, candidates: Iterable[Candidate[Who]], table: Table = TABLE) -> Suggestion[Who] | None:
    """The one for whom most speaks, the first of equals. None when nobody is free enough."""
    free = [one for one in candidates if one.cases < table.most]
    best = max(free, key=lambda one: _weight(facts, one, table), default=None)
    return None if best is None else Suggestion(best.who, tuple(_reasons(facts, best, table)), best.cases)


def _reasons(facts: Facts, one: Candidate[Who], table: Table) -> list[tuple[Reason, str]]:
    in_district = one.district == facts.district
    place = [(Reason.LIAISON if one.is_liaison else Reason.DISTRICT, "")] if in_district else []
    return place + [(Reason.SPECIALTY, name) for name in called_for(facts, table) if name in one.specialties]


def _weight(facts: Facts, one: Candidate[Who], table: Table) -> int:
    speaks = sum(table.weighs[reason] for reason, _ in _reasons(facts, one, table))
    return speaks + table.weighs["case"] * one.cases + table.weighs["late"] * one.late
