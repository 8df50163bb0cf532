"""The chain of custody of each case, whoever wants one forgotten, and facts of files under their seals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_REFUSAL = "the chain of custody is never changed"
_FILES = {"files": "received_at", "desk_files": "added_at"}
_IN_THE_CLEAR = "sha256 <> ''"
_TO_CONFIRM = "certified_at IS NULL"
_NO_HASH = {
    "sqlite": "UPDATE timeline SET details = json_remove(details, '$.sha256') WHERE event = 'file_sent'",
    "postgresql": "UPDATE timeline SET details = (details::jsonb - 'sha256')::json WHERE event = 'file_sent'",
}


def _refusing(dialect: str) -> list[str]:
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        return [f"CREATE TRIGGER custody_no_{one.lower()} BEFORE {one} ON custody {refuse}" for one in _CHANGES]
    raises = f"BEGIN RAISE EXCEPTION '{_REFUSAL}'; END"
    return [
        f"CREATE FUNCTION custody_stays() RETURNS trigger LANGUAGE plpgsql AS $$ {raises} $$",
        *(
            f"CREATE TRIGGER custody_no_{one.lower()} BEFORE {one} ON custody FOR EACH STATEMENT "
            "EXECUTE FUNCTION custody_stays()"
            for one in (*_CHANGES, "TRUNCATE")
        ),
    ]


_CHANGES = ("UPDATE", "DELETE")


def upgrade() -> None:
    dialect = op.get_context().dialect.name
    op.create_table(
        "custody",
        sa.Column("of_case", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("own", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_details", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("of_case", "n", name=op.f("pk_custody")),
    )
    op.create_index(op.f("ix_custody_number"), "custody", ["number"])
    for statement in _refusing(dialect):
        op.execute(statement)
    op.create_table(
        "forgettings",
        sa.Column("of_case", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("district", sa.String(length=28), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_certificate", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["members.id"], name=op.f("fk_forgettings_asked_by_members")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["members.id"], name=op.f("fk_forgettings_confirmed_by_members")),
        sa.PrimaryKeyConstraint("of_case", name=op.f("pk_forgettings")),
    )
    op.create_index(op.f("ix_forgettings_number"), "forgettings", ["number"])
    op.create_index(op.f("ix_forgettings_certified_at"), "forgettings", ["certified_at"])
    where = sa.text(_TO_CONFIRM)
    op.create_index(
        "ix_forgettings_to_confirm", "forgettings", ["asked_at"], sqlite_where=where, postgresql_where=where
    )
    op.create_table(
        "doomed_files",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_doomed_files")),
    )
    # added in place: a copied table would lose its triggers
    op.add_column("cases", sa.Column("forget_asked_by", sa.Uuid(), nullable=True))
    for table, came_at in _FILES.items():
        # the first start seals what is in the clear (actions/custody.py), because a migration has no keys
        op.add_column(table, sa.Column("sealed_facts", sa.LargeBinary(), nullable=True))
        clear = sa.text(_IN_THE_CLEAR)
        op.create_index(f"ix_{table}_in_the_clear", table, [came_at, "id"], sqlite_where=clear, postgresql_where=clear)
    op.execute(_NO_HASH[dialect])


def downgrade() -> None:
    is_postgresql = op.get_context().dialect.name == "postgresql"
    for table in _FILES:
        op.drop_index(f"ix_{table}_in_the_clear", table)
        op.drop_column(table, "sealed_facts")
    op.drop_column("cases", "forget_asked_by")
    op.drop_table("doomed_files")
    op.drop_table("forgettings")
    op.drop_table("custody")
    if is_postgresql:
        op.execute("DROP FUNCTION custody_stays()")
