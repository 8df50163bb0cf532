"""Where a reporter who is not looking is told that there is news: addresses of theirs, each proved by a code."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field

from cases.reach import By
from storage.columns import Text, UtcDateTime
from storage.tables.base import Stamped


class Reach(Stamped, table=True):
    """One address, for one case; sealed with its key. `conversation_id`: where its notices stand in the outbox.

    Once it is given up there is no address in it.
    """

    __tablename__ = "reaches"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    conversation_id: UUID = Field(foreign_key="conversations.id", unique=True)
    colleague_id: UUID | None = None  # whose it is, where it is not the reporter's
    by: By = Field(sa_type=Text(By))
    sealed_address: bytes
    fingerprint: str = Field(max_length=32)  # of the address: the same again is not a second one
    sealed_code: bytes | None = None
    code_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0  # at the code
    proved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # taken off, or it takes nothing any more
    created_at: datetime = Field(sa_type=UtcDateTime)
