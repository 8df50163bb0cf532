"""Cases as bare rows, for tests of what reads and counts them; how they come about is a story's business."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import select

from cases.people import Role
from cases.tracks import ENDED, CloseReason, Service
from storage.database import Database
from storage.keys import KeyRing
from storage.tables import NOBODY, Case, CaseCount, Channel, Conversation, KeyPurpose, Member

MORNING = datetime(2026, 11, 23, 2, 10, tzinfo=UTC)
NUMBERS = itertools.count(1)


@dataclass
class Rows:
    """A database with somebody who reported, and a colleague who sees everything."""

    database: Database
    reporter: Conversation
    member: Member

    async def case(self, *, held: bool = False, ended: bool = False, **values: Any) -> Case:
        """One more case: waiting, in the member's hands, or ended."""
        async with self.database.writing() as session:
            case = self.row(held=held, ended=ended, **values)
            session.add(case)
        return case

    def row(self, *, held: bool = False, ended: bool = False, **values: Any) -> Case:
        number = next(NUMBERS)
        facts = {
            "id": uuid4(),
            "number": f"GC-{number:06}",
            "conversation_id": self.reporter.id,
            "key_id": self.reporter.key_id,
            "service": Service.CLOSED if ended else Service.TRIAGED if held else Service.ACKNOWLEDGED,
            "offence_group": "partner",
            "district": "haishu",
            "reporter_role": "agent",
            "sealed_answers": b"",
            "sealed_title": b"",
            "submitted_at": MORNING + timedelta(seconds=number),
            "answer_due_at": MORNING,
            "holder_id": self.member.id if held else None,
            "ended_at": MORNING if ended else None,
            "close_reason": CloseReason.ANSWERED if ended else None,
        }
        return Case(**facts | values)


@asynccontextmanager
async def open_rows(url: str) -> AsyncIterator[Rows]:
    keys = KeyRing(b"k" * 32)
    database = Database(url, session_info={"keys": keys})
    async with database.writing() as session:
        await keys.prepare(session, MORNING)
        key_id, _ = keys.make(session, KeyPurpose.CONVERSATION, MORNING)
        chat = Conversation(bot_id=1, chat_id=1, channel=Channel.WEB, key_id=key_id, created_at=MORNING)
        member = Member(sealed_name=b"", role=Role.EXPERT, joined_at=MORNING)
        session.add_all([chat, member])
    try:
        yield Rows(database, chat, member)
    finally:
        await database.close()


async def kept(database: Database) -> Counter[tuple[str, UUID, Service]]:
    """What the database says is where, by district, holder while it is open, and state."""
    async with database.reading() as session:
        rows = (await session.exec(select(CaseCount))).all()
    assert all(row.cases >= 0 for row in rows)
    return Counter({(row.district, row.holder_id, row.service): row.cases for row in rows if row.cases})


async def counted(database: Database) -> Counter[tuple[str, UUID, Service]]:
    """The same, counted."""
    async with database.reading() as session:
        rows = (await session.exec(select(Case))).all()
    for row in rows:  # the queue's indexes take each of these for the others
        assert (row.ended_at is None) == (row.close_reason is None) == (row.service not in ENDED)
    return Counter((row.district, (not row.ended_at and row.holder_id) or NOBODY, row.service) for row in rows)
