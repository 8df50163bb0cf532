"""Who looked at what of a case: each look is a row, kept as long as the case."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import Text, UtcDateTime


class Seen(StrEnum):
    """What was opened; its words are templates/words/looks.toml."""

    CASE = "case"  # its page, or its card in chat
    LAW = "law"
    FILE = "file"  # of the reporter's, or one that the desk sent
    GRAPH = "graph"
    SERIES = "series"  # what it shares with others of its series
    DOSSIER = "dossier"  # taken along, as PDF
    NAMED = "named"  # in a line of that PDF of a linked case, which is what `about` says
    MINUTES = "minutes"
    EXPORT = "export"  # everything, as ZIP


class Look(SQLModel, table=True):
    """One member opened something of a case, at one door. `about` is the file, consultation, series or case it was."""

    __tablename__ = "looks"
    __table_args__ = (Index("ix_looks_case_id_at", "case_id", "at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id")
    member_id: UUID = Field(foreign_key="members.id")
    at: datetime = Field(sa_type=UtcDateTime)
    seen: Seen = Field(sa_type=Text(Seen))
    door: str = Field(max_length=10)  # console or chat
    about: UUID | None = None
