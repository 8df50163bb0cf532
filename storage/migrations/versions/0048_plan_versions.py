"""The plan of what is said later, as leads changed it; and what a reporter chose: how often, and a calendar."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
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
    op.create_table(
        "calendar_links",
        sa.Column("stamp", sa.LargeBinary(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_calendar_links_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_links_token_hash")),
    )
    op.add_column("cases", sa.Column("rhythm", sa.String(length=20), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "rhythm")
    op.drop_table("calendar_links")
    op.drop_table("plan_versions")
