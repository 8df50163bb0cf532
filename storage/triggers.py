"""What the database does by itself: that its triggers are there, and switched on.

Without them nothing fails: the queue counts wrongly, search does not hear, a record can be changed. So they are asked
for by name (`doctor`); the migrations make them, and a test holds both lists together.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

EVENTS = ("insert", "delete", "update")
SEARCHED = (
    "case_messages",
    "cases",
    "consultation_seats",
    "consultations",
    "drafts",
    "files",
    "materials",
    "measures",
    "utterances",
)
EVERYWHERE = {
    *(f"{table}_searched_{event}" for table in SEARCHED for event in EVENTS),
    *(f"cases_counted_{event}" for event in EVENTS),
    "custody_no_delete",
    "custody_no_update",
    "officer_checks_no_update",
}
ON_SQLITE = EVERYWHERE | {"track_moves_kept_DELETE", "track_moves_kept_UPDATE"}
ON_POSTGRESQL = EVERYWHERE | {"custody_no_truncate", "track_moves_kept"}
ASK_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
ASK_POSTGRESQL = (
    "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal AND tgenabled <> 'D' AND pg_table_is_visible(pg_class.oid)"
)


async def triggers_gone(session: AsyncSession) -> list[str]:
    """The names of those that should be there."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sorted((ON_SQLITE if is_sqlite else ON_POSTGRESQL) - await triggers(session))


async def triggers(session: AsyncSession) -> set[str]:
    """Those that are at work."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    asked: Any = text(ASK_SQLITE if is_sqlite else ASK_POSTGRESQL)
    return {name for (name,) in (await session.exec(asked)).all()}
