"""Room on the disk that files take on their way in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime
from storage.tables.base import index_where


class UploadRoom(SQLModel, table=True):
    """Room that an upload reserved, and after it came what it took, for a day: by chat, and by address.

    It belongs to no report: what came is counted there by the rows of its files.
    """

    __tablename__ = "upload_rooms"
    __table_args__ = (
        index_where("ix_upload_rooms_on_the_way", "until IS NOT NULL", "conversation_id"),
        index_where("ix_upload_rooms_address", "address IS NOT NULL", "address", "begun_at"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    conversation_id: UUID
    address: str | None = Field(default=None, max_length=32)  # a blind fingerprint
    size: int = Field(sa_type=BigInteger)
    begun_at: datetime = Field(sa_type=UtcDateTime, index=True)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # on its way: good until then; none: it came
