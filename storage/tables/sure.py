"""Up to when the clock is believed, so that a jump of it destroys nothing."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime
from storage.tables.demonstration import THE_ONLY


class SureMoment(SQLModel, table=True):
    """The only row: what the clock said at the last tick nobody doubts. Of the machine's time, so of no case."""

    __tablename__ = "sure_moments"
    id: int = Field(default=THE_ONLY, primary_key=True)
    sure_at: datetime = Field(sa_type=UtcDateTime)
    doubted_from: datetime | None = Field(default=None, sa_type=UtcDateTime)  # what it said after it jumped
    doubted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # and says since, tick by tick
