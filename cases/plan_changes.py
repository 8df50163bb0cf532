"""What a unit's leads say otherwise than the plan's file: how long a row waits, and words of messages.

It stands beside the file and not in its place: a row that the file does not have any more, or a time that does not go
with it, is left out, and everything else of it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from typing import Any

from cases.errors import CaseError
from cases.law.plans import A_DAY, LONGEST, UNITS, FollowUp, News, Plans, When, slip_of_when
from cases.messages import Kind
from cases.plan_texts import TEXTS, may_be_said

Row = News | FollowUp


class BadPlanTime(CaseError):
    """A time of the plan cannot be; `row` is the row it was for."""

    def __init__(self, row: str, slip: str) -> None:
        super().__init__(row, slip)
        self.row, self.slip = row, slip


class PlanTheSame(CaseError):
    """The plan says that already."""


@dataclass(frozen=True)
class Time:
    """So many of one unit after the event, and the time of the day, or nothing."""

    count: int
    unit: str
    at: str = ""

    @classmethod
    def of(cls, when: When) -> Time:
        """In the largest unit that says it exactly."""
        spans = {"days": A_DAY, "hours": timedelta(hours=1), "minutes": timedelta(minutes=1)}
        unit = next(name for name, span in spans.items() if not when.after % span)
        return cls(when.after // spans[unit], unit, f"{when.at:%H:%M}" if when.at else "")


@dataclass(frozen=True)
class Change:
    """By row ("news.usual", "follow_ups.materials") its time, by kind and language a text."""

    times: Mapping[str, Time] = field(default_factory=dict)
    texts: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        times = {row: [one.count, one.unit, one.at] for row, one in self.times.items()}
        return {"times": times, "texts": {kind.value: dict(one) for kind, one in self.texts.items()}}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Change:
        """What a version of before knew and this one does not is left out."""
        texts = {Kind(kind): one for kind, one in found["texts"].items() if kind in {*TEXTS}}
        return cls({row: Time(*one) for row, one in found["times"].items()}, texts)


def rows_of(plans: Plans) -> Iterator[tuple[str, Row]]:
    """Every row that waits, by the name it has here."""
    yield from ((f"news.{one.id}", one) for one in plans.news)
    yield from ((f"follow_ups.{one.id}", one) for one in plans.follow_ups)


def check_times(plans: Plans, change: Change) -> None:
    """Raises BadPlanTime for the first that cannot be."""
    rows = dict(rows_of(plans))
    for name, one in change.times.items():
        if name not in rows:
            raise BadPlanTime(name, "row")
        _when(plans, name, rows[name].when, one)


def changed(plans: Plans, change: Change) -> tuple[Plans, list[str]]:
    """The plan with that change, and what of it does not go: rows with this plan, texts that are never said."""
    lost: list[str] = []

    def with_time(name: str, row: Any) -> Any:
        try:
            return replace(row, when=_when(plans, name, row.when, change.times[name])) if name in change.times else row
        except BadPlanTime:
            lost.append(name)
            return row

    news = tuple(with_time(f"news.{one.id}", one) for one in plans.news)
    follow_ups = tuple(with_time(f"follow_ups.{one.id}", one) for one in plans.follow_ups)
    lost += [name for name in change.times if name not in dict(rows_of(plans))]
    texts, stopped = _said(change)
    return replace(plans, news=news, follow_ups=follow_ups, texts=texts), [*lost, *stopped]


def _said(change: Change) -> tuple[dict[Kind, dict[str, str]], list[str]]:
    """The texts that may go out, and the others: ours go in their place."""
    texts = {kind: {at: text for at, text in one.items() if may_be_said(text)} for kind, one in change.texts.items()}
    stopped = [f"texts.{kind}.{at}" for kind, one in change.texts.items() for at in one if at not in texts[kind]]
    return texts, stopped


def _when(plans: Plans, row: str, before: When, one: Time) -> When:
    """Raises BadPlanTime."""
    if one.unit not in UNITS or not timedelta() < (after := timedelta(**{one.unit: one.count})) <= LONGEST:
        raise BadPlanTime(row, "count")
    try:
        at = time.fromisoformat(one.at) if one.at else None
    except ValueError as error:
        raise BadPlanTime(row, "clock") from error
    if slip := slip_of_when(after, at, before.hours or plans.day):
        raise BadPlanTime(row, slip)
    return When(after, at, before.hours)
