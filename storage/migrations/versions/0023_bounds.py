"""What strangers did lately, and the chats in which nothing was said yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_UNUSED = sa.text("unused")


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_tallies")),
    )
    op.create_index(op.f("ix_tallies_until"), "tallies", ["until"])
    op.add_column("web_chats", sa.Column("unused", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_web_chats_unused", "web_chats", ["created_at"], sqlite_where=_UNUSED, postgresql_where=_UNUSED)


def downgrade() -> None:
    op.drop_index("ix_web_chats_unused", "web_chats")
    op.drop_column("web_chats", "unused")
    op.drop_index(op.f("ix_tallies_until"), "tallies")
    op.drop_table("tallies")
