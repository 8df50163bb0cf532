"""Alarms of money, kept for as long as they are counted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class MoneyAlarm(SQLModel, table=True):
    """That a case alarmed the desk, from which chat and which address; forgotten after a day."""

    __tablename__ = "money_alarms"
    case_id: UUID = Field(foreign_key="cases.id", primary_key=True)
    conversation_id: UUID
    address: str | None = Field(default=None, max_length=32)  # a blind fingerprint
    at: datetime = Field(sa_type=UtcDateTime, index=True)
