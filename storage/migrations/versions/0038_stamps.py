"""Stamps on whatever says whose a report, a message, a file or a second factor is (storage/stamps.py).

The first start stamps what is there, and notes who proves themselves by a second factor (storage/first_start.py): a
migration has no keys. Whoever goes back after that goes back by a backup.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

STAMPED = (
    "web_chats",
    "web_files",
    "cases",
    "drafts",
    "case_messages",
    "outgoing",
    "forgettings",
    "second_factors",
    "special_notes",
)


def upgrade() -> None:
    for table in STAMPED:
        op.add_column(table, sa.Column("stamp", sa.LargeBinary(), nullable=True))
    op.add_column("members", sa.Column("has_factor", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("members", "has_factor")
    for table in STAMPED:
        op.drop_column(table, "stamp")
