"""What could not leave for long in one chat, and the message that tells it in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.catching_up import IN_ONE
from cases.messages import Kind
from storage.at_the_phone import IS_ASKED_FOR, IS_HELD
from storage.gathered import IS_GATHERED
from storage.outgoing import IS_WAITING
from storage.tables import Case, Outgoing, OutgoingState, Why

MOST_AT_ONCE = 20  # what one message can tell
Lates = Mapping[Kind, timedelta]  # how long a message of that kind has a point


async def count_late(
    session: AsyncSession, row: Outgoing, within: Kind, since: datetime, now: datetime, lates: Lates
) -> int:
    """How many of the kinds that it takes are late since then, beside this one."""
    query = select(func.count()).select_from(Outgoing)
    which = (IS_WAITING, _can_come(row.conversation_id, within, now, lates), col(Outgoing.due_at) <= since)
    return (await session.exec(query.where(*which, col(Outgoing.id) != row.id))).one()


async def waiting_for(session: AsyncSession, conversation_id: UUID, within: Kind) -> Outgoing | None:
    """The message that tells them in one, if one waits and has left nobody's hands with less in it."""
    query = select(Outgoing).where(IS_WAITING, Outgoing.conversation_id == conversation_id, Outgoing.kind == within)
    free = query.where(~col(Outgoing.leased), col(Outgoing.unique_key).is_(None)).order_by(col(Outgoing.due_at))
    return (await session.exec(free.limit(1).with_for_update())).first()


async def take_in(
    session: AsyncSession, one: UUID, conversation_id: UUID, within: Kind, now: datetime, lates: Lates
) -> None:
    """Whatever is due of the kinds that it takes is told with it."""
    due = select(Outgoing.id).where(IS_WAITING, _can_come(conversation_id, within, now, lates))
    first = due.order_by(col(Outgoing.due_at)).limit(MOST_AT_ONCE).with_for_update(skip_locked=True)
    values: dict[str, Any] = {"state": OutgoingState.GATHERED, "gathered_in": one}
    these = col(Outgoing.id).in_((await session.exec(first)).all())
    await session.exec(update(Outgoing).where(these).values(**values))


async def put_in(session: AsyncSession, row: Outgoing, one: UUID) -> None:
    """The one in hand; that it may have arrived before stays with it."""
    values: dict[str, Any] = {
        "state": OutgoingState.GATHERED,
        "gathered_in": one,
        "leased": row.leased,
        "claimed_by": None,
    }
    await session.exec(update(Outgoing).where(col(Outgoing.id) == row.id).values(**values))


async def told_in_one(session: AsyncSession, one: Outgoing) -> list[tuple[Outgoing, Case]]:
    """What it is to tell, in the order in which it was due; of its own chat alone, whoever put it there."""
    query = (
        select(Outgoing, Case)
        .join(Case, col(Case.id) == col(Outgoing.case_id))
        .where(IS_GATHERED, Outgoing.gathered_in == one.id, Outgoing.conversation_id == one.conversation_id)
        .where(Outgoing.state == OutgoingState.GATHERED)
        .order_by(col(Outgoing.due_at), col(Outgoing.id))
    )
    return list((await session.exec(query)).all())


async def let_go(session: AsyncSession, rows: Sequence[UUID], now: datetime) -> None:
    """They come by themselves after all, and are not taken in again."""
    values: dict[str, Any] = {"state": OutgoingState.WAITING, "retry_at": now, "attempts": 0}
    await session.exec(update(Outgoing).where(col(Outgoing.id).in_(rows)).values(**values))


async def drop_untold(session: AsyncSession, rows: Sequence[UUID]) -> None:
    """When it left, they were not so any more."""
    values: dict[str, Any] = {"state": OutgoingState.CANCELLED, "why": Why.NOT_SO}
    await session.exec(update(Outgoing).where(col(Outgoing.id).in_(rows)).values(**values))


def _can_come(conversation_id: UUID, within: Kind, now: datetime, lates: Lates) -> ColumnElement[bool]:
    """In nobody's hands, kept back by nothing that its reader chose, and with a point still."""
    error, kinds = col(Outgoing.error), sorted(IN_ONE[within])
    pointless = [and_(col(Outgoing.kind) == kind, col(Outgoing.due_at) < now - late) for kind, late in lates.items()]
    quiet = select(Case.id).where(Case.id == Outgoing.case_id, col(Case.quiet)).exists()
    return and_(
        col(Outgoing.conversation_id) == conversation_id,
        col(Outgoing.kind).in_(kinds),
        col(Outgoing.due_at) <= now,
        col(Outgoing.retry_at) <= now,
        col(Outgoing.gathered_in).is_(None),
        col(Outgoing.case_id).is_not(None),
        or_(error.is_(None), and_(~IS_HELD, ~IS_ASKED_FOR)),
        ~or_(*pointless) if pointless else col(Outgoing.id).is_not(None),
        ~quiet if within is Kind.CAUGHT_UP else col(Outgoing.id).is_not(None),
    )
