"""What was found in a file, when and by whom; which files nobody has looked at, by an index of those alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0040"
branch_labels = None
depends_on = None

_CAME_AT = {"files": "received_at", "desk_files": "added_at"}


def upgrade() -> None:
    where = sa.text("virus IS NULL")
    for table, came_at in _CAME_AT.items():
        # added in place: a copied table would lose its triggers
        op.add_column(table, sa.Column("virus", sa.String(length=100), nullable=True))
        op.add_column(table, sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
        op.add_column(table, sa.Column("checked_by", sa.String(length=60), nullable=True))
        op.add_column(table, sa.Column("check_at", sa.DateTime(timezone=True), nullable=True))
        op.create_index(f"ix_{table}_to_check", table, [came_at], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for table in _CAME_AT:
        op.drop_index(f"ix_{table}_to_check", table)
        for column in ("check_at", "checked_by", "checked_at", "virus"):
            op.drop_column(table, column)
