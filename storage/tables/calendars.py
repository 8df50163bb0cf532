"""The address at which a calendar asks for the coming dates of a case."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from storage.columns import UtcDateTime
from storage.tables.base import Stamped


class CalendarLink(Stamped, table=True):
    """One for each case: its secret is kept as a hash, and ended by a new one, by a press, and with the case."""

    __tablename__ = "calendar_links"
    case_id: UUID = Field(foreign_key="cases.id", primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
