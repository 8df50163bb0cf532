"""What every verb relies on: whole transactions or none, nobody's change lost, and an event loop that goes on."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, event, sql, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as TurnTimeout
from sqlmodel import select

from cases.follow_ups import Kind
from storage.changes import Changes, listen
from storage.chat_numbers import FIRST_CHAT_ID
from storage.conversations import look_up
from storage.database import Database
from storage.drafts import MOVE
from storage.tables import Channel, Conversation, Draft, Outgoing, TimelineEntry

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
FOR_A_WHILE = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3000000) SELECT count(*) FROM n"

CUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
)
BEGAN = text("SELECT now()")  # when its transaction did


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@contextmanager
def another_process(database: Database) -> Iterator[sqlite3.Connection]:
    """Holds the write lock; COMMIT lets it go."""
    other = sqlite3.connect(str(database.address.database), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield other
    finally:
        other.close()


async def a_draft(database: Database) -> UUID:
    async with database.writing() as session:
        chat = Conversation(bot_id=1, chat_id=FIRST_CHAT_ID, channel=Channel.WEB, key_id=uuid4(), created_at=NOW)
        draft = Draft(
            conversation_id=chat.id, key_id=uuid4(), step="a", sealed_answers=b"", created_at=NOW, touched_at=NOW
        )
        chat.draft_id = draft.id
        session.add(chat)
        await session.flush()
        session.add(draft)
    return draft.id


async def version(database: Database, draft_id: UUID) -> int:
    async with database.reading() as session:
        return (await session.exec(select(Draft.version).where(Draft.id == draft_id))).one()


async def count_up(database: Database, draft_id: UUID) -> None:
    """Reads, thinks, and writes what it read and one more."""
    async with database.writing() as session:
        draft = (await session.exec(select(Draft).where(Draft.id == draft_id).with_for_update())).one()
        await asyncio.sleep(0)
        draft.version += 1


def answer(draft_id: UUID, before: int) -> dict[str, Any]:
    """What the answer to a question changes."""
    told = {"to": "b", "sealed": b"", "at": NOW, "last": 0}
    return {"draft": draft_id, "before": before, "after": before + 1, **told}


async def test_a_block_that_fails_leaves_nothing(database: Database):
    """Neither what was flushed nor what was not; the next verb works."""
    draft_id = await a_draft(database)
    with pytest.raises(ZeroDivisionError):
        async with database.writing() as session:
            (await session.exec(select(Draft))).one().version = 5
            await session.flush()
            raise ZeroDivisionError
    await count_up(database, draft_id)
    assert await version(database, draft_id) == 1


@pytest.mark.postgres
async def test_no_change_is_lost_between_reading_and_writing(database: Database, database_url: str):
    """Two processes count up the same row, many at a time: every one counts, and nobody is told to try again."""
    draft_id, other = await a_draft(database), Database(database_url)
    await asyncio.gather(*(count_up(one, draft_id) for one in [database, other] * 10))
    await other.close()
    assert await version(database, draft_id) == 20


@pytest.mark.postgres
async def test_answers_saved_together_are_told_apart(database: Database):
    """Many at once, two of them to the same version: each hears whether its own row was there."""
    draft_id = await a_draft(database)
    told = await asyncio.gather(*(database.save((MOVE, answer(draft_id, before))) for before in (0, 7, 0)))
    assert sorted(told) == [0, 0, 1]
    assert await version(database, draft_id) == 1


async def test_one_commit_serves_everybody_who_came_meanwhile(database: Database):
    """While the first answer is synced, fifty more gather: two commits in all."""
    draft_id, commits = await a_draft(database), []

    def note(connection: Connection) -> None:
        commits.append(connection)

    event.listen(Engine, "commit", note)
    first = asyncio.create_task(database.save((MOVE, answer(draft_id, 0))))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.gather(first, *(database.save((MOVE, answer(draft_id, before))) for before in range(1, 51)))
    event.remove(Engine, "commit", note)
    assert len(commits) == 2
    assert await version(database, draft_id) == 51


async def test_another_process_is_waited_for_while_the_loop_goes_on(database: Database):
    """A verb and an answer wait for the lock; looking does not, and the loop does other things meanwhile."""
    draft_id = await a_draft(database)
    with another_process(database) as other:
        waiting = [
            asyncio.create_task(count_up(database, draft_id)),
            asyncio.create_task(database.save((MOVE, answer(draft_id, 1)))),
        ]
        for _ in range(20):
            await asyncio.sleep(0.01)
            assert await version(database, draft_id) == 0
            caller = await look_up(database, 1, FIRST_CHAT_ID)
            assert caller and caller.draft and caller.draft.id == draft_id
        assert not any(one.done() for one in waiting)
        other.execute("COMMIT")
        assert await asyncio.gather(*waiting) == [None, 1]
    assert await version(database, draft_id) == 2


async def test_a_process_that_does_not_end_is_given_up(database_url: str):
    """Whoever waited is told, and the same is possible afterwards."""
    database = Database(f"{database_url}?timeout=0.05")
    draft_id = await a_draft(database)
    with another_process(database):
        told = await asyncio.gather(
            count_up(database, draft_id),
            *(database.save((MOVE, answer(draft_id, 0))) for _ in range(3)),
            return_exceptions=True,
        )
        assert all(isinstance(one, OperationalError) for one in told)
    await count_up(database, draft_id)
    assert await version(database, draft_id) == 1
    await database.close()


@pytest.mark.parametrize("saves", [True, False])
async def test_a_verb_inside_a_verb_is_told_and_hangs_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch, *, saves: bool
):
    """It would wait for itself: after a while it fails instead, and so lets the others go on."""
    monkeypatch.setattr("storage.sqlite.TURN_WITHIN", 0.05)
    draft_id = await a_draft(database)
    with pytest.raises(TurnTimeout):
        async with database.writing():
            await (database.save((MOVE, answer(draft_id, 0))) if saves else count_up(database, draft_id))
    await count_up(database, draft_id)
    assert await database.save((MOVE, answer(draft_id, 1))) == 1
    assert await version(database, draft_id) == 2


async def test_who_is_cancelled_leaves_no_half_transaction(database: Database):
    """At whatever point: all of it is stored or nothing, twice cancelled or once, and the next verb works."""
    draft_id = await a_draft(database)
    for steps in range(40):
        before = await version(database, draft_id)
        verb = asyncio.create_task(twice(database, draft_id))
        for _ in range(steps):
            await asyncio.sleep(0 if steps < 20 else 0.0001)
        verb.cancel()
        await asyncio.sleep(0)
        verb.cancel()
        await asyncio.gather(verb, return_exceptions=True)
        assert await version(database, draft_id) - before in {0, 2}
        await twice(database, draft_id)
        assert await version(database, draft_id) - before in {2, 4}


async def test_who_is_cancelled_as_it_fails_is_cancelled(database_url: str):
    """The failure is only the cause: whoever gave the verb a time, or stops us, knows it as cancelled."""
    database = Database(f"{database_url}?timeout=0.3")
    draft_id = await a_draft(database)
    with another_process(database):
        verb = asyncio.create_task(count_up(database, draft_id))
        await asyncio.sleep(0.1)
        verb.cancel()
        await asyncio.gather(verb, return_exceptions=True)
    assert verb.cancelled()
    await count_up(database, draft_id)
    await database.close()


async def twice(database: Database, draft_id: UUID) -> None:
    """One verb in two steps."""
    async with database.writing() as session:
        for _ in range(2):
            draft = (await session.exec(select(Draft).where(Draft.id == draft_id))).one()
            draft.version += 1
            await session.flush()


async def test_who_is_cancelled_while_waiting_gives_up_their_place(database: Database):
    """The lock is with another process: the verb that was cancelled changes nothing, the one behind it does."""
    draft_id = await a_draft(database)
    with another_process(database) as other:
        first, second = (asyncio.create_task(count_up(database, draft_id)) for _ in range(2))
        await asyncio.sleep(0.05)
        first.cancel()
        await asyncio.sleep(0.05)
        other.execute("COMMIT")
        await asyncio.gather(first, second, return_exceptions=True)
    assert first.cancelled()
    assert await version(database, draft_id) == 1


async def test_a_long_look_lets_others_go_on(database: Database):
    """A search through everything is not done yet when somebody else's answer is stored."""
    draft_id = await a_draft(database)

    async def searches() -> int:
        async with database.reading() as session:
            return (await session.exec(sql.text(FOR_A_WHILE))).scalar_one()

    search = asyncio.create_task(searches())
    await asyncio.sleep(0.05)
    assert await database.save((MOVE, answer(draft_id, 0))) == 1
    assert not search.done()
    assert await search == 3_000_000


