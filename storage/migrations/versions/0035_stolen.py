"""What a thief of the database, or who can write it, finds: rows that open a door carry a stamp, and nobody's own number.

The first start stamps what is there, and hides and seals the numbers of chats (storage/first_start.py): a migration has no
keys. Whoever goes back after that goes back by a backup.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None

STAMPED = ("members", "conversations", "console_sessions", "login_links", "invites", "sign_in_codes", "web_devices")


def upgrade() -> None:
    for table in STAMPED:
        op.add_column(table, sa.Column("stamp", sa.LargeBinary(), nullable=True))
    op.add_column("case_messages", sa.Column("version", sa.Integer(), server_default="0", nullable=False))
    op.add_column("web_files", sa.Column("sealed_size", sa.LargeBinary(), nullable=True))
    op.add_column("conversations", sa.Column("sealed_chat_id", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("case_messages", "version")
    op.drop_column("web_files", "sealed_size")
    op.drop_column("conversations", "sealed_chat_id")
    for table in STAMPED:
        op.drop_column(table, "stamp")
