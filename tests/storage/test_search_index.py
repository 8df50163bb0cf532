"""The search index: a cache that several processes keep, that loses nothing and keeps nothing."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy
from sqlmodel import col, select, update

from bot.indexing import Indexer
from cases.searching import Passage, read_search
from storage import indexing
from storage.changes import Changes, listen
from storage.database import Database
from storage.indexing import bring_up
from storage.migrating import migrate
from storage.of_reports import tables_of_reports
from storage.search import Entry, IndexBroken, SearchBusy, SearchIndex
from storage.tables import Case, CaseMessage, SearchFollower, SearchWaiting
from tests.world import Clock, Product, open_product

AT = datetime(2026, 11, 28, tzinfo=UTC)


class Ring:
    """Keys for an index without a database."""

    def __init__(self, key: bytes = b"k" * 32) -> None:
        self.key = key

    def derive(self, _purpose: str) -> bytes:
        return self.key


@pytest.fixture
async def index(tmp_path: Path) -> AsyncIterator[SearchIndex]:
    made = SearchIndex(tmp_path / "search.db", Ring())
    await made.make_anew()
    yield made
    made.close()


@pytest.fixture
async def product(tmp_path: Path, database_url: str, clock: Clock) -> AsyncIterator[Product]:
    async with open_product(tmp_path, database_url, clock) as built:
        yield built


def entry(text: str, case_id: UUID | None = None, at: datetime = AT) -> Entry:
    return Entry(case_id or uuid4(), "GC-261128-7K3QX", "haishu", at, [Passage("story", text)])


async def found(index: SearchIndex, words: str, before: int | None = None, limit: int = 50) -> list[UUID]:
    return [case_id for _, case_id in (await index.find(read_search(words), None, before, limit)).found]


def inside(index: SearchIndex) -> bytes:
    """What the index itself holds of entries, unsealed."""
    with index._understood() as connection:
        return b"".join(block for (block,) in connection.execute("SELECT block FROM words_data"))


async def test_a_case_is_known_once_and_as_it_is_now(index):
    """Its new words replace the old ones, and its place stays."""
    case_id = uuid4()
    for text in ("镇海天元", "北仑港贸"):
        async with index.changing() as changing:
            await changing.put([entry(text, case_id)])
    assert await found(index, "天元") == []
    assert await found(index, "港贸") == [case_id]


async def test_cases_of_one_moment_have_places_of_their_own(index):
    """However many were submitted in the same microsecond."""
    entries = [entry("镇海天元") for _ in range(5)]
    async with index.changing() as changing:
        await changing.put(entries)
    assert set(await found(index, "天元")) == {one.case_id for one in entries}


async def test_a_dropped_case_leaves_the_file_too(index):
    """First it is not found any more, then nothing of it is left inside, whatever stays beside it."""
    gone, kept = entry("独一无二的词" * 20), entry("港贸", at=AT + timedelta(seconds=1))
    for one in (gone, kept):
        async with index.changing() as changing:
            await changing.put([one])
    word = "独一".encode()
    assert word in await asyncio.to_thread(inside, index)
    async with index.changing() as changing:
        await changing.drop([gone.case_id, uuid4()])
    assert await found(index, "独一") == []
    untidy = True
    while untidy:
        async with index.changing() as changing:
            untidy = await changing.tidy()
    assert word not in await asyncio.to_thread(inside, index)
    assert await found(index, "港贸") == [kept.case_id]


async def test_another_key_opens_nothing(index, tmp_path):
    """It is sealed: with another key it is as broken, and is made anew."""
    other = SearchIndex(tmp_path / "search.db", Ring(b"o" * 32))
    with pytest.raises(IndexBroken):
        await found(other, "天元")
    other.close()


async def test_one_changes_it_while_others_look(index, tmp_path, monkeypatch):
    """A second process waits for its turn, and gives up in the end; whoever looks sees what was there before."""
    monkeypatch.setattr("storage.index_file.PATIENCE", 0.05)
    other = SearchIndex(tmp_path / "search.db", Ring())
    async with index.changing() as changing:
        await changing.put([entry("天元")])
        assert await found(other, "天元") == []
        with pytest.raises(SearchBusy):
            async with other.changing():
                pass
    assert len(await found(other, "天元")) == 1
    other.close()


async def test_no_memory_of_it_lies_in_a_file(index, tmp_path):
    """Whatever lies beside the index is emptied, by a full disk or a mistaken hand: SIGBUS would end the process."""
    async with index.changing() as changing:
        await changing.put([entry("钱打到了对方账户")])
    assert await found(index, "对方账户")
    for one in tmp_path.iterdir():
        if one.name != "search.db":
            os.truncate(one, 0)
    async with index.changing() as changing:
        await changing.put([entry("货款没有收到")])
    assert await found(index, "货款")
    assert not {one.name for one in tmp_path.iterdir()} & {"search.db-shm", "search.db-wal"}


async def test_what_fails_in_its_midst_is_not_there(index):
    """All of a step or nothing."""
    with pytest.raises(InterruptedError):
        async with index.changing() as changing:
            await changing.put([entry("天元")])
            raise InterruptedError
    assert await found(index, "天元") == []


async def test_two_that_make_it_anew_make_one(index, tmp_path):
    """It waits for a change under way, whose journal would be read as the new file's; the second finds it there."""
    other = SearchIndex(tmp_path / "search.db", Ring())
    async with index.changing() as changing:
        await changing.put([entry("天元")])
        anew = asyncio.create_task(other.make_anew(anyway=True))
        await asyncio.sleep(0.1)
        assert not anew.done()
    await anew
    index._suspect = 12345  # found broken before it was replaced
    await index.make_anew()
    async with other.changing() as changing:
        await changing.put([entry("港贸")])
    assert len(await found(index, "港贸")) == 1
    assert await found(index, "天元") == []
    other.close()


