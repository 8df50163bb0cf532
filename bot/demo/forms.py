"""What a step of a plot gives a verb, as the form of the page would: keys become members, texts and other cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.filled import Classification, Filled
from bot.demo.script import Script
from cases.consulting import EVERYBODY, Recommendation
from cases.law.triage import Urgency
from cases.rounds import Round
from cases.tracks import CloseReason
from storage.consulting import running_consultation
from storage.tables import Case, Clock, Measure


@dataclass(frozen=True)
class Known:
    """What the keys of a plot stand for."""

    script: Script
    members: Mapping[str, UUID]
    numbers: Mapping[str, str]

    def text(self, key: str) -> str:
        return self.script.text(f"said.{key}")

    def panel(self, keys: list[str]) -> tuple[str, ...]:
        return tuple(key if key == EVERYBODY else str(self.members[key]) for key in keys)

    def asked(self, keys: list[str]) -> Round:
        return Round([(self.text(f"{key}.title"), self.text(f"{key}.why")) for key in keys])


FIELDS: dict[str, Callable[[Known, Any], Any]] = {
    "text": Known.text,
    "to": lambda known, key: known.members[key],
    "panel": Known.panel,
    "round": Known.asked,
    "other": lambda known, plot: known.numbers[plot],
    "others": lambda known, plots: tuple(known.numbers[one] for one in plots),
    "reason": lambda _, said: CloseReason(said),
    "urgency": lambda _, said: Urgency(said),
    "recommendation": lambda _, said: Recommendation(said),
    "classification": lambda _, said: Classification(*said),
    "within": lambda _, said: said,
    "scope": lambda _, said: said,
    "hour": lambda _, said: said,
}


async def filled(
    session: AsyncSession, number: str, given: Mapping[str, Any], known: Known, *, sure: str = ""
) -> Filled:
    """With what was on the page when it was filled in: the opinion that is to be approved, the measure that is open."""
    said = {name: FIELDS[name](known, value) for name, value in given.items()}
    case = (await session.exec(select(Case).where(Case.number == number))).one()
    council = await running_consultation(session, case.id)
    still_open = select(Measure.id).where(Measure.case_id == case.id, col(Measure.done_at).is_(None))
    measure = (await session.exec(still_open.limit(1))).first()
    read = council.mark if council and case.is_concluded else ""
    return Filled(**said, sure=sure, read=read, measure=measure)


async def running_clock(session: AsyncSession, number: str, rule: str) -> UUID:
    """The one that runs by that rule."""
    of_case = select(Clock.id).join(Case, col(Case.id) == col(Clock.case_id)).where(Case.number == number)
    return (await session.exec(of_case.where(Clock.rule == rule, col(Clock.stopped_at).is_(None)))).one()
