"""What is said in a web chat is sealed with the key of its report, and browsers are known and end.

What was said before stays sealed with the key of its chat: of which report it was, nobody wrote down. Browsers that
are there now count as seen now, so that nobody is put out by the upgrade.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

OF_REPORT = {"web_messages": "key_id", "web_files": "key_id"}
OF_MORE = {"web_messages": ["chat_id", "message_id"], "web_files": ["id"]}


def upgrade() -> None:
    for table in OF_REPORT:
        op.add_column(table, sa.Column("key_id", sa.Uuid(), nullable=True))
        op.add_column(table, sa.Column("other_keys", sa.Text(), nullable=True))
        _index_where(f"ix_{table}_key_id", table, ["key_id"], "key_id IS NOT NULL")
        _index_where(f"ix_{table}_other_keys", table, OF_MORE[table], "other_keys IS NOT NULL")
    op.add_column("web_files", sa.Column("stored_id", sa.Uuid(), nullable=True))
    op.add_column("web_files", sa.Column("dropped", sa.Boolean(), server_default=sa.false(), nullable=False))
    _index_where("ix_web_files_dropped", "web_files", ["id"], "dropped")
    op.add_column("web_devices", sa.Column("label", sa.String(length=40), server_default="", nullable=False))
    op.add_column("web_devices", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(sa.text("UPDATE web_devices SET seen_at = CURRENT_TIMESTAMP"))
    with op.batch_alter_table("web_devices") as devices:
        devices.alter_column("seen_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.create_index(op.f("ix_web_devices_seen_at"), "web_devices", ["seen_at"])
    op.create_index(op.f("ix_cases_key_id"), "cases", ["key_id"])
    op.create_index("ix_outgoing_conversation_id", "outgoing", ["conversation_id"])


def downgrade() -> None:
    op.drop_index("ix_outgoing_conversation_id", "outgoing")
    op.drop_index(op.f("ix_cases_key_id"), "cases")
    op.drop_index(op.f("ix_web_devices_seen_at"), "web_devices")
    with op.batch_alter_table("web_devices") as devices:
        devices.drop_column("seen_at")
        devices.drop_column("label")
    op.drop_index("ix_web_files_dropped", "web_files")
    op.drop_column("web_files", "dropped")
    op.drop_column("web_files", "stored_id")
    for table in OF_REPORT:
        for name in ("other_keys", "key_id"):
            op.drop_index(f"ix_{table}_{name}", table)
            op.drop_column(table, name)


def _index_where(name: str, table: str, columns: list[str], part: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(part), postgresql_where=sa.text(part))
