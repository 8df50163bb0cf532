"""Who must hear of a commit: an ear is called after it with what changed, so that nobody is told before it is true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import event
from sqlalchemy.orm import Session

from storage.database import Database
from storage.tables import Case, CaseMessage, Material, Outgoing, StoredFile, TimelineEntry


@dataclass
class Changes:
    """What one transaction touched: whether messages became due, and the ids of the cases."""

    outgoing: bool = False
    cases: set[str] = field(default_factory=set)


def listen(database: Database, ear: Callable[[Changes], None]) -> None:
    """Call `ear` after every commit that changed a case or planned a message."""

    def note(session: Session, _context: object) -> None:
        changes: Changes = session.info.setdefault("changes", Changes())
        for row in (*session.new, *session.dirty):
            changes.outgoing |= isinstance(row, Outgoing)
            if isinstance(row, Case):
                changes.cases.add(str(row.id))
            elif isinstance(row, TimelineEntry | CaseMessage):
                changes.cases.add(str(row.case_id))
            elif isinstance(row, StoredFile | Material):
                changes.cases.add(str(row.report_id))

    def tell(session: Session) -> None:
        changes: Changes | None = session.info.pop("changes", None)
        if changes and (changes.outgoing or changes.cases):
            ear(changes)

    def drop(session: Session) -> None:
        session.info.pop("changes", None)

    sessions = database.sync_sessions
    event.listen(sessions, "after_flush", note)
    event.listen(sessions, "after_commit", tell)
    event.listen(sessions, "after_rollback", drop)
