"""Alembic's entry: it is handed a connection by storage/migrating.py, so no settings are read here."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import storage.tables  # noqa: F401 - registers every table
from storage.columns import Text, UtcDateTime


def plain(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """History names plain types, so that it does not change when our column types do."""
    if kind == "type" and isinstance(item, Text | AutoString):
        return f"sa.String(length={getattr(item, 'length', None) or 40})"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite cannot alter most things in place
    compare_type=True,
    render_item=plain,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
