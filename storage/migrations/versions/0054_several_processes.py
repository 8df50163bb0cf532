"""One key of the unit, whoever starts at once; and of several search indexes each learns what changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0051"
branch_labels = None
depends_on = None

_UNIT = sa.text("purpose = 'unit'")
_LEARN = "INSERT INTO search_waiting (about, follower) SELECT of_case, id FROM search_followers; "
_LEARN_ONCE = "INSERT INTO search_waiting (about) VALUES (of_case); "


def _function(learn: str) -> str:
    """As 0013 made it, but for whom a change is written down."""
    return (
        "CREATE OR REPLACE FUNCTION wait_for_search() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE of_case uuid; BEGIN "
        "IF TG_OP = 'DELETE' THEN EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) INTO of_case USING OLD; "
        "ELSE EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) INTO of_case USING NEW; END IF; "
        "IF TG_TABLE_NAME = 'cases' OR EXISTS (SELECT 1 FROM cases WHERE id = of_case) THEN "
        f"{learn}END IF; RETURN NULL; END $$"
    )


def upgrade() -> None:
    op.create_index(
        "ix_data_keys_unit", "data_keys", ["purpose"], unique=True, sqlite_where=_UNIT, postgresql_where=_UNIT
    )
    op.create_table(
        "search_followers",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_followers")),
    )
    op.add_column("search_waiting", sa.Column("follower", sa.String(length=16), server_default="", nullable=False))
    op.create_index("ix_search_waiting_follower_place", "search_waiting", ["follower", "place"])
    if op.get_context().dialect.name == "postgresql":
        op.execute(_function(_LEARN))
        op.execute("DELETE FROM search_waiting")  # the index of before is made anew, as one of several


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(_function(_LEARN_ONCE))
        op.execute("DELETE FROM search_waiting")
        op.execute("INSERT INTO search_waiting (about) SELECT id FROM cases")
    op.drop_index("ix_search_waiting_follower_place", "search_waiting")
    op.drop_column("search_waiting", "follower")
    op.drop_table("search_followers")
    op.drop_index("ix_data_keys_unit", "data_keys")
