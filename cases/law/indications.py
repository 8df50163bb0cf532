"""Signs of a mere dispute in a report, from indications.toml: for the officers to weigh, never a reason to refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.law.conditions import read_values, was_answered
from cases.law.reading import BASIS, Basis, Entry, Shelf
from cases.questionnaire import Answers

if TYPE_CHECKING:
    from cases.law import Law


@dataclass(frozen=True)
class Indication:
    """A sign: one question answered in one of these ways, with these offences (any, when none is named)."""

    id: str
    question: str
    values: tuple[str, ...]
    offences: tuple[str, ...]
    basis: Basis


def signs(law: Law, offence: str | None, answers: Answers) -> tuple[Indication, ...]:
    """What in these answers speaks for a dispute rather than a crime, in the order of the file."""
    return tuple(one for one in law.indications if _is_there(one, offence, answers))


def _is_there(sign: Indication, offence: str | None, answers: Answers) -> bool:
    meant = not sign.offences or offence in sign.offences
    return meant and was_answered(answers.get(sign.question), sign.values)


def read_indications(shelf: Shelf) -> tuple[Indication, ...]:
    """Raises BadLaw."""
    return tuple(_indication(shelf, entry) for entry in shelf.entries("indications", "indications"))


def _indication(shelf: Shelf, entry: Entry) -> Indication:
    entry.only({"id", "question", "values", "offences", *BASIS})
    question = entry.text("question")
    return Indication(
        entry.text("id"),
        question,
        read_values(shelf, entry, question, "values"),
        entry.all_of("offences", shelf.offences),
        shelf.basis(entry),
    )
