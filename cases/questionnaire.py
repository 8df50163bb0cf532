"""The guided report as data: questions, the offences with their own questions, and the order a draft meets them in.

The data stands in questionnaire.toml and offences/*.toml; the words stand in templates/words/. Identifiers tie them
together. A draft's answers are a flat mapping from step to `Answer`; a list question ("transactions") unfolds into the
steps `transactions#0?` (add one?), `transactions#0.amount`, …, `transactions#1?`, so that every step has one name and
one answer.
"""

from __future__ import annotations

import tomllib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from cases.errors import CaseError
from cases.kinds import KINDS, Kind

REVIEW = "review"
ADD, DONE = "add", "done"
MOST_ITEMS = 20
WAYS_REMEMBERED = 64

Answers = Mapping[str, "Answer"]


class BadQuestionnaire(CaseError):
    """The questionnaire's data contradicts itself."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class State(StrEnum):
    """How an answer came about."""

    GIVEN = "given"
    SKIPPED = "skipped"
    AS_SAID = "as_said"  # could not be read; the person's own words are kept for the officer


@dataclass(frozen=True)
class Answer:
    """What was said, and what was understood: `value` is JSON (see cases/kinds.py for the shape of each kind)."""

    state: State
    said: str = ""
    value: Any = None

    def to_json(self) -> dict[str, Any]:
        return {"state": self.state.value, "said": self.said, "value": self.value}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Answer:
        return cls(State(row["state"]), row["said"], row["value"])


@dataclass(frozen=True)
class Question:
    """One question. `shown_when`: every named question must have one of the listed values; empty = always shown."""

    id: str
    kind: Kind
    required: bool = False
    options: tuple[str, ...] = ()
    shown_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    limit: int = 500

    def is_shown(self, answers: Answers) -> bool:
        if not self.shown_when:
            return True
        return all(_has_one_of(answers.get(other), values) for other, values in self.shown_when.items())


@dataclass(frozen=True)
class Offence:
    """An offence as a company meets it. `groups` are the plain-language doors that lead to it."""

    id: str
    article: str
    groups: tuple[str, ...]
    unit: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One stop of the conversation: a question, or one field of one item of a list question."""

    id: str
    question: Question
    parent: Question | None = None
    index: int = 0