async def test_a_search_that_takes_too_long_is_ended(index, monkeypatch):
    """It says so instead of holding a thread."""
    async with index.changing() as changing:
        await changing.put(
            [entry(f"天元{number}{number + 1} 港贸", at=AT + timedelta(seconds=number)) for number in range(3000)]
        )
    monkeypatch.setattr("storage.search.WITHIN", -1.0)
    monkeypatch.setattr("storage.search.STEPS", 10)
    with pytest.raises(SearchBusy):
        await found(index, "天元 港贸")


@pytest.mark.postgres
async def test_every_change_of_a_case_waits(product):
    """Whoever makes it, also in bulk and by hand; a report that no case is made of yet waits for nothing."""
    database = product.parts.door.database
    reporter = await product.reporter()
    await reporter.tells(until="evidence")
    assert await product.all(SearchWaiting) == []
    await reporter.tells_on()
    await reporter.submits()
    await product.indexes()
    case = await product.case()
    await reporter.says("还有一点要说")
    message = (await product.all(CaseMessage))[0]
    for statement in (
        update(Case).where(col(Case.id) == case.id).values(district="yuyao"),
        update(CaseMessage).where(col(CaseMessage.id) == message.id).values(sealed_text=b"x"),
        sqlalchemy.delete(CaseMessage).where(col(CaseMessage.id) == message.id),
    ):
        await product.indexes()
        assert await product.all(SearchWaiting) == []
        async with database.writing() as session:
            await session.exec(statement)
        assert {row.about for row in await product.all(SearchWaiting)} == {case.id}
    async with database.writing() as session:
        await session.exec(update(Case).values(rating=5))
    assert len(await product.all(SearchWaiting)) == 1, "what nobody searches for is no change"


async def test_what_waits_outlives_a_kill_at_any_point(product, monkeypatch):
    """Killed before the index is written, or after it and before what waited is taken away: the next process does it."""
    door = product.parts.door
    await (await product.reporter()).has_reported()
    await product.indexes()
    number = await (await product.reporter()).has_reported(company_name="镇海天元科技有限公司")

    async def killed(*_args, **_named) -> None:
        raise KeyboardInterrupt

    for part in ("_learn", "_take_away"):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(indexing, part, killed)
            await bring_up(door.database, door.search)
        assert await product.all(SearchWaiting)
    await product.indexes()
    assert await product.all(SearchWaiting) == []
    (case_id,) = await found(door.search, "镇海天元")
    assert next(case for case in await product.all(Case) if case.id == case_id).number == number


async def test_what_comes_while_a_step_is_on_its_way_waits_for_the_next(product, monkeypatch):
    """Nobody takes away what they have not seen."""
    door, reporter = product.parts.door, await product.reporter()
    await reporter.has_reported()
    learn = indexing._learn

    async def meanwhile(*arguments) -> None:
        await learn(*arguments)
        monkeypatch.setattr(indexing, "_learn", learn)
        await reporter.says("这时候又来了一句话")

    monkeypatch.setattr(indexing, "_learn", meanwhile)
    await product.indexes()
    assert len(await found(door.search, "又来了一句")) == 1


async def test_a_case_that_is_forgotten_leaves_the_index(product):
    """With its rows, whoever deletes them."""
    await (await product.reporter()).has_reported()
    await product.indexes()
    door = product.parts.door
    assert len(await found(door.search, "甬江精密")) == 1
    case = await product.case()
    async with door.database.writing() as session:
        for table, column in tables_of_reports():
            await session.exec(sqlalchemy.delete(table).where(column == case.id))
        await session.exec(sqlalchemy.delete(Case))
    await product.indexes()
    assert await found(door.search, "甬江精密") == []
    assert "甬江".encode() not in await asyncio.to_thread(inside, door.search)


