"""The outbox: found by when a message may go, however many wait for later."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Uuid, bindparam, event, text
from sqlalchemy.exc import OperationalError
from sqlmodel import select
from structlog.testing import capture_logs

from cases.messages import Kind
from storage.conversations import begin_conversation, team_chats
from storage.database import Database
from storage.keys import KeyRing
from storage.outgoing import (
    APART,
    FIRST,
    First,
    claim,
    due,
    end_leases,
    first_of_chat,
    send_what_was_missed,
    stay_behind,
    try_again,
)
from storage.tables import Channel, Conversation, Outgoing
from storage.unheard import note_unheard

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BOTH = frozenset(Channel)

pytestmark = pytest.mark.postgres


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    keys = KeyRing(bytes(32))
    opened = Database(database_url, session_info={"keys": keys})
    async with opened.writing() as session:
        await keys.prepare(session, NOW)
    yield opened
    await opened.close()


async def chat(database: Database, channel: Channel = Channel.WEB) -> UUID:
    async with database.writing() as session:
        return (await begin_conversation(session, 1, uuid4().int % 10**9, channel, NOW)).id


async def plan(database: Database, conversation: UUID, kind: Kind, at: datetime = NOW) -> UUID:
    async with database.writing() as session:
        row = Outgoing(kind=kind, conversation_id=conversation, due_at=at, retry_at=at)
        session.add(row)
    return row.id


async def found(database: Database, *, urgent: bool = False, **more: Any) -> list[UUID]:
    async with database.reading() as session:
        return [row.id for row in await due(session, NOW, more.pop("channels", BOTH), urgent=urgent, **more)]


async def how(database: Database, question: Any) -> str:
    """How the database goes about what this asks."""
    asked: list[Any] = []
    async with database.reading() as session:
        engine = (await session.connection()).sync_engine
        listener = lambda *seen: asked.append(seen[2:4])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        with suppress(OperationalError):  # one that writes is refused here, and was heard
            await question(session)
        event.remove(engine, "before_cursor_execute", listener)
    opened = database.reading if database.is_sqlite else database.writing  # in a transaction
    async with opened() as session:
        connection, rows = await session.connection(), []
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        if not database.is_sqlite:  # which reads the few rows of a test faster without an index
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for statement, values in asked:
            rows += list(await connection.exec_driver_sql(f"{explain} {statement}", values))
        return "\n".join(str(row) for row in rows)


async def test_what_waits_for_later_is_not_read(database: Database):
    """A tick finds what is due by an index in the order it goes out, not by reading every promise."""
    chats = [await chat(database) for _ in range(20)]
    async with database.writing() as session:
        for n in range(-200, 1800):
            at = NOW + n * MINUTE
            session.add(Outgoing(kind=Kind.STILL_WORKING, conversation_id=chats[n % 20], due_at=at, retry_at=at))
    if not database.is_sqlite:
        async with database.writing() as session:
            await (await session.connection()).exec_driver_sql("ANALYZE outgoing")
    routine = await how(database, lambda session: due(session, NOW, BOTH, urgent=False, without=[uuid4()]))
    urgent = await how(database, lambda session: due(session, NOW, BOTH, urgent=True))
    asked = {"chat": chats[0], "now": NOW, "soon": NOW + MINUTE, "claimed": NOW + MINUTE, "by": 1}
    of_chat = await how(database, lambda session: session.exec(FIRST[False], params=asked))
    assert "ix_outgoing_due" in routine
    assert "TEMP B-TREE" not in routine  # SQLite's word for sorting all of it
    assert "ix_outgoing_kind_due" in urgent
    assert "ix_outgoing_conversation_id_due" in of_chat


async def test_the_few_are_found_among_many(database: Database):
    """The team among all who ever wrote, a draft's chat, and what somebody missed: not by reading every row there is."""
    team = await how(database, team_chats)
    assert {"ix_conversations_member_id", "ix_conversations_group"} <= set(re.findall(r"ix_\w+", team))
    missed = await how(database, lambda session: send_what_was_missed(session, uuid4(), NOW))
    assert re.search(r"ix_outgoing_(gone|conversation_id)\b", missed)  # SQLite looks through that chat's own, whichever
    of_draft = await how(
        database, lambda session: session.exec(select(Conversation).where(Conversation.draft_id == uuid4()))
    )
    assert "ix_conversations_draft_id" in of_draft


