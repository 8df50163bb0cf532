"""The chain of custody of cases, and who wanted a case forgotten. Both stay when everything else of a case goes.

They name the case in `of_case`, which storage/of_reports.py does not look for: what belongs to a report goes with it,
and these are what is left to show that it was there, what became of it, and that nothing was changed since.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime
from storage.tables.base import Stamped, index_where

TO_CONFIRM = "certified_at IS NULL"


class Deed(StrEnum):
    """What an entry says was done; its words are templates/words/custody.toml."""

    RECEIVED = "received"  # a file, from the reporter
    ENTERED_AFTERWARDS = "entered_afterwards"  # a file that came before there was a chain
    OPENED = "opened"  # a file, by a member
    INFECTED = "infected"  # a virus was found in a file
    SENT = "sent"  # a file, to the reporter or into a member's chat
    EXPORTED = "exported"  # everything, by a member
    FORGOTTEN = "forgotten"  # everything


class Custody(SQLModel, table=True):
    """One entry of a case's chain; storage/custody.py enters it, and triggers refuse to change or delete it.

    `commitment` hides the details: whoever has salt and details can show that they are the ones, and nobody can guess
    them. Both are sealed with the case's key; of FORGOTTEN with the unit's, which is there afterwards.
    """

    __tablename__ = "custody"
    of_case: UUID = Field(primary_key=True)
    n: int = Field(primary_key=True)  # 1, 2, …
    number: str = Field(max_length=16, index=True)  # of the case
    at: datetime = Field(sa_type=UtcDateTime)
    deed: str = Field(max_length=40)  # a Deed; read as it stands, whatever it was changed to
    commitment: str = Field(max_length=64)
    previous: str = Field(max_length=64)
    own: str = Field(max_length=64)  # the hash of all of the above
    signature: bytes  # Ed25519, over `own`
    sealed_details: bytes


class Forgetting(Stamped, table=True):
    """A lead wants a case forgotten, for a reason; another lead confirms it in time, or it is dropped.

    Confirmed, it waits for its day, and all leads are warned before. Everything sealed here is sealed by the unit's
    key.
    """

    __tablename__ = "forgettings"
    __table_args__ = (
        index_where("ix_forgettings_to_confirm", TO_CONFIRM, "asked_at"),
        Index("ix_forgettings_certified_at", "certified_at"),
    )
    of_case: UUID = Field(primary_key=True)
    number: str = Field(max_length=16, index=True)
    district: str = Field(max_length=28)  # whose leads may read the certificate
    asked_by: UUID = Field(foreign_key="members.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    sealed_reason: bytes
    confirmed_by: UUID | None = Field(default=None, foreign_key="members.id")
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sealed_words: bytes | None = None  # of who confirmed
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when its reporter was, the last time
    warned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    certified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sealed_certificate: bytes | None = None


class DoomedFile(SQLModel, table=True):
    """Sealed bytes whose row and key are gone: to be taken off the disk, whatever process does it."""

    __tablename__ = "doomed_files"
    file_id: UUID = Field(primary_key=True)
