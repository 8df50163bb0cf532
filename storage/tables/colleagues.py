"""The colleagues of a reporter, each with a chat of their own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field

from cases.colleagues import Post
from storage.columns import Text, UtcDateTime
from storage.tables.base import Stamped


class Colleague(Stamped, table=True):
    """Who has a part in a case beside its reporter. Named, they have a code; come, a chat; in, they hear and may speak.

    Of the code only a keyed fingerprint is kept, until it is used. The name is sealed with the case's key.
    """

    __tablename__ = "colleagues"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    conversation_id: UUID | None = Field(default=None, foreign_key="conversations.id", index=True)
    post: Post = Field(sa_type=Text(Post))
    sealed_name: bytes
    code_hash: str | None = Field(default=None, max_length=32, unique=True)
    code_until: datetime = Field(sa_type=UtcDateTime)  # until then they may come, and say yes
    came_in: str = Field(default="", max_length=40)  # Chrome · Android
    agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # with a watched phone the reporter must too
    joined_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    made_at: datetime = Field(sa_type=UtcDateTime)
