"""The outbox is looked through by when a message may be sent, and its indexes hold only what waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WAITING = sa.text("state = 'waiting'")
_DUE = {
    "ix_outgoing_due": ["retry_at", "id"],
    "ix_outgoing_kind_due": ["kind", "retry_at"],
    "ix_outgoing_conversation_id_due": ["conversation_id", "retry_at"],
}


def upgrade() -> None:
    op.drop_index("ix_outgoing_due", table_name="outgoing")
    for name, columns in _DUE.items():
        op.create_index(name, "outgoing", columns, sqlite_where=_WAITING, postgresql_where=_WAITING)


def downgrade() -> None:
    for name in _DUE:
        op.drop_index(name, table_name="outgoing")
    op.create_index("ix_outgoing_due", "outgoing", ["state", "due_at"])
