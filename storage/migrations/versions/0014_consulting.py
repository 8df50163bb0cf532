"""Consultations with their experts, and the measures that follow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_RUNS = "approved_at IS NULL AND dissolved_at IS NULL"


def _at(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    # added in place: a copied table would lose the triggers that count its rows
    op.add_column("cases", sa.Column("chair_id", sa.Uuid(), nullable=True))
    op.add_column("cases", sa.Column("is_concluded", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("cases", sa.Column("open_measures", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "consultations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("chair_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_question", sa.LargeBinary(), nullable=False),
        _at("convened_at", nullable=False),
        _at("due_at", nullable=False),
        _at("opened_at"),
        sa.Column("recommendation", sa.String(length=40)),
        sa.Column("sealed_opinion", sa.LargeBinary()),
        sa.Column("sealed_for_reporter", sa.LargeBinary()),
        _at("concluded_at"),
        sa.Column("sealed_remark", sa.LargeBinary()),
        sa.Column("decided_by", sa.Uuid()),
        _at("approved_at"),
        _at("dissolved_at"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_consultations_case_id_cases")),
        sa.ForeignKeyConstraint(["chair_id"], ["members.id"], name=op.f("fk_consultations_chair_id_members")),
        sa.ForeignKeyConstraint(["decided_by"], ["members.id"], name=op.f("fk_consultations_decided_by_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
    )
    op.create_index(op.f("ix_consultations_case_id"), "consultations", ["case_id"])
    where = sa.text(_RUNS)
    op.create_index(
        "ix_consultations_running",
        "consultations",
        ["case_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
    op.create_table(
        "consultation_seats",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        _at("asked_at", nullable=False),
        _at("answered_at"),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("recommendation", sa.String(length=40)),
        sa.Column("sealed_words", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_consultation_seats_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_consultation_seats_consultation_id_consultations"),
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_consultation_seats_member_id_members")),
        sa.PrimaryKeyConstraint("consultation_id", "member_id", name=op.f("pk_consultation_seats")),
    )
    op.create_index(op.f("ix_consultation_seats_case_id"), "consultation_seats", ["case_id"])
    op.create_table(
        "measures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        _at("made_at", nullable=False),
        _at("due_at", nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        _at("done_at"),
        sa.Column("done_by", sa.Uuid()),
        sa.Column("sealed_result", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_measures_case_id_cases")),
        sa.ForeignKeyConstraint(["done_by"], ["members.id"], name=op.f("fk_measures_done_by_members")),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"], name=op.f("fk_measures_made_by_members")),
        sa.ForeignKeyConstraint(["owner_id"], ["members.id"], name=op.f("fk_measures_owner_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
    )
    op.create_index(op.f("ix_measures_case_id"), "measures", ["case_id"])


def downgrade() -> None:
    # a case must not stand where the version before knows no state
    op.execute("UPDATE cases SET service = 'triaged' WHERE service IN ('in_consultation', 'opinion_issued')")
    for table in ("measures", "consultation_seats", "consultations"):
        op.drop_table(table)
    for name in ("open_measures", "is_concluded", "chair_id"):
        op.drop_column("cases", name)
