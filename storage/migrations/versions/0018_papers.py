"""Who looked at what of a case, ways to what waits for whom, consultations for the search, corrections of records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TRUE = {"sqlite": "1", "postgresql": "true"}
_RUNS = "approved_at IS NULL AND dissolved_at IS NULL"
_WAYS = (  # (index, table, columns, which rows)
    ("ix_consultations_chaired", "consultations", ["chair_id", "due_at"], _RUNS),
    ("ix_consultations_to_approve", "consultations", ["concluded_at"], f"concluded_at IS NOT NULL AND {_RUNS}"),
    ("ix_consultation_seats_silent", "consultation_seats", ["member_id", "asked_at"], "answered_at IS NULL"),
    ("ix_measures_to_do", "measures", ["owner_id", "due_at"], "done_at IS NULL"),
)

# (table, columns whose change the search index must learn); all of them name the case in case_id
_SEARCHED = (
    (
        "consultations",
        (
            "sealed_question",
            "sealed_opinion",
            "sealed_for_reporter",
            "sealed_remark",
            "opened_at",  # from then on, what was said in it is found
            "concluded_at",
            "approved_at",
            "dissolved_at",
        ),
    ),
    ("consultation_seats", ("sealed_words",)),
    ("measures", ("sealed_text", "sealed_result")),
)


def _events(columns: tuple[str, ...]) -> dict[str, str]:
    return {"insert": "INSERT", "delete": "DELETE", "update": f"UPDATE OF {', '.join(columns)}"}


def _triggers(*, is_sqlite: bool) -> list[str]:
    """As 0013 made them for the other tables."""
    found = []
    for table, columns in _SEARCHED:
        for name, event in _events(columns).items():
            begins = f"CREATE TRIGGER {table}_searched_{name} AFTER {event} ON {table}"
            row = f"{'OLD' if name == 'delete' else 'NEW'}.case_id"
            wait = f"BEGIN INSERT INTO search_waiting (about) VALUES ({row}); END"
            on_each = "FOR EACH ROW EXECUTE FUNCTION wait_for_search('case_id')"
            found.append(f"{begins} {wait}" if is_sqlite else f"{begins} {on_each}")
    return found


def upgrade() -> None:
    op.create_table(
        "looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.String(length=40), nullable=False),
        sa.Column("door", sa.String(length=10), nullable=False),
        sa.Column("about", sa.Uuid()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_looks_case_id_cases")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_looks_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looks")),
    )
    op.create_index("ix_looks_case_id_at", "looks", ["case_id", "at"])
    # added in place: a copied table would lose the triggers that count its rows
    op.add_column("cases", sa.Column("has_records", sa.Boolean(), server_default=sa.false(), nullable=False))
    written = "SELECT case_id FROM track_moves WHERE actor = 'officer'"
    op.execute(f"UPDATE cases SET has_records = {_TRUE[op.get_context().dialect.name]} WHERE id IN ({written})")
    op.create_table(
        "track_corrections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("move_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("document_no", sa.String(length=80), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_track_corrections_case_id_cases")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_track_corrections_member_id_members")),
        sa.ForeignKeyConstraint(["move_id"], ["track_moves.id"], name=op.f("fk_track_corrections_move_id_track_moves")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track_corrections")),
        sa.UniqueConstraint("move_id", "seq", name=op.f("uq_track_corrections_move_id_seq")),
    )
    op.create_index(op.f("ix_track_corrections_case_id"), "track_corrections", ["case_id"])
    for name, table, columns, part in _WAYS:
        where = sa.text(part)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    for statement in _triggers(is_sqlite=op.get_context().dialect.name == "sqlite"):
        op.execute(statement)
    for table, _ in _SEARCHED:
        op.execute(f"INSERT INTO search_waiting (about) SELECT DISTINCT case_id FROM {table}")


def downgrade() -> None:
    is_postgresql = op.get_context().dialect.name == "postgresql"
    for table, columns in _SEARCHED:
        for name in _events(columns):
            op.execute(f"DROP TRIGGER {table}_searched_{name}" + (f" ON {table}" if is_postgresql else ""))
    for name, table, *_ in _WAYS:
        op.drop_index(name, table)
    op.drop_table("track_corrections")
    op.drop_column("cases", "has_records")
    op.drop_table("looks")
