"""The plan of what is said later, as a lead changed it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from storage.columns import UtcDateTime
from storage.tables.base import Stamped


class PlanVersion(Stamped, table=True):
    """What leads said otherwise than the file, from that moment on; the newest that we wrote counts. Of no case.

    Sealed by the unit's key: the change (cases/plan_changes.py) and why it was made.
    """

    __tablename__ = "plan_versions"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # 1, 2, …
    made_by: UUID = Field(foreign_key="members.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    sealed_change: bytes
