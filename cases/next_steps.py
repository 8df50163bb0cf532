"""What comes next at law, and by when: what the reporter may do now, and what the police must do.

Only what the law gives that person: a complainant has remedies, everybody else may ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from cases.law.clocks import Running
from cases.law.deadlines import Duty
from cases.law.moves import Position, is_duty
from cases.law.named import NamedClock, NamedMove
from cases.law.reading import Basis
from cases.tracks import Legal, Money, Remedy, Track

if TYPE_CHECKING:
    from cases.law import Law

COMPLAINANT = "complainant"


class Step(StrEnum):
    """What a reporter may do; its words are templates/words/tracks.toml."""

    CALL_110 = "call_110"
    ASK_FOR_NOTICE = "ask_for_notice"
    ASK_RECONSIDERATION = "ask_reconsideration"
    ASK_REVIEW = "ask_review"
    ASK_PROCURATORATE = "ask_procuratorate"
    SUE_PRIVATELY = "sue_privately"
    APPLY_FOR_RETURN = "apply_for_return"
    CALL_12389 = "call_12389"
    ASK_PROGRESS = "ask_progress"
    LET_COMPANY_ACT = "let_company_act"


@dataclass(frozen=True)
class Next:
    """One thing to do, until when if that ends, and where the law says so."""

    step: Step
    by: datetime | None = None
    basis: Basis | None = None


def is_complainant(law: Law, reporter_role: str) -> bool:
    """The company itself, through its legal representative or whoever it authorised."""
    standing = law.standings.get(reporter_role)
    return bool(standing and standing.capacity == COMPLAINANT)


def reporters_next(law: Law, position: Position, reporter_role: str, now: datetime) -> list[Next]:
    """What this reporter may do now, what ends soonest first and then the rest."""
    of_right = _complainants if is_complainant(law, reporter_role) else _others
    found = [*_about_money(law, position, reporter_role), *of_right(law, position, now)]
    return sorted(found, key=lambda one: (one.by is None, one.by or now))


def polices_next(law: Law, position: Position) -> Running | None:
    """The duty of the police that is due first; a late one stays first until it is done, one that waits comes last."""
    duties = [clock for clock in position.clocks if clock.is_running and is_duty(law.deadlines, clock)]
    told = [clock for clock in duties if law.deadlines[clock.rule].tells_reporter]
    return min(told, key=lambda clock: (clock.paused_at is not None, clock.due_at), default=None)


def rights_running(law: Law, position: Position, now: datetime) -> list[Running]:
    """The rights whose time runs now."""
    known = (law.deadlines.get(clock.rule) for clock in position.clocks)
    pairs = zip(position.clocks, known, strict=True)
    return [clock for clock, rule in pairs if rule and rule.duty is Duty.REPORTER and clock.is_open(now)]


def _complainants(law: Law, position: Position, now: datetime) -> Iterator[Next]:
    declined = position.states[Track.LEGAL] == Legal.FILING_DECLINED
    late = any(clock.is_late(now) and is_duty(law.deadlines, clock) for clock in position.clocks)
    if notice := _running(position, NamedClock.NOTICE_OF_DECLINING):
        yield Next(Step.ASK_FOR_NOTICE, notice.due_at, law.deadlines[notice.rule].basis)
    for right in rights_running(law, position, now):
        if right.rule in RIGHTS:
            step, move = RIGHTS[right.rule]
            yield Next(step, right.due_at, law.moves[move].basis)
    remedy = position.states[Track.REMEDY]
    accepted = position.states[Track.LEGAL] != Legal.NONE  # before that nothing could have been filed or declined
    if (declined or (late and accepted)) and remedy == Remedy.NONE:
        yield Next(Step.ASK_PROCURATORATE, basis=law.moves[NamedMove.PROCURATORATE].basis)
    if declined and remedy == Remedy.NONE:
        yield Next(Step.SUE_PRIVATELY, basis=law.moves[NamedMove.PRIVATE_PROSECUTION].basis)
    if late:
        yield Next(Step.CALL_12389)


RIGHTS: dict[str, tuple[Step, NamedMove]] = {
    NamedClock.RECONSIDERATION: (Step.ASK_RECONSIDERATION, NamedMove.RECONSIDERATION),
    NamedClock.REVIEW: (Step.ASK_REVIEW, NamedMove.REVIEW),
}


def _others(law: Law, position: Position, now: datetime) -> Iterator[Next]:
    """Whoever is not the victim may ask how it stands; the remedies belong to the company."""
    declined = position.states[Track.LEGAL] == Legal.FILING_DECLINED
    late = any(clock.is_late(now) and is_duty(law.deadlines, clock) for clock in position.clocks)
    if position.states[Track.LEGAL] != Legal.NONE:
        yield Next(Step.ASK_PROGRESS, basis=law.moves[NamedMove.REPORT_ACCEPTED].basis)
    if declined or late:
        yield Next(Step.LET_COMPANY_ACT, basis=law.moves[NamedMove.RECONSIDERATION].basis)
    if late:
        yield Next(Step.CALL_12389)


def _about_money(law: Law, position: Position, reporter_role: str) -> Iterator[Next]:
    money = position.states[Track.MONEY]
    if money == Money.SHEET_READY:
        yield Next(Step.CALL_110, basis=law.moves[NamedMove.REPORTED_TO_110].basis)
    if money == Money.FROZEN and is_complainant(law, reporter_role):
        yield Next(Step.APPLY_FOR_RETURN, basis=law.moves[NamedMove.RETURN_APPLIED_FOR].basis)


def _running(position: Position, rule: str) -> Running | None:
    return next((clock for clock in position.clocks if clock.rule == rule and clock.is_running), None)
