"""Where reporters are told that there is news; and when a page last showed something new of a web chat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reaches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("sealed_address", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("sealed_code", sa.LargeBinary(), nullable=True),
        sa.Column("code_until", _AT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("proved_at", _AT, nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("stamp", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_reaches_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_reaches_conversation_id_conversations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reaches"),
        sa.UniqueConstraint("conversation_id", name="uq_reaches_conversation_id"),
    )
    op.create_index("ix_reaches_case_id", "reaches", ["case_id"])
    op.add_column("web_chats", sa.Column("looked_at", _AT, nullable=True))


def downgrade() -> None:
    op.drop_column("web_chats", "looked_at")
    op.drop_index("ix_reaches_case_id", "reaches")
    op.drop_table("reaches")
    _forget_the_chats_of_no_channel()


def _forget_the_chats_of_no_channel() -> None:
    """The version before knows neither these channels nor these messages, and could read none of them."""
    op.execute(sa.text("DELETE FROM outgoing WHERE kind IN ('news_waits', 'reach_code', 'reach_lost', 'reach_broken')"))
    theirs = "SELECT id FROM conversations WHERE channel IN ('push', 'mail', 'sms')"
    op.execute(sa.text(f"DELETE FROM outgoing WHERE conversation_id IN ({theirs})"))
    op.execute(sa.text(f"DELETE FROM conversations WHERE id IN ({theirs})"))
