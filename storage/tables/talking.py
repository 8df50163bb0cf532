"""Beside the conversation of a case: who is at it, what they have not sent yet, and what the unit often answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from cases.verbs import Verb
from storage.columns import Text, UtcDateTime
from storage.tables.base import IN_THE_CLEAR, STARTS_FALSE, TO_CHECK, Checked, index_where


class AtCase(SQLModel, table=True):
    """A member who looks at a case, and until when that counts (cases/presence.py)."""

    __tablename__ = "at_cases"
    case_id: UUID = Field(foreign_key="cases.id", primary_key=True)
    member_id: UUID = Field(foreign_key="members.id", primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    here_until: datetime = Field(sa_type=UtcDateTime, index=True)
    writes_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Unsent(SQLModel, table=True):
    """What a member typed for a verb of a case and has not sent, sealed with the case's key."""

    __tablename__ = "unsent"
    case_id: UUID = Field(foreign_key="cases.id", primary_key=True)
    member_id: UUID = Field(foreign_key="members.id", primary_key=True)
    verb: Verb = Field(sa_type=Text(Verb), primary_key=True)
    sealed_text: bytes
    at: datetime = Field(sa_type=UtcDateTime)


class DeskFile(Checked, table=True):
    """A file for the reporter, sealed in the file store under its id; without a message it waits for one.

    Its facts are of the bytes as they were chosen.
    """

    __tablename__ = "desk_files"
    __table_args__ = (
        index_where("ix_desk_files_in_the_clear", IN_THE_CLEAR, "added_at", "id"),
        index_where("ix_desk_files_to_check", TO_CHECK, "added_at"),
    )
    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    message_id: UUID | None = Field(default=None, foreign_key="case_messages.id")
    member_id: UUID = Field(foreign_key="members.id")
    sealed_name: bytes
    media_type: str = Field(max_length=100)
    size: int = Field(sa_type=BigInteger)  # as with StoredFile
    sha256: str = Field(default="", max_length=64)
    sealed_facts: bytes | None = None
    added_at: datetime = Field(sa_type=UtcDateTime)


class CannedAnswer(SQLModel, table=True):
    """An answer the unit gives often, as a lead wrote it.

    Under the name of a shipped one (templates/words/canned.toml) it stands in its place.
    `sealed_words` is JSON, sealed for the unit: title and text by language.
    """

    __tablename__ = "canned_answers"
    name: str = Field(primary_key=True, max_length=40)
    sealed_words: bytes
    is_off: bool = Field(default=False, sa_column_kwargs=STARTS_FALSE)  # nobody is offered it
    changed_by: UUID = Field(foreign_key="members.id")
    changed_at: datetime = Field(sa_type=UtcDateTime)
