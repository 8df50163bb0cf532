"""What opens with the key, row by row as the product reads it: every case, every message that waits, every file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.drafts import open_told
from storage.keys import KeyLost, keys_of
from storage.planned import in_own_words
from storage.stamps import check
from storage.tables import Case, Outgoing, OutgoingState, StoredFile

AT_ONCE = 500
Opens = Callable[[AsyncSession, Any], Awaitable[None]]
TO_COME = col(Outgoing.state).in_([OutgoingState.WAITING, OutgoingState.GATHERED])


@dataclass
class Opened:
    """How many of each there are; `closed` are the ids of those that do not open."""

    cases: int
    promises: int
    files: int
    closed: list[str]


async def opened(session: AsyncSession) -> Opened:
    """Some at a time, whatever their number."""
    closed: list[str] = []
    cases = await _tried(session, Case, true(), _case, closed)
    promises = await _tried(session, Outgoing, TO_COME, _promise, closed)
    return Opened(cases, promises, await _tried(session, StoredFile, true(), _file, closed), closed)


async def _tried(session: AsyncSession, kind: Any, which: Any, opens: Opens, closed: list[str]) -> int:
    count = 0
    async for row in _rows(session, kind, which):
        count += 1
        try:
            await opens(session, row)
        except KeyLost:
            closed.append(row.id.hex)
    return count


async def _case(session: AsyncSession, row: Case) -> None:
    check(row)
    await open_told(session, row.key_id, row.id, row.sealed_answers)


async def _promise(session: AsyncSession, row: Outgoing) -> None:
    check(row)
    if row.sealed_words is not None and (case := await session.get(Case, row.case_id)):
        await in_own_words(session, case, row)


async def _file(session: AsyncSession, row: StoredFile) -> None:
    (await keys_of(session).cipher(session, row.key_id)).open_text(row.sealed_name, f"file:{row.id}")


async def _rows(session: AsyncSession, kind: Any, which: Any) -> AsyncIterator[Any]:
    """In the order of their ids, with the keys of all that are read at once."""
    query = select(kind).where(which).order_by(kind.id).limit(AT_ONCE)
    after = query
    while rows := (await session.exec(after)).all():
        await keys_of(session).ciphers(session, [row.key_id for row in rows if hasattr(row, "key_id")])
        for row in rows:
            yield row
        after = query.where(kind.id > rows[-1].id)
        session.expunge_all()
