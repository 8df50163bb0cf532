"""Consultations on a case, their experts and answers, and the measures that follow."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from cases.consulting import Recommendation
from storage.columns import Text, UtcDateTime
from storage.tables.base import index_where

RUNS = "approved_at IS NULL AND dissolved_at IS NULL"
# What waits for somebody, as its index and its read (storage/my_work.py) both spell it.
TO_APPROVE = f"concluded_at IS NOT NULL AND {RUNS}"
SILENT = "answered_at IS NULL"
TO_DO = "done_at IS NULL"


class Consultation(SQLModel, table=True):
    """A question put to experts; its conclusion is the preliminary opinion once a lead approved it. One at a time."""

    __tablename__ = "consultations"
    __table_args__ = (
        Index("ix_consultations_running", "case_id", unique=True, sqlite_where=text(RUNS), postgresql_where=text(RUNS)),
        index_where("ix_consultations_chaired", RUNS, "chair_id", "due_at"),
        index_where("ix_consultations_to_approve", TO_APPROVE, "concluded_at"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    chair_id: UUID = Field(foreign_key="members.id")
    sealed_question: bytes
    convened_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the answers, to all who were asked
    recommendation: Recommendation | None = Field(default=None, sa_type=Text(Recommendation))
    sealed_opinion: bytes | None = None
    sealed_for_reporter: bytes | None = None
    concluded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sealed_remark: bytes | None = None  # of the lead who sent it back last
    decided_by: UUID | None = Field(default=None, foreign_key="members.id")
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    dissolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def mark(self) -> str:
        """Of the opinion and the words to the reporter as they were written last; written anew, it is another."""
        return sha256((self.sealed_opinion or b"") + (self.sealed_for_reporter or b"")).hexdigest()[:16]


class Seat(SQLModel, table=True):
    """An expert of a consultation, asked or come by themselves, and their answer."""

    __tablename__ = "consultation_seats"
    __table_args__ = (index_where("ix_consultation_seats_silent", SILENT, "member_id", "asked_at"),)
    consultation_id: UUID = Field(foreign_key="consultations.id", primary_key=True)
    member_id: UUID = Field(foreign_key="members.id", primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    declined: bool = False
    recommendation: Recommendation | None = Field(default=None, sa_type=Text(Recommendation))
    sealed_words: bytes | None = None


class Measure(SQLModel, table=True):
    """A next step on a case (下一步工作措施), whose it is and by when."""

    __tablename__ = "measures"
    __table_args__ = (index_where("ix_measures_to_do", TO_DO, "owner_id", "due_at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    owner_id: UUID = Field(foreign_key="members.id")
    made_by: UUID = Field(foreign_key="members.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    sealed_text: bytes
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: UUID | None = Field(default=None, foreign_key="members.id")
    sealed_result: bytes | None = None
