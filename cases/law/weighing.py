"""The arithmetic: each condition of each tier held against what is known, in whole fen, judging nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from cases.law.measures import Taken, Unit, take
from cases.law.tiers import Condition, Tier, in_its_unit, share
from cases.questionnaire import Answers

NEAR_PERCENT = 80  # STD2 art. 81
COMPARED_AS_NEAR = frozenset({Unit.YUAN, Unit.COUNT})


class Verdict(StrEnum):
    """Of one condition, or of a tier; the later ones outweigh the earlier among the tiers."""

    NOT = "not"
    UNKNOWN = "unknown"
    NEAR = "near"
    MET = "met"


RANK = {verdict: place for place, verdict in enumerate(Verdict)}


@dataclass(frozen=True)
class Line:
    """The arithmetic of one condition of one tier: sums in yuan, everything else as it was counted or chosen.

    `up_to`: the end of a range no province has fixed; `over`: more than `needed`; `at_least`: only a part of what
    was measured is known; `percent`: of `needed`, rounded down.
    """

    tier: str
    measure: str
    unit: Unit
    found: Decimal | int | tuple[str, ...] | None
    needed: Decimal | int | tuple[str, ...]
    verdict: Verdict
    percent: int | None = None
    up_to: Decimal | int | None = None
    over: bool = False
    at_least: bool = False
    approximate: bool = False


@dataclass(frozen=True)
class Weighed:
    """A tier with its arithmetic."""

    tier: Tier
    lines: tuple[Line, ...]
    verdict: Verdict


def weigh(tiers: Sequence[Tier], answers: Answers, now: datetime) -> list[Weighed]:
    found: list[Weighed] = []
    for tier in tiers:
        lines = [_line(tier, one, take(one.measure, answers, now)) for one in tier.conditions]
        if tier.near_80:
            lines.insert(0, _near_line(tier, found))
        found.append(Weighed(tier, tuple(lines), _together(tier, lines)))
    return found


def _together(tier: Tier, lines: Sequence[Line]) -> Verdict:
    """All must be there: the weakest decides."""
    weakest = min((line.verdict for line in lines), key=RANK.__getitem__)
    return Verdict.UNKNOWN if tier.figure_unknown and weakest is not Verdict.NOT else weakest


def _near_line(tier: Tier, above: Sequence[Weighed]) -> Line:
    """Whether any tier of figures above this one is reached by 80 %."""
    figures = [one for one in above if all(line.unit in {*COMPARED_AS_NEAR, Unit.PERCENT} for line in one.lines)]
    figures = [one for one in figures if not one.tier.near_80]
    best = max((one.verdict for one in figures), key=RANK.__getitem__, default=Verdict.UNKNOWN)
    verdict = Verdict.MET if best is Verdict.NEAR else best
    known = [min(line.percent for line in one.lines if line.percent is not None) for one in figures if _is_known(one)]
    return Line(tier.id, "near_80", Unit.PERCENT, max(known, default=None), NEAR_PERCENT, verdict)


def _is_known(one: Weighed) -> bool:
    return all(line.percent is not None for line in one.lines)


def _line(tier: Tier, condition: Condition, taken: Taken) -> Line:
    measure, verdict = condition.measure, verdict_on(condition, taken)
    if condition.options:
        return Line(tier.id, measure.name, measure.unit, taken.options, condition.options, verdict)
    return Line(
        tier.id,
        measure.name,
        measure.unit,
        None if taken.low is None else in_its_unit(measure, taken.low),
        in_its_unit(measure, condition.needed),
        verdict,
        percent=None if taken.low is None else taken.low * 100 // condition.needed,
        up_to=None if condition.up_to is None else in_its_unit(measure, condition.up_to),
        over=condition.over,
        at_least=taken.low is not None and taken.high != taken.low,
        approximate=taken.approximate,
    )


def verdict_on(condition: Condition, taken: Taken) -> Verdict:
    if condition.options:
        return _chosen(condition, taken)
    if taken.low is not None and taken.low >= (condition.up_to or condition.least):
        return Verdict.MET
    if taken.low is None or taken.high is None or taken.high >= condition.least:
        return Verdict.UNKNOWN
    is_near = taken.low >= share(condition.least, NEAR_PERCENT)
    return Verdict.NEAR if is_near and condition.measure.unit in COMPARED_AS_NEAR else Verdict.NOT


def _chosen(condition: Condition, taken: Taken) -> Verdict:
    if taken.options is None:
        return Verdict.UNKNOWN
    if set(taken.options) & set(condition.options):
        return Verdict.MET
    return Verdict.UNKNOWN if set(taken.options) & set(condition.measure.open) else Verdict.NOT


def best_of(weighed: Sequence[Weighed]) -> Tier:
    """The tier that decided; among equals the one that lacks least."""

    def nearness(one: Weighed) -> tuple[int, int, int]:
        lacking = sum(line.verdict is Verdict.NOT for line in one.lines)
        return RANK[one.verdict], -lacking, max((line.percent or 0 for line in one.lines), default=0)

    return max(weighed, key=nearness).tier
