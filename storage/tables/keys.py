"""The keys that seal everything, wrapped."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from storage.columns import Text, UtcDateTime


class KeyPurpose(StrEnum):
    UNIT = "unit"
    CONVERSATION = "conversation"
    CASE = "case"


class DataKey(SQLModel, table=True):
    """One data key, wrapped by the key ring. Deleting the row makes everything sealed with it unreadable for ever."""

    __tablename__ = "data_keys"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    purpose: KeyPurpose = Field(sa_type=Text(KeyPurpose), index=True)
    ring: str = Field(max_length=16)
    wrapped: bytes
    created_at: datetime = Field(sa_type=UtcDateTime)
