"""What was said while a report was being told: kept word for word, in the transaction of whatever came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import class_mapper
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.keys import Cipher, cipher_in, keys_of
from storage.tables import Draft, Saying, Utterance

TABLE: Any = class_mapper(Utterance).local_table
# The update it came from is known by its source: whatever comes twice is kept once.
KEEP = {
    is_sqlite: dialect.insert(TABLE).on_conflict_do_nothing(index_elements=["source"])
    for is_sqlite, dialect in ((True, sqlite), (False, postgresql))
}


@dataclass(frozen=True)
class Words:
    """Something a person said. `said_at` by their own clock; `origin` whom a forwarded message is from, and when."""

    text: str
    said_at: datetime
    source: str
    message_id: int
    kind: Saying = Saying.TEXT
    origin: str = ""
    continues: bool = False
    is_question: bool = False


@dataclass(frozen=True)
class Heard:
    """Words as they were kept, opened; `text` with all its parts when the app had split it."""

    row: Utterance
    text: str
    origin: str = ""


def keeping(cipher: Cipher, draft: Draft, words: Words, step: str) -> dict[str, Any]:
    """The row of KEEP for these words, said at that step of that draft."""
    utterance_id = uuid4()
    sealed = cipher.seal_json({"text": words.text, "origin": words.origin}, f"utterance:{utterance_id}")
    return {
        "id": utterance_id,
        "report_id": draft.id,
        "key_id": draft.key_id,
        "step": step,
        "kind": words.kind,
        "continues": words.continues,
        "is_question": words.is_question,
        "message_id": words.message_id,
        "said_at": words.said_at,
        "sealed_words": sealed,
        "source": words.source,
    }


async def keep_words(database: Database, draft: Draft, words: Words) -> None:
    """Keep them whatever becomes of the draft; once, however often they come."""
    cipher = await cipher_in(database, draft.key_id)
    await database.save((KEEP[database.is_sqlite], keeping(cipher, draft, words, draft.step)))


async def add_words(session: AsyncSession, draft: Draft, words: Words) -> None:
    """The same inside a transaction that does more."""
    cipher = await keys_of(session).cipher(session, draft.key_id)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    await session.exec(KEEP[is_sqlite], params=keeping(cipher, draft, words, draft.step))


async def heard_of(session: AsyncSession, report_id: UUID, key_id: UUID) -> list[Heard]:
    """Everything that was said to this report, oldest first. Raises KeyLost."""
    cipher = await keys_of(session).cipher(session, key_id)
    query = select(Utterance).where(Utterance.report_id == report_id)
    rows = (await session.exec(query.order_by(col(Utterance.message_id), col(Utterance.said_at)))).all()
    found: list[Heard] = []
    for row in rows:
        words = cipher.open_json(row.sealed_words, f"utterance:{row.id}")
        if row.continues and found:
            found[-1] = Heard(found[-1].row, found[-1].text + words["text"], found[-1].origin)
        else:
            found.append(Heard(row, words["text"], words["origin"]))
    return found
