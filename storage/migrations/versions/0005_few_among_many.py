"""Indexes of the few among many: team groups, chats with a draft, messages somebody missed; two columns of no use go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_conversations_group": ("conversations", "id", "is_group"),
    "ix_conversations_member_id": ("conversations", "member_id", "member_id IS NOT NULL"),
    "ix_conversations_draft_id": ("conversations", "draft_id", "draft_id IS NOT NULL"),
    "ix_outgoing_gone": ("outgoing", "conversation_id", "state = 'gone'"),
}


def upgrade() -> None:
    op.drop_index("ix_conversations_member_id", "conversations")
    for name, (table, column, part) in _INDEXES.items():
        where = sa.text(part)
        op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_invites_member_id_members"), type_="foreignkey")
        batch_op.drop_column("member_id")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_column("shown_message_id")


def downgrade() -> None:
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shown_message_id", sa.BigInteger(), server_default="0", nullable=False))
    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.add_column(sa.Column("member_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_invites_member_id_members"), "members", ["member_id"], ["id"])
    for name, (table, _, _) in _INDEXES.items():
        op.drop_index(name, table)
    op.create_index("ix_conversations_member_id", "conversations", ["member_id"])
