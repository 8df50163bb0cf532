"""Whether an officer is real: the calls that were announced, the codes to be read aloud, and every check."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from cases.officers import Came
from storage.columns import Text, UtcDateTime


class AnnouncedCall(SQLModel, table=True):
    """An officer will ring the reporter of the case; from which number is sealed with the case's key."""

    __tablename__ = "announced_calls"
    __table_args__ = (Index("ix_announced_calls_case_id_at", "case_id", "at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id")
    member_id: UUID = Field(foreign_key="members.id")
    at: datetime = Field(sa_type=UtcDateTime)
    announced_at: datetime = Field(sa_type=UtcDateTime)
    sealed_from: bytes  # name, badge number, telephone and time, as they were announced; and what became of it


class SpokenCode(SQLModel, table=True):
    """What only the officer of the case is shown, to be read aloud; the reporter types what they hear.

    `came` is what came of it: then it is over, as it is when its time or its tries are.
    """

    __tablename__ = "spoken_codes"
    __table_args__ = (Index("ix_spoken_codes_case_id_made_at", "case_id", "made_at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id")
    member_id: UUID = Field(foreign_key="members.id")  # who reads it
    sealed_code: bytes
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    tries: int = 0
    came: Came | None = Field(default=None, sa_type=Text(Came))


class OfficerCheck(SQLModel, table=True):
    """One check, and what it came to: only ever added to, and gone with its case.

    Of a chat without a case `case_id` is empty. `chat` and `value` (what was asked about) are keyed fingerprints.
    """

    __tablename__ = "officer_checks"
    __table_args__ = (Index("ix_officer_checks_case_id_at", "case_id", "at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID | None = Field(default=None, foreign_key="cases.id")
    chat: str = Field(max_length=32)
    at: datetime = Field(sa_type=UtcDateTime)
    came: Came = Field(sa_type=Text(Came))
    member_id: UUID | None = Field(default=None, foreign_key="members.id")  # whom it is about
    value: str | None = Field(default=None, max_length=32)
