"""What a member keeps at the desk for themselves: filters with a name, and what they did with many cases at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from cases.verbs import Verb
from storage.columns import Text, UtcDateTime


class SavedFilter(SQLModel, table=True):
    """A part of the queue under a name of one's own. `asked` is an address: ids and figures, never words."""

    __tablename__ = "saved_filters"
    __table_args__ = (Index("ix_saved_filters_member", "member_id", "made_at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    member_id: UUID = Field(foreign_key="members.id")
    sealed_name: bytes
    asked: str = Field(max_length=400)
    made_at: datetime = Field(sa_type=UtcDateTime)


class Bulk(SQLModel, table=True):
    """One verb done with many cases; its id is the form's, so that the form sent again is known."""

    __tablename__ = "bulks"
    __table_args__ = (Index("ix_bulks_member", "member_id", "at"),)
    id: UUID = Field(primary_key=True)
    member_id: UUID = Field(foreign_key="members.id")
    verb: Verb = Field(sa_type=Text(Verb))
    at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class BulkCase(SQLModel, table=True):
    """A case it was done with: how it stood before and how the verb left it, so that it can be put back.

    Both are ids and times, never words. `undone` says what became of putting it back, None as long as nobody tried.
    """

    __tablename__ = "bulk_cases"
    bulk_id: UUID = Field(foreign_key="bulks.id", primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", primary_key=True, index=True)
    before: dict[str, Any] = Field(sa_type=JSON)
    after: dict[str, Any] = Field(sa_type=JSON)
    undone: bool | None = None
