"""Since when members are who they are, who took a lead out, when a reporter was told; what a new browser wrote."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_MOMENTS = (("members", "settled_at"), ("members", "took_lead_out_at"), ("forgettings", "told_at"))


def upgrade() -> None:
    for table, name in _MOMENTS:
        op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("case_messages", sa.Column("from_new", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("case_messages", "from_new")
    for table, name in reversed(_MOMENTS):
        op.drop_column(table, name)
