"""Alembic's entry: it is handed a connection by storage/migrating.py, so no settings are read here."""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,  # for its naming convention
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
