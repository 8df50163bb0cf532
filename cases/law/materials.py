"""What a report is asked to bring: the base list, and what each offence needs besides.

The words of each item stand in templates/words/materials.toml under its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cases.law.conditions import read_values, was_answered
from cases.law.reading import BASIS, Basis, Entry, Shelf, parts
from cases.questionnaire import Answers

LONGEST_ID = 24  # it travels in a button
OWN = "own_"  # how the ids of what an officer adds to one report begin
PREPARATIONS = ("originals", "copies_marked", "seal", "device")
ELEMENTS = (
    "identity",
    "authority",
    "facts",
    "post",
    "ownership",
    "conduct",
    "money",
    "loss",
    "suspect",
    "secret",
    "right",
    "procedure",
)
KEYS = BASIS | {"id", "base", "offences", "when", "unless", "optional", "proves", *PREPARATIONS}

AnswerSet = Mapping[str, tuple[str, ...]]  # by question the values of which one must have been chosen


@dataclass(frozen=True)
class Item:
    """One thing to bring. Of `when` and `unless` any set of answers is enough; `proves` names what it shows."""

    id: str
    offences: frozenset[str]  # empty: of every report
    when: tuple[AnswerSet, ...]
    unless: tuple[AnswerSet, ...]
    optional: bool
    preparations: tuple[str, ...]
    proves: str
    basis: Basis

    @property
    def is_base(self) -> bool:
        return not self.offences

    def is_asked(self, offence: str | None, answers: Answers) -> bool:
        """Whether a report of this offence with these answers needs it, or could use it."""
        if self.offences and offence not in self.offences:
            return False
        wanted = not self.when or any(_given(one, answers) for one in self.when)
        return wanted and not any(_given(one, answers) for one in self.unless)


def read_materials(shelf: Shelf) -> tuple[Item, ...]:
    """In the order of the file. Raises BadLaw."""
    found: dict[str, Item] = {}
    for entry in shelf.entries("materials", "materials"):
        item = _item(shelf, entry)
        if item.id in found:
            raise entry.wrong(f"{item.id} stands twice", "id")
        found[item.id] = item
    return tuple(found.values())


def _item(shelf: Shelf, entry: Entry) -> Item:
    entry.only(KEYS)
    offences = frozenset(entry.all_of("offences", shelf.offences))
    if entry.flag("base") == bool(offences):
        raise entry.wrong("an item belongs to every report (base = true) or to the offences it names", "offences")
    return Item(
        _id(entry),
        offences,
        _answer_sets(shelf, entry, "when"),
        _answer_sets(shelf, entry, "unless"),
        entry.flag("optional"),
        tuple(one for one in PREPARATIONS if entry.flag(one)),
        entry.one_of("proves", ELEMENTS),
        shelf.basis(entry),
    )


def _id(entry: Entry) -> str:
    found = entry.text("id")
    if len(found) > LONGEST_ID or ":" in found or found.startswith(OWN):
        raise entry.wrong(f"id {found} is too long for a button, holds a colon or begins with {OWN}", "id")
    return found


def _answer_sets(shelf: Shelf, entry: Entry, key: str) -> tuple[AnswerSet, ...]:
    return tuple(
        {question: read_values(shelf, one, question, question) for question in one.values} for one in parts(entry, key)
    )


def _given(wanted: AnswerSet, answers: Answers) -> bool:
    return all(was_answered(answers.get(question), values) for question, values in wanted.items())