async def test_two_processes_keep_one_index(product):
    """Both hear of everything, and it is in there once and as it is now."""
    door, reporter = product.parts.door, await product.reporter()
    await reporter.has_reported()
    other = SearchIndex(door.search.path, door.keys)
    await reporter.says("先说第一句话")
    await asyncio.gather(product.indexes(), Indexer(door.database, other).catch_up())
    await reporter.says("再说第二句话")
    await asyncio.gather(Indexer(door.database, other).catch_up(), product.indexes())
    for words in ("第一句话", "第二句话", "甬江精密"):
        assert len(await found(other, words)) == 1
    other.close()


@pytest.mark.postgres(only=True)
async def test_two_machines_have_an_index_each(product, tmp_path):
    """Each change waits for both. One that was away for days follows no more: nothing waits for it, and it begins anew."""
    door, reporter = product.parts.door, await product.reporter()
    other = SearchIndex(tmp_path / "elsewhere.db", door.keys)
    both = (Indexer(door.database, other), Indexer(door.database, door.search))
    await reporter.has_reported()
    for one in both:
        await one.catch_up()
    await reporter.says("先说第一句话")
    for one in both:
        await one.catch_up()
    for index in (other, door.search):
        assert [len(await found(index, words)) for words in ("甬江精密", "第一句话")] == [1, 1]
    async with door.database.writing() as session:
        named = {row.id: row for row in (await session.exec(select(SearchFollower))).all()}
        async with other.changing() as changing:
            named[await changing.name()].seen_at -= timedelta(days=3)
        assert len(named) == 2
        for row in named.values():
            row.seen_at -= timedelta(hours=2)
    await reporter.says("再说第二句话")
    for one in reversed(both):
        await one.catch_up()
    assert [len(await found(index, "第二句话")) for index in (other, door.search)] == [1, 1]
    assert await product.all(SearchWaiting) == []
    now = {row.id for row in await product.all(SearchFollower)}
    assert (len(now), len(now & named.keys())) == (2, 1)
    other.close()


@pytest.mark.parametrize("cases", [0, 3])
async def test_a_new_index_goes_through_all_cases(product, cases, monkeypatch):
    """A few at a time; it says that it does not know all until it does."""
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    door = product.parts.door
    for _ in range(cases):
        await (await product.reporter()).has_reported()
    await product.indexes()
    await door.search.make_anew(anyway=True)
    sought = read_search("甬江精密")
    assert not (await door.search.find(sought, None, None, 9)).is_whole
    await product.indexes()
    whole = await door.search.find(sought, None, None, 9)
    assert (whole.is_whole, len(whole.found)) == (True, cases)


def test_a_migration_that_rebuilds_a_table_keeps_its_triggers(tmp_path):
    """SQLite drops them with the table: whoever rebuilds one makes them again."""
    url = f"sqlite:///{tmp_path / 'fresh.db'}"
    migrate(Database(url))
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        names = set(
            connection.execute(sqlalchemy.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
        )
    engine.dispose()
    watched = ("cases", "drafts", "utterances", "files", "case_messages", "materials")
    assert {f"{table}_searched_{event}" for table in watched for event in ("insert", "update", "delete")} <= names


async def test_several_ears_hear_of_one_commit(product):
    """Each of them all of it, and each commit once."""
    door, heard = product.parts.door, []
    for name in ("first", "second"):
        listen(door.database, lambda changes, name=name: heard.append((name, changes)))
    await (await product.reporter()).has_reported()
    await asyncio.sleep(0)
    case = str((await product.case()).id)
    assert [name for name, changes in heard if case in changes.cases][:2] == ["first", "second"]
    assert [changes for name, changes in heard if name == "first"] == [
        changes for name, changes in heard if name == "second"
    ]
    assert all(isinstance(changes, Changes) for _, changes in heard)


async def test_what_waits_is_read_newest_first(product, monkeypatch):
    """While very many wait, what just happened is found with the next step."""
    monkeypatch.setattr(indexing, "AT_ONCE", 1)
    door = product.parts.door
    await product.indexes()
    for name in ("镇海天元科技有限公司", "北仑港贸有限公司"):
        await (await product.reporter()).has_reported(company_name=name)
    newest = select(SearchWaiting.about).order_by(col(SearchWaiting.place).desc()).limit(1)
    async with door.database.reading() as session:
        expected = (await session.exec(newest)).one()
    await product.parts.indexer.step()
    assert await found(door.search, "港贸") == [expected]
