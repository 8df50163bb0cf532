"""Which browsers are signed in and since when, who made an invitation, and whose chat waits to be confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

# Who has certainly been there, as far as anything still says so
WAS_THERE = sa.text(
    "UPDATE members SET signed_in_at = joined_at WHERE id IN"
    " (SELECT member_id FROM console_sessions"
    " UNION SELECT member_id FROM login_links WHERE used_at IS NOT NULL)"
)


def upgrade() -> None:
    op.add_column("console_sessions", sa.Column("sealed_from", sa.LargeBinary(), nullable=True))
    op.add_column("console_sessions", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("members", sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(WAS_THERE)
    with op.batch_alter_table("invites") as table:
        table.add_column(sa.Column("made_by_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("conversation_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(op.f("fk_invites_made_by_id_members"), "members", ["made_by_id"], ["id"])
        table.create_foreign_key(
            op.f("fk_invites_conversation_id_conversations"),
            "conversations",
            ["conversation_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    op.execute(
        sa.text("DELETE FROM invites WHERE conversation_id IS NOT NULL")
    )  # a version before knows none that waits
    with op.batch_alter_table("invites") as table:
        table.drop_constraint(op.f("fk_invites_conversation_id_conversations"), type_="foreignkey")
        table.drop_constraint(op.f("fk_invites_made_by_id_members"), type_="foreignkey")
        table.drop_column("used_at")
        table.drop_column("conversation_id")
        table.drop_column("made_by_id")
    op.drop_column("members", "signed_in_at")
    op.drop_column("console_sessions", "used_at")
    op.drop_column("console_sessions", "sealed_from")