class Questionnaire:
    """All questions and offences, checked at start."""

    def __init__(
        self, questions: Mapping[str, Question], order: Sequence[str], offences: Mapping[str, Offence]
    ) -> None:
        self.questions, self.order, self.offences = questions, tuple(order), offences
        self._steps = {name: Step(name, question) for name, question in questions.items()}
        self._ways: OrderedDict[tuple[int, ...], tuple[Answers, list[tuple[Step, Answer | None]]]] = OrderedDict()
        _check(self)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        return self.questions["offence_group"].options

    def offences_of(self, group: str) -> list[str]:
        """The offences offered behind one plain-language door, in the order of the files."""
        return [offence.id for offence in self.offences.values() if group in offence.groups]

    def options(self, step: Step, answers: Answers) -> tuple[str, ...]:
        """What can be pressed at this step; the offences depend on the group chosen before."""
        if step.question.kind is Kind.MORE:
            return (ADD, DONE)
        if step.question.id == "offence":
            return (*self.offences_of(text_of(answers, "offence_group") or ""), "NOT_SURE")
        return step.question.options

    def steps(self, answers: Answers) -> list[Step]:
        """The whole way through the report as it stands with these answers."""
        return [step for step, _ in self.way(answers)]

    def way(self, answers: Answers) -> list[tuple[Step, Answer | None]]:
        """Every step with its answer, or None where there is none that still fits.

        Only answers on the way itself decide what is asked next, so an answer left behind by a change of mind decides
        nothing. One update asks for the same way several times, so the last ones are remembered.
        """
        given = tuple(map(id, answers.values()))  # quick to compare, and good for as long as `known` holds the answers
        known = self._ways.get(given)
        if known is None or known[0] != answers:
            known = self._ways[given] = dict(answers), self._walk(answers)
            if len(self._ways) > WAYS_REMEMBERED:
                self._ways.popitem(last=False)
        return known[1]

    def _walk(self, answers: Answers) -> list[tuple[Step, Answer | None]]:
        found: list[tuple[Step, Answer | None]] = []
        counted: dict[str, Answer] = {}
        for name in self.order:
            for question in self._questions(name, counted):
                for step in self._unfold(question, answers, counted):
                    answer = self._fitting(step, answers.get(step.id), counted)
                    found.append((step, answer))
                    if answer:
                        counted[step.id] = answer
        return found

    def step(self, step_id: str, answers: Answers) -> Step | None:
        """The step of that name, or None when it is not (or no longer) on the way."""
        return next((step for step in self.steps(answers) if step.id == step_id), None)

    def after(self, step_id: str, answers: Answers) -> str:
        """Where to go from here: the next step without an answer, else the first one anywhere, else the review."""
        way = self.way(answers)
        here = next((place + 1 for place, (step, _) in enumerate(way) if step.id == step_id), 0)
        return next((step.id for step, answer in (*way[here:], *way[:here]) if answer is None), REVIEW)

    def before(self, step_id: str, answers: Answers) -> str | None:
        """The step before this one, or None at the first."""
        way = [step.id for step in self.steps(answers)]
        here = way.index(step_id) if step_id in way else len(way)
        return way[here - 1] if here else None

    def place(self, step_id: str, answers: Answers) -> tuple[int, int]:
        """(number of this step, number of steps), for "question 7 of about 24"."""
        way = [step.id for step in self.steps(answers)]
        return (way.index(step_id) + 1 if step_id in way else len(way)), len(way)

    def missing(self, answers: Answers) -> list[Step]:
        """Required steps without an answer: the report cannot be sent before they have one."""
        return [
            step
            for step, answer in self.way(answers)
            if step.question.required and (answer is None or answer.state is State.SKIPPED)
        ]

    def on_the_way(self, answers: Answers) -> dict[str, Answer]:
        """The answers that belong to the report as it stands, in order."""
        return {step.id: answer for step, answer in self.way(answers) if answer}

    def _questions(self, name: str, counted: Answers) -> list[Question]:
        """The questions that stand at this place of the order; "@offence" is where the chosen offence's own ones do."""
        if name != "@offence":
            return [self.questions[name]]
        offence = self.offences.get(text_of(counted, "offence") or "")
        return [self.questions[one] for one in offence.questions] if offence else []

    def _unfold(self, question: Question, answers: Answers, counted: Answers) -> Iterator[Step]:
        if not question.is_shown(counted):
            return
        if question.kind is not Kind.LIST:
            yield self._steps[question.id]
            return
        for index in range(MOST_ITEMS):
            yield Step(f"{question.id}#{index}?", Question(question.id, Kind.MORE), question, index)
            if text_of(answers, f"{question.id}#{index}?") != ADD:
                return
            for name in question.fields:
                asked = self.questions[f"{question.id}.{name}"]
                if asked.is_shown(counted):
                    yield Step(f"{question.id}#{index}.{name}", asked, question, index)

    def _fitting(self, step: Step, answer: Answer | None, counted: Answers) -> Answer | None:
        """The answer, unless it is an option that is not offered here (any more)."""
        if answer is None or answer.state is State.SKIPPED or not KINDS[step.question.kind].is_chosen:
            return answer
        offered = self.options(step, counted)
        chosen = answer.value if isinstance(answer.value, list) else [answer.value]
        return answer if chosen and all(one in offered for one in chosen) else None


def without_item(answers: Answers, list_id: str, index: int) -> dict[str, Answer]:
    """The answers with one item of a list taken out and the later ones moved up."""
    kept: dict[str, Answer] = {}
    for step_id, answer in answers.items():
        name, mark, rest = step_id.partition("#")
        if not mark or name != list_id:
            kept[step_id] = answer
            continue
        at = int(rest.rstrip("?").partition(".")[0])
        if at != index:
            kept[step_id if at < index else f"{name}#{at - 1}{rest[len(str(at)) :]}"] = answer
    return kept


