"""How far the database has come, as the folder of its files knows it too: an older one sweeps nothing there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "files_steps",
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_files_steps")),
        sa.UniqueConstraint("id", name=op.f("uq_files_steps_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("files_steps")
