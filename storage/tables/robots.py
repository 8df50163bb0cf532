"""How far each robot of a group chat was told what happens at the desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Robot(SQLModel, table=True):
    """One URL of the settings, by its blind fingerprint. `told` are messages that it was told of in the last minute."""

    __tablename__ = "robots"
    fingerprint: str = Field(primary_key=True, max_length=32)
    told_until: datetime = Field(sa_type=UtcDateTime)
    told: list[str] = Field(default_factory=list, sa_type=JSON)
    retry_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0  # that failed, in a row
    error: str | None = Field(default=None, max_length=200)