async def test_what_is_due_comes_oldest_first(database: Database):
    """Not what is due later, not what is in other hands, and of the conversations not wanted nothing."""
    first, second = await chat(database), await chat(database)
    late = await plan(database, second, Kind.STILL_WORKING, NOW - MINUTE)
    early = await plan(database, first, Kind.TAKEN, NOW - 2 * MINUTE)
    claimed = await plan(database, first, Kind.CLOSED, NOW - 3 * MINUTE)
    await plan(database, first, Kind.HOW_WAS_IT, NOW + MINUTE)
    async with database.writing() as session:
        assert await claim(session, claimed, NOW)
    assert await found(database) == [early, late]
    assert await found(database, without={first}) == [late]
    assert await first_of_chat(database, first, NOW, urgent=False) == (early, NOW - 2 * MINUTE)


async def test_equal_processes_begin_apart(database: Database):
    """Some of the oldest, not always the same ones; and all, where there are not more."""
    planned = [
        await plan(database, await chat(database), Kind.TAKEN, NOW - MINUTE + timedelta(seconds=number))
        for number in range(12)
    ]
    chosen = [frozenset(await found(database, apart=True, limit=2)) for _ in range(20)]
    assert {len(one) for one in chosen} == {2}
    assert len(set(chosen)) > 1
    assert frozenset[UUID]().union(*chosen) <= set(planned[: 2 * APART])
    assert set(await found(database, apart=True, limit=20)) == set(planned)


async def test_a_chat_stays_behind_its_first_message(database: Database):
    """What could not go is tried again before what was planned after it; only when it is put off for long do they pass."""
    one, soon = await chat(database), NOW + MINUTE / 12
    first, second = await plan(database, one, Kind.TAKEN, NOW - MINUTE), await plan(database, one, Kind.DESK_ANSWERS)
    alert = await plan(database, one, Kind.MONEY_ALERT)
    async with database.writing() as session:
        assert await claim(session, first, NOW)
        await try_again(session, first, soon, "502")
    blocked = await first_of_chat(database, one, NOW, urgent=False)
    assert blocked == (first, soon)
    async with database.writing() as session:
        await stay_behind(session, one, blocked, urgent=False)
    assert await found(database) == []
    assert await found(database, urgent=True) == [alert]
    assert await first_of_chat(database, one, soon, urgent=False) == (first, soon)
    async with database.writing() as session:
        await try_again(session, first, NOW + 10 * MINUTE, "502")
    assert await first_of_chat(database, one, soon, urgent=False) == (second, soon)


async def test_urgent_messages_are_found_apart(database: Database):
    """A money alert is not looked for among the routine messages before it."""
    one = await chat(database)
    routine = [await plan(database, one, Kind.STILL_WORKING, NOW - MINUTE) for _ in range(3)]
    alert = await plan(database, one, Kind.MONEY_ALERT)
    assert await found(database, urgent=True) == [alert]
    assert await found(database, limit=2) == sorted(routine, key=str)[:2]


async def test_a_closed_channel_has_nothing_due(database: Database):
    """A process without Telegram sees only what the web page is waiting for."""
    web, telegram = await chat(database), await chat(database, Channel.TELEGRAM)
    here = await plan(database, web, Kind.TAKEN)
    await plan(database, telegram, Kind.TAKEN)
    assert await found(database, channels=[Channel.WEB]) == [here]


async def test_leases_of_a_process_that_died_end(database: Database):
    """What was in its hands is due at once; what waits for later stays where it is."""
    one = await chat(database)
    held, later = await plan(database, one, Kind.TAKEN), await plan(database, one, Kind.CLOSED, NOW + MINUTE)
    async with database.writing() as session:
        await claim(session, held, NOW)
    assert await found(database) == []
    async with database.writing() as session:
        await end_leases(session, NOW)
    assert await found(database) == [held]
    assert later not in await found(database)


async def test_what_a_later_version_wrote_is_left_to_it(database: Database):
    """Of a kind nobody here has heard of: neither due nor put off, however often its chat is looked at; said once."""
    one, soon = await chat(database), NOW + MINUTE / 12
    theirs, ours = await plan(database, one, Kind.TAKEN, NOW - 2 * MINUTE), await plan(database, one, Kind.CLOSED)
    name = f"of_tomorrow_{uuid4().hex[:4]}"
    changed = text("UPDATE outgoing SET kind = :name WHERE id = :id").bindparams(bindparam("id", type_=Uuid))
    async with database.writing() as session:
        await session.exec(changed, params={"id": theirs, "name": name})
    assert await found(database) == [ours]
    assert await first_of_chat(database, one, NOW, urgent=False) == (ours, NOW)
    async with database.writing() as session:
        await stay_behind(session, one, First(ours, soon), urgent=False)
    with capture_logs() as logged:
        for _ in range(2):
            async with database.writing() as session:
                await note_unheard(session, NOW)
                row = (await session.exec(select(Outgoing).where(Outgoing.id == theirs))).one()
                row.attempts += 1
    assert [line["value"] for line in logged] == [name]
    assert (row.kind.value, row.kind in set(Kind), row.retry_at) == (name, False, NOW - 2 * MINUTE)
