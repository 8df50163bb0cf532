"""Why a message never left, and words of an officer's in the place of ours; promises and who cannot be reached, each by
an index of those alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_WHERE = sa.text("unreachable_at IS NOT NULL")


def upgrade() -> None:
    # added in place: a copied table would lose its triggers
    op.add_column("outgoing", sa.Column("why", sa.String(length=40), nullable=True))
    op.add_column("outgoing", sa.Column("sealed_words", sa.LargeBinary(), nullable=True))
    columns = ["unreachable_at"]
    op.create_index(
        "ix_conversations_unreachable", "conversations", columns, sqlite_where=_WHERE, postgresql_where=_WHERE
    )

    promised = sa.text("promise")
    columns = ["due_at", "kind", "state", "why", "promise"]
    op.create_index("ix_outgoing_promised", "outgoing", columns, sqlite_where=promised, postgresql_where=promised)


def downgrade() -> None:
    # what the version before does not know, it could not read; what was told together goes by itself
    alone = "kind IN ('promise_at_risk', 'reply_at_risk')"
    op.execute(f"UPDATE outgoing SET state = 'waiting' WHERE state = 'gathered' AND {alone}")
    op.execute("DELETE FROM outgoing WHERE kind IN ('news_moved', 'news_draft', 'news_at_risk', 'alarms_more')")
    events = "'news_hurried', 'news_worded', 'news_postponed', 'news_called_off', 'news_missed'"
    op.execute(f"DELETE FROM timeline WHERE event IN ({events})")
    op.drop_index("ix_outgoing_promised", "outgoing")
    op.drop_index("ix_conversations_unreachable", "conversations")
    for column in ("sealed_words", "why"):
        op.drop_column("outgoing", column)
