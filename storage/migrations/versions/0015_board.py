"""The queue by what is due, by sum, by offence and by state; filters with a name; what was done with many cases at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_WAITS = "service IN ('acknowledged', 'submitted')"
_DUE_AT = (
    f"CASE WHEN {_WAITS} THEN answer_due_at WHEN reply_due_at IS NULL THEN coalesce(news_due_at, answer_due_at) "
    "WHEN reply_missed THEN coalesce(asked_at, reply_due_at) ELSE reply_due_at END"
)
_SUM_FEN = "coalesce(loss_fen, -1)"
_OPEN, _OVER = "ended_at IS NULL", "ended_at IS NOT NULL"
_HELD = "close_reason IS NULL AND holder_id IS NOT NULL"
_ASKED = "asked_at IS NOT NULL AND holder_id IS NOT NULL"
_TAKEN = "service IN ('in_consultation', 'materials_requested', 'opinion_issued', 'triaged')"
_EVERYWHERE = "number <> ''"
_INDEXES = {
    "due": (f"{_OPEN} AND {_EVERYWHERE}", ["due_at", "id"]),
    "due_district": (_OPEN, ["district", "due_at", "id"]),
    "sum": (f"{_OPEN} AND {_EVERYWHERE}", ["sum_fen", "id"]),
    "sum_district": (_OPEN, ["district", "sum_fen", "id"]),
    "stage": (f"{_TAKEN} AND {_EVERYWHERE}", ["service", "rank", "submitted_at", "id"]),
    "stage_district": (_TAKEN, ["service", "district", "rank", "submitted_at", "id"]),
    "offence": (f"{_OPEN} AND {_EVERYWHERE}", ["offence", "rank", "submitted_at", "id"]),
    "mine_due": (f"{_HELD} AND {_EVERYWHERE}", ["holder_id", "due_at", "id"]),
    "mine_sum": (f"{_HELD} AND {_EVERYWHERE}", ["holder_id", "sum_fen", "id"]),
    "my_asked": (f"{_ASKED} AND {_EVERYWHERE}", ["holder_id", "asked_at", "id"]),
    "ended_offence": (f"{_OVER} AND {_EVERYWHERE}", ["offence", "submitted_at", "id"]),
}


def upgrade() -> None:
    # added in place: a copied table would lose the triggers that count its rows
    stored = op.get_context().dialect.name == "postgresql" or None  # SQLite adds none that is stored; its index has it
    for name, kind, means in (
        ("due_at", sa.DateTime(timezone=True), _DUE_AT),
        ("sum_fen", sa.BigInteger(), _SUM_FEN),
    ):
        op.add_column("cases", sa.Column(name, kind, sa.Computed(means, persisted=stored), nullable=True))
    for name, (part, columns) in _INDEXES.items():
        where = sa.text(part)
        op.create_index(f"ix_cases_{name}", "cases", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("asked", sa.String(length=400), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_saved_filters_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
    )
    op.create_index("ix_saved_filters_member", "saved_filters", ["member_id", "made_at"])
    op.create_table(
        "bulks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_bulks_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulks")),
    )
    op.create_index("ix_bulks_member", "bulks", ["member_id", "at"])
    op.create_table(
        "bulk_cases",
        sa.Column("bulk_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["bulk_id"], ["bulks.id"], name=op.f("fk_bulk_cases_bulk_id_bulks")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_bulk_cases_case_id_cases")),
        sa.PrimaryKeyConstraint("bulk_id", "case_id", name=op.f("pk_bulk_cases")),
    )
    op.create_index(op.f("ix_bulk_cases_case_id"), "bulk_cases", ["case_id"])


def downgrade() -> None:
    for table in ("bulk_cases", "bulks", "saved_filters"):
        op.drop_table(table)
    for name in _INDEXES:
        op.drop_index(f"ix_cases_{name}", "cases")
    for name in ("sum_fen", "due_at"):
        op.drop_column("cases", name)
