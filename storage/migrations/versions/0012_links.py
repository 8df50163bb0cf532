"""Where each identifier stood, what officers said of two cases, and what links nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INDEX = "ix_identifiers_kind_blind"


def upgrade() -> None:
    op.add_column("identifiers", sa.Column("place", sa.String(40), server_default="", nullable=False))
    op.drop_index(INDEX, "identifiers")
    op.create_index(INDEX, "identifiers", ["kind", "blind", "case_id"], unique=False)
    op.create_table(
        "links",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("with_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_links_case_id_cases")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_links_member_id_members")),
        sa.PrimaryKeyConstraint("case_id", "with_id", name=op.f("pk_links")),
    )
    op.create_table(
        "meaningless",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("blind", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_meaningless_member_id_members")),
        sa.PrimaryKeyConstraint("kind", "blind", name=op.f("pk_meaningless")),
    )


def downgrade() -> None:
    op.drop_table("meaningless")
    op.drop_table("links")
    op.drop_index(INDEX, "identifiers")
    op.create_index(INDEX, "identifiers", ["kind", "blind"], unique=False)
    op.drop_column("identifiers", "place")
