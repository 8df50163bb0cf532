"""Who is at a case, words not sent yet, and the unit's own answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_member_and_case(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return (
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f(f"fk_{table}_case_id_cases")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f(f"fk_{table}_member_id_members")),
    )


def upgrade() -> None:
    op.create_table(
        "at_cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        _at("at"),
        _at("here_until"),
        _at("writes_until", nullable=True),
        *_of_member_and_case("at_cases"),
        sa.PrimaryKeyConstraint("case_id", "member_id", name=op.f("pk_at_cases")),
    )
    op.create_index(op.f("ix_at_cases_here_until"), "at_cases", ["here_until"])
    op.create_table(
        "unsent",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        _at("at"),
        *_of_member_and_case("unsent"),
        sa.PrimaryKeyConstraint("case_id", "member_id", "verb", name=op.f("pk_unsent")),
    )
    op.create_table(
        "canned_answers",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=False),
        sa.Column("is_off", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        _at("changed_at"),
        sa.ForeignKeyConstraint(["changed_by"], ["members.id"], name=op.f("fk_canned_answers_changed_by_members")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_canned_answers")),
    )

    # added in place: a copied table would lose the triggers that count and index its rows
    for name in ("revised_at", "taken_back_at"):
        op.add_column("case_messages", _at(name, nullable=True))
    op.add_column("case_messages", sa.Column("in_chat", sa.String(length=40), nullable=True))
    op.add_column("cases", _at("said_at", nullable=True))
    said = "SELECT max(at) FROM case_messages WHERE case_messages.case_id = cases.id AND author = 'desk'"
    op.execute(f"UPDATE cases SET said_at = ({said})")
    op.create_table(
        "message_wordings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        _at("until"),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_message_wordings_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["case_messages.id"], name=op.f("fk_message_wordings_message_id_case_messages")
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["members.id"], name=op.f("fk_message_wordings_changed_by_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_wordings")),
        sa.UniqueConstraint("source", name=op.f("uq_message_wordings_source")),
    )
    op.create_index(op.f("ix_message_wordings_case_id"), "message_wordings", ["case_id"])
    op.create_table(
        "desk_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        _at("added_at"),
        *_of_member_and_case("desk_files"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["case_messages.id"], name=op.f("fk_desk_files_message_id_case_messages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_files")),
    )
    op.create_index(op.f("ix_desk_files_case_id"), "desk_files", ["case_id"])


def downgrade() -> None:
    op.drop_table("desk_files")
    for table in ("message_wordings", "canned_answers", "unsent", "at_cases"):
        op.drop_table(table)
    op.drop_column("cases", "said_at")
    for name in ("in_chat", "taken_back_at", "revised_at"):
        op.drop_column("case_messages", name)
