"""That everything in this database was made up."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime

THE_ONLY = 1


class Demonstration(SQLModel, table=True):
    """At most one row: `green-channel demo` filled this database. It stays for good, and goes along into backups."""

    __tablename__ = "demonstrations"
    id: int = Field(default=THE_ONLY, primary_key=True)
    begun_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # none: it was cut off, or goes on
