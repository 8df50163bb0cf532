"""A real house around the web chat: database, server and dispatcher; only the clock can be moved."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
import uvicorn
from aiogram import Dispatcher, F, Router
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from fastapi import FastAPI

from bot.web import safe_headers
from bot.webchat.wiring import WebChat, build_web_chat
from handlers.static import static_router
from storage.database import Database
from storage.files import FileStore
from storage.keys import KeyRing
from templates.rendering import Words

SECRET = b"k" * 32


def keyboard(*rows: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data) for text, data in row] for row in rows]
    )


class Server(uvicorn.Server):
    """Lets the open pages go before uvicorn waits for them."""

    web: WebChat

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.web.live.close()
        await super().shutdown(sockets)


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


class House:
    """One running process: stop and start again to see what survives."""

    def __init__(self, folder: Path, database_url: str, clock: Callable[[], datetime]) -> None:
        self.folder, self.database_url, self.clock = folder, database_url, clock
        self.seen: list[Message | CallbackQuery] = []
        self.gate = asyncio.Event()
        self.facts = {"unit_name": None, "unit_phone": None, "demonstration": True}
        self.routers: list[Callable[[], Router]] = [lambda: small_bot(self.seen, self.gate)]
        self.public_url: str | None = None

    async def start(self, *, feeding: bool = True, port: int = 0) -> None:
        self.keys = KeyRing(SECRET)
        self.database = Database(self.database_url, session_info={"keys": self.keys})
        async with self.database.writing() as session:
            await self.keys.prepare(session, self.clock())
        self.files = FileStore(self.folder / "files")
        self.dispatcher = Dispatcher()
        self.dispatcher.include_routers(*(build() for build in self.routers))
        self.web = build_web_chat(
            self.dispatcher,
            database=self.database,
            keys=self.keys,
            files=self.files,
            words=Words(ZoneInfo("Asia/Shanghai"), self.facts),
            clock=self.clock,
            public_url=self.public_url,
        )
        if not feeding:
            self.web.updates._start = lambda _entry: None  # killed between storing and handling
        await self._serve(port)

    async def _serve(self, port: int) -> None:
        app = FastAPI()
        app.middleware("http")(safe_headers)  # as in the product: streams must pass through it
        app.include_router(static_router())
        app.include_router(self.web.router)
        self.server = Server(uvicorn.Config(app, log_level="warning", lifespan="off", timeout_keep_alive=1))
        self.server.web = self.web
        self.server.capture_signals = _no_signals
        listening = socket.create_server(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.serving = asyncio.create_task(self.server.serve(sockets=[listening]))
        while not self.server.started:
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        self.server.should_exit = True
        await asyncio.wait_for(self.serving, 10)
        await self.web.close()
        await self.web.bot.session.close()
        await self.database.close()

    async def restart(self) -> None:
        await self.stop()
        await self.start()
        await self.web.updates.resume()

    def on_disk(self) -> bytes:
        """Everything the database wrote, its log included; nothing when it is elsewhere."""
        return b"".join(path.read_bytes() for path in self.folder.glob("*.db*"))

    def stored_files(self) -> list[Path]:
        return [path for path in (self.folder / "files").rglob("*") if path.is_file()]


class _Nothing:
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


def _no_signals() -> _Nothing:
    return _Nothing()


class Person:
    """Someone with a browser, as the requests of the page."""

    def __init__(self, house: House, **headers: str) -> None:
        self.house = house
        self.http = httpx.AsyncClient(base_url=house.url, headers={"Sec-Fetch-Site": "same-origin", **headers})

    async def post(self, path: str, **facts: object) -> httpx.Response:
        return await self.http.post(path, json=facts)

    async def opens(self, **facts: object) -> dict:
        response = await self.post("/chat/open", **facts)
        assert response.status_code == 200, response.text
        return response.json()

    async def says(self, text: str, client_id: str | None = None) -> httpx.Response:
        return await self.post("/chat/say", text=text, client_id=client_id or secrets.token_hex(8))

    async def presses(self, message: dict, text: str) -> httpx.Response:
        button = next(one for row in message["keyboard"] for one in row if one["text"] == text)
        return await self.post("/chat/press", message_id=message["id"], button=button["key"])

    async def sends(self, *files: tuple[str, bytes], caption: str = "", client_id: str | None = None) -> httpx.Response:
        return await self.http.post(
            "/chat/files",
            data={"client_id": client_id or secrets.token_hex(8), "caption": caption},
            files=[("file", file) for file in files],
        )

    async def history(self, **query: int) -> dict:
        response = await self.http.get("/chat/history", params=query)
        assert response.status_code == 200, response.text
        return response.json()

    async def messages(self) -> list[dict]:
        return (await self.history())["messages"]

    async def sees(self, text: str) -> dict:
        """Wait for an answer of the bot with these words in it."""
        for _ in range(300):
            for message in reversed(await self.messages()):
                if text in message.get("text", "") and not message["mine"]:
                    return message
            await asyncio.sleep(0.01)
        raise AssertionError(f"{text!r} never came: {await self.messages()}")

    @asynccontextmanager
    async def page(self, after: int = 0, **headers: str) -> AsyncIterator[Page]:
        async with self.http.stream("GET", "/chat/events", params={"after": after}, headers=headers) as response:
            assert response.status_code == 200
            yield Page(response)

    async def leaves_town(self) -> None:
        await self.http.aclose()


class Page:
    """An open page: the events as they come."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()

    async def next(self, kind: str = "message") -> dict:
        """The next event of that kind, with its id as "event_id"."""
        found: dict[str, str] = {}
        async with asyncio.timeout(5):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                found[name] = value
                if line == "":
                    if found.get("event") == kind:
                        return {**json.loads(found["data"]), "event_id": int(found.get("id", 0))}
                    found = {}
        raise AssertionError("the stream ended")

    async def ends(self) -> bool:
        async with asyncio.timeout(5):
            async for _ in self._lines:
                pass
        return True


@pytest.fixture
async def house(tmp_path: Path, database_url: str, clock: Callable[[], datetime]) -> AsyncIterator[House]:
    house = House(tmp_path, database_url, clock)
    await house.start()
    yield house
    house.gate.set()
    await house.stop()


@pytest.fixture
async def newcomer(house: House) -> AsyncIterator[Callable[..., Person]]:
    """Makes people with browsers of their own."""
    people: list[Person] = []

    def come(**headers: str) -> Person:
        people.append(Person(house, **headers))
        return people[-1]

    yield come
    for person in people:
        await person.leaves_town()


@pytest.fixture
async def reporter(newcomer: Callable[..., Person]) -> Person:
    """A person who has opened the page and read the greeting."""
    person = newcomer()
    await person.opens()
    await person.sees("护企绿色通道")
    return person
