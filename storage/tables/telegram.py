"""What Telegram brought, to whichever process it came, until the one that keeps its bot has handled it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime
from storage.tables.base import index_where

TO_HANDLE = "sealed IS NOT NULL"


class TelegramUpdate(SQLModel, table=True):
    """One update, sealed with the unit's key; once it is handled only that it was there, for a repeat of it."""

    __tablename__ = "telegram_updates"
    __table_args__ = (index_where("ix_telegram_updates_waiting", TO_HANDLE, "bot_id", "update_id"),)
    bot_id: int = Field(primary_key=True, sa_type=BigInteger)
    update_id: int = Field(primary_key=True, sa_type=BigInteger)
    sealed: bytes | None = None
    received_at: datetime = Field(sa_type=UtcDateTime)
