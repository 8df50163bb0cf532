"""The message that stays at the top of a reporter's chat, where the channel can pin one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field

from storage.columns import UtcDateTime
from storage.tables.base import Stamped


class Pinned(Stamped, table=True):
    """One for each chat, changed in place."""

    __tablename__ = "pinned"
    conversation_id: UUID = Field(foreign_key="conversations.id", primary_key=True)
    message_id: int | None = Field(default=None, sa_type=BigInteger)  # None until the channel has taken it
    shows: str = Field(default="", max_length=32)  # a keyed fingerprint of what it says
    changed_at: datetime = Field(sa_type=UtcDateTime)  # when somebody last went to change it
