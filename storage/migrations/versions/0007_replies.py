"""Since when a reporter waits for a reply, and until when they were told to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ASKED = "asked_at IS NOT NULL AND holder_id IS NOT NULL"
_INDEXES = {
    "ix_cases_asked": (f"{_ASKED} AND number <> ''", ["asked_at", "id"]),
    "ix_cases_asked_district": (_ASKED, ["district", "asked_at", "id"]),
}
_COLUMNS = ("asked_at", "reply_due_at")


def upgrade() -> None:
    for name in _COLUMNS:  # added in place: a copied table would lose the triggers that count its rows
        op.add_column("cases", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("reply_missed", sa.Boolean(), server_default=sa.false(), nullable=False))
    for name, (part, columns) in _INDEXES.items():
        where = sa.text(part)
        op.create_index(name, "cases", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(name, "cases")
    for name in (*_COLUMNS, "reply_missed"):
        op.drop_column("cases", name)
