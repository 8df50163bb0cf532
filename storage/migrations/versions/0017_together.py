"""Series, merged cases and special teams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_RUNS = "dissolved_at IS NULL"
_OF_CASES = {"ix_cases_series": "series_id", "ix_cases_team": "team_id", "ix_cases_merged": "merged_into"}


def _at(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _index(name: str, table: str, where: str, *columns: str) -> None:
    op.create_index(name, table, list(columns), sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    # added in place: a copied table would lose the triggers that count its rows
    for name in ("series_id", "team_id", "merged_into", "held_before"):
        op.add_column("cases", sa.Column(name, sa.Uuid(), nullable=True))
    for name, column in _OF_CASES.items():
        _index(name, "cases", f"{column} IS NOT NULL", column)
    op.add_column("members", sa.Column("special_teams", sa.String(700), server_default="", nullable=False))
    op.create_table(
        "series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        _at("made_at", nullable=False),
        _at("dissolved_at"),
        _points("series", "lead_id", "members"),
        _points("series", "made_by", "members"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    _index("ix_series_running", "series", _RUNS, "made_at")
    op.create_table(
        "special_teams",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("sealed_purpose", sa.LargeBinary(), nullable=False),
        sa.Column("leader_id", sa.Uuid(), nullable=True),
        sa.Column("formed_by", sa.Uuid(), nullable=False),
        _at("formed_at", nullable=False),
        sa.Column("report_hour", sa.Integer(), nullable=False),
        _at("report_due_at", nullable=False),
        _at("dissolved_at"),
        sa.Column("sealed_closing", sa.LargeBinary(), nullable=True),
        _points("special_teams", "leader_id", "members"),
        _points("special_teams", "formed_by", "members"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_teams")),
    )
    _index("ix_special_teams_due", "special_teams", _RUNS, "report_due_at")
    op.create_table(
        "special_seats",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        _at("joined_at", nullable=False),
        _at("left_at"),
        _points("special_seats", "team_id", "special_teams"),
        _points("special_seats", "member_id", "members"),
        sa.PrimaryKeyConstraint("team_id", "member_id", name=op.f("pk_special_seats")),
    )
    op.create_table(
        "special_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        _at("at", nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("is_report", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=True),
        _points("special_notes", "team_id", "special_teams"),
        _points("special_notes", "member_id", "members"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_notes")),
        sa.UniqueConstraint("source", name=op.f("uq_special_notes_source")),
    )
    op.create_index("ix_special_notes_team", "special_notes", ["team_id", "at"])


def downgrade() -> None:
    for table in ("special_notes", "special_seats", "special_teams", "series"):
        op.drop_table(table)
    op.drop_column("members", "special_teams")
    for name in _OF_CASES:
        op.drop_index(name, "cases")
    for name in ("held_before", "merged_into", "team_id", "series_id"):
        op.drop_column("cases", name)
