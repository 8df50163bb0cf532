"""What a team group is called, and since when it hears of cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("sealed_title", sa.LargeBinary(), nullable=True))
    op.add_column("conversations", sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("conversations", "bound_at")
    op.drop_column("conversations", "sealed_title")
