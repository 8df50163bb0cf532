"""Who must hear of a commit: an ear is called after it with what changed, so that nobody is told before it is true."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.of_reports import report_of
from storage.tables import Case, Outgoing


@dataclass
class Changes:
    """What one transaction touched: whether messages became due, and the ids of the cases.

    Where somebody only came or began to write, the case is among those `attended`: nothing of it changed. In `chats`
    of the web something went, or somebody may not read it any more.
    """

    outgoing: bool = False
    cases: set[str] = field(default_factory=set)
    attended: set[str] = field(default_factory=set)
    chats: set[int] = field(default_factory=set)


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


def _by_statement(session: AsyncSession) -> Changes:
    session.info["loop"] = asyncio.get_running_loop()
    changes: Changes = session.info.setdefault("changes", Changes())
    return changes


def listen(database: Database, ear: Callable[[Changes], None]) -> None:
    """Call `ear` after every commit that changed a case, or anything that belongs to it, or planned a message.

    It is called on the event loop of whoever changed something, although the commit may be done in a thread. Several
    may listen; each is called by itself, in the order they came.
    """
    if not database.ears:
        _attend(database)
    database.ears.append(ear)


def _attend(database: Database) -> None:
    """What a transaction touched is gathered once, for all ears."""

    def note(session: Session, _context: object) -> None:
        changes: Changes = session.info.setdefault("changes", Changes())
        session.info["loop"] = asyncio.get_running_loop()
        for row in (*session.new, *session.dirty):
            if isinstance(row, Outgoing):  # planned with what changed; claimed or sent, it changes nothing
                changes.outgoing |= row in session.new
            elif of := row.id if isinstance(row, Case) else report_of(row):
                changes.cases.add(str(of))

    def tell(session: Session) -> None:
        changes: Changes | None = session.info.pop("changes", None)
        if changes and (changes.outgoing or changes.cases or changes.attended or changes.chats):
            for ear in ears:
                session.info["loop"].call_soon_threadsafe(ear, changes)

    def drop(session: Session) -> None:
        session.info.pop("changes", None)

    sessions, ears = database.sync_sessions, database.ears
    event.listen(sessions, "after_flush", note)
    event.listen(sessions, "after_commit", tell)
    event.listen(sessions, "after_rollback", drop)
