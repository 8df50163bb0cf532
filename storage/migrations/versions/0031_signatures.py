"""In whose name something was written down by somebody else, and whether they said that it is not so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signatures",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_signatures_case_id_cases")),
        sa.ForeignKeyConstraint(["entry_id"], ["timeline.id"], name=op.f("fk_signatures_entry_id_timeline")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_signatures_member_id_members")),
        sa.PrimaryKeyConstraint("entry_id", "member_id", name=op.f("pk_signatures")),
    )
    op.create_index(op.f("ix_signatures_case_id"), "signatures", ["case_id"])


def downgrade() -> None:
    op.drop_table("signatures")
