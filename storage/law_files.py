"""Which of the unit's own files of the law count: those that an operator accepted, as they were then.

The rows are stamped (storage/stamps.py): whoever can write the folder, and the database too, accepts nothing with it
(docs/decisions/0047).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.law.reading import Own
from storage.stamps import is_genuine
from storage.tables import AcceptedLaw


class Doubt(StrEnum):
    """Why a file does not count."""

    NEW = "new"  # nobody accepted one of this name
    CHANGED = "changed"
    GONE = "gone"  # ours is used, and nobody said that it should be


@dataclass(frozen=True)
class Judged:
    """Files that count, and the names of those that do not."""

    used: Own = field(default_factory=dict)
    doubts: Mapping[str, Doubt] = field(default_factory=dict)


async def accepted(session: AsyncSession) -> dict[str, str]:
    """The fingerprints of what was accepted, by name; of rows that we wrote."""
    rows = (await session.exec(select(AcceptedLaw))).all()
    return {row.name: row.fingerprint for row in rows if is_genuine(row)}


def judge(there: Own, known: Mapping[str, str]) -> Judged:
    """What lies in the folder, by what was accepted."""
    used = {name: content for name, content in there.items() if known.get(name) == fingerprint(content)}
    doubts = {name: Doubt.CHANGED if name in known else Doubt.NEW for name in there.keys() - used.keys()}
    doubts |= dict.fromkeys(known.keys() - there.keys(), Doubt.GONE)
    return Judged(used, dict(sorted(doubts.items())))


async def accept(session: AsyncSession, name: str, content: bytes | None, now: datetime) -> None:
    """From now on this is the unit's file of that name; without `content` it has none, and ours counts."""
    await session.exec(delete(AcceptedLaw).where(col(AcceptedLaw.name) == name))
    if content is not None:
        session.add(AcceptedLaw(name=name, fingerprint=fingerprint(content), accepted_at=now))


def fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
