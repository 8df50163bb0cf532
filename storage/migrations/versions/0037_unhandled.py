"""What people said and nobody finished with is looked for every few seconds: by an index of those alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    where = sa.text("NOT handled")
    columns = ["chat_id", "message_id"]
    op.create_index("ix_web_messages_unhandled", "web_messages", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_web_messages_unhandled", "web_messages")
