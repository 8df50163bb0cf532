"""Whose hands a message is in, and what Telegram brought to whichever process it reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

_CLAIMED = sa.text("claimed_by IS NOT NULL")


def upgrade() -> None:
    # in place: a copied table would lose its triggers
    op.add_column("outgoing", sa.Column("claimed_by", sa.BigInteger(), nullable=True))
    op.create_index("ix_outgoing_claimed", "outgoing", ["claimed_by"], sqlite_where=_CLAIMED, postgresql_where=_CLAIMED)
    op.create_table(
        "telegram_updates",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name=op.f("pk_telegram_updates")),
    )
    waits = sa.text("sealed IS NOT NULL")
    op.create_index(
        "ix_telegram_updates_waiting",
        "telegram_updates",
        ["bot_id", "update_id"],
        sqlite_where=waits,
        postgresql_where=waits,
    )


def downgrade() -> None:
    op.drop_index("ix_telegram_updates_waiting", "telegram_updates")
    op.drop_table("telegram_updates")
    op.drop_index("ix_outgoing_claimed", "outgoing")
    op.drop_column("outgoing", "claimed_by")
