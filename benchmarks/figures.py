"""A measured figure, and the few statistics all benchmarks use."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Figure:
    """`floor` is what must hold, `aim` what we want; whether more or less is better is plain from their order."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    aim: float | None = None
    more: dict[str, object] = field(default_factory=dict)

    def line(self, benchmark: str) -> str:
        facts: dict[str, object] = {"benchmark": benchmark, "figure": self.name, "value": rounded(self.value)}
        facts |= {"unit": self.unit, "floor": self.floor, "aim": self.aim, **self.more}
        return json.dumps({name: value for name, value in facts.items() if value is not None}, ensure_ascii=False)


def ratio(
    name: str,
    values: Sequence[float],
    floor: float | None,
    aim: float | None,
    facts: dict[str, object] | None = None,
) -> Figure:
    """The median of the rounds' ratios, with the spread beside it."""
    return Figure(name, median(values), "ratio", floor, aim, (facts or {}) | spread(values))


def spread(values: Sequence[float]) -> dict[str, object]:
    return {"min": rounded(min(values)), "max": rounded(max(values)), "rounds": len(values)}


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest rank: a value that was measured."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def rounded(value: float) -> float:
    """Four digits say enough."""
    return value if value == 0 else round(value, max(0, 3 - math.floor(math.log10(abs(value)))))
