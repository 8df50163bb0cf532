"""What a standard says to the answers given: an indication with its arithmetic, never a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from cases.kinds import Kind
from cases.law.measures import UNSURE, take
from cases.law.reading import Basis
from cases.law.thresholds import Conflict, Standard, in_force
from cases.law.tiers import Tier
from cases.law.weighing import RANK, Line, Verdict, Weighed, best_of, verdict_on, weigh
from cases.questionnaire import Answer, Answers, Question, State

if TYPE_CHECKING:
    from cases.law import Law

__all__ = ["Finding", "Line", "Result", "Verdict", "find"]


class Result(StrEnum):
    """Where the answers stand against the filing standard; below is a remark, never a refusal."""

    MEETS = "meets"
    NEAR_80 = "near_80"
    BELOW = "below"
    NO_FIGURE = "no_figure"
    UNKNOWN = "unknown"


RESULTS = {
    Verdict.MET: Result.MEETS,
    Verdict.NEAR: Result.NEAR_80,
    Verdict.UNKNOWN: Result.UNKNOWN,
    Verdict.NOT: Result.BELOW,
}


@dataclass(frozen=True)
class Finding:
    """`best`: the tier that decided, or came nearest; `basis`: of the version used, or of the province's own figure."""

    result: Result
    offence: str
    article: str = ""
    lines: tuple[Line, ...] = ()
    basis: Basis | None = None
    best: str | None = None
    conflicts: tuple[Conflict, ...] = ()
    verify: bool = False
    open_ended: bool = False
    company_is_suspect: bool = False
    province: str | None = None


def find(law: Law, offence: str, answers: Answers, *, on: date, province: str | None, now: datetime) -> Finding:
    """The standard in force on that day, held against the answers that were given and understood.

    `now` is the unit's clock: its zone decides on which day money went out. Without a standard the result is unknown.
    """
    standard = in_force(law.thresholds.get(offence, ()), on)
    if standard is None:
        return Finding(Result.UNKNOWN, offence)
    found = Finding(
        Result(standard.result or Result.NO_FIGURE),
        offence,
        standard.article,
        basis=standard.basis,
        conflicts=standard.conflicts,
        verify=standard.verify,
        open_ended=standard.open_ended,
        company_is_suspect=standard.company_is_suspect,
    )
    if standard.result or any(tier.act_only for tier in standard.tiers):
        return found
    weighed, result = _decide(standard, standard.tiers_in(province, on), answers, now)
    lines = tuple(line for one in weighed for line in one.lines)
    return _with_its_basis(replace(found, result=result, lines=lines), standard, best_of(weighed), province, on)


def _with_its_basis(found: Finding, standard: Standard, best: Tier, province: str | None, on: date) -> Finding:
    local = standard.local(best, province, on)
    basis = local.basis if local else replace(standard.basis, confidence=best.confidence or standard.basis.confidence)
    return replace(found, best=best.id, basis=basis, province=province if local else None)


def _decide(standard: Standard, tiers: Sequence[Tier], answers: Answers, now: datetime) -> tuple[list[Weighed], Result]:
    """The tiers weighed, in full or halved, and what they come to."""
    full = weigh(tiers, answers, now)
    if standard.half_if is None:
        return full, _result(full, tiers, answers, now)
    halves = [tier.halved() for tier in tiers]
    halved = weigh(halves, answers, now)
    is_half = verdict_on(standard.half_if, take(standard.half_if.measure, answers, now))
    if is_half is Verdict.MET:
        return halved, _result(halved, halves, answers, now)
    in_full = _result(full, tiers, answers, now)
    agree = in_full is Result.MEETS or in_full is _result(halved, halves, answers, now)
    return full, in_full if is_half is Verdict.NOT or agree else Result.UNKNOWN


def _result(weighed: Sequence[Weighed], tiers: Sequence[Tier], answers: Answers, now: datetime) -> Result:
    """The best of the tiers; where a choice is not known, they are met only if they are met whatever it is."""
    best = max((one.verdict for one in weighed), key=RANK.__getitem__)
    if best is Verdict.UNKNOWN and any(_met_with_each(question, tiers, answers, now) for question in _choices(tiers)):
        return Result.MEETS
    return RESULTS[best]


def _choices(tiers: Sequence[Tier]) -> list[Question]:
    asked = [one.measure.questions[0] for tier in tiers for one in tier.conditions if one.options]
    return [question for question in asked if question.kind is Kind.CHOICE]


def _met_with_each(question: Question, tiers: Sequence[Tier], answers: Answers, now: datetime) -> bool:
    options = [option for option in question.options if option != UNSURE]
    supposed = [{**answers, question.id: Answer(State.GIVEN, value=option)} for option in options]
    return all(any(one.verdict is Verdict.MET for one in weigh(tiers, case, now)) for case in supposed)
