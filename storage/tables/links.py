"""What cases have in common, and what officers decided about it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import Text, UtcDateTime


class Identifier(SQLModel, table=True):
    """A blind fingerprint of something a case names (cases/identifiers.py): equal ones link cases.

    `place` is the step it stood at, or a message; of a version that kept none it is empty.
    """

    __tablename__ = "identifiers"
    __table_args__ = (Index("ix_identifiers_kind_blind", "kind", "blind", "case_id"),)
    case_id: UUID = Field(foreign_key="cases.id", primary_key=True)
    kind: str = Field(max_length=20, primary_key=True)
    blind: str = Field(max_length=32, primary_key=True)
    place: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})


class Decision(StrEnum):
    """What an officer said of two cases."""

    LINKED = "linked"
    REFUSED = "refused"


class Link(SQLModel, table=True):
    """An officer's word on two cases, which stays whatever is found later. Two rows a pair, one from each side."""

    __tablename__ = "links"
    case_id: UUID = Field(foreign_key="cases.id", primary_key=True)
    with_id: UUID = Field(primary_key=True)  # no foreign key: a case is forgotten without asking the other
    decision: Decision = Field(sa_type=Text(Decision))
    member_id: UUID = Field(foreign_key="members.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Meaningless(SQLModel, table=True):
    """A fingerprint that links nothing: a lead said so, with a reason sealed by the unit's key."""

    __tablename__ = "meaningless"
    kind: str = Field(max_length=20, primary_key=True)
    blind: str = Field(max_length=32, primary_key=True)
    member_id: UUID = Field(foreign_key="members.id")
    at: datetime = Field(sa_type=UtcDateTime)
    sealed_reason: bytes
