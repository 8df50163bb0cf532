"""The product over HTTP with a small bot behind its web chat; only the clock can be moved."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from aiogram import Dispatcher, F, Router
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from bot.webchat.wiring import WebChat
from handlers.chat import source_of
from handlers.incoming import received, stream
from storage.database import Database
from storage.keys import keys_of
from storage.tables import KeyPurpose, StoredFile
from tests.world import Clock, Product
from tests.world.visiting import Visitor

if TYPE_CHECKING:
    from playwright.async_api import Browser, Locator, Page

PICTURES = os.environ.get("GC_SCREENSHOTS")  # a folder to look at the page in
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


def keyboard(*rows: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data) for text, data in row] for row in rows]
    )


def styled(*rows: list[tuple[str, str | None]], copies: str | None = None) -> InlineKeyboardMarkup:
    """Buttons with their style, each pressed as "pick <its label>"; the very first `copies` that, if it is given."""
    buttons = [
        [InlineKeyboardButton(text=text, style=style, callback_data=f"pick {text}") for text, style in row]
        for row in rows
    ]
    if copies:
        first = buttons[0][0]
        buttons[0][0] = InlineKeyboardButton(text=first.text, style=first.style, copy_text=CopyTextButton(text=copies))
    return InlineKeyboardMarkup(inline_keyboard=buttons)


def ticking(ticked: set[str]) -> InlineKeyboardMarkup:
    """A question with several to choose."""
    options = [[(f"✓ {one}", "success") if one in ticked else (one, "primary")] for one in ("合同", "发票", "聊天记录")]
    ends: list[list[tuple[str, str | None]]] = [[("选好了", "primary")]] if ticked else []
    return styled(*options, *ends, [("上一题", None)])


def small_bot(
    seen: list[Message | CallbackQuery], gate: asyncio.Event, takes_in: Callable[[Message], Awaitable[None]]
) -> Router:
    """What a handler may do, in small: echo, keyboard, edit, document, slow, failing."""
    router = Router()

    @router.message(F.text.startswith("/start"))
    async def start(message: Message) -> None:
        seen.append(message)
        await message.answer(
            "这里是<b>护企绿色通道</b>报案助手。\n<b>钱是刚刚转出去的吗？</b>",
            reply_markup=keyboard([("钱刚转出去", "yes"), ("不是", "no")], [("以后再说", "later")]),
        )

    @router.message(F.text == "文件")
    async def document(message: Message) -> None:
        await message.answer_document(BufferedInputFile("第一页".encode(), "收据 1.txt"), caption="<i>收据</i>")

    @router.message(F.text == "慢")
    async def slow(message: Message) -> None:
        await message.bot.send_chat_action(message.chat.id, "typing")
        await gate.wait()
        await message.answer("好了")

    @router.message(F.text == "坏")
    async def failing(message: Message) -> None:
        seen.append(message)
        raise RuntimeError("the handler failed")

    @router.message(F.document)
    async def file_came(message: Message) -> None:
        seen.append(message)
        got = await message.bot.download(message.document)
        await takes_in(message)
        await message.reply(f"收到 {len(got.read())} 字节：{message.document.file_name}")

    @router.message()
    async def echo(message: Message) -> None:
        seen.append(message)
        await message.answer(message.text, parse_mode=None)

    @router.callback_query(F.data == "fail")
    async def fail(query: CallbackQuery) -> None:
        raise RuntimeError("the handler failed")

    @router.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        seen.append(query)
        await query.message.edit_text(f"您选了 {query.data}", reply_markup=keyboard([("改一下", "again")]))
        await query.answer("记下了", show_alert=query.data == "later")

    return router


def of_choices() -> Router:
    """How the product answers a choice: a tick stays in its question, else the next question comes below."""
    router, ticked = Router(), set[str]()

    @router.callback_query(
        F.data.in_({f"pick {tick}{one}" for one in ("合同", "发票", "聊天记录") for tick in ("", "✓ ")})
    )
    async def tick(query: CallbackQuery) -> None:
        ticked.symmetric_difference_update({query.data.removeprefix("pick ").removeprefix("✓ ")})
        await query.message.edit_reply_markup(reply_markup=ticking(ticked))
        await query.answer()

    @router.callback_query(F.data == "pick 只有路")
    async def typed(query: CallbackQuery) -> None:
        """A question to type has ways alone."""
        skip = InlineKeyboardButton(text="跳过", callback_data="pick 跳过", way=True)
        await query.message.answer("<b>叫什么名字？</b>", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[skip]]))

    @router.callback_query(F.data.startswith("pick "))
    async def picked(query: CallbackQuery) -> None:
        """The question keeps what was pressed below it, and the next one comes as a message of its own."""
        label = query.data.removeprefix("pick ")
        await query.message.edit_text(f"{query.message.html_text}\n<blockquote expandable>{label}</blockquote>")
        ways: list[tuple[str, str | None]] = [("上一题", None), ("跳过", None)]
        rows = styled([("要", "primary"), ("不要", "primary")], ways) if label != "最后一题" else None
        await query.message.answer("<b>下一题是什么？</b>" if rows else "<b>请写下来。</b>", reply_markup=rows)
        await query.answer()

    return router


class House(Product):
    """The product with a small bot behind its web chat, which shows what a handler may do. `seen` is what reached it."""

    served = True

    def __init__(self, folder: Path, database_url: str, clock: Clock) -> None:
        super().__init__(folder, database_url, clock)
        self.seen: list[Message | CallbackQuery] = []
        self.gate = asyncio.Event()
        self.feeding = True

    async def start(self, port: int = 0, *, feeding: bool = True) -> None:
        """Without feeding it is as if killed between storing and handling."""
        self.feeding = feeding
        await super().start(port)

    async def runs(self) -> None:
        dispatcher = Dispatcher()
        dispatcher.include_routers(of_choices(), small_bot(self.seen, self.gate, self.takes_in))
        self.web.updates.dispatcher = dispatcher
        if not self.feeding:
            self.web.updates._start = lambda _entry: None
        await super().runs()

    async def takes_in(self, message: Message) -> None:
        """The file becomes one of a report, which is what keeps it."""
        door, file, file_id = self.parts.door, received(message), uuid4()
        async with door.database.writing() as session:
            key_id, cipher = keys_of(session).make(session, KeyPurpose.CASE, door.clock())
        stored = await door.files.put(cipher, file_id, stream(message.bot, file), 10**9)
        row = StoredFile(
            id=file_id,
            report_id=uuid4(),
            key_id=key_id,
            sealed_name=b"",
            media_type=file.media_type,
            size=stored.size,
            sha256=stored.sha256,
            received_at=door.clock(),
            source=source_of(message, door.keys),
        )
        async with door.database.writing() as session:
            session.add(row)

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    @property
    def web(self) -> WebChat:
        return self.parts.web_chat

    @property
    def database(self) -> Database:
        return self.parts.door.database

    @property
    def url(self) -> str:
        """Where it listens, whatever it calls itself."""
        return f"http://{self.settings['bind']}"

    def on_disk(self) -> bytes:
        """Everything the database wrote, its log included; nothing when it is elsewhere."""
        return b"".join(path.read_bytes() for path in self.folder.glob("*.db*"))


@pytest.fixture
async def house(tmp_path: Path, database_url: str, clock: Clock) -> AsyncIterator[House]:
    house = House(tmp_path, database_url, clock)
    await house.start()
    yield house
    house.gate.set()
    await house.stop()


@pytest.fixture
async def newcomer(house: House) -> AsyncIterator[Callable[..., Visitor]]:
    """Makes people with browsers of their own."""
    people: list[Visitor] = []

    def come(**headers: str) -> Visitor:
        people.append(Visitor(house.url, **headers))
        return people[-1]

    yield come
    for person in people:
        await person.leaves_town()


@pytest.fixture
async def reporter(newcomer: Callable[..., Visitor]) -> Visitor:
    """A person who has opened the page and read the greeting."""
    person = newcomer()
    await person.opens()
    await person.sees("护企绿色通道")
    return person


@pytest.fixture
async def visit(house: House, browser: Browser) -> AsyncIterator[Callable]:
    """Opens the page in a browser of its own; complaints in its console fail the test."""
    complaints: list[str] = []

    async def open_page(path: str = "/", **options: object) -> Page:
        context = await browser.new_context(
            **{"viewport": WIDE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **options}
        )
        context.set_default_timeout(30_000)
        page = await context.new_page()
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(house.url + path)
        return page

    yield open_page
    assert [line for line in complaints if "Failed to load resource" not in line and "ERR_" not in line] == []


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/webchat-{name}.png")


def says(page: Page, words: str) -> Locator:
    """A message with these words, of either side."""
    return page.locator("article", has_text=words)


@pytest.fixture
def moved(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted by the minute, by a clock that nobody sets, hears of it when the story lets time pass."""
    monkeypatch.setattr("handlers.counting.monotonic", lambda: monotonic() + clock.ahead.total_seconds())
