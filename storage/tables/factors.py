"""What members prove by that it is them, after a link or a code has let their browser in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from cases.second_factor import Sort
from storage.columns import Text, UtcDateTime
from storage.tables.base import Stamped


class SecondFactor(Stamped, table=True):
    """An authenticator app or a passkey of a member.

    `counter` is the last step of the app that counted, or how often the passkey has signed. `sealed_facts` is the app's
    secret, or the passkey's name, id and public key, under the unit's key.
    """

    __tablename__ = "second_factors"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    member_id: UUID = Field(foreign_key="members.id", index=True)
    sort: Sort = Field(sa_type=Text(Sort))
    sealed_facts: bytes
    counter: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecoveryCode(SQLModel, table=True):
    """For whoever has lost the rest, each once; only a keyed hash is kept."""

    __tablename__ = "recovery_codes"
    code_hash: str = Field(primary_key=True, max_length=32)
    member_id: UUID = Field(foreign_key="members.id", index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FactorTry(SQLModel, table=True):
    """How many wrong ones a member has given since the last right one; there while they have a factor."""

    __tablename__ = "factor_tries"
    member_id: UUID = Field(foreign_key="members.id", primary_key=True)
    wrong: int = 0
    wait_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
