"""What two leads decide to forget waits for its day; a browser that came by a code is not trusted at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("forgettings", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("forgettings", sa.Column("sealed_words", sa.LargeBinary(), nullable=True))
    op.add_column("forgettings", sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("forget_confirmed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("web_devices", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("web_devices", sa.Column("used_code", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("web_devices", "used_code")
    op.drop_column("web_devices", "held_until")
    op.drop_column("cases", "forget_confirmed")
    for name in ("warned_at", "sealed_words", "confirmed_at"):
        op.drop_column("forgettings", name)