async def test_a_commit_needs_no_free_thread_of_others(database: Database):
    """Slow work fills the common threads: verbs and answers are stored all the same."""
    draft_id, let_go = await a_draft(database), threading.Event()
    busy = [asyncio.create_task(asyncio.to_thread(let_go.wait)) for _ in range(64)]
    await count_up(database, draft_id)
    assert await database.save((MOVE, answer(draft_id, 1))) == 1
    let_go.set()
    await asyncio.gather(*busy)


async def test_a_glance_gives_way_to_who_holds_the_whole_file(database: Database):
    """It does not wait on the event loop: it is asked where waiting holds nobody up."""
    other = sqlite3.connect(str(database.address.database), isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")

    async def glance() -> int:
        async with database.glancing() as session:
            return len((await session.exec(select(Draft))).all())

    glancing = asyncio.create_task(glance())
    try:
        for _ in range(20):
            await asyncio.sleep(0.01)  # the loop goes on
        assert not glancing.done()
    finally:
        other.close()
    assert await asyncio.wait_for(glancing, 10) == 0


async def test_a_glance_needs_nobody_elses_connection(database: Database):
    """Many at once, each with its own: none waits for another, which on the event loop would be for ever."""
    async with AsyncExitStack() as all_of_them:
        for _ in range(40):
            session = await all_of_them.enter_async_context(database.glancing())
            assert (await session.exec(select(Draft))).all() == []


async def test_looking_changes_nothing(database: Database):
    """Who reads cannot write, not even by mistake."""
    draft_id = await a_draft(database)
    async with database.reading() as session:
        (await session.exec(select(Draft))).one().version = 5
        with pytest.raises(OperationalError, match="readonly"):
            await session.flush()
    assert await version(database, draft_id) == 0


@pytest.mark.parametrize(
    ("pragma", "expected"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)]
)
async def test_what_sqlite_does_not_do_unasked(database: Database, pragma: str, expected: object):
    """Each connection that writes is asked for it: durable, consistent, and nothing left behind in free pages."""
    async with database.writing() as session:
        assert (await session.exec(sql.text(f"PRAGMA {pragma}"))).scalar_one() == expected


