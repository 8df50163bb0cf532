"""A web chat that locks, until when each browser of it is open, and until when a quiet message lies open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_SHOWN = sa.text("shown_until IS NOT NULL")


def upgrade() -> None:
    op.add_column("web_chats", sa.Column("locks", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("web_devices", sa.Column("open_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outgoing", sa.Column("shown_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_outgoing_shown", "outgoing", ["shown_until"], sqlite_where=_SHOWN, postgresql_where=_SHOWN)


def downgrade() -> None:
    op.drop_index("ix_outgoing_shown", "outgoing")
    op.drop_column("outgoing", "shown_until")
    op.drop_column("web_devices", "open_until")
    op.drop_column("web_chats", "locks")
