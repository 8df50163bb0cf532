"""Reading what a message due is about, and keeping for a moment what was read for others like it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakSet, WeakValueDictionary

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.conversations import is_member, whose_chat
from storage.spoken import note_opened, opening
from storage.tables import Case, Conversation, Draft, Member, Outgoing, OutgoingState

A_MOMENT = timedelta(seconds=2)  # less than a message is on its way

Found = TypeVar("Found")


# asked for every message that goes out, so built once
ADDRESSED: dict[type[Case | Draft], Any] = {
    table: select(Conversation, Member, table)
    .outerjoin(Member, is_member())
    .outerjoin(table, col(table.id) == bindparam("case"))
    .where(Conversation.id == bindparam("chat"))
    for table in (Case, Draft)
}


@dataclass(frozen=True)
class Addressed:
    """A message due with the chat it goes to, whose that is on the team, and the case or the draft it is about."""

    row: Outgoing
    chat: Conversation
    member: Member | None
    about: Case | Draft | None


async def addressed(session: AsyncSession, row: Outgoing, table: type[Case | Draft]) -> Addressed:
    """In one read; `table` says what a message of this kind is about."""
    chat, member, about = (
        await session.exec(ADDRESSED[table], params={"chat": row.conversation_id, "case": row.case_id})
    ).one()
    return Addressed(row, chat, whose_chat(chat, member), about)


@dataclass(frozen=True)
class _Read:
    """A part of a case, the messages that waited when it was read, and the keys with which it was opened."""

    at: datetime
    planned: frozenset[UUID]
    found: Any
    keys: tuple[UUID, ...]

    def is_recent(self, now: datetime) -> bool:
        return abs(now - self.at) < A_MOMENT


Part = tuple[str, str]  # the id of a case, and what of it


class Shelf:
    """What was read of cases a moment ago: ten cards of one case, sent together, open its dossier once.

    Nothing old is handed on. A message gets what was read after it was planned, and so finds there what it speaks of.
    What a commit changes is gone at once, also for who reads while it happens. And whatever another process may have
    changed is gone after a moment.
    """

    def __init__(self) -> None:
        self._read: dict[Part, _Read] = {}
        self._reading: WeakValueDictionary[Part, asyncio.Lock] = WeakValueDictionary()
        self._looking: WeakSet[Lately] = WeakSet()

    def look(self) -> Lately:
        """For one message; to be asked for before the session that reads, which may not see what changes later."""
        found = Lately(self)
        self._looking.add(found)
        return found

    def changed(self, cases: Collection[str]) -> None:
        """An ear of storage/changes.py."""
        self._read = {part: one for part, one in self._read.items() if part[0] not in cases}
        for look in self._looking:
            look.missed.update(cases)

    def reading(self, part: Part) -> asyncio.Lock:
        """One reads, the others wait for it."""
        return self._reading.setdefault(part, asyncio.Lock())

    def get(self, part: Part, row: Outgoing, now: datetime) -> _Read | None:
        known = self._read.get(part)
        return known if known and row.id in known.planned and known.is_recent(now) else None

    def put(self, part: Part, read: _Read) -> None:
        self._read[part] = read
        asyncio.get_running_loop().call_later(A_MOMENT.total_seconds(), self._drop, part, read)

    def _drop(self, part: Part, read: _Read) -> None:
        """Words of a case lie open no longer than they are of use."""
        if self._read.get(part) is read:
            del self._read[part]


class Lately:
    """One look at the shelf. `missed` are the cases that changed since."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self.missed = shelf, set[str]()

    async def find(
        self,
        session: AsyncSession,
        row: Outgoing,
        name: str,
        now: datetime,
        read: Callable[[], Awaitable[Found]],
    ) -> Found:
        """That part of the message's case: as it was read for another message, or by `read`."""
        part = (str(row.case_id), name)
        async with self._shelf.reading(part):
            known = self._shelf.get(part, row, now)
            if known is None:
                planned = await _planned(session, row)
                with opening() as opened:
                    found_now = await read()
                known = _Read(now, planned, found_now, opened.keys)
                if part[0] not in self.missed:
                    self._shelf.put(part, known)
        note_opened(known.keys)
        found: Found = known.found
        return found


async def _planned(session: AsyncSession, row: Outgoing) -> frozenset[UUID]:
    """Every message of the case that waits: what it speaks of is there to be read."""
    query = select(Outgoing.id).where(Outgoing.case_id == row.case_id, Outgoing.state == OutgoingState.WAITING)
    return frozenset((await session.exec(query)).all())
