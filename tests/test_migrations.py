"""The schema's history: every revision up, down and up again, and the same as the tables in the code."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy
from alembic.script import ScriptDirectory

from bot.saying import explained
from cases.messages import Kind
from storage import migrating
from storage.database import Database
from storage.migrating import FOLDER, TablesHeld, connected, current, differences, migrate
from storage.tables import Channel, Conversation, Outgoing, OutgoingState

REVISIONS = [script.revision for script in reversed(list(ScriptDirectory(str(FOLDER)).walk_revisions()))]


@pytest.mark.postgres
def test_each_revision_goes_up_down_and_up(database_url):
    """A unit that upgrades can go back, and forward again."""
    database = Database(database_url)
    migrate(database, "base")
    for before, revision in pairwise(["base", *REVISIONS]):
        for step in (revision, before, revision):
            migrate(database, step)
            assert (current(database)[0] or "base") == step


@pytest.mark.postgres
async def test_what_was_gathered_is_told_by_the_version_before(database_url):
    """It knows no message that tells several: each that waits goes by itself, and nothing of it is left unread."""
    database = Database(database_url)
    migrate(database)
    at, digest = datetime(2026, 11, 29, 8, tzinfo=UTC), uuid4()
    chat = Conversation(bot_id=1, chat_id=1, channel=Channel.WEB, key_id=uuid4(), created_at=at)
    rows = [
        Outgoing(kind=kind, state=state, gathered_in=gathered_in, conversation_id=chat.id, due_at=at, retry_at=at)
        for kind, state, gathered_in in (
            (Kind.NEW_CASES, OutgoingState.WAITING, None),
            (Kind.NEW_CASE, OutgoingState.GATHERED, digest),
            (Kind.NEW_CASE, OutgoingState.SENT, digest),
            (Kind.LINKED, OutgoingState.GATHERED, uuid4()),
        )
    ]
    async with database.writing() as session:
        session.add(chat)
        await session.flush()
        session.add_all(rows)
    await database.close()
    migrate(database, "0019")
    database = Database(database_url)
    async with database.reading() as session:
        found = (await session.exec(sqlalchemy.text("SELECT kind, state FROM outgoing ORDER BY kind, state"))).all()
    await database.close()
    assert [tuple(row) for row in found] == [("linked", "cancelled"), ("new_case", "sent"), ("new_case", "waiting")]
    migrate(database)


@pytest.mark.postgres
def test_the_migrated_schema_equals_the_tables(database_url):
    """What the migrations build is what the code expects."""
    assert differences(Database(database_url)) == []


@pytest.mark.postgres
def test_migrating_twice_changes_nothing(database_url):
    """`green-channel run` migrates at every start."""
    database = Database(database_url)
    migrate(database)
    assert current(database) == (REVISIONS[-1], REVISIONS[-1])


def test_an_empty_file_becomes_a_database(tmp_path: Path):
    """The first start needs no preparation."""
    database = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    migrate(database)
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    assert "cases" in sqlalchemy.inspect(engine).get_table_names()
    engine.dispose()


def test_an_update_that_is_cut_off_begins_again(tmp_path: Path):
    """Killed in its midst it leaves the database as it was, and the next start brings it up."""
    database = Database(f"sqlite:///{tmp_path / 'cut.db'}")
    migrate(database, "0003")

    def cut(_connection, _cursor, statement, *_) -> None:
        if "ix_cases_open" in statement and statement.startswith("CREATE"):
            raise InterruptedError

    sqlalchemy.event.listen(sqlalchemy.Engine, "before_cursor_execute", cut)
    try:
        with pytest.raises(InterruptedError):
            migrate(database)
    finally:
        sqlalchemy.event.remove(sqlalchemy.Engine, "before_cursor_execute", cut)
    assert current(database)[0] == "0003"
    migrate(database)
    assert differences(database) == []


@pytest.mark.postgres(only=True)
def test_a_table_that_is_held_is_not_waited_for_long(database_url, monkeypatch):
    """Everybody would wait behind it: it gives way, tries again, and then says who has the table; nothing is half done."""
    database, holds = Database(database_url), f"{database_url}?application_name=pg_dump"
    migrate(database)
    monkeypatch.setattr(migrating, "WAITS", "100ms")
    monkeypatch.setattr(migrating, "PAUSE", 0.0)
    monkeypatch.setattr(migrating, "TRIES", 2)
    with connected(Database(holds)) as other:
        other.exec_driver_sql("SELECT 1 FROM outgoing")
        with pytest.raises(TablesHeld) as caught:
            migrate(database, "0054")
    assert "pg_dump" in explained(caught.value)
    assert current(database)[0] == REVISIONS[-1]
    migrate(database, "0054")
    migrate(database)
