"""Whether an officer is real: badge numbers, telephones, announced calls, codes, checks; and what is said after the end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_REFUSAL = "a check of an officer is never changed"
_TRIGGER = "officer_checks_no_update BEFORE UPDATE"


def _refusing(dialect: str) -> list[str]:
    """The database itself refuses to change what was checked; it goes with its case."""
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        return [f"CREATE TRIGGER {_TRIGGER} ON officer_checks {refuse}"]
    raises = f"BEGIN RAISE EXCEPTION '{_REFUSAL}'; END"
    return [
        f"CREATE FUNCTION officer_checks_stay() RETURNS trigger LANGUAGE plpgsql AS $$ {raises} $$",
        f"CREATE TRIGGER {_TRIGGER} ON officer_checks FOR EACH STATEMENT EXECUTE FUNCTION officer_checks_stay()",
    ]


def upgrade() -> None:
    # added in place: a copied table would lose its triggers
    op.add_column("members", sa.Column("sealed_badge", sa.LargeBinary(), nullable=True))
    op.add_column("members", sa.Column("sealed_phone", sa.LargeBinary(), nullable=True))
    op.add_column("cases", sa.Column("code_id", sa.Uuid(), nullable=True))
    _make_feedback()
    _make_calls_and_codes()
    op.create_table(
        "officer_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("chat", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("value", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_officer_checks_case_id_cases")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_officer_checks_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_checks")),
    )
    op.create_index("ix_officer_checks_case_id_at", "officer_checks", ["case_id", "at"])
    for statement in _refusing(op.get_context().dialect.name):
        op.execute(statement)


def _make_calls_and_codes() -> None:
    op.create_table(
        "announced_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_from", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_announced_calls_case_id_cases")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_announced_calls_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announced_calls")),
    )
    op.create_index("ix_announced_calls_case_id_at", "announced_calls", ["case_id", "at"])
    op.create_table(
        "spoken_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_code", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("came", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_spoken_codes_case_id_cases")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_spoken_codes_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spoken_codes")),
    )
    op.create_index("ix_spoken_codes_case_id_made_at", "spoken_codes", ["case_id", "made_at"])


def _make_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("in_time", sa.Boolean(), nullable=True),
        sa.Column("once", sa.Boolean(), nullable=True),
        sa.Column("clear", sa.Boolean(), nullable=True),
        sa.Column("sealed_remark", sa.LargeBinary(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("money", sa.String(length=40), nullable=True),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_feedback_case_id_cases")),
        sa.ForeignKeyConstraint(["task_id"], ["measures.id"], name=op.f("fk_feedback_task_id_measures")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_feedback")),
    )


def downgrade() -> None:
    for table in ("feedback", "officer_checks", "spoken_codes", "announced_calls"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION officer_checks_stay()")
    op.drop_column("cases", "code_id")
    op.drop_column("members", "sealed_phone")
    op.drop_column("members", "sealed_badge")
