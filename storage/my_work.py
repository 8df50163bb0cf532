"""What waits for one member, whichever case it is of: each by an index of its own, and of cases they may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import Role, districts_seen
from storage.consulting import place_of
from storage.keys import KeyLost, keys_of
from storage.queue import companies_of
from storage.tables import (
    ASKED,
    HELD,
    RUNS,
    SILENT,
    TO_APPROVE,
    TO_DO,
    Case,
    Clock,
    Consultation,
    Measure,
    Member,
    Seat,
)
from storage.tracks import first_due

MOST = 50  # of each kind; whoever has more has other worries


@dataclass(frozen=True)
class Chaired:
    """A consultation of one's own, with how many of those who were asked have answered."""

    row: Consultation
    case: Case
    asked: int
    given: int


@dataclass(frozen=True)
class Todo:
    """A measure of one's own; without words where they cannot be opened."""

    row: Measure
    case: Case
    text: str


@dataclass(frozen=True)
class Work:
    """Everything that waits for one member, what is due first first. `clocks` are the nearest of cases held."""

    owed: list[Case]
    asked: list[tuple[Consultation, Case]]
    to_approve: list[tuple[Consultation, Case]]
    chaired: list[Chaired]
    measures: list[Todo]
    held: list[Case]
    clocks: dict[UUID, Clock]
    companies: dict[UUID, str | None]


async def work_of(session: AsyncSession, member: Member, rules: Iterable[str]) -> Work:
    """`rules` are the deadlines of the law that a member watches."""
    mine = col(Case.holder_id) == member.id
    owed = await _cases(session, text(ASKED), mine, order=(col(Case.asked_at), col(Case.id)))
    held = await _cases(session, text(HELD), mine, order=(col(Case.rank), col(Case.submitted_at), col(Case.id)))
    asked, to_approve = await _asked(session, member), await _to_approve(session, member)
    chaired, measures = await _chaired(session, member), await _measures(session, member)
    about = [*owed, *held, *(case for _, case in (*asked, *to_approve))]
    about += [one.case for one in chaired] + [one.case for one in measures]
    return Work(
        owed=owed,
        asked=asked,
        to_approve=to_approve,
        chaired=chaired,
        measures=measures,
        held=held,
        clocks=await first_due(session, [case.id for case in held], rules),
        companies=await companies_of(session, list({case.id: case for case in about}.values())),
    )


async def _cases(session: AsyncSession, *parts: Any, order: tuple[Any, ...]) -> list[Case]:
    return list((await session.exec(select(Case).where(*parts).order_by(*order).limit(MOST))).all())


async def _asked(session: AsyncSession, member: Member) -> list[tuple[Consultation, Case]]:
    """Where their opinion is wanted, and they have not given one."""
    silent = (col(Seat.member_id) == member.id, text(f"consultation_seats.{SILENT}"))
    query = (
        _of_their_cases(select(Consultation, Case).join(Seat, col(Seat.consultation_id) == Consultation.id), member)
        .where(*silent, _running(), col(Consultation.concluded_at).is_(None))
        .order_by(col(Consultation.due_at), col(Consultation.id))
    )
    return list((await session.exec(query.limit(MOST))).all())


async def _to_approve(session: AsyncSession, member: Member) -> list[tuple[Consultation, Case]]:
    """For leads, the longest waiting first."""
    if member.role is not Role.LEAD:
        return []
    query = _of_their_cases(select(Consultation, Case), member).where(text(TO_APPROVE))
    ordered = query.order_by(col(Consultation.concluded_at), col(Consultation.id))
    return list((await session.exec(ordered.limit(MOST))).all())


async def _chaired(session: AsyncSession, member: Member) -> list[Chaired]:
    """Their own that still run and have no conclusion."""
    seats = select(func.count()).select_from(Seat).where(Seat.consultation_id == Consultation.id)
    given = seats.where(col(Seat.answered_at).is_not(None))
    parts = (col(Consultation.chair_id) == member.id, text(RUNS), col(Consultation.concluded_at).is_(None))
    both = select(Consultation, Case, seats.scalar_subquery(), given.scalar_subquery())
    query = _of_their_cases(both, member).where(*parts).order_by(col(Consultation.due_at), col(Consultation.id))
    return [Chaired(*row) for row in (await session.exec(query.limit(MOST))).all()]


async def _measures(session: AsyncSession, member: Member) -> list[Todo]:
    """The late ones first, because they were due first."""
    query = select(Measure, Case).join(Case, col(Case.id) == col(Measure.case_id)).where(*_seen(member))
    mine = query.where(col(Measure.owner_id) == member.id, text(TO_DO), col(Case.ended_at).is_(None))
    rows = (await session.exec(mine.order_by(col(Measure.due_at), col(Measure.id)).limit(MOST))).all()
    ciphers = await keys_of(session).ciphers(session, [case.key_id for _, case in rows])
    found = []
    for row, case in rows:
        try:
            words = ciphers[case.key_id].open_text(row.sealed_text, place_of("measure", row.id))
        except (KeyError, KeyLost):
            words = ""
        found.append(Todo(row, case, words))
    return found


def _of_their_cases(query: Any, member: Member) -> Any:
    return query.join(Case, col(Case.id) == col(Consultation.case_id)).where(*_seen(member))


def _running() -> Any:
    return col(Consultation.approved_at).is_(None) & col(Consultation.dissolved_at).is_(None)


def _seen(member: Member) -> list[Any]:
    seen = districts_seen(member.district)
    return [] if seen is None else [col(Case.district).in_(seen)]
