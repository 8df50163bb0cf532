"""How far each robot of a group chat was told; and what went out that robots are told of, by its time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)
_TOLD = (
    "sent_at IS NOT NULL AND kind IN ('clock_late', 'money_alert', 'money_more', 'new_case', 'person_wanted', "
    "'promise_at_risk', 'reply_at_risk', 'team_report_missed', 'words_stopped')"
)


def upgrade() -> None:
    op.create_table(
        "robots",
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("told_until", _AT, nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("retry_at", _AT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_robots"),
    )
    where = sa.text(_TOLD)
    op.create_index("ix_outgoing_to_robots", "outgoing", ["sent_at"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_outgoing_to_robots", "outgoing")
    op.drop_table("robots")
