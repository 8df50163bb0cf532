"""What leads told every reporter of a series."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "circulars",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_english", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"], name=op.f("fk_circulars_made_by_members")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_circulars_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circulars")),
        sa.UniqueConstraint("source", name=op.f("uq_circulars_source")),
    )
    op.create_index("ix_circulars_series", "circulars", ["series_id", "made_at"])


def downgrade() -> None:
    op.drop_index("ix_circulars_series", table_name="circulars")
    op.drop_table("circulars")
