"""What the search index has yet to learn: a row for each change of a case, written by triggers with the change.

A migration that rebuilds one of these tables on SQLite drops its triggers, and must make them again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# (table, column that names the case, columns whose change matters)
_WATCHED = (
    (
        "cases",
        "id",
        ("number", "district", "key_id", "sealed_answers", "sealed_title", "submitted_at", "ended_at", "is_complete"),
    ),
    ("drafts", "id", ("sealed_answers",)),
    ("utterances", "report_id", ("sealed_words",)),
    ("files", "report_id", ("sealed_name",)),
    ("case_messages", "case_id", ("sealed_text",)),
    ("materials", "report_id", ("sealed_title", "sealed_reason")),
)


def _events(columns: tuple[str, ...]) -> dict[str, str]:
    return {"insert": "INSERT", "delete": "DELETE", "update": f"UPDATE OF {', '.join(columns)}"}


def _on_sqlite() -> list[str]:
    found = []
    for table, column, columns in _WATCHED:
        for name, event in _events(columns).items():
            row = f"{'OLD' if name == 'delete' else 'NEW'}.{column}"
            # of a report that is still told nobody at the desk knows
            when = "" if table == "cases" else f" WHEN EXISTS (SELECT 1 FROM cases WHERE id = {row})"
            found.append(
                f"CREATE TRIGGER {table}_searched_{name} AFTER {event} ON {table}{when} "
                f"BEGIN INSERT INTO search_waiting (about) VALUES ({row}); END"
            )
    return found


def _on_postgresql() -> list[str]:
    function = (
        "CREATE FUNCTION wait_for_search() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE of_case uuid; BEGIN "
        "IF TG_OP = 'DELETE' THEN EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) INTO of_case USING OLD; "
        "ELSE EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) INTO of_case USING NEW; END IF; "
        "IF TG_TABLE_NAME = 'cases' OR EXISTS (SELECT 1 FROM cases WHERE id = of_case) THEN "
        "INSERT INTO search_waiting (about) VALUES (of_case); END IF; RETURN NULL; END $$"
    )
    return [
        function,
        *(
            f"CREATE TRIGGER {table}_searched_{name} AFTER {event} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION wait_for_search('{column}')"
            for table, column, columns in _WATCHED
            for name, event in _events(columns).items()
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "search_waiting",
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_search_waiting")),
        sqlite_autoincrement=True,
    )
    is_sqlite = op.get_context().dialect.name == "sqlite"
    for statement in _on_sqlite() if is_sqlite else _on_postgresql():
        op.execute(statement)


def downgrade() -> None:
    is_postgresql = op.get_context().dialect.name == "postgresql"
    for table, _column, columns in _WATCHED:
        for name in _events(columns):
            op.execute(f"DROP TRIGGER {table}_searched_{name}" + (f" ON {table}" if is_postgresql else ""))
    if is_postgresql:
        op.execute("DROP FUNCTION wait_for_search()")
    op.drop_table("search_waiting")
