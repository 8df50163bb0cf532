"""Officers in whose names records of a case were written down by others, and what they said to that."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.keys import Cipher
from storage.tables import Signature, TimelineEntry


@dataclass(frozen=True)
class Named:
    """One officer of one record: the line of the timeline, and why they object, empty if they do not."""

    row: Signature
    entry: TimelineEntry
    reason: str


async def named_in(session: AsyncSession, case_id: UUID, cipher: Cipher) -> list[Named]:
    """Of one case, in the order things were written down. Raises KeyLost."""
    query = (
        select(Signature, TimelineEntry)
        .join(TimelineEntry, col(TimelineEntry.id) == col(Signature.entry_id))
        .where(Signature.case_id == case_id)
        .order_by(col(TimelineEntry.at), col(TimelineEntry.id), col(Signature.member_id))
    )
    return [Named(row, entry, _reason(row, cipher)) for row, entry in (await session.exec(query)).all()]


def place_of_objection(row: Signature) -> str:
    """What its sealed reason is bound to."""
    return f"objection:{row.entry_id}:{row.member_id}"


def _reason(row: Signature, cipher: Cipher) -> str:
    return cipher.open_text(row.sealed_reason, place_of_objection(row)) if row.sealed_reason else ""