def load(folder: Path | None = None) -> Questionnaire:
    """Read questionnaire.toml and offences/*.toml. Raises BadQuestionnaire with the file and the reason."""
    folder = folder or Path(__file__).parent
    order: list[str] = []
    questions: dict[str, Question] = {}
    offences: dict[str, Offence] = {}
    for file in (folder / "questionnaire.toml", *sorted((folder / "offences").glob("*.toml"))):
        try:
            data = _read(file)
            order += data.get("order", [])
            _add(questions, [_question(row) for row in data.get("questions", [])])
            _add(offences, [_offence(row) for row in data.get("offences", [])])
        except KeyError as error:
            raise BadQuestionnaire(f"{file.name}: {error} is missing") from error
        except ValueError as error:
            raise BadQuestionnaire(f"{file.name}: {error}") from error
    return Questionnaire(questions, order, offences)


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))  # its errors are ValueErrors


def _add(known: dict[str, Any], found: list[Any]) -> None:
    for one in found:
        if one.id in known:
            raise ValueError(f"{type(one).__name__.lower()} {one.id} stands twice")
        known[one.id] = one


def _question(row: Mapping[str, Any]) -> Question:
    shown_when = {other: tuple(values) for other, values in row.get("shown_when", {}).items()}
    lists = {name: tuple(row.get(name, ())) for name in ("options", "fields")}
    kind = Kind(row["kind"])
    return Question(
        row["id"],
        kind,
        row.get("required", False),
        lists["options"],
        shown_when,
        lists["fields"],
        row.get("limit", KINDS[kind].limit),
    )


def _offence(row: Mapping[str, Any]) -> Offence:
    return Offence(row["id"], row["article"], tuple(row["groups"]), row["unit"], tuple(row["questions"]))


def _check(questionnaire: Questionnaire) -> None:
    _check_names(questionnaire)
    for question in questionnaire.questions.values():
        if question.kind in {Kind.CHOICE, Kind.SEVERAL} and not question.options and question.id != "offence":
            raise BadQuestionnaire(f"question {question.id} offers nothing to choose")
        if (question.kind is Kind.LIST) != bool(question.fields):
            raise BadQuestionnaire(f"question {question.id}: a list, and only a list, has fields")
        _check_conditions(questionnaire, question)
    for offence in questionnaire.offences.values():
        if unknown := set(offence.groups) - set(questionnaire.groups):
            raise BadQuestionnaire(f"offence {offence.id}: unknown group {', '.join(sorted(unknown))}")


def _check_names(questionnaire: Questionnaire) -> None:
    known, general = questionnaire.questions, [name for name in questionnaire.order if name != "@offence"]
    named = [*general, *(f"{question.id}.{name}" for question in known.values() for name in question.fields)]
    for offence in questionnaire.offences.values():
        named += offence.questions
        if twice := [name for name in offence.questions if name in general or offence.questions.count(name) > 1]:
            raise BadQuestionnaire(f"offence {offence.id} asks {twice[0]} twice")
    if twice := [name for name in general if general.count(name) > 1]:
        raise BadQuestionnaire(f"order: {twice[0]} stands twice")
    if unknown := [name for name in named if name not in known]:
        raise BadQuestionnaire(f"question {unknown[0]} is asked for but not described")


def _check_conditions(questionnaire: Questionnaire, question: Question) -> None:
    for other, values in question.shown_when.items():
        if other not in questionnaire.questions:
            raise BadQuestionnaire(f"question {other} is asked for but not described")
        offered = questionnaire.questions[other].options or tuple(questionnaire.offences)
        if unknown := [value for value in values if value not in offered]:
            raise BadQuestionnaire(f"question {question.id} waits for {other} = {unknown[0]}, which nobody can choose")


def text_of(answers: Answers, name: str) -> str | None:
    """The option chosen or the text given at a step; None when there is none, or something else than text."""
    answer = answers.get(name)
    return answer.value if answer and isinstance(answer.value, str) else None


def _has_one_of(answer: Answer | None, values: tuple[str, ...]) -> bool:
    if answer is None or answer.value is None:
        return False
    chosen = answer.value if isinstance(answer.value, list) else [answer.value]
    return any(one in values for one in chosen)
