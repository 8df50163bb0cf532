"""What one connection, one page and one form may cost, and that each of them comes to an end."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress

import httpx
import pytest
from playwright.async_api import expect
from sqlalchemy import text
from sqlmodel import col, delete, select

from bot import connections
from bot.descriptors import most_streams
from bot.webchat import events, limits, reception
from bot.webchat.transcript import Entry, Transcript
from handlers import streams
from handlers.site import networks
from storage.database import Database
from storage.tables import WebDevice
from storage.web_devices import Device

from .conftest import House, says

# --- event streams


async def test_the_oldest_page_of_a_chat_gives_way(reporter):
    """Five pages of one chat are live; with the sixth the first is told to wait, and the newest is never refused."""
    async with AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(reporter.page()) for _ in range(streams.OF_A_CHAT + 1)]
        assert await pages[0].next("paused") == {"event_id": 0}
        assert await pages[0].ends()
        await reporter.says("还在")
        for page in pages[1:]:
            while "还在" not in str(await page.next()):
                pass


async def test_an_address_has_so_many_pages(house, newcomer, monkeypatch):
    """Of whatever chats; a page that went makes room for another."""
    monkeypatch.setattr(streams, "OF_AN_ADDRESS", 3)
    async with AsyncExitStack() as stack:
        people = [newcomer() for _ in range(5)]
        for one in people:
            await one.opens()
        first = await stack.enter_async_context(people[0].page())
        async with people[1].page():
            await stack.enter_async_context(people[2].page())
        await stack.enter_async_context(people[3].page())
        assert house.web.reception.streams.held == 3
        await stack.enter_async_context(people[4].page())
        assert await first.next("paused")


async def test_a_page_that_nobody_wakes_rarely_asks(house, newcomer, monkeypatch):
    """Of its messages; it has what nobody told it of all the same, a little later."""
    monkeypatch.setattr(events, "HEARTBEAT", 0.05)
    asked, since = Counter[int](), Transcript.since

    async def counted(transcript: Transcript, chat_id: int, *of: int) -> list[Entry]:
        asked[chat_id] += 1
        return await since(transcript, chat_id, *of)

    monkeypatch.setattr(Transcript, "since", counted)
    person = newcomer()
    await person.opens()
    await person.sees("护企绿色通道")
    async with person.page() as page:
        await page.beats(1)
        before = asked.total()
        await page.beats(2 * events.LOOKS_ANYWAY)
        assert 1 <= asked.total() - before <= 3
        monkeypatch.setattr(house.web.live, "changed", lambda _chat: None)
        await person.says("没人提醒的话")
        while "没人提醒的话" not in str(await page.next()):
            pass


async def test_pages_that_nobody_wakes_are_looked_at_together(house, newcomer, monkeypatch):
    """Whether their browsers may still read; one that may not is put out by it, and the others stay."""
    monkeypatch.setattr(events, "HEARTBEAT", 0.05)
    read, together = reception.devices_among, []

    async def counted(database: Database, hashes: Collection[str], bot_id: int) -> dict[str, Device]:
        together.append(len(hashes))
        return await read(database, hashes, bot_id)

    monkeypatch.setattr(reception, "devices_among", counted)
    async with AsyncExitStack() as stack:
        people = [newcomer() for _ in range(3)]
        for one in people:
            await one.opens()
        pages = [await stack.enter_async_context(one.page()) for one in people]
        for page in pages:
            await page.beats(3)
        assert max(together) == 3
        first = select(WebDevice.token_hash).order_by(col(WebDevice.created_at)).limit(1)
        gone = delete(WebDevice).where(col(WebDevice.token_hash).in_(first))
        await house.database.save((gone, {}))  # as by another program: nobody is told
        await pages[0].ends()
        await pages[1].beats(3)


async def test_a_row_that_cannot_be_read_breaks_no_page_but_its_own(house, newcomer, monkeypatch):
    """Although browsers of pages that nobody wakes are read together."""
    monkeypatch.setattr(events, "HEARTBEAT", 0.05)
    async with AsyncExitStack() as stack:
        people = [newcomer() for _ in range(2)]
        for one in people:
            await one.opens()
        pages = [await stack.enter_async_context(one.page()) for one in people]
        for page in pages:
            await page.beats(2)
        first = select(WebDevice.token_hash).order_by(col(WebDevice.created_at)).limit(1)
        broken = text("UPDATE web_devices SET held_until = 'x' WHERE token_hash IN (:first)")
        async with house.database.reading() as session:
            found = (await session.exec(first)).one()
        await house.database.save((broken, {"first": found}))
        with suppress(httpx.RemoteProtocolError):
            await pages[0].ends()
        await pages[1].beats(6)


async def test_both_doors_count_the_same_streams(house, newcomer):
    """The pages of the chat and of the console together have the room that the process has, and that is measured."""
    kept = house.web.reception.streams
    assert kept is house.parts.console_live.streams
    assert kept.in_all == most_streams()
    person = newcomer()
    await person.opens()
    async with person.page():
        assert "green_channel_streams 1.0" in (await person.http.get("/metrics")).text


async def test_in_all_there_are_so_many_pages(house, newcomer):
    """From wherever they come."""
    house.web.reception.streams.in_all = 2
    async with AsyncExitStack() as stack:
        people = [newcomer() for _ in range(3)]
        for one in people:
            await one.opens()
        pages = [await stack.enter_async_context(one.page()) for one in people]
        assert await pages[0].next("paused")
        assert house.web.reception.streams.held == 2


def opened(stack: ExitStack, all_of_them: streams.Streams, holder: str, address: str | None) -> list[str]:
    """What is said to that page: nothing while it is open."""
    said: list[str] = []
    stack.enter_context(all_of_them.open(streams.Stream(holder, 5, address, lambda: said.append("wait"))))
    return said


def test_who_holds_most_gives_way():
    """In all it is a page of the address that has most, of an address one of the chat that has most; a member is last."""
    with ExitStack() as stack:
        full = streams.Streams(in_all=6)
        member, company = opened(stack, full, "chen", None), opened(stack, full, "company", "a")
        others = [opened(stack, full, f"chat {number}", "b") for number in range(4)]
        newest = [opened(stack, full, f"more {number}", "b") for number in range(3)]
        assert [len(one) for one in others] == [1, 1, 1, 0]
        assert not member and not company and not any(newest)
    with ExitStack() as stack:
        full = streams.Streams(in_all=100)
        first = opened(stack, full, "company", "a")
        greedy = [opened(stack, full, f"greedy {number // 5}", "a") for number in range(streams.OF_AN_ADDRESS - 1)]
        opened(stack, full, "newcomer", "a")
        assert not first
        assert sum(len(one) for one in greedy) == 1


@pytest.mark.browser
async def test_a_page_that_gave_way_waits_until_it_is_looked_at(house, visit):
    """It says so, asks for nothing by itself, and goes on at a touch with what came meanwhile."""
    house.web.reception.streams.in_all = 1
    page = await visit()
    await expect(says(page, "护企绿色通道")).to_be_visible()
    other = await page.context.new_page()
    await other.goto(house.url)
    await expect(says(other, "护企绿色通道")).to_be_visible()
    await expect(page.locator("#paused")).to_be_visible()
    await other.get_by_label("写消息").fill("从另一页说的")
    await other.keyboard.press("Enter")
    await expect(says(other, "从另一页说的")).to_have_count(2)
    await asyncio.sleep(2.5)  # longer than a browser waits before it connects again
    await expect(says(page, "从另一页说的")).to_have_count(0)
    await page.bring_to_front()
    await page.locator("#log").click()
    await expect(says(page, "从另一页说的")).to_have_count(2)
    await expect(page.locator("#paused")).to_be_hidden()
    await expect(other.locator("#paused")).to_be_visible()


# --- forms


async def test_a_form_has_so_many_parts(reporter):
    """Empty ones count too, and however many arrive together."""
    begins = b'--x\r\nContent-Disposition: form-data; name="client_id"\r\n\r\n'
    for count in (limits.PARTS_AT_ONCE + 1, 20_000):
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        answer = await reporter.http.post(
            "/chat/files", content=(begins + b"\r\n") * count + b"--x--\r\n", headers=kind
        )
        assert answer.status_code == 400
    assert (await reporter.sends(("a.txt", b"a"))).status_code == 200


# --- connections


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same deadlines, in tenths of a second."""
    for name in ("HEAD_WITHIN", "LOOKED_AT_EVERY", "REST_WITHIN", "TAKEN_WITHIN"):
        monkeypatch.setattr(connections, name, 0.3)


