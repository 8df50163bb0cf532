"""The keys that seal everything, wrapped."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index, Integer, text
from sqlmodel import Field, SQLModel

from storage.columns import Text, UtcDateTime

OF_UNIT = "purpose = 'unit'"


class KeyPurpose(StrEnum):
    UNIT = "unit"
    CONVERSATION = "conversation"
    CASE = "case"


class Ring(SQLModel, table=True):
    """A key of the unit's that wraps data keys, by the name that tells it from others; two while it is rotated.

    The last step of a rotation takes the old one away, and from then on nobody can wrap under it: not a process either
    that has not heard of it.
    """

    __tablename__ = "key_rings"
    id: str = Field(primary_key=True, max_length=16)
    since: datetime = Field(sa_type=UtcDateTime)


class DataKey(SQLModel, table=True):
    """One data key, wrapped by the key ring. Deleting the row makes everything sealed with it unreadable for ever."""

    __tablename__ = "data_keys"
    __table_args__ = (  # the unit has one
        Index("ix_data_keys_unit", "purpose", unique=True, sqlite_where=text(OF_UNIT), postgresql_where=text(OF_UNIT)),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    purpose: KeyPurpose = Field(sa_type=Text(KeyPurpose), index=True)
    ring: str = Field(max_length=16, foreign_key="key_rings.id")
    wrapped: bytes
    created_at: datetime = Field(sa_type=UtcDateTime)


class Backup(SQLModel, table=True):
    """A backup that was made, for whoever asks when the last one was. It is of the whole unit, so of no case."""

    __tablename__ = "backups"
    id: UUID = Field(primary_key=True)
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)
    files: int  # of the sealed ones, with those that an earlier backup has
    size: int = Field(sa_type=BigInteger)  # of the archive, in bytes
    is_whole: bool  # not only what an earlier one lacks
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # with those it builds on, and all was right


class FilesStep(SQLModel, table=True):
    """How far the database has come, as the folder of its files knows it too (storage/files_of.py); the last few."""

    __tablename__ = "files_steps"
    __table_args__ = {"sqlite_autoincrement": True}
    place: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer(), "sqlite"),
    )
    id: UUID = Field(default_factory=uuid4, unique=True)
