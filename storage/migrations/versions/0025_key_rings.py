"""Which keys of the unit's there are, so that none wraps any more once it was rotated; and the backups that were made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    op.create_table(
        "key_rings",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("since", at, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_rings")),
    )
    op.execute("INSERT INTO key_rings (id, since) SELECT ring, min(created_at) FROM data_keys GROUP BY ring")
    with op.batch_alter_table("data_keys") as table:
        table.create_foreign_key(op.f("fk_data_keys_ring_key_rings"), "key_rings", ["ring"], ["id"])
    op.create_table(
        "backups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", at, nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backups")),
    )
    op.create_index(op.f("ix_backups_made_at"), "backups", ["made_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_backups_made_at"), "backups")
    op.drop_table("backups")
    with op.batch_alter_table("data_keys") as table:
        table.drop_constraint(op.f("fk_data_keys_ring_key_rings"), type_="foreignkey")
    op.drop_table("key_rings")
