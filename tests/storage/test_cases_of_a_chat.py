"""Whatever somebody says, their cases are looked for first: by their chat, however many cases there are."""

from __future__ import annotations

import re
from functools import partial
from uuid import uuid4

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.cases import EVER, LAST_OF_CHAT, cases_of
from storage.database import Database
from storage.pinned import chats_of
from storage.room import bytes_kept
from storage.tables import Channel, Conversation
from tests.storage.test_outgoing import database, how  # noqa: F401 - a fixture

TABLES = "cases|conversations|files|colleagues"
READ_FROM_END_TO_END = re.compile(rf"Seq Scan on (?:{TABLES})|SCAN (?:{TABLES})(?! USING)")

pytestmark = pytest.mark.postgres


async def last_of_chat(session: AsyncSession) -> None:
    await session.exec(LAST_OF_CHAT, params={"chat": uuid4(), "since": EVER})


async def kept(session: AsyncSession) -> None:
    await bytes_kept(session, Conversation(id=uuid4(), channel=Channel.TELEGRAM))


@pytest.mark.parametrize(
    ("question", "index"),
    [
        (partial(cases_of, conversation_id=uuid4()), "ix_cases_conversation_id"),
        (last_of_chat, "ix_cases_conversation_id"),
        (kept, "ix_files_report_id"),
        (partial(chats_of, case_ids=[uuid4()], channel=Channel.TELEGRAM), "cases"),
    ],
    ids=["cases of a chat", "last words", "files of a chat", "chats of a case"],
)
async def test_they_are_found_by_an_index(database: Database, question, index: str):  # noqa: F811
    """Also with those in which a colleague named this chat."""
    plan = await how(database, question)
    assert index in plan
    assert not READ_FROM_END_TO_END.search(plan), plan
