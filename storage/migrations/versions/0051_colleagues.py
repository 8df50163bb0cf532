"""Colleagues of a reporter, which messages are copies for them, and who of them said or sent something."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)
# added in place: a copied table would lose its triggers
_ADDED = {"outgoing": "copy_of", "case_messages": "colleague_id", "files": "colleague_id", "reaches": "colleague_id"}


def upgrade() -> None:
    op.create_table(
        "colleagues",
        sa.Column("stamp", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.String(length=32), nullable=True),
        sa.Column("code_until", _AT, nullable=False),
        sa.Column("came_in", sa.String(length=40), nullable=False),
        sa.Column("agreed_at", _AT, nullable=True),
        sa.Column("joined_at", _AT, nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("made_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_colleagues_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_colleagues_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colleagues")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_colleagues_code_hash")),
    )
    op.create_index("ix_colleagues_case_id", "colleagues", ["case_id"])
    op.create_index("ix_colleagues_conversation_id", "colleagues", ["conversation_id"])
    for table, column in _ADDED.items():
        op.add_column(table, sa.Column(column, sa.Uuid(), nullable=True))


def downgrade() -> None:
    # the version before knows neither these messages nor whose chat a copy is in
    op.execute(sa.text("DELETE FROM outgoing WHERE copy_of IS NOT NULL"))
    kinds = "'colleague', 'colleague_in', 'now_yours', 'reporter_changed'"
    op.execute(sa.text(f"DELETE FROM outgoing WHERE kind IN ({kinds})"))
    op.execute(sa.text("UPDATE reaches SET ended_at = created_at WHERE colleague_id IS NOT NULL AND ended_at IS NULL"))
    for table, column in _ADDED.items():
        op.drop_column(table, column)
    op.drop_index("ix_colleagues_conversation_id", "colleagues")
    op.drop_index("ix_colleagues_case_id", "colleagues")
    op.drop_table("colleagues")
