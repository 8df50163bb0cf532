"""Rows at work that say what we did not write: looked for, so that somebody hears of them who can do something."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import ColumnElement, or_, sql, true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.keys import keys_of
from storage.stamps import SAYS, stamp_of
from storage.tables import (
    Case,
    Colleague,
    Conversation,
    Draft,
    Forgetting,
    Member,
    Outgoing,
    OutgoingState,
    SecondFactor,
    Stamped,
)

AT_ONCE = 500
TOLD: ColumnElement[bool] = col(Draft.submitted_at).is_(None) & col(Draft.discarded_at).is_(None)
TO_COME = col(Outgoing.state).in_([OutgoingState.WAITING, OutgoingState.GATHERED])
OPEN = col(Case.ended_at).is_(None)
AT_WORK = or_(
    col(Conversation.member_id).is_not(None),
    col(Conversation.is_group),
    col(Conversation.id).in_(select(Case.conversation_id).where(OPEN)),
    col(Conversation.id).in_(select(Draft.conversation_id).where(TOLD)),
)
# What is over is found when somebody opens it.
WATCHED: dict[str, tuple[type[Stamped], ColumnElement[bool]]] = {
    "cases": (Case, OPEN),
    "drafts": (Draft, TOLD),
    "messages": (Outgoing, TO_COME),
    "chats": (Conversation, AT_WORK),
    "forgettings": (Forgetting, col(Forgetting.certified_at).is_(None)),
    "members": (Member, true()),
    "factors": (SecondFactor, true()),
    "colleagues": (Colleague, col(Colleague.ended_at).is_(None)),
}


async def changed_rows(session: AsyncSession) -> dict[str, list[str]]:
    """By what they are: the numbers of cases, ids of anything else. What is as we wrote it is left out."""
    found = {name: [one async for one in _changed(session, *watched)] for name, watched in WATCHED.items()}
    return {name: rows for name, rows in found.items() if rows}


async def _changed(session: AsyncSession, kind: type[Stamped], at_work: Any) -> AsyncIterator[str]:
    keys, columns = keys_of(session), [getattr(kind, name) for name in (*SAYS[kind], "stamp")]
    first = columns[0]  # its key: they are read in its order, some at a time
    query: Any = sql.select(*columns).where(at_work).order_by(first).limit(AT_ONCE)
    more, after = True, query
    while more:
        rows = (await session.exec(after)).mappings().all()
        for row in rows:
            if row["stamp"] != stamp_of(keys, kind, row):
                yield str(row["number"] if kind is Case else row[SAYS[kind][0]])
        more = len(rows) == AT_ONCE
        if more:
            after = query.where(first > rows[-1][SAYS[kind][0]])
            await asyncio.sleep(0)
