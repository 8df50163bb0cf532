"""Triage: how urgent a case is, in points with their reasons, by cases/triage.toml.

No law, but a table that a unit reads, changes and is told of mistakes in like the law's files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from cases.law.findings import Result
from cases.law.reading import Entry, Shelf
from cases.questionnaire import Answers, State, text_of

MONEY_MOVING = "money_moving"  # the one reason that time alone takes away
LONGEST_SAID = 30_000  # characters in which signs are looked for
FEN = 100


class Urgency(StrEnum):
    """How soon somebody must look; the most urgent first."""

    IMMEDIATE = "immediate"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def rank(self) -> int:
        """The place in the queue: 0 comes first."""
        return list(Urgency).index(self)


@dataclass(frozen=True)
class Level:
    """One urgency: from how many points on, and how soon it is answered. Whoever can is warned `warning` before."""

    urgency: Urgency
    least: int
    answer: timedelta
    warning: timedelta
    at_night: bool


@dataclass(frozen=True)
class Report:
    """What is known of a case when it is weighed. `said` are the reporter's own words, `loss_fen` None: not known.

    `days_left` are those of the clock of the law that ends first, negative when it is over; None: none runs.
    """

    answers: Answers = field(default_factory=dict)
    said: str = ""
    offence: str | None = None
    loss_fen: int | None = None
    finding: str | None = None
    money_moving: bool = False
    linked: int = 0
    days_left: float | None = None
    limitation_near: bool = False
    is_complete: bool = True


@dataclass(frozen=True)
class Reason:
    """A row of the table."""

    id: str
    fact: str
    points: int
    values: tuple[str, ...] = ()
    question: str = ""
    at_least: Decimal = Decimal(0)
    signs: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True)
class Weighed:
    """What a case came to: its points, and what each reason added, the weightiest first."""

    urgency: Urgency
    reasons: Mapping[str, int]

    @property
    def score(self) -> int:
        return sum(self.reasons.values())


@dataclass(frozen=True)
class Triage:
    """The table, ready to weigh with."""

    levels: tuple[Level, ...]
    reasons: tuple[Reason, ...]

    def weigh(self, report: Report) -> Weighed:
        """A reason counts once, with the most that one of its rows gives."""
        found: dict[str, int] = {}
        for one in self.reasons:
            if one.points > found.get(one.id, 0) and FACTS[one.fact].holds(one, report):
                found[one.id] = one.points
        return self.of(found)

    def of(self, found: Mapping[str, int]) -> Weighed:
        """The urgency of these reasons."""
        score = sum(found.values())
        level = next(level for level in self.levels if score >= level.least)
        return Weighed(level.urgency, dict(sorted(found.items(), key=lambda one: -one[1])))

    def level(self, urgency: Urgency) -> Level:
        return next(level for level in self.levels if level.urgency is urgency)

    def signs_in(self, said: str) -> dict[str, int]:
        """The reasons that words alone give, such as those of a message after the report."""
        return dict(self.weigh(Report(said=said)).reasons)


@dataclass(frozen=True)
class Fact:
    """What a reason may rest on, and the keys its row needs beside `id`, `fact` and `points`."""

    holds: Callable[[Reason, Report], bool]
    keys: frozenset[str] = frozenset()


def _answered(one: Reason, report: Report) -> bool:
    answer = report.answers.get(one.question)
    return answer is not None and answer.state is State.GIVEN and text_of(report.answers, one.question) in one.values


FACTS: Mapping[str, Fact] = {
    MONEY_MOVING: Fact(lambda _, report: report.money_moving),
    "standard": Fact(lambda one, report: report.finding in one.values, frozenset({"values"})),
    "loss": Fact(lambda one, report: (report.loss_fen or 0) >= one.at_least * FEN, frozenset({"at_least"})),
    "offence": Fact(lambda one, report: report.offence in one.values, frozenset({"values"})),
    "answer": Fact(_answered, frozenset({"question", "values"})),
    "said": Fact(
        lambda one, report: any(sign.search(report.said[:LONGEST_SAID]) for sign in one.signs), frozenset({"signs"})
    ),
    "linked": Fact(lambda one, report: report.linked >= one.at_least, frozenset({"at_least"})),
    "deadline": Fact(
        lambda one, report: report.days_left is not None and report.days_left <= one.at_least, frozenset({"at_least"})
    ),
    "incomplete": Fact(lambda _, report: not report.is_complete),
    "limitation": Fact(lambda _, report: report.limitation_near),
}


def read_triage(shelf: Shelf) -> Triage:
    """Raises BadLaw: for an unknown fact, urgency, offence, question or option, and a sign that is no pattern."""
    levels = [_level(entry) for entry in shelf.entries("triage", "urgencies")]
    reasons = tuple(_reason(entry, shelf) for entry in shelf.entries("triage", "reasons"))
    first = shelf.entries("triage", "urgencies")[0]
    if [one.urgency for one in levels] != list(Urgency):
        raise first.wrong(f"the urgencies are not {', '.join(Urgency)}, in this order")
    if [one.least for one in levels] != sorted({one.least for one in levels}, reverse=True) or levels[-1].least:
        raise first.wrong("from does not fall from one urgency to the next, down to 0")
    return Triage(tuple(levels), reasons)


def _level(entry: Entry) -> Level:
    entry.only({"id", "from", "answer_minutes", "warn_minutes", "at_night"})
    answer, warning = entry.whole("answer_minutes"), entry.whole("warn_minutes")
    if not 0 < warning < answer:
        raise entry.wrong("warn_minutes is not less than answer_minutes", "warn_minutes")
    return Level(
        Urgency(entry.one_of("id", Urgency)),
        entry.whole("from"),
        timedelta(minutes=answer),
        timedelta(minutes=warning),
        entry.flag("at_night"),
    )


def _reason(entry: Entry, shelf: Shelf) -> Reason:
    fact = entry.one_of("fact", FACTS)
    entry.only({"id", "fact", "points", *FACTS[fact].keys})
    if lacking := sorted(key for key in FACTS[fact].keys if key not in entry.values):
        raise entry.wrong(f"{lacking[0]} is missing")
    question = entry.one_of("question", shelf.questions) if "question" in entry.values else ""
    return Reason(
        entry.text("id"),
        fact,
        entry.whole("points"),
        entry.all_of("values", _known_values(fact, question, shelf)),
        question,
        entry.number("at_least") if "at_least" in entry.values else Decimal(0),
        tuple(_sign(entry, sign) for sign in entry.texts("signs")),
    )


def _known_values(fact: str, question: str, shelf: Shelf) -> Iterable[str]:
    return {"standard": list(Result), "offence": shelf.offences, "answer": shelf.questions.get(question, ())}.get(
        fact, ()
    )


def _sign(entry: Entry, sign: str) -> re.Pattern[str]:
    try:
        return re.compile(sign, re.IGNORECASE)
    except re.error as error:
        raise entry.wrong(f"{sign} is no pattern: {error}", "signs") from error