HALVES = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow:",
    "half a body": b'POST /chat/open HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"st',
    "half a body of an address that is not there": b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
}


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("drips", [False, True], ids=["then silence", "then a byte now and then"])
async def test_whoever_does_not_go_on_is_let_go(house, hasty, half: str, drips: bool):
    """Neither silence nor a byte now and then holds a connection."""
    async with connected(house) as (reader, writer):
        writer.write(HALVES[half])
        async with asyncio.timeout(10):
            dripping = asyncio.create_task(drip(writer)) if drips else None
            with suppress(ConnectionError):
                while await reader.read(1000):
                    pass
            if dripping:
                dripping.cancel()
    while house.server.server_state.connections:
        await asyncio.sleep(0.01)


async def drip(writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while True:
            await asyncio.sleep(0.05)
            writer.write(b"a")
            await writer.drain()


async def test_whoever_takes_no_answer_is_let_go(house, hasty, reporter):
    """A large file asked for again and again and never read."""
    async with connected(house) as (reader, writer):
        reader._transport.pause_reading()
        script = (await reporter.http.get("/console/login/x")).text.partition("/static/")[2][:12]
        asked = f"GET /static/{script}/vendor/echarts.min.js HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        writer.write(asked * 10)
        async with asyncio.timeout(10):
            while (
                house.server.server_state.tasks or len(house.server.server_state.connections) > 1
            ):  # the reporter has one
                await asyncio.sleep(0.05)


async def test_a_slow_upload_that_goes_on_is_taken(house, reporter, hasty, monkeypatch):
    """It is longer than any deadline, and never silent for one."""
    monkeypatch.setattr(connections, "LEAST", 500)

    async def slowly() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="client_id"\r\n\r\nslow-upload\r\n'
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(10):
            await asyncio.sleep(0.1)
            yield b"a" * 500
        yield b"\r\n--x--\r\n"

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await reporter.http.post("/chat/files", content=slowly(), headers=kind)).status_code == 200


