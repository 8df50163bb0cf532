"""When a rule of the law's files is meant: for which offences, after which finding, and after which answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cases.law.reading import Entry, Shelf
from cases.questionnaire import Answer, Answers, State

KEYS = frozenset({"offences", "not_offences", "findings", "answers"})
SKIPPED = "skipped"  # an answer's value for "asked, and left out"
FINDINGS = ("meets", "near_80", "below", "no_figure", "unknown")


@dataclass(frozen=True)
class Condition:
    """Every part that is given must hold; without `offences` it is meant for all but `not_offences`."""

    offences: tuple[str, ...] = ()
    not_offences: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] | None = None

    def holds(self, offence: str | None, answers: Answers, finding: str | None = None) -> bool:
        if self.offences and offence not in self.offences:
            return False
        if self.not_offences and (offence is None or offence in self.not_offences):
            return False
        if self.findings and finding not in self.findings:
            return False
        return all(was_answered(answers.get(name), values) for name, values in (self.answers or {}).items())


def was_answered(answer: Answer | None, values: tuple[str, ...]) -> bool:
    """Whether one of these values was chosen; "skipped" means that the question was put and left out."""
    if answer is None or answer.state is State.READ:
        return False
    if answer.state is State.SKIPPED:
        return SKIPPED in values
    chosen = answer.value if isinstance(answer.value, list) else [answer.value]
    return any(one in values for one in chosen)


def read_condition(shelf: Shelf, entry: Entry) -> Condition:
    """The keys `offences`, `not_offences`, `findings` and `answers` of an entry. Raises BadLaw."""
    return Condition(
        entry.all_of("offences", shelf.offences),
        entry.all_of("not_offences", shelf.offences),
        entry.all_of("findings", FINDINGS),
        {question: read_values(shelf, entry, question) for question in _asked(entry)},
    )


def read_values(shelf: Shelf, entry: Entry, question: str, key: str = "answers") -> tuple[str, ...]:
    """The values of one question a rule waits for, each one that can be chosen. Raises BadLaw."""
    if question not in shelf.questions:
        raise entry.wrong(f"question {question} is not known", key)
    row = entry.values[key]
    values = row[question] if isinstance(row, dict) else row
    offered = (*shelf.questions[question], SKIPPED)
    if not isinstance(values, list) or not values:
        raise entry.wrong(f"{question} needs a list of values", key)
    if unknown := [one for one in values if one not in offered]:
        raise entry.wrong(f"{question} = {unknown[0]} is not known", key)
    return tuple(values)


def _asked(entry: Entry) -> list[str]:
    row = entry.values.get("answers", {})
    if not isinstance(row, dict):
        raise entry.wrong("answers is not a table of questions and values", "answers")
    return list(row)
