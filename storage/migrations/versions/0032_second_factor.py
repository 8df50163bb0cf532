"""What members prove by that it is them, and since when a browser has proved it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("sort", sa.String(length=40), nullable=False),
        sa.Column("sealed_facts", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_second_factors_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factors")),
    )
    op.create_index(op.f("ix_second_factors_member_id"), "second_factors", ["member_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("code_hash", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_recovery_codes_member_id_members")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_member_id"), "recovery_codes", ["member_id"])
    op.create_table(
        "factor_tries",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_factor_tries_member_id_members")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_factor_tries")),
    )
    op.add_column("console_sessions", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("console_sessions", sa.Column("challenge", sa.LargeBinary(), nullable=True))
    op.add_column("console_sessions", sa.Column("challenge_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("console_sessions", "challenge_until")
    op.drop_column("console_sessions", "challenge")
    op.drop_column("console_sessions", "proved_at")
    op.drop_table("factor_tries")
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