async def test_a_silent_upload_leaves_nothing(house, reporter, hasty):
    """The connection goes, and with it what had come."""
    cookie = reporter.http.cookies["gc_chat"]
    async with connected(house) as (reader, writer):
        head = f"POST /chat/files HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nCookie: gc_chat={cookie}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 9000\r\n\r\n"
        writer.write(
            head.encode() + b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n' + b"a" * 500
        )
        async with asyncio.timeout(10):
            with suppress(ConnectionError):
                await reader.read()
            while house.server.server_state.tasks:
                await asyncio.sleep(0.01)
    assert house.stored_files() == []


async def test_who_only_asks_and_waits_is_kept(house, hasty, reporter):
    """A line on which nothing is asked for longer than a head may take, and a page that is open."""
    async with reporter.page() as page:
        await asyncio.sleep(1)
        await reporter.says("还在")
        while "还在" not in str(await page.next()):
            pass


async def test_the_address_that_holds_most_gives_way(house, newcomer, monkeypatch):
    """One address with many half-sent requests loses its own, and not the quiet line of somebody elsewhere."""
    monkeypatch.setattr(connections, "FEW", 2)
    monkeypatch.setattr(
        connections.Connection, "_most", property(lambda _one: 6, lambda _one, _most: None), raising=False
    )
    house.server.config.app.state.proxies = networks("127.0.0.1")
    company = newcomer(**{"X-Forwarded-For": "203.0.113.7"})
    await company.opens()
    async with AsyncExitStack() as stack:
        for _ in range(8):
            _, writer = await stack.enter_async_context(connected(house))
            writer.write(HALVES["half a body"])
            await asyncio.sleep(0.1)  # asked, before the next one comes
        held = Counter(one.address for one in house.server.server_state.connections if not one.transport.is_closing())
        assert held == {"203.0.113.7": 1, "127.0.0.1": 5}


@asynccontextmanager
async def connected(house: House) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, _, port = house.url.removeprefix("http://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
        with suppress(ConnectionError):
            await writer.wait_closed()
