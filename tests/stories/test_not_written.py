"""A database that takes nothing for a while: on Telegram and in the console it is said, and afterwards all goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from bot.web import make_app
from cases.room import MB, Holder
from storage.database import Database
from storage.disk import Disk, Reserve
from storage.tables import StoredFile
from tests.world import Product
from tests.world.on_telegram import Site


@contextmanager
def nothing_is_written(database: Database) -> Iterator[None]:
    """SQLite itself refuses every write, as it does on a disk that is full or was mounted read-only."""
    refuses(database, "ON")
    try:
        yield
    finally:
        refuses(database, "OFF")


def refuses(database: Database, whether: str) -> None:
    assert database._writer
    connection = database._writer._engine.raw_connection()
    connection.cursor().execute(f"PRAGMA query_only = {whether}")
    connection.close()


async def test_on_telegram_it_is_said_that_nothing_was_stored(site: Site):
    """To whoever tells a report, and to somebody whose very first word it is; sent again, it goes on."""
    known, stranger = await site.newcomer(), site.api.person(name="初来")
    with nothing_is_written(site.parts.door.database):
        await known.says("供应商收了钱就不见了")
        assert "没有存下来" in known.last.text
        await stranger.says("/start")
        assert "没有存下来" in (await stranger.waits_for("没有存下来")).text
    await stranger.says("/start")
    await stranger.waits_for("出了什么事")


async def test_the_page_opens_and_every_door_has_words(product: Product):
    """No door answers with a plain 500: the page opens, the chat and the upload page say that it is not there yet."""
    transport = httpx.ASGITransport(make_app(product.parts))
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(transport=transport, base_url="http://unit", headers=headers) as http:
        await http.post("/chat/open", json={"start": ""})
        with nothing_is_written(product.parts.door.database):
            assert "tel:110" in (await http.get("/")).text
            said = await http.post("/chat/say", json={"text": "钱转走了", "client_id": "words-of-a-page"})
            assert (said.status_code, said.json()["again"]) == (503, True)
            assert (await http.get("/chat/history")).status_code == 200
        again = await http.post("/chat/say", json={"text": "钱转走了", "client_id": "words-of-a-page"})
        assert again.status_code == 200
    await product.settles()


async def test_a_file_over_the_room_is_refused_on_telegram_too(site: Site, monkeypatch: pytest.MonkeyPatch):
    """The words say how much there is room for; what was told goes on, and a smaller file is kept."""
    monkeypatch.setattr("cases.room.ROOM", dict.fromkeys(Holder, MB))
    reporter = await site.newcomer()
    await reporter.tells(until="evidence")
    await reporter.person.sends_file("合同.pdf", b"%PDF" + bytes(2 * MB))
    await site.api.settled()
    refused = await reporter.person.waits_for("「合同.pdf」没有收")
    assert "最多放 1 MB" in refused.text
    assert await site.all(StoredFile) == []
    await reporter.person.sends_file("合同.pdf", b"%PDF-1.7 small")
    await site.api.settled()
    assert [one.size for one in await site.all(StoredFile)] == [len(b"%PDF-1.7 small")]


async def test_a_paper_of_ours_waits_with_words(product: Product):
    """Under the reserve a PDF that is asked for is not made into a plain failure: it is said that files wait."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says("6222 0212 3456 7890 128")
    files = product.parts.door.files
    files.disk = Disk(files.disk.folder, Reserve(2**62, 1.0))
    await reporter.says("/money")
    for _ in range(5):
        if any("PDF" in label for label in reporter.last.buttons):
            break
        await reporter.presses("跳过")
    await reporter.presses("PDF")
    assert "文件先等一等" in reporter.toast
