"""Absences and who stands in, specialties, the team's log and settings, codes to sign in by, what each one owes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)
_TO_BEGIN, _TO_END = "begun_at IS NULL AND over_at IS NULL", "begun_at IS NOT NULL AND over_at IS NULL"
_OWED = "asked_at IS NOT NULL AND holder_id IS NOT NULL"
_INDEXES = (
    ("ix_absences_to_begin", "absences", ["begins_at"], _TO_BEGIN),
    ("ix_absences_to_end", "absences", ["ends_at"], _TO_END),
    ("ix_absences_member_id", "absences", ["member_id"], None),
    ("ix_stand_ins_case_id", "stand_ins", ["case_id"], None),
    ("ix_team_log_at", "team_log", ["at"], None),
    ("ix_team_log_by", "team_log", ["by_id", "event", "at"], None),
    ("ix_sign_in_codes_created_at", "sign_in_codes", ["created_at"], None),
    ("ix_cases_owed", "cases", ["holder_id", "reply_missed", "reply_due_at"], _OWED),
)
_TABLES = ("sign_in_codes", "unit_settings", "team_log", "stand_ins", "absences")


def upgrade() -> None:
    for column in (
        sa.Column("specialties", sa.String(120), server_default="", nullable=False),
        sa.Column("is_liaison", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_placeholder", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("away_until", _AT, nullable=True),
    ):
        op.add_column("members", column)
    op.create_table(
        "absences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("begins_at", _AT, nullable=False),
        sa.Column("ends_at", _AT, nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("noted_at", _AT, nullable=False),
        sa.Column("begun_at", _AT, nullable=True),
        sa.Column("over_at", _AT, nullable=True),
        *_to_members("absences", "member_id", "deputy_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_table(
        "stand_ins",
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["absence_id"], ["absences.id"], name=op.f("fk_stand_ins_absence_id_absences")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_stand_ins_case_id_cases")),
        *_to_members("stand_ins", "to_id"),
        sa.PrimaryKeyConstraint("absence_id", "case_id", name=op.f("pk_stand_ins")),
    )
    op.create_table(
        "team_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        *_to_members("team_log", "member_id", "by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_log")),
    )
    op.create_table(
        "unit_settings",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_unit_settings")),
    )
    op.create_table(
        "sign_in_codes",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("browser_hash", sa.String(64), nullable=False),
        sa.Column("address", sa.String(32), nullable=False),
        sa.Column("sealed_from", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("expires_at", _AT, nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        *_to_members("sign_in_codes", "member_id"),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_sign_in_codes")),
        sa.UniqueConstraint("browser_hash", name=op.f("uq_sign_in_codes_browser_hash")),
    )
    for name, table, columns, part in _INDEXES:
        where = None if part is None else sa.text(part)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_cases_owed", "cases")
    for table in _TABLES:
        op.drop_table(table)
    with op.batch_alter_table("members", schema=None) as batch_op:
        for name in ("away_until", "is_placeholder", "is_liaison", "specialties"):
            batch_op.drop_column(name)


def _to_members(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], ["members.id"], name=op.f(f"fk_{table}_{column}_members"))
        for column in columns
    ]
