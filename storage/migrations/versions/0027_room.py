"""Room that uploads take on the disk, links that one upload has at a time, and the same paper of ours kept once; alarms
counted by chat and address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_WAYS = (  # (index, columns, which rows)
    ("ix_upload_rooms_on_the_way", ["conversation_id"], "until IS NOT NULL"),
    ("ix_upload_rooms_address", ["address", "begun_at"], "address IS NOT NULL"),
)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "upload_rooms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=32)),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", moment, nullable=False),
        sa.Column("until", moment),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_rooms")),
    )
    op.create_index(op.f("ix_upload_rooms_begun_at"), "upload_rooms", ["begun_at"])
    for name, columns, which in _WAYS:
        where = sa.text(which)
        op.create_index(name, "upload_rooms", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "money_alarms",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=32)),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_money_alarms_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_money_alarms")),
    )
    op.create_index(op.f("ix_money_alarms_at"), "money_alarms", ["at"])
    op.add_column("upload_links", sa.Column("claimed_until", moment))
    op.add_column("web_files", sa.Column("fingerprint", sa.String(length=32)))
    where = sa.text("fingerprint IS NOT NULL")
    op.create_index(
        "ix_web_files_fingerprint", "web_files", ["chat_id", "fingerprint"], sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    op.drop_index("ix_web_files_fingerprint", "web_files")
    op.drop_column("web_files", "fingerprint")
    op.drop_column("upload_links", "claimed_until")
    op.drop_table("money_alarms")
    op.drop_table("upload_rooms")
