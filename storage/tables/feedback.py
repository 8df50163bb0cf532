"""What a reporter says of a case once it has ended: how it was, and a month later how it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from cases.feedback import Money
from storage.columns import Text, UtcDateTime


class Feedback(SQLModel, table=True):
    """Of one case; what was not answered is empty. The mark itself stands with the case (`rating`)."""

    __tablename__ = "feedback"
    case_id: UUID = Field(foreign_key="cases.id", primary_key=True)
    in_time: bool | None = None  # whether they were answered in time
    once: bool | None = None  # whether they were told in one go what to bring
    clear: bool | None = None  # whether they understood what was said
    sealed_remark: bytes | None = None
    task_id: UUID | None = Field(default=None, foreign_key="measures.id")  # of a lead, since an answer was low
    money: Money | None = Field(default=None, sa_type=Text(Money))  # a month later
    again: bool = False  # and something else happened since
    touched_at: datetime = Field(sa_type=UtcDateTime)
