"""The guided report as data: questions, the offences with their own questions, and the order a draft meets them in.

The data stands in questionnaire.toml and offences/*.toml; the words stand in templates/words/. Identifiers tie them
together. A draft's answers are a flat mapping from step to `Answer`; a list question ("transactions") unfolds into the
steps `transactions#0?` (add one?), `transactions#0.amount`, …, `transactions#1?`, so that every step has one name and
one answer.

Not everything on the way is asked: details wait until somebody asks for them, and what the words said already is shown
and confirmed, not asked again.
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
from cases.understanding.signs import compiled

REVIEW = "review"
ADD, DONE = "add", "done"
LIKELY = "likely"  # kept among the answers: the offences the words sound like, best first, until one is chosen
NONE_OF_THESE = "none_of_these"
MOST_ITEMS = 20
WAYS_REMEMBERED = 64
SECONDS_A_STEP = 25

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
    READ = "read"  # a guess, read from what was told; `said` is the quote. It counts for nothing until it is confirmed
    CONFIRMED = "confirmed"  # the same, after the person saw it and went on


@dataclass(frozen=True)
class Answer:
    """What was said, and what was understood: `value` is JSON (see cases/kinds.py for the shape of each kind)."""

    state: State
    said: str = ""
    value: Any = None

    @property
    def is_given(self) -> bool:
        """Understood, and meant by the person: typed, pressed or confirmed."""
        return self.state in {State.GIVEN, State.CONFIRMED}

    def to_json(self) -> dict[str, Any]:
        return {"state": self.state.value, "said": self.said, "value": self.value}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Answer:
        return cls(State(row["state"]), row["said"], row["value"])


@dataclass(frozen=True)
class Question:
    """One question. `shown_when`: every named question must have one of the listed values; empty = always shown.

    `detail`: asked only of whoever wants to add something. `confirm`: what the words said is asked back before anything
    else. `declared`: never asked; sending the report answers it. `early_when`: of a question that stands in the order
    twice, when its first place counts.
    """

    id: str
    kind: Kind
    required: bool = False
    options: tuple[str, ...] = ()
    shown_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    limit: int = 500
    detail: bool = False
    confirm: bool = False
    declared: bool = False
    early_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def is_shown(self, answers: Answers) -> bool:
        return _holds(self.shown_when, answers)


@dataclass(frozen=True)
class Offence:
    """An offence as a company meets it. `groups` are the plain-language doors that lead to it.

    `asks` are those of its `questions` that everybody is asked; the others are details.
    `say` is how owners tell it, `signs` are patterns of words that give it away (cases/understanding/signs.py).
    """

    id: str
    article: str
    groups: tuple[str, ...]
    unit: str
    questions: tuple[str, ...]
    asks: tuple[str, ...] | None = None
    say: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()

    def is_detail(self, question: str) -> bool:
        return self.asks is not None and question not in self.asks


@dataclass(frozen=True)
class Step:
    """One stop of the conversation: a question, or one field of one item of a list question."""

    id: str
    question: Question
    parent: Question | None = None
    index: int = 0
    stage: int = 0
    detail: bool = False

    def waits(self, answer: Answer | None) -> bool:
        """Whether this is still to be asked, or asked back."""
        if self.question.declared:
            return False
        if answer is None:
            return not self.detail
        return self.question.confirm and answer.state is State.READ


@dataclass(frozen=True)
class Stage:
    """A part of the report that has a name; how many there are never changes."""

    id: str
    order: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """How far somebody is: the stage, how many there are, and about how many minutes it still takes."""

    stage: Stage
    number: int
    stages: int
    minutes: int


class Questionnaire:
    """All questions and offences, checked at start."""

    def __init__(
        self, questions: Mapping[str, Question], stages: Sequence[Stage], offences: Mapping[str, Offence]
    ) -> None:
        self.questions, self.stages, self.offences = questions, tuple(stages), offences
        self.order = tuple(name for stage in stages for name in stage.order)
        self._steps: dict[tuple[str, int, bool], Step] = {}
        self._ways: OrderedDict[tuple[int, ...], tuple[Answers, list[tuple[Step, Answer | None]]]] = OrderedDict()
        _check(self)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        return self.questions["offence_group"].options

    def offences_of(self, group: str) -> list[str]:
        """The offences offered behind one plain-language door, in the order of the files."""
        return [offence.id for offence in self.offences.values() if group in offence.groups]

    def options(self, step: Step, answers: Answers) -> tuple[str, ...]:
        """What can be pressed at this step; the offences depend on what the words sounded like, or on the group."""
        if step.question.kind is Kind.MORE:
            return (ADD, DONE)
        if step.question.id == "offence" and LIKELY in answers:
            return (*answers[LIKELY].value, NONE_OF_THESE)
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
        found: dict[str, tuple[Step, Answer | None]] = {}
        counted: dict[str, Answer] = {LIKELY: answers[LIKELY]} if LIKELY in answers else {}
        for stage, part in enumerate(self.stages, 1):
            for name in part.order:
                for question, detail in self._questions(name, stage, counted):
                    for step in self._unfold(question, answers, counted, stage, detail):
                        if step.id in found:
                            continue
                        answer = self._fitting(step, answers.get(step.id), counted)
                        found[step.id] = step, answer
                        if answer:
                            counted[step.id] = answer
        return list(found.values())

    def step(self, step_id: str, answers: Answers) -> Step | None:
        """The step of that name, or None when it is not (or no longer) on the way."""
        return next((step for step in self.steps(answers) if step.id == step_id), None)

    def next(self, answers: Answers) -> str:
        """What is asked next: the first step that waits, wherever the person was; else the review."""
        return next((step.id for step, answer in self.way(answers) if step.waits(answer)), REVIEW)

    def before(self, step_id: str, answers: Answers) -> str | None:
        """The step before this one that was asked or answered, or None at the first."""
        seen = [step.id for step, answer in self.way(answers) if answer or step.waits(answer) or step.id == step_id]
        here = seen.index(step_id) if step_id in seen else len(seen)
        return seen[here - 1] if here else None

    def place(self, step_id: str, answers: Answers) -> Place:
        """The stage of this step, the last one at the review, and the minutes for what still waits."""
        way = self.way(answers)
        number = next((step.stage for step, _ in way if step.id == step_id), len(self.stages))
        seconds = SECONDS_A_STEP * sum(step.waits(answer) for step, answer in way)
        return Place(self.stages[number - 1], number, len(self.stages), max(1, round(seconds / 60)))

    def details(self, answers: Answers) -> list[Step]:
        """What nobody was asked yet, for whoever wants to add something."""
        return [step for step, answer in self.way(answers) if step.detail and answer is None]

    def missing(self, answers: Answers) -> list[Step]:
        """Required steps without an answer: the report cannot be sent before they have one."""
        return [
            step
            for step, answer in self.way(answers)
            if step.question.required
            and not step.question.declared
            and (answer is None or answer.state is State.SKIPPED or step.waits(answer))
        ]

    @cached_property
    def declarations(self) -> dict[str, Answer]:
        """What is declared by sending the report, as it stands on the page that sends it."""
        declared = (one for one in self.questions.values() if one.declared)
        return {one.id: Answer(State.GIVEN, value=one.options[0]) for one in declared}

    def on_the_way(self, answers: Answers) -> dict[str, Answer]:
        """The answers that belong to the report as it stands, in order."""
        return {step.id: answer for step, answer in self.way(answers) if answer}

    def _questions(self, name: str, stage: int, counted: Answers) -> list[tuple[Question, bool]]:
        """The questions at this place of the order, each with whether it is a detail.

        "@offence" is where the chosen offence's own ones stand.
        """
        if name == "@offence":
            offence = self.offences.get(text_of(counted, "offence") or "")
            return [(self.questions[one], offence.is_detail(one)) for one in offence.questions] if offence else []
        question = self.questions[name]
        is_later = stage < self._last_stage[name] and not _holds(question.early_when, counted)
        return [] if is_later else [(question, question.detail)]

    @cached_property
    def _last_stage(self) -> dict[str, int]:
        return {name: number for number, stage in enumerate(self.stages, 1) for name in stage.order}

    def _is_shown(self, question: Question, counted: Answers) -> bool:
        """While the words sound like some offence, that is asked, and not from which direction it came."""
        if LIKELY in counted and question.id in {"offence_group", "offence"}:
            return question.id == "offence"
        return question.is_shown(counted)

    def _unfold(
        self, question: Question, answers: Answers, counted: Answers, stage: int, detail: bool
    ) -> Iterator[Step]:
        if not self._is_shown(question, counted):
            return
        if question.kind is not Kind.LIST:
            known = self._steps.get((question.id, stage, detail))
            yield known or self._steps.setdefault(
                (question.id, stage, detail), Step(question.id, question, stage=stage, detail=detail)
            )
            return
        for index in range(MOST_ITEMS):
            more = answers.get(f"{question.id}#{index}?")
            # somebody who was only spoken of: nobody is asked for a second one
            unasked = detail or (index > 0 and answers[f"{question.id}#{index - 1}?"].state is not State.GIVEN)
            yield Step(f"{question.id}#{index}?", Question(question.id, Kind.MORE), question, index, stage, unasked)
            if more is None or more.value != ADD:
                return
            for name in question.fields:
                asked = self.questions[f"{question.id}.{name}"]
                if asked.is_shown(counted):
                    step_id = f"{question.id}#{index}.{name}"
                    yield Step(step_id, asked, question, index, stage, asked.detail or more.state is not State.GIVEN)

    def _fitting(self, step: Step, answer: Answer | None, counted: Answers) -> Answer | None:
        """The answer, unless it is an option that is not offered here (any more)."""
        is_chosen = KINDS[step.question.kind].is_chosen and step.question.kind is not Kind.MORE
        if answer is None or answer.state is State.SKIPPED or not KINDS[step.question.kind].is_chosen:
            return answer
        if is_chosen and answer.state is State.AS_SAID and not step.question.required:
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
    stages: list[Stage] = []
    questions: dict[str, Question] = {}
    offences: dict[str, Offence] = {}
    for file in (folder / "questionnaire.toml", *sorted((folder / "offences").glob("*.toml"))):
        try:
            data = _read(file)
            stages += [Stage(row["id"], tuple(row["order"])) for row in data.get("stages", [])]
            _add(questions, [_question(row) for row in data.get("questions", [])])
            _add(offences, [_offence(row) for row in data.get("offences", [])])
        except KeyError as error:
            raise BadQuestionnaire(f"{file.name}: {error} is missing") from error
        except ValueError as error:
            raise BadQuestionnaire(f"{file.name}: {error}") from error
    return Questionnaire(questions, stages, offences)


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))  # its errors are ValueErrors


def _add(known: dict[str, Any], found: list[Any]) -> None:
    for one in found:
        if one.id in known:
            raise ValueError(f"{type(one).__name__.lower()} {one.id} stands twice")
        known[one.id] = one


def _question(row: Mapping[str, Any]) -> Question:
    when = {
        key: {other: tuple(values) for other, values in row.get(key, {}).items()}
        for key in ("shown_when", "early_when")
    }
    kind = Kind(row["kind"])
    facts: dict[str, Any] = {name: row.get(name, False) for name in ("required", "detail", "confirm", "declared")}
    facts |= when | {name: tuple(row.get(name, ())) for name in ("options", "fields")}
    return Question(row["id"], kind, limit=row.get("limit", KINDS[kind].limit), **facts)


def _offence(row: Mapping[str, Any]) -> Offence:
    lists = {name: tuple(row.get(name, ())) for name in ("say", "signs")}
    for sign in lists["signs"]:
        compiled(sign)
    asks = tuple(row["asks"]) if "asks" in row else None
    return Offence(row["id"], row["article"], tuple(row["groups"]), row["unit"], tuple(row["questions"]), asks, **lists)


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
        if unknown := set(offence.asks or ()) - set(offence.questions):
            raise BadQuestionnaire(f"offence {offence.id} asks what is not its own: {', '.join(sorted(unknown))}")


def _check_names(questionnaire: Questionnaire) -> None:
    known, general = questionnaire.questions, [name for name in questionnaire.order if name != "@offence"]
    named = [*general, *(f"{question.id}.{name}" for question in known.values() for name in question.fields)]
    for offence in questionnaire.offences.values():
        named += offence.questions
        if twice := [name for name in offence.questions if name in general or offence.questions.count(name) > 1]:
            raise BadQuestionnaire(f"offence {offence.id} asks {twice[0]} twice")
    if twice := [name for stage in questionnaire.stages for name in stage.order if stage.order.count(name) > 1]:
        raise BadQuestionnaire(f"order: {twice[0]} stands twice")
    if unknown := [name for name in named if name not in known]:
        raise BadQuestionnaire(f"question {unknown[0]} is asked for but not described")


def _check_conditions(questionnaire: Questionnaire, question: Question) -> None:
    for other, values in (*question.shown_when.items(), *question.early_when.items()):
        if other not in questionnaire.questions:
            raise BadQuestionnaire(f"question {other} is asked for but not described")
        offered = questionnaire.questions[other].options or tuple(questionnaire.offences)
        if unknown := [value for value in values if value not in offered]:
            raise BadQuestionnaire(f"question {question.id} waits for {other} = {unknown[0]}, which nobody can choose")


def text_of(answers: Answers, name: str) -> str | None:
    """The option chosen or the text given at a step; None when there is none, or something else than text."""
    answer = answers.get(name)
    return answer.value if answer and isinstance(answer.value, str) else None


def _holds(when: Mapping[str, tuple[str, ...]], answers: Answers) -> bool:
    return all(_has_one_of(answers.get(other), values) for other, values in when.items())


def _has_one_of(answer: Answer | None, values: tuple[str, ...]) -> bool:
    if answer is None or answer.value is None:
        return False
    chosen = answer.value if isinstance(answer.value, list) else [answer.value]
    return any(one in values for one in chosen)
