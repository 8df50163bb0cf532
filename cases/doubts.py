"""Times that can hardly be as they were said: the person is asked about them, and may be right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.questionnaire import Answer

# (what must have been first, what came later): the other way round is asked about.
ORDER = (
    ("company_since", "happened_when"),
    ("company_since", "contract_signed_when"),
    ("contract_signed_when", "happened_when"),
    ("fund_out_since", "fund_returned_at"),
)
SLACK = {"year": timedelta(days=366), "month": timedelta(days=31), "day": timedelta(days=1)}


@dataclass(frozen=True)
class Doubt:
    """`earlier` should have come before `later`, and was said to come after it."""

    earlier: str
    later: str


def doubts(answers: Mapping[str, Answer]) -> list[Doubt]:
    """Every pair of times that contradict each other, by more than the precision with which they were said."""
    return [Doubt(first, second) for first, second in ORDER if _contradict(answers.get(first), answers.get(second))]


def _contradict(first: Answer | None, second: Answer | None) -> bool:
    if first is None or second is None or not isinstance(first.value, dict) or not isinstance(second.value, dict):
        return False
    starts, ends = datetime.fromisoformat(first.value["at"]), datetime.fromisoformat(_end(second))
    slack = SLACK.get(second.value["precision"], timedelta())
    return starts >= ends + slack


def _end(answer: Answer) -> str:
    return str(answer.value.get("until") or answer.value["at"])
