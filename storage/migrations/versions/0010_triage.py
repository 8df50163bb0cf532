"""How urgent a case is, by which reasons, and the note of an officer who decided otherwise."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # added in place: a copied table would lose the triggers that count its rows
    op.add_column("cases", sa.Column("urgency", sa.String(length=40), server_default="normal", nullable=False))
    op.add_column("cases", sa.Column("reasons", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("cases", sa.Column("urgency_note", sa.Uuid(), nullable=True))
    op.execute("UPDATE cases SET urgency = 'immediate', reasons = '{\"money_moving\": 100}' WHERE rank = 0")
    op.execute("UPDATE cases SET rank = 2 WHERE rank > 0")


def downgrade() -> None:
    op.execute("UPDATE cases SET rank = CASE WHEN money_moving THEN 0 ELSE 1 END")
    for name in ("urgency_note", "reasons", "urgency"):
        op.drop_column("cases", name)
