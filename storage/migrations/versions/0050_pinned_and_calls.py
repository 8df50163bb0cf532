"""The message that stays at the top of a reporter's chat on Telegram; which announced call of a case stands; and which promise is broken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pinned",
        sa.Column("stamp", sa.LargeBinary(), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("shows", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_pinned_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_pinned")),
    )
    # in place: a copied table would lose its triggers
    op.add_column("cases", sa.Column("call_id", sa.Uuid(), nullable=True))
    op.add_column("cases", sa.Column("broken_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("vouched_by", sa.Uuid(), nullable=True))
    op.add_column("cases", sa.Column("vouched_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("vouched_until", "vouched_by", "broken_at", "call_id"):
        op.drop_column("cases", name)
    op.drop_table("pinned")
