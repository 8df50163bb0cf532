"""The queue at any length: an index for each way through it, counts that triggers keep, a sealed title on the case.

And "money is moving" as a fact of its own, which the rank had stood for.

Titles of older cases stay empty: only the product has the keys. The index of running clocks goes, because all it ever
served was to lead SQLite through every clock there is to find those of one page.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NOBODY = "00000000000000000000000000000000"
_IS_WAITING = "{row}.service IN ('acknowledged', 'submitted')"
_OPEN = "ended_at IS NULL"
_WAITS = "service IN ('acknowledged', 'submitted')"
_HELD = "close_reason IS NULL AND holder_id IS NOT NULL"
_OVER = "ended_at IS NOT NULL"
_URGENT_WAITS, _URGENT_OPEN, _URGENT_HELD, _URGENT_OVER = (
    f"CASE WHEN money_moving THEN {part} END" for part in (_WAITS, _OPEN, _HELD, _OVER)
)
_EVERYWHERE = "number <> ''"
_INDEXES = {
    "waiting": (f"{_WAITS} AND {_EVERYWHERE}", ["rank", "submitted_at", "id"]),
    "waiting_district": (_WAITS, ["district", "rank", "submitted_at", "id"]),
    "open": (f"{_OPEN} AND {_EVERYWHERE}", ["rank", "submitted_at", "id"]),
    "open_district": (_OPEN, ["district", "rank", "submitted_at", "id"]),
    "mine": (f"{_HELD} AND {_EVERYWHERE}", ["holder_id", "rank", "submitted_at", "id"]),
    "mine_district": (_HELD, ["holder_id", "district", "rank", "submitted_at", "id"]),
    "ended": (f"{_OVER} AND {_EVERYWHERE}", ["submitted_at", "id"]),
    "ended_district": (_OVER, ["district", "submitted_at", "id"]),
    "urgent_waiting": (f"{_URGENT_WAITS} AND {_EVERYWHERE}", ["submitted_at", "id"]),
    "urgent_waiting_district": (_URGENT_WAITS, ["district", "submitted_at", "id"]),
    "urgent_open": (f"{_URGENT_OPEN} AND {_EVERYWHERE}", ["submitted_at", "id"]),
    "urgent_open_district": (_URGENT_OPEN, ["district", "submitted_at", "id"]),
    "urgent_mine": (f"{_URGENT_HELD} AND {_EVERYWHERE}", ["holder_id", "submitted_at", "id"]),
    "urgent_mine_district": (_URGENT_HELD, ["holder_id", "district", "submitted_at", "id"]),
    "urgent_ended": (f"{_URGENT_OVER} AND {_EVERYWHERE}", ["submitted_at", "id"]),
    "urgent_ended_district": (_URGENT_OVER, ["district", "submitted_at", "id"]),
}


def _added(row: str, holder: str) -> str:
    return (
        "INSERT INTO case_counts (district, holder_id, is_waiting, cases) "
        f"SELECT {row}.district, {holder}, {_IS_WAITING.format(row=row)}, 1 WHERE {row}.ended_at IS NULL "
        "ON CONFLICT (district, holder_id, is_waiting) DO UPDATE SET cases = case_counts.cases + 1;"
    )


def _taken_away(row: str, holder: str) -> str:
    return (
        f"UPDATE case_counts SET cases = cases - 1 WHERE {row}.ended_at IS NULL AND district = {row}.district "
        f"AND holder_id = {holder} AND is_waiting = ({_IS_WAITING.format(row=row)});"
    )


_NEW, _OLD = (f"coalesce({row}.holder_id, '{_NOBODY}')" for row in ("NEW", "OLD"))
_COUNTED = "district, holder_id, service, ended_at"

_TRIGGERS = {
    "sqlite": [
        f"CREATE TRIGGER cases_counted_insert AFTER INSERT ON cases BEGIN {_added('NEW', _NEW)} END",
        f"CREATE TRIGGER cases_counted_delete AFTER DELETE ON cases BEGIN {_taken_away('OLD', _OLD)} END",
        (
            f"CREATE TRIGGER cases_counted_update AFTER UPDATE OF {_COUNTED} ON cases "
            f"BEGIN {_taken_away('OLD', _OLD)} {_added('NEW', _NEW)} END"
        ),
    ],
    # Deferred to the commit: a row of counts is locked for as long as a commit takes, not for as long as a verb
    # works; and behind one lock, so that no two commits can wait for each other.
    "postgresql": [
        (
            "CREATE FUNCTION count_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "PERFORM pg_advisory_xact_lock(hashtext('case_counts')); "
            f"IF TG_OP <> 'INSERT' THEN {_taken_away('OLD', _OLD)} END IF; "
            f"IF TG_OP <> 'DELETE' THEN {_added('NEW', _NEW)} END IF; "
            "RETURN NULL; END $$"
        ),
        *(
            f"CREATE CONSTRAINT TRIGGER cases_counted_{name} AFTER {verb} ON cases DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION count_case()"
            for name, verb in {"insert": "INSERT", "delete": "DELETE", "update": f"UPDATE OF {_COUNTED}"}.items()
        ),
    ],
}


def upgrade() -> None:
    op.create_table(
        "case_counts",
        sa.Column("district", sa.String(length=28), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district", "holder_id", "is_waiting", name=op.f("pk_case_counts")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed_title", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("money_moving", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.drop_index("ix_cases_queue")
        batch_op.drop_index(batch_op.f("ix_cases_district"))
        batch_op.drop_index(batch_op.f("ix_cases_holder_id"))
    op.execute("UPDATE cases SET money_moving = (rank = 0)")
    op.drop_index("ix_clocks_due", "clocks")
    for name, (part, columns) in _INDEXES.items():
        where = sa.text(part)
        op.create_index(f"ix_cases_{name}", "cases", columns, sqlite_where=where, postgresql_where=where)
    op.execute(
        "INSERT INTO case_counts (district, holder_id, is_waiting, cases) "
        f"SELECT district, coalesce(holder_id, '{_NOBODY}'), {_IS_WAITING.format(row='cases')}, count(*) "
        f"FROM cases WHERE {_OPEN} GROUP BY 1, 2, 3"
    )
    for statement in _TRIGGERS[op.get_context().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for verb in ("insert", "delete", "update"):
        on = " ON cases" if op.get_context().dialect.name == "postgresql" else ""
        op.execute(f"DROP TRIGGER cases_counted_{verb}{on}")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION count_case()")
    for name in _INDEXES:
        op.drop_index(f"ix_cases_{name}", "cases")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_column("sealed_title")
        batch_op.drop_column("money_moving")
        batch_op.create_index("ix_cases_queue", ["ended_at", "rank", "submitted_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_district"), ["district"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_holder_id"), ["holder_id"], unique=False)
    op.create_index("ix_clocks_due", "clocks", ["stopped_at", "due_at"])
    op.drop_table("case_counts")
