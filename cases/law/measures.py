"""What an answer measures: sums, numbers, months, circumstances. The files of the law name them by these names.

A measure is taken as a figure that lies between two ends, because people know some figures only in part: what one
company lost is the least of what a scheme took in all, "in March" is thirty-one days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from cases.kinds import Kind
from cases.law.months import YEAR, last_of_month, months_passed
from cases.law.reading import Entry, Shelf
from cases.questionnaire import Answer, Answers, Question

UNSURE = "unsure"
KEYS = frozenset({"name", "question", "unit", "values", "open", "until", "still"})


class Unit(StrEnum):
    """What the figures of a measure count; the sums of a file are in yuan, our own arithmetic is in fen."""

    YUAN = "yuan"
    COUNT = "count"
    PERCENT = "percent"
    MONTHS = "months"
    OPTION = "option"


UNITS = {
    Kind.MONEY: Unit.YUAN,
    Kind.NUMBER: Unit.COUNT,
    Kind.MOMENT: Unit.MONTHS,
    Kind.CHOICE: Unit.OPTION,
    Kind.SEVERAL: Unit.OPTION,
}


@dataclass(frozen=True)
class Measure:
    """The first of `questions` gives it; a later one is a part of it, so that it is at least that much."""

    name: str
    unit: Unit
    questions: tuple[Question, ...]
    values: tuple[str, ...] = ()  # the options that mean yes, where the measure is a circumstance
    open: tuple[str, ...] = (UNSURE,)  # the options that leave it open
    until: Question | None = None  # months are counted from the first question's moment to this one's
    still: Question | None = None  # … or, when one of `values` is chosen here, to the present


@dataclass(frozen=True)
class Taken:
    """A figure from `low` to `high` (fen or a number), None where that end is not known; or the options chosen."""

    low: int | None = None
    high: int | None = None
    options: tuple[str, ...] | None = None
    approximate: bool = False


def read_measures(shelf: Shelf) -> dict[str, Measure]:
    """Every `[[measures]]` of thresholds.toml, by name. Raises BadLaw."""
    found: dict[str, Measure] = {}
    for entry in shelf.entries("thresholds", "measures"):
        name = entry.text("name")
        if name in found:
            raise entry.wrong(f"measure {name} stands twice", "name")
        found[name] = read_measure(shelf, entry, name)
    return found


def read_measure(shelf: Shelf, entry: Entry, name: str) -> Measure:
    """The measure that an entry describes. Raises BadLaw for questions that give no such thing."""
    entry.only(KEYS)
    questions = _questions(shelf, entry)
    units = {UNITS.get(question.kind) for question in questions}
    unit = units.pop()
    if unit is None or units:
        raise entry.wrong(f"{questions[0].id} measures nothing that can be compared", "question")
    if (questions[0].kind is Kind.MOMENT) != ("until" in entry.values):
        raise entry.wrong("months are counted from one moment until another", "until")
    if "unit" in entry.values:
        unit = Unit(entry.one_of("unit", (Unit.PERCENT, Unit.MONTHS) if unit is Unit.COUNT else (unit,)))
    still = _question(shelf, entry, "still")
    offered = still.options if still else questions[0].options
    return Measure(
        name,
        unit,
        questions,
        entry.all_of("values", offered),
        (UNSURE, *entry.all_of("open", offered)),
        _question(shelf, entry, "until"),
        still,
    )


def _questions(shelf: Shelf, entry: Entry) -> tuple[Question, ...]:
    named = entry.values.get("question")
    if isinstance(named, list) and named:
        return tuple(shelf.form[one] for one in entry.all_of("question", shelf.form))
    return (shelf.form[entry.one_of("question", shelf.form)],)


def _question(shelf: Shelf, entry: Entry, key: str) -> Question | None:
    return shelf.form[entry.one_of(key, shelf.form)] if key in entry.values else None


def take(measure: Measure, answers: Answers, now: datetime) -> Taken:
    """What the given answers say of it; `now` is the unit's clock, whose zone decides on which day something was."""
    if measure.unit is Unit.OPTION:
        return _chosen(measure.questions[0], answers)
    if measure.until:
        return _between(measure, answers, now)
    return _figure(measure, answers)


def _chosen(question: Question, answers: Answers) -> Taken:
    value = given(question, answers)
    if value is None:
        return Taken(options=() if _is_left_out(question, answers) else None)
    return Taken(options=tuple(value) if isinstance(value, list) else (value,))


def _figure(measure: Measure, answers: Answers) -> Taken:
    first = measure.questions[0]
    found = [_number(given(question, answers)) for question in measure.questions]
    known = [figure for figure in found if figure is not None]
    if not known:
        return Taken(0, 0) if _is_left_out(first, answers) else Taken()
    rough = any(_is_rough(given(question, answers)) for question in measure.questions)
    return Taken(max(known), None if found[0] is None else max(known), approximate=rough)


def _between(measure: Measure, answers: Answers, now: datetime) -> Taken:
    """Months from the moment of one question to that of another, or to now while it still goes on."""
    since = given(measure.questions[0], answers)
    ended = given(measure.until, answers) if measure.until else None
    if measure.still and given(measure.still, answers) in measure.values:
        ended = {"at": now.isoformat(), "precision": "minute"}
    if since is None or ended is None:
        return Taken()
    start, end = _days(since, now), _days({**ended, "at": ended.get("until", ended["at"])}, now)
    if end[1] < start[0]:
        return Taken()
    return Taken(months_passed(start[1], end[0]), months_passed(start[0], end[1]), approximate=_is_rough(since))


def _days(moment: Mapping[str, Any], now: datetime) -> tuple[date, date]:
    """The first and the last day that a moment may mean: "in March" is all of it."""
    day = datetime.fromisoformat(moment["at"]).astimezone(now.tzinfo).date()
    if moment.get("precision") == "month":
        return day, last_of_month(day)
    if moment.get("precision") == "year":
        return day, date(day.year, YEAR, 31)
    return day, day


def given(question: Question, answers: Answers) -> Any:
    """The value of the answer, or None when there is none that was given and understood."""
    answer: Answer | None = answers.get(question.id)
    return answer.value if answer and answer.is_given else None


def _is_left_out(question: Question, answers: Answers) -> bool:
    """Whether an answer before it says that there is nothing of the kind, so that it is never asked."""
    for other, values in question.shown_when.items():
        answer = answers.get(other)
        if answer is None or not answer.is_given or answer.value is None:
            continue
        chosen = answer.value if isinstance(answer.value, list) else [answer.value]
        if UNSURE not in chosen and not any(one in values for one in chosen):
            return True
    return False


def _number(value: Any) -> int | None:
    """Fen of a sum in yuan, or a number; a foreign sum is not compared."""
    if isinstance(value, Mapping):
        return int(value["fen"]) if value.get("currency") == "CNY" else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_rough(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value.get("approximate"))
