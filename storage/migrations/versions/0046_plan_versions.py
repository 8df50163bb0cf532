"""The plan of what is said later, as leads changed it; and how often a reporter chose to hear of their case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_versions",
        sa.Column("stamp", sa.LargeBinary(), nullable=True),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_change", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"], name=op.f("fk_plan_versions_made_by_members")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_plan_versions")),
    )
    # added in place: a copied table would lose its triggers
    op.add_column("cases", sa.Column("rhythm", sa.String(length=20), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "rhythm")
    op.drop_table("plan_versions")
