"""What the search index has yet to learn."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field, SQLModel


class SearchWaiting(SQLModel, table=True):
    """A change of a case that is not in the index yet; one case may wait several times.

    Written by triggers with the change itself, whoever makes it, and taken away once indexed (docs/decisions/0020). It
    outlives its case, which must leave the index too. A place is never given twice, so that nobody takes away a change
    they have not seen.
    """

    __tablename__ = "search_waiting"
    __table_args__ = {"sqlite_autoincrement": True}
    place: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer(), "sqlite"),
    )
    about: UUID  # the case
