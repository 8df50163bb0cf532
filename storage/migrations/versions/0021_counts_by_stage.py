"""How many cases are where, by the state each is in: what has ended too, so that the board's heads say how many.

The table is a cache of *cases*, so it is made anew, here and on the way back, and counted once.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_NOBODY = "00000000000000000000000000000000"
_COUNTED = "district, holder_id, service, ended_at"


def _holder(row: str) -> str:
    """Whose an open case is; what has ended is nobody's here, so that the rows do not grow with who once was there."""
    return f"CASE WHEN {row}.ended_at IS NULL THEN coalesce({row}.holder_id, '{_NOBODY}') ELSE '{_NOBODY}' END"


def _added(row: str) -> str:
    # WHERE TRUE: without it SQLite reads ON CONFLICT as a part of the SELECT
    return (
        "INSERT INTO case_counts (district, holder_id, service, cases) "
        f"SELECT {row}.district, {_holder(row)}, {row}.service, 1 WHERE TRUE "
        "ON CONFLICT (district, holder_id, service) DO UPDATE SET cases = case_counts.cases + 1;"
    )


def _taken_away(row: str) -> str:
    return (
        f"UPDATE case_counts SET cases = cases - 1 WHERE district = {row}.district "
        f"AND holder_id = {_holder(row)} AND service = {row}.service;"
    )


def _was_waiting(row: str) -> str:
    return f"{row}.service IN ('acknowledged', 'submitted')"


def _added_before(row: str) -> str:
    return (
        "INSERT INTO case_counts (district, holder_id, is_waiting, cases) "
        f"SELECT {row}.district, coalesce({row}.holder_id, '{_NOBODY}'), {_was_waiting(row)}, 1 "
        f"WHERE {row}.ended_at IS NULL "
        "ON CONFLICT (district, holder_id, is_waiting) DO UPDATE SET cases = case_counts.cases + 1;"
    )


def _taken_away_before(row: str) -> str:
    return (
        f"UPDATE case_counts SET cases = cases - 1 WHERE {row}.ended_at IS NULL AND district = {row}.district "
        f"AND holder_id = coalesce({row}.holder_id, '{_NOBODY}') AND is_waiting = ({_was_waiting(row)});"
    )


def _make_triggers(added: str, taken_away: str) -> None:
    """As 0004 did: with the change on SQLite, at the commit and behind one lock on PostgreSQL."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION count_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "PERFORM pg_advisory_xact_lock(hashtext('case_counts')); "
            f"IF TG_OP <> 'INSERT' THEN {taken_away} END IF; "
            f"IF TG_OP <> 'DELETE' THEN {added} END IF; "
            "RETURN NULL; END $$"
        )
        for name, verb in {"insert": "INSERT", "delete": "DELETE", "update": f"UPDATE OF {_COUNTED}"}.items():
            op.execute(
                f"CREATE CONSTRAINT TRIGGER cases_counted_{name} AFTER {verb} ON cases DEFERRABLE INITIALLY DEFERRED "
                "FOR EACH ROW EXECUTE FUNCTION count_case()"
            )
        return
    op.execute(f"CREATE TRIGGER cases_counted_insert AFTER INSERT ON cases BEGIN {added} END")
    op.execute(f"CREATE TRIGGER cases_counted_delete AFTER DELETE ON cases BEGIN {taken_away} END")
    op.execute(
        f"CREATE TRIGGER cases_counted_update AFTER UPDATE OF {_COUNTED} ON cases BEGIN {taken_away} {added} END"
    )


def _drop() -> None:
    is_postgresql = op.get_context().dialect.name == "postgresql"
    for verb in ("insert", "delete", "update"):
        op.execute(f"DROP TRIGGER cases_counted_{verb}" + (" ON cases" if is_postgresql else ""))
    if is_postgresql:
        op.execute("DROP FUNCTION count_case()")
    op.drop_table("case_counts")


def _make(third: sa.Column[str] | sa.Column[bool]) -> None:
    op.create_table(
        "case_counts",
        sa.Column("district", sa.String(length=28), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        third,
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district", "holder_id", third.name, name=op.f("pk_case_counts")),
    )


def upgrade() -> None:
    _drop()
    _make(sa.Column("service", sa.String(length=40), nullable=False))
    op.execute(
        "INSERT INTO case_counts (district, holder_id, service, cases) "
        f"SELECT district, {_holder('cases')}, service, count(*) FROM cases GROUP BY 1, 2, 3"
    )
    _make_triggers(_added("NEW"), _taken_away("OLD"))


def downgrade() -> None:
    _drop()
    _make(sa.Column("is_waiting", sa.Boolean(), nullable=False))
    op.execute(
        "INSERT INTO case_counts (district, holder_id, is_waiting, cases) "
        f"SELECT district, coalesce(holder_id, '{_NOBODY}'), {_was_waiting('cases')}, count(*) "
        "FROM cases WHERE ended_at IS NULL GROUP BY 1, 2, 3"
    )
    _make_triggers(_added_before("NEW"), _taken_away_before("OLD"))
