"""What the search index has yet to learn."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class SearchWaiting(SQLModel, table=True):
    """A change of a case that is not in the index yet; one case may wait several times.

    Written by triggers with the change itself, whoever makes it, and taken away once indexed (docs/decisions/0020). It
    outlives its case, which must leave the index too. A place is never given twice, so that nobody takes away a change
    they have not seen. On PostgreSQL it is written once for each index that follows.
    """

    __tablename__ = "search_waiting"
    __table_args__ = (Index("ix_search_waiting_follower_place", "follower", "place"), {"sqlite_autoincrement": True})
    place: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer(), "sqlite"),
    )
    about: UUID  # the case
    follower: str = Field(default="", max_length=16, sa_column_kwargs={"server_default": ""})


class SearchFollower(SQLModel, table=True):
    """An index on PostgreSQL, by the name in its file; each machine has its own. Who stays away follows no more."""

    __tablename__ = "search_followers"
    id: str = Field(primary_key=True, max_length=16)
    seen_at: datetime = Field(sa_type=UtcDateTime)
