"""In which capacity somebody reports, and which rights go with it: a company that is the victim has more than others.

Read from standing.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.law.reading import BASIS, BadLaw, Basis, Entry, Shelf
from cases.questionnaire import Answers

if TYPE_CHECKING:
    from cases.law import Law

CAPACITIES = ("complainant", "reporter", "informant")
LEAST = "informant"  # whoever did not say more


@dataclass(frozen=True)
class Right:
    id: str
    basis: Basis


@dataclass(frozen=True)
class Standing:
    """`capacity` is complainant (控告人), reporter (报案人) or informant (举报人)."""

    role: str
    capacity: str
    rights: tuple[Right, ...]
    basis: Basis


def standing(law: Law, answers: Answers) -> Standing:
    """Of whoever told this report."""
    answer = answers.get("reporter_role")
    role = answer.value if answer and isinstance(answer.value, str) else LEAST
    return law.standings.get(role) or law.standings[LEAST]


def read_standings(shelf: Shelf) -> dict[str, Standing]:
    """By the option of the question `reporter_role`. Raises BadLaw."""
    rights = {entry.text("id"): _right(shelf, entry) for entry in shelf.entries("standing", "rights")}
    entries = shelf.entries("standing", "standing")
    found = {one.role: one for one in (_standing(shelf, entry, rights) for entry in entries)}
    if missing := [role for role in shelf.questions["reporter_role"] if role not in found]:
        raise BadLaw("standing.toml", 1, f"role {missing[0]} is missing")
    return found


def _right(shelf: Shelf, entry: Entry) -> Right:
    entry.only({"id", *BASIS})
    return Right(entry.text("id"), shelf.basis(entry))


def _standing(shelf: Shelf, entry: Entry, rights: Mapping[str, Right]) -> Standing:
    entry.only({"role", "standing", "rights", *BASIS})
    return Standing(
        entry.one_of("role", shelf.questions["reporter_role"]),
        entry.one_of("standing", CAPACITIES),
        tuple(rights[one] for one in entry.all_of("rights", rights)),
        shelf.basis(entry),
    )
