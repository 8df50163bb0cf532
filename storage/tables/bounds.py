"""What strangers did lately, as far as it must be known after a restart, and to every process."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Tally(SQLModel, table=True):
    """How often something happened since its window began. `what` and whose it is a blind fingerprint says."""

    __tablename__ = "tallies"
    what: str = Field(primary_key=True, max_length=32)
    times: int
    until: datetime = Field(sa_type=UtcDateTime, index=True)
