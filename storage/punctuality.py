"""How promises to reporters were kept: counted for a month by an index that holds nothing else, and each broken one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, sql, text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import Kind
from cases.people import districts_seen
from storage.sight import seen_by
from storage.tables import PROMISED, Case, Member, Outgoing, OutgoingState, Why

IS_PROMISED = text(f"outgoing.{PROMISED}")
MOST = 200  # of the broken ones that are listed, the newest
# These go out only when nobody did what was promised; before that they are dropped.
ADMITS = frozenset({Kind.STILL_WAITING, Kind.REPLY_LATE})
OTHERWISE = frozenset({Why.LATE, Why.UNSPOKEN})
# The reporter has another time, and knows it; or it was they who could not be reached.
EXCUSED = frozenset({Why.CALLED_OFF, Why.REPLANNED, Why.AWAY})


@dataclass(frozen=True)
class Month:
    """Promises whose time was in it. `excused`: put off with a word, or their reader could not be reached.

    A reply that is missed by its new time too is one promise that was broken; `again` are the later times.
    """

    kept: int
    broken: int
    excused: int
    again: int

    @property
    def share(self) -> float | None:
        """Of those that count; None where there were none."""
        return self.kept / (self.kept + self.broken) if self.kept + self.broken else None


async def punctuality(session: AsyncSession, member: Member, begin: datetime, end: datetime) -> Month:
    """Of the cases this member sees, whose time came between these."""
    columns: Any = (Outgoing.kind, Outgoing.state, Outgoing.why)
    query: Any = sql.select(*columns, func.count()).where(*_due(begin, end))
    if districts_seen(member.district) is not None:
        query = query.join(Case, col(Case.id) == col(Outgoing.case_id)).where(seen_by(member))
    found = Counter[str]()
    for kind, state, why, times in (await session.exec(query.group_by(*columns))).all():
        found[_verdict(kind, state, why)] += times
    return Month(found["kept"], found["broken"], found["excused"], found["again"])


async def broken_promises(
    session: AsyncSession, member: Member, begin: datetime, end: datetime
) -> list[tuple[Outgoing, Case]]:
    """With their cases, the newest first."""
    sent = col(Outgoing.state) == OutgoingState.SENT
    first = or_(col(Outgoing.why).is_(None), col(Outgoing.why) != Why.AGAIN)
    admitted = sent & col(Outgoing.kind).in_(sorted(ADMITS)) & first
    otherwise = sent & col(Outgoing.why).in_(sorted(OTHERWISE))
    refused = col(Outgoing.state) == OutgoingState.BROKEN
    query = (
        select(Outgoing, Case)
        .join(Case, col(Case.id) == col(Outgoing.case_id))
        .where(*_due(begin, end), or_(admitted, otherwise, refused), seen_by(member))
        .order_by(col(Outgoing.due_at).desc(), col(Outgoing.id))
    )
    return list((await session.exec(query.limit(MOST))).all())


async def missed_again(session: AsyncSession, broken: Collection[Outgoing]) -> Counter[UUID]:
    """How often each of these was missed by a new time too, until it was kept or another one was broken."""
    cases = {row.case_id for row in broken if row.case_id}
    admitted = (IS_PROMISED, col(Outgoing.state) == OutgoingState.SENT, col(Outgoing.kind).in_(sorted(ADMITS)))
    columns: Any = (Outgoing.id, Outgoing.case_id, Outgoing.why)
    query: Any = sql.select(*columns).where(col(Outgoing.case_id).in_(cases), *admitted).order_by(col(Outgoing.due_at))
    found, last = Counter[UUID](), dict[UUID | None, UUID]()
    for id_, case_id, why in (await session.exec(query)).all():
        if why is not Why.AGAIN:
            last[case_id] = id_
        elif case_id in last:
            found[last[case_id]] += 1
    return found


def _due(begin: datetime, end: datetime) -> tuple[Any, ...]:
    return IS_PROMISED, col(Outgoing.due_at) >= begin, col(Outgoing.due_at) < end


def _verdict(kind: Kind, state: OutgoingState, why: Why | None) -> str:
    if why is Why.AGAIN:
        return "again" if state is OutgoingState.SENT else "done_late"  # of one that was counted
    if state is OutgoingState.GONE or why in EXCUSED:
        return "excused"
    if state is OutgoingState.CANCELLED:
        return "kept"  # before its time they heard, or it was done
    if state is OutgoingState.SENT:
        return "broken" if kind in ADMITS or why in OTHERWISE else "kept"
    return "broken" if state is OutgoingState.BROKEN else "on_its_way"  # which counts when it has left