async def test_a_row_of_nobody_is_refused(database: Database):
    """A foreign key holds."""
    lost = TimelineEntry(case_id=uuid4(), at=NOW, event="submitted")
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            session.add(lost)


async def test_an_ear_hears_of_a_change_when_it_is_true(database: Database):
    """On the event loop, after the commit; never of what was rolled back."""
    draft_id, heard = await a_draft(database), []
    loop, other = asyncio.get_running_loop(), sqlite3.connect(str(database.address.database))

    def ear(changes: Changes) -> None:
        stored = other.execute("SELECT count(*) FROM outgoing").fetchone()[0]
        heard.append((changes.outgoing, stored, asyncio.get_running_loop() is loop))

    listen(database, ear)
    with pytest.raises(ZeroDivisionError):
        await plans(database, draft_id, fails=True)
    await plans(database, draft_id)
    await count_up(database, draft_id)
    await asyncio.sleep(0)
    other.close()
    assert heard == [(True, 1, True)]


async def plans(database: Database, draft_id: UUID, *, fails: bool = False) -> None:
    """A verb that plans a message."""
    async with database.writing() as session:
        draft = (await session.exec(select(Draft).where(Draft.id == draft_id))).one()
        session.add(Outgoing(kind=Kind.RECEIPT, conversation_id=draft.conversation_id, due_at=NOW, retry_at=NOW))
        await session.flush()
        assert not fails or 1 / 0


async def test_a_verb_of_many_statements_lets_others_go_first(database: Database):
    """On SQLite its statements run on the event loop: one after the other they would keep it as long as all of them."""
    statements, turns, done = 60, 0, False
    long = sql.text(FOR_A_WHILE.replace("3000000", "20000"))  # some milliseconds

    async def others() -> None:
        nonlocal turns
        while not done:
            await asyncio.sleep(0)
            turns += 1

    waiting = asyncio.create_task(others())
    async with database.writing() as session:
        await asyncio.sleep(0)
        turns = 0
        for _ in range(statements):
            await session.exec(long)  # type: ignore[call-overload]
        had = turns
    done = True
    await waiting
    assert had >= statements / 10


@pytest.mark.postgres(only=True)
async def test_a_connection_that_the_server_closed_is_not_used(database: Database):
    """Of those that lie in the pool, and without a question each time; a look needs no transaction around it."""
    async with database.reading() as one, database.reading() as another, database.writing() as third:
        for session in (one, another, third):
            await session.exec(select(Draft.id))
    other = Database(database.address.render_as_string(hide_password=False))
    async with other.reading() as session:
        await session.exec(CUT)
    await other.close()
    await asyncio.sleep(0.05)  # until their farewell is here
    async with database.reading() as session:
        assert (await session.exec(BEGAN)).one() < (await session.exec(BEGAN)).one()
        assert (await session.exec(select(Draft.id))).all() == []
    assert await a_draft(database)


@pytest.mark.postgres(only=True)
async def test_a_number_that_a_lost_connection_still_holds_is_waited_for(database: Database):
    """Else it would go with that connection, and others took what this process has in hand."""
    before = await database.house.dial()  # as the server still has it, for whom the line was not cut
    await before.execute("SELECT pg_advisory_lock(%s)", (database.house.number,))
    await database.house.open()
    with pytest.raises(OperationalError):
        await database.house.take("work", 1)
    assert not database.house.is_up
    await before.close()
    async with asyncio.timeout(10):
        while not database.house.is_up:
            await asyncio.sleep(0.05)
    assert await database.house.take("work", 1)
