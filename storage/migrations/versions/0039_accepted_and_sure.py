"""Which files of the law an operator accepted, up to when nobody doubts the clock, when a backup was read whole.

What lies in the folder at the upgrade was accepted by nobody.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accepted_law",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stamp", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_accepted_law")),
    )
    op.create_table(
        "sure_moments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sure_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("doubted_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sure_moments")),
    )
    op.add_column("backups", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("backups", "checked_at")
    op.drop_table("sure_moments")
    op.drop_table("accepted_law")
