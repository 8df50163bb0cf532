"""When the money of a case left, and a way to what left lately, whenever it was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_LEFT_AT = "coalesce(money_moved_at, submitted_at)"
_MOVING = "CASE WHEN money_moving THEN ended_at IS NULL END"


def upgrade() -> None:
    kind, stored = sa.DateTime(timezone=True), op.get_context().dialect.name == "postgresql"
    op.add_column("cases", sa.Column("left_at", kind, sa.Computed(_LEFT_AT, persisted=stored), nullable=True))
    where = sa.text(_MOVING)
    op.create_index("ix_cases_left", "cases", ["left_at", "id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_cases_left", "cases")
    op.drop_column("cases", "left_at")
