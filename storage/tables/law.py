"""The moves of the legal, money and remedy tracks, and the clocks of the law."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime

# What the bot, the reporter or the clock may write of the money (cases/law/named.py); the rest is an officer's.
WITHOUT_OFFICERS = "track = 'money' AND to_state IN ('sheet_ready', 'reported_to_110', 'expired')"
DOCUMENTED = (
    "actor = 'officer' AND member_id IS NOT NULL AND dated_on IS NOT NULL "
    "AND document_no IS NOT NULL AND length(document_no) > 0 "
    "AND officer_id IS NOT NULL AND second_officer_id IS NOT NULL AND officer_id <> second_officer_id"
)


AFTER_FILING = "legal_state IN ('filed', 'investigating', 'investigation_concluded', 'sent_for_prosecution')"


class TrackMove(SQLModel, table=True):
    """One move of the legal, money or remedy track, never changed or taken back: the newest says where it stands.

    The constraints hold also against code that forgets them: an officer, a document, a date, two names.
    """

    __tablename__ = "track_moves"
    __table_args__ = (
        UniqueConstraint("case_id", "track", "seq"),
        CheckConstraint("track IN ('legal', 'money', 'remedy')", name="track"),
        CheckConstraint(f"({WITHOUT_OFFICERS}) OR ({DOCUMENTED})", name="documented"),
        CheckConstraint(f"to_state <> 'frozen' OR {AFTER_FILING}", name="frozen_after_filing"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id")
    track: str = Field(max_length=10)
    seq: int
    move: str = Field(max_length=10)  # its id in cases/law/tracks.toml
    from_state: str = Field(max_length=40)
    to_state: str = Field(max_length=40)
    legal_state: str = Field(max_length=40)  # where the legal track stood
    actor: str = Field(max_length=10)  # bot, reporter, clock or officer
    member_id: UUID | None = Field(default=None, foreign_key="members.id")  # who wrote it down
    officer_id: UUID | None = Field(default=None, foreign_key="members.id")
    second_officer_id: UUID | None = Field(default=None, foreign_key="members.id")
    document: str | None = Field(default=None, max_length=40)
    document_no: str | None = Field(default=None, max_length=80)
    dated_on: date | None = None  # the date on the document
    happened_at: datetime = Field(sa_type=UtcDateTime)  # from when its clocks count
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class Correction(SQLModel, table=True):
    """What counts of a move instead of what was written down; the newest of several. The move stays as it is."""

    __tablename__ = "track_corrections"
    __table_args__ = (UniqueConstraint("move_id", "seq"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    move_id: UUID = Field(foreign_key="track_moves.id")
    seq: int
    at: datetime = Field(sa_type=UtcDateTime)
    member_id: UUID = Field(foreign_key="members.id")
    document_no: str = Field(max_length=80)
    dated_on: date
    happened_at: datetime = Field(sa_type=UtcDateTime)
    sealed_reason: bytes


class Signature(SQLModel, table=True):
    """An officer in whose name somebody else wrote something down: they were told, and may say that it is not so.

    `entry_id` is the line of the timeline.
    """

    __tablename__ = "signatures"
    entry_id: UUID = Field(foreign_key="timeline.id", primary_key=True)
    member_id: UUID = Field(foreign_key="members.id", primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    objected_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sealed_reason: bytes | None = None


class Clock(SQLModel, table=True):
    """A legal deadline that runs, or ran, for a case; its rule stands in cases/law/deadlines.toml."""

    __tablename__ = "clocks"
    __table_args__ = (UniqueConstraint("case_id", "rule", "started_at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    rule: str = Field(max_length=40)
    started_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)  # the first moment after the last day
    extended: int = 0  # how many of the rule's extensions were granted
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused_days: int = 0
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
