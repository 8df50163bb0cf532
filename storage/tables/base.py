"""What all tables share: names of constraints, indexes of some rows only, the stamp of rows that open a door."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, MetaData, false, text, true
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Stamped(SQLModel):
    """A row that opens a door; which of its columns the stamp vouches for stands in storage/stamps.py."""

    stamp: bytes | None = None


class Checked(SQLModel):
    """A file that is checked for viruses, where somebody does that (storage/virus_checks.py).

    `virus` is empty where none was found, and None while nobody has looked; `check_at` is when to look, if not at once.
    """

    virus: str | None = Field(default=None, max_length=100)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    checked_by: str | None = Field(default=None, max_length=60)
    check_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


metadata: MetaData = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def index_where(name: str, part: str, *columns: str) -> Index:
    """Of some rows only; who wants it found asks in the same words."""
    return Index(name, *columns, sqlite_where=text(part), postgresql_where=text(part))


STARTS_TRUE, STARTS_FALSE = {"server_default": true()}, {"server_default": false()}
IN_THE_CLEAR = "sha256 <> ''"  # of files, from versions that did not seal it
TO_CHECK = "virus IS NULL"  # of files
