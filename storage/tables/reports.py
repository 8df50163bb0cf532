"""A report while it is told, what was said for it, and its files and materials."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Text, UtcDateTime
from storage.tables.base import IN_THE_CLEAR, TO_CHECK, Checked, Stamped, index_where


class Draft(Stamped, table=True):
    """A report being told. `version` grows with every answer; a button of an older version is an old button."""

    __tablename__ = "drafts"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    conversation_id: UUID = Field(foreign_key="conversations.id", index=True)
    key_id: UUID
    step: str = Field(max_length=40)
    version: int = 0
    sealed_answers: bytes
    last_message_id: int = Field(
        default=0, sa_type=BigInteger
    )  # the last message taken in: a repeated update is known by it
    created_at: datetime = Field(sa_type=UtcDateTime)
    touched_at: datetime = Field(sa_type=UtcDateTime, index=True)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    discarded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def is_told(self) -> bool:
        """Whether it is still being told: neither sent nor given up."""
        return self.submitted_at is None and self.discarded_at is None


class StoredFile(Checked, table=True):
    """A file of a report, sealed in the file store under its id; its facts are of the bytes as received."""

    __tablename__ = "files"
    __table_args__ = (
        index_where("ix_files_in_the_clear", IN_THE_CLEAR, "received_at", "id"),
        index_where("ix_files_to_check", TO_CHECK, "received_at"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    report_id: UUID = Field(index=True)  # of the draft, and of the case it becomes
    key_id: UUID
    step: str = Field(default="evidence", max_length=40)
    sealed_name: bytes
    media_type: str = Field(max_length=100)
    size: int = Field(sa_type=BigInteger)  # of its class (storage/files.py); to the byte it stands among the facts
    sha256: str = Field(default="", max_length=64)  # of versions that kept it in the clear, until it is sealed
    sealed_facts: bytes | None = None  # storage/file_facts.py
    received_at: datetime = Field(sa_type=UtcDateTime)
    source: str | None = Field(default=None, max_length=80, unique=True)
    colleague_id: UUID | None = None  # which colleague of the reporter's sent it
    lot: str | None = Field(default=None, max_length=64)  # what was sent together and is asked about together


class Saying(StrEnum):
    """How something was said while a report was being told."""

    TEXT = "text"
    CAPTION = "caption"
    EDIT = "edit"  # of something said before; the words before it stand in a row of their own
    FORWARD = "forward"
    CONTACT = "contact"
    PLACE = "place"


class Utterance(SQLModel, table=True):
    """Something said while a report was being told, word for word, whatever was understood of it.

    `sealed_words` is JSON: the text, and of a forwarded message where it is from.
    """

    __tablename__ = "utterances"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    report_id: UUID = Field(index=True)  # of the draft, and of the case it becomes
    key_id: UUID
    step: str = Field(max_length=40)  # the question it was said at
    kind: Saying = Field(sa_type=Text(Saying))
    continues: bool = False  # the app had split one long text: this is the rest of the one before
    is_question: bool = False  # asked of us, and left to the desk to answer
    message_id: int = Field(sa_type=BigInteger)  # in its chat: what was said in one second still has an order
    said_at: datetime = Field(sa_type=UtcDateTime)  # by the clock of whoever said it
    sealed_words: bytes
    source: str = Field(max_length=80, unique=True)  # the update it came from, so that a repeat is known


class Material(SQLModel, table=True):
    """What was said of one item of a report's list of materials; the list itself is cases/law/materials.toml.

    An officer decides an item once: adds it or waives it, with a reason.
    """

    __tablename__ = "materials"
    __table_args__ = (
        UniqueConstraint("report_id", "item"),
        CheckConstraint(
            "decision IS NULL OR (decision IN ('added', 'waived') AND decided_by IS NOT NULL "
            "AND sealed_reason IS NOT NULL)",
            name="decided_once",
        ),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    report_id: UUID = Field(index=True)  # of the draft, and of the case it becomes
    item: str = Field(max_length=40)
    ticked: bool = False  # the reporter says they have it
    decision: str | None = Field(default=None, max_length=10)
    sealed_title: bytes | None = None  # of an item the officer added
    sealed_reason: bytes | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="members.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
