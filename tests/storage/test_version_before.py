"""A unit upgrades in the middle of its work: what the version before left open goes on, as if nothing had happened."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import sqlalchemy
from sqlmodel import select

from bot.web import make_app
from storage.changed import changed_rows
from storage.database import Database
from storage.dossiers import files_of
from storage.first_start import see_to_what_was
from storage.migrating import current, migrate
from storage.stamps import doubtful
from storage.tables import Case, Member, Outgoing, OutgoingState
from tests.case_rows import counted, kept
from tests.storage.version_before import CONTRACT, ENDED, KEY, LETTER, MORNING, TAKEN, WAITING, unpack
from tests.world import Clock, Person, Product, Reporter, open_product

READ = {
    sqlalchemy.Uuid: UUID,
    sqlalchemy.DateTime: lambda said: datetime.fromisoformat(said).replace(tzinfo=UTC),
    sqlalchemy.Boolean: bool,
    sqlalchemy.JSON: json.loads,
}


@dataclass
class Upgraded:
    """The product of today on the data of then, an hour later, and what people remember."""

    product: Product
    facts: dict[str, Any]

    async def reporter(self, name: str) -> Reporter:
        found = Reporter(self.product, self.facts[name])
        await found.looks()
        return found

    async def officer(self, name: str = "expert") -> Person:
        found = Person(self.product, self.facts[name])
        await found.looks()
        return found

    def browser(self, **cookies: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(make_app(self.product.parts), raise_app_exceptions=False)
        headers = {"Sec-Fetch-Site": "same-origin"}
        return httpx.AsyncClient(transport=transport, base_url="http://site", headers=headers, cookies=cookies)

    async def case(self, name: str) -> Case:
        return next(case for case in await self.product.all(Case) if case.number == self.facts["numbers"][name])


@pytest.fixture
async def upgraded(tmp_path: Path, database_url: str, clock: Clock) -> AsyncIterator[Upgraded]:
    clock.set(MORNING + timedelta(hours=1))
    facts = unpack(tmp_path / "then")
    old = tmp_path / "then" / "green-channel.db"
    if Database(database_url).is_sqlite:
        shutil.copy(old, tmp_path / "green-channel.db")
    else:
        move(old, Database(database_url))
    async with open_product(tmp_path / "then", database_url, clock, key=KEY) as product:
        yield Upgraded(product, facts)
        assert await kept(product.parts.door.database) == await counted(product.parts.door.database)


def move(old: Path, database: Database) -> None:
    """The same rows in PostgreSQL, under the schema of then."""
    migrate(database, "base")
    migrate(database, "0002")
    engine = sqlalchemy.create_engine(database.address)
    tables = sqlalchemy.MetaData()
    with engine.begin() as new, sqlite3.connect(old) as rows:
        tables.reflect(new)
        rows.row_factory = sqlite3.Row
        for table in tables.sorted_tables:
            if found := [
                read(table, row) for row in rows.execute(f"SELECT * FROM {table}") if table.name != "alembic_version"
            ]:
                new.execute(table.insert(), found)
    engine.dispose()


def read(table: sqlalchemy.Table, row: sqlite3.Row) -> dict[str, Any]:
    """What SQLite keeps as text and numbers, as the values they are."""
    found = {}
    for column in table.columns:
        kind = next((convert for kind, convert in READ.items() if isinstance(column.type, kind)), None)
        value = row[column.name]
        found[column.name] = kind(value) if kind and value is not None else value
    return found


async def test_the_data_is_of_the_version_before(tmp_path: Path):
    """The file has the schema of then and something of everything; else these stories would show nothing."""
    unpack(tmp_path)
    assert current(Database(f"sqlite:///{tmp_path / 'green-channel.db'}"))[0] == "0002"
    with sqlite3.connect(tmp_path / "green-channel.db") as rows:
        filled = "cases drafts files web_chats web_devices web_messages console_sessions upload_links case_messages"
        for table in filled.split():
            assert rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0, table
        assert rows.execute("SELECT count(*) FROM outgoing WHERE state = 'waiting'").fetchone()[0] > 5


@pytest.mark.postgres
async def test_the_queue_lists_the_old_cases(upgraded: Upgraded):
    """By name, where they belong, and counted: also what was open before anybody kept counts and titles."""
    expert = await upgraded.officer()
    menu = await expert.says("/start")
    assert "待接手 2 · 等回复 0 · 已超时 1 · 我的 1 · 在办 3" in menu.text
    for button, name in {"待接手": WAITING, "我的": TAKEN, "已结束": ENDED}.items():
        assert name[:15] in (await expert.presses(button)).text
    number = upgraded.facts["numbers"]["waiting"]
    await expert.says(number)
    await expert.presses("接手")
    assert "待接手 1 · 等回复 0 · 已超时 1 · 我的 2 · 在办 3" in (await expert.says("/start")).text


@pytest.mark.postgres
async def test_reports_being_told_go_on(upgraded: Upgraded):
    """The draft takes its next answer, the lane of the money its next fact; the first is submitted like any other."""
    half, paying = await upgraded.reporter("half"), await upgraded.reporter("paying")
    assert await half.step() == upgraded.facts["half_step"]
    await half.says("12万")
    assert await half.step() != upgraded.facts["half_step"]
    assert await paying.step() == upgraded.facts["paying_step"]
    await paying.says("杭州某某贸易 工商银行")
    assert await paying.step() != upgraded.facts["paying_step"]
    await half.tells_on()
    number = await half.submits()
    assert number in (await (await upgraded.officer()).says("/queue")).text


async def test_what_was_promised_goes_out(upgraded: Upgraded):
    """Messages planned before the upgrade reach their people after it, none of them twice or broken."""
    before = {row.id for row in await upgraded.product.outgoing() if row.state is OutgoingState.WAITING}
    reporter = await upgraded.reporter("waiting")
    await upgraded.product.passes(timedelta(hours=30))
    await reporter.looks()
    assert reporter.sees(upgraded.facts["numbers"]["waiting"])
    after = [row for row in await upgraded.product.all(Outgoing) if row.id in before]
    assert not [row for row in after if row.state in {OutgoingState.BROKEN, OutgoingState.GONE}]
    sent = {row.conversation_id for row in after if row.state is OutgoingState.SENT}
    assert (await upgraded.case("waiting")).conversation_id in sent
    assert (await upgraded.case("taken")).conversation_id in sent


async def test_an_open_page_is_still_the_same_chat(upgraded: Upgraded):
    """The cookie of the page reads what was said, and says more."""
    name, _, cookie = upgraded.facts["page"].partition("=")
    async with upgraded.browser(**{name: cookie}) as page:
        history = json.dumps((await page.get("/chat/history")).json(), ensure_ascii=False)
        said = {"text": "/status", "client_id": "after-the-upgrade"}
        assert (await page.post("/chat/say", json=said)).status_code == 200
    assert upgraded.facts["numbers"]["waiting"] in history
    assert "合同.pdf" in history
    assert (await upgraded.reporter("waiting")).sees("材料清单")


async def test_links_and_sessions_stay_good(upgraded: Upgraded):
    """Nobody is signed out by an upgrade, and a link for a large file still opens and keeps what is sent."""
    async with upgraded.browser(gc_console=upgraded.facts["console"]) as console:
        page = await console.get("/console?show=ended")
        assert ENDED in page.text
        assert (await console.get(f"/console/cases/{upgraded.facts['numbers']['taken']}")).status_code == 200
    async with upgraded.browser() as phone:
        link = f"/upload/{upgraded.facts['upload']}"
        assert (await phone.get(link)).status_code == 200
        assert (await phone.put(link, content=CONTRACT, headers={"X-File-Name": "a.pdf"})).status_code == 200
    case = await upgraded.case("taken")
    async with upgraded.product.parts.door.database.reading() as session:
        assert [paper.name for paper in await files_of(session, case.id, case.key_id)] == ["a.pdf"]


async def test_what_was_sent_is_still_readable(upgraded: Upgraded):
    """The letter to the desk, and the file byte for byte."""
    expert, case = await upgraded.officer(), await upgraded.case("waiting")
    assert LETTER in (await expert.says(upgraded.facts["numbers"]["taken"])).text
    door = upgraded.product.parts.door
    async with door.database.reading() as session:
        (paper,) = await files_of(session, case.id, case.key_id)
        cipher = await door.keys.cipher(session, case.key_id)
    assert paper.name == "合同.pdf"
    assert b"".join([chunk async for chunk in door.files.open(cipher, paper.file.id)]) == CONTRACT


async def test_nothing_is_written_into_old_rows_by_looking(upgraded: Upgraded):
    """A list of old cases has their names from the reports and leaves the rows as they are; a new case has its title."""
    await (await upgraded.officer()).says("/queue")
    async with upgraded.product.parts.door.database.reading() as session:
        assert set((await session.exec(select(Case.sealed_title))).all()) == {None}
    number = await (await upgraded.product.reporter()).has_reported()
    async with upgraded.product.parts.door.database.reading() as session:
        assert (await session.exec(select(Case.sealed_title).where(Case.number == number))).one()


@pytest.mark.postgres
async def test_rows_of_before_get_their_stamp_once(upgraded: Upgraded):
    """Whoever was on the team is; a stamp torn off after the upgrade is not taken for one that never was."""
    door = upgraded.product.parts.door
    async with door.database.reading() as session:
        assert await doubtful(session) == ([], 0)
        assert await changed_rows(session) == {}
    async with door.database.writing() as session:
        await session.exec(sqlalchemy.text("UPDATE members SET role = 'lead', stamp = NULL"))
    async with door.database.writing() as session:
        await door.keys.prepare(session, MORNING)
        await see_to_what_was(session)
    async with door.database.reading() as session:
        members, chats = await doubtful(session)
        assert (len(members), chats) == (len((await session.exec(select(Member.id))).all()), 0)
    assert "待接手" not in (await (await upgraded.officer()).says("/queue")).text
