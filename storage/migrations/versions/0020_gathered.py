"""New cases that come to a chat together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_GATHERED = sa.text("gathered_in IS NOT NULL")


def upgrade() -> None:
    op.add_column("conversations", sa.Column("gathers_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("members", sa.Column("gathers", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("outgoing", sa.Column("gathered_in", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_outgoing_gathered", "outgoing", ["gathered_in"], sqlite_where=_GATHERED, postgresql_where=_GATHERED
    )


def downgrade() -> None:
    # the version before knows neither the message that tells them together nor what waits for it: each goes by itself
    op.execute("UPDATE outgoing SET state = 'waiting' WHERE state = 'gathered' AND kind = 'new_case'")
    op.execute("UPDATE outgoing SET state = 'cancelled' WHERE state = 'gathered'")
    op.execute("DELETE FROM outgoing WHERE kind = 'new_cases'")
    op.drop_index("ix_outgoing_gathered", "outgoing")
    op.drop_column("outgoing", "gathered_in")
    op.drop_column("members", "gathers")
    op.drop_column("conversations", "gathers_until")
