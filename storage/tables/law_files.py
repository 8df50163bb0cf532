"""The unit's own files of the law, as an operator accepted them."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.columns import UtcDateTime
from storage.tables.base import Stamped


class AcceptedLaw(Stamped, table=True):
    """What stood in the file of that name when somebody at the server looked at it. Of no case."""

    __tablename__ = "accepted_law"
    name: str = Field(primary_key=True, max_length=64)
    fingerprint: str = Field(max_length=64)  # SHA-256 of the file, as sha256sum prints it
    accepted_at: datetime = Field(sa_type=UtcDateTime)
