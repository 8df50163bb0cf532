"""Cases that are worked on together: a series of one scheme, and the special team (专班) that works on one or several.

Which cases they are stands with each case (`series_id`, `team_id`, `merged_into`).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime
from storage.tables.base import STARTS_FALSE, Stamped, index_where

RUNS = "dissolved_at IS NULL"


class Series(SQLModel, table=True):
    """Cases of one scheme, under a name sealed by the unit's key, with one officer who leads it."""

    __tablename__ = "series"
    __table_args__ = (index_where("ix_series_running", RUNS, "made_at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    sealed_name: bytes
    lead_id: UUID = Field(foreign_key="members.id")
    made_by: UUID = Field(foreign_key="members.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    dissolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SpecialTeam(SQLModel, table=True):
    """A team that a lead formed for a case or a series. While it runs its members see its cases, wherever those are.

    Asked for a line a day: `report_due_at` is when next. Without a leader once that one left.
    """

    __tablename__ = "special_teams"
    __table_args__ = (index_where("ix_special_teams_due", RUNS, "report_due_at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    series_id: UUID | None = None  # what it was formed for, if not for one case
    sealed_purpose: bytes
    leader_id: UUID | None = Field(default=None, foreign_key="members.id")
    formed_by: UUID = Field(foreign_key="members.id")
    formed_at: datetime = Field(sa_type=UtcDateTime)
    report_hour: int
    report_due_at: datetime = Field(sa_type=UtcDateTime)
    dissolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sealed_closing: bytes | None = None


class SpecialSeat(SQLModel, table=True):
    """A member of a special team, and until when they were."""

    __tablename__ = "special_seats"
    team_id: UUID = Field(foreign_key="special_teams.id", primary_key=True)
    member_id: UUID = Field(foreign_key="members.id", primary_key=True)
    joined_at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SpecialNote(Stamped, table=True):
    """What was said in the channel of a special team, sealed by the unit's key; one of a day is the report."""

    __tablename__ = "special_notes"
    __table_args__ = (Index("ix_special_notes_team", "team_id", "at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    team_id: UUID = Field(foreign_key="special_teams.id")
    member_id: UUID = Field(foreign_key="members.id")
    at: datetime = Field(sa_type=UtcDateTime)
    sealed_text: bytes
    is_report: bool = Field(default=False, sa_column_kwargs=STARTS_FALSE)
    source: str | None = Field(default=None, max_length=80, unique=True)  # the update or form it came from


class SentCircular(SQLModel, table=True):
    """What a lead told every reporter of a series, sealed by the unit's key; who gets it are rows of the outbox."""

    __tablename__ = "circulars"
    __table_args__ = (Index("ix_circulars_series", "series_id", "made_at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    series_id: UUID = Field(foreign_key="series.id")
    made_by: UUID = Field(foreign_key="members.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    sealed_text: bytes
    sealed_english: bytes | None = None
    source: str | None = Field(default=None, max_length=80, unique=True)  # the update or form it came from
