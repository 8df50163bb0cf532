"""When a message in a web chat was on its reader's screen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("web_messages", sa.Column("seen_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("web_messages", "seen_at")
