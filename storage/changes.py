"""Who must hear of a commit: an ear is called after it with what changed, so that nobody is told before it is true."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import event, text
from sqlalchemy.orm import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.hands import CHANNEL
from storage.of_reports import report_of
from storage.tables import Case, Outgoing

NAMES = ("cases", "attended", "chats", "keys")
AT_ONCE = 150  # ids; of 39 characters each
TELL = text("SELECT pg_notify(:channel, :said)")


@dataclass
class Changes:
    """What one transaction touched: whether messages became due, and the ids of the cases.

    Where somebody only came or began to write, the case is among those `attended`: nothing of it changed. In `chats`
    of the web something came or went, or somebody may not read it any more. `keys` were destroyed. After a time in
    which nobody heard of other processes, any of it may have been `missed`.
    """

    outgoing: bool = False
    cases: set[str] = field(default_factory=set)
    attended: set[str] = field(default_factory=set)
    chats: set[int] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    missed: bool = False
    elsewhere: bool = False  # another process did it

    def __bool__(self) -> bool:
        return any((self.outgoing, self.missed, *self._ids()))

    def said(self) -> Iterator[dict[str, Any]]:
        """For other processes, in pieces that fit into a notification."""
        named = [(name, one) for name, ids in zip(NAMES, self._ids(), strict=True) for one in sorted(ids, key=str)]
        for begin in range(0, len(named) or 1, AT_ONCE):
            said: dict[str, Any] = {"outgoing": True} if self.outgoing and not begin else {}
            for name, one in named[begin : begin + AT_ONCE]:
                said.setdefault(name, []).append(one)
            yield said

    @staticmethod
    def heard(said: dict[str, Any]) -> Changes:
        """From another process."""
        cases, attended, chats, keys = (set(said.get(name, ())) for name in NAMES)
        return Changes(bool(said.get("outgoing")), cases, attended, chats, keys, elsewhere=True)

    def _ids(self) -> tuple[set[Any], ...]:
        return self.cases, self.attended, self.chats, self.keys


def tell_of_due(session: AsyncSession) -> None:
    """Messages were made due by a statement, which no flush shows: their senders are woken after the commit."""
    _by_statement(session).outgoing = True


def tell_of_case(session: AsyncSession, case_id: UUID) -> None:
    """Something of this case was changed by a statement."""
    _by_statement(session).cases.add(str(case_id))


def tell_of_presence(session: AsyncSession, case_id: UUID) -> None:
    """Others at this case see a difference in who is there."""
    _by_statement(session).attended.add(str(case_id))


def tell_of_chat(session: AsyncSession, chat_id: int) -> None:
    """The open pages of this web chat look again at what it holds, and whether they may."""
    _by_statement(session).chats.add(chat_id)


def tell_of_destroyed(session: AsyncSession, key_id: UUID) -> None:
    """Nobody remembers this key any more, in whatever process."""
    _by_statement(session).keys.add(str(key_id))


def _by_statement(session: AsyncSession) -> Changes:
    session.info["loop"] = asyncio.get_running_loop()
    changes: Changes = session.info.setdefault("changes", Changes())
    return changes


def listen(database: Database, ear: Callable[[Changes], None]) -> None:
    """Call `ear` after every commit that changed a case, or anything that belongs to it, or planned a message.

    It is called on the event loop of whoever changed something, although the commit may be done in a thread. Several
    may listen; each is called by itself, in the order they came. Of what another process changed they hear as well.
    """
    attend(database)
    database.ears.append(ear)


def attend(database: Database) -> None:
    """From now on other processes are told of its commits, also by who has no ear of their own: a command, say."""
    if not database.is_attended:
        database.is_attended = True
        _Gathering(database)


class _Gathering:
    """What a transaction touched, gathered once for all ears, and for other processes where there may be any."""

    def __init__(self, database: Database) -> None:
        self._database, sessions, house = database, database.sync_sessions, database.house
        event.listen(sessions, "after_flush", self._note)
        event.listen(sessions, "after_commit", self._tell)
        event.listen(sessions, "after_rollback", self._drop)
        if house.is_shared:
            event.listen(sessions, "before_commit", self._tell_others)
            house.listen(lambda said: self._hear(Changes.heard(said)), self._missed)

    def _note(self, session: Session, _context: object) -> None:
        changes: Changes = session.info.setdefault("changes", Changes())
        session.info["loop"] = asyncio.get_running_loop()
        for row in (*session.new, *session.dirty):
            if isinstance(row, Outgoing):  # planned with what changed; claimed or sent, it changes nothing
                changes.outgoing |= row in session.new
            elif of := row.id if isinstance(row, Case) else report_of(row):
                changes.cases.add(str(of))

    def _tell(self, session: Session) -> None:
        if changes := session.info.pop("changes", None):
            for ear in self._database.ears:
                session.info["loop"].call_soon_threadsafe(ear, changes)

    def _drop(self, session: Session) -> None:
        session.info.pop("changes", None)

    def _tell_others(self, session: Session) -> None:
        """Within the transaction: they hear of it when it is true, and not at all when it is not."""
        session.flush()
        if not session.in_nested_transaction() and (changes := session.info.get("changes")):
            for said in changes.said():
                session.execute(TELL, {"channel": CHANNEL, "said": self._database.house.payload(said)})

    def _hear(self, changes: Changes) -> None:
        _forget(self._database, changes)
        for ear in self._database.ears if changes else ():
            ear(changes)

    def _missed(self) -> None:
        self._hear(Changes(outgoing=True, missed=True))


def _forget(database: Database, changes: Changes) -> None:
    """What another process destroyed is not remembered here; what was opened with it lies beside other things."""
    if changes.keys or changes.missed:
        database.opened.clear()
    for key_id in changes.keys:
        database.keys.drop(UUID(key_id))
    if changes.missed:
        database.keys.forget()
