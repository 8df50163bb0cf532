"""The unit's own answers, opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.canned import MOST
from storage.keys import KeyLost, keys_of
from storage.tables import CannedAnswer

Words = dict[str, dict[str, str]]  # {"title": {"zh": …, "en": …}, "text": {…}}


@dataclass(frozen=True)
class Kept:
    """One as a lead left it."""

    name: str
    words: Words
    is_off: bool
    changed_by: UUID
    changed_at: datetime


async def kept_answers(session: AsyncSession) -> dict[str, Kept]:
    """By name, in the order they were changed last; what does not open any more is left out."""
    query = select(CannedAnswer).order_by(col(CannedAnswer.changed_at), col(CannedAnswer.name)).limit(MOST)
    unit, found = keys_of(session).unit, {}
    for row in (await session.exec(query)).all():
        try:
            words: Words = unit.open_json(row.sealed_words, f"canned:{row.name}")
        except KeyLost:
            continue
        found[row.name] = Kept(row.name, words, row.is_off, row.changed_by, row.changed_at)
    return found
