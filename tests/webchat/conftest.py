"""The product over HTTP with a small bot behind its web chat; only the clock can be moved."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiogram import Dispatcher, F, Router
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.webchat.wiring import WebChat
from storage.database import Database
from tests.world import Clock, Product
from tests.world.visiting import Visitor


def keyboard(*rows: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data) for text, data in row] for row in rows]
    )


def small_bot(seen: list[Message | CallbackQuery], gate: asyncio.Event) -> Router:
    """What a handler may do, in small: echo, keyboard, edit, document, slow, failing."""
    router = Router()

    @router.message(F.text.startswith("/start"))
    async def start(message: Message) -> None:
        seen.append(message)
        await message.answer(
            "这里是<b>护企绿色通道</b>报案助手。\n<b>钱是刚刚转出去的吗？</b>",
            reply_markup=keyboard([("是，刚转走", "yes"), ("不是", "no")], [("以后再说", "later")]),
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
    async def received(message: Message) -> None:
        seen.append(message)
        got = await message.bot.download(message.document)
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
        dispatcher.include_router(small_bot(self.seen, self.gate))
        self.web.updates.dispatcher = dispatcher
        if not self.feeding:
            self.web.updates._start = lambda _entry: None
        await super().runs()

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
