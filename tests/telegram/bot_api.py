"""A Bot API server for tests: real HTTP on 127.0.0.1, as strict as Telegram, with persons to tell stories by.

    async with BotApi() as api:
        bot = telegram_bot(api.token, api.url, RateLimits(Limits()))
        reporter = api.person(name="王敏", language="zh")
        await reporter.says("/start")
        question = await reporter.waits_for("您好")
        await reporter.presses("资金正在转出")
        assert "110" in reporter.sees()[-1].text

Faults: `api.fail_next("sendMessage", status=429, retry_after=2)`, `drop_next`, `hang_next`. Limits: `api.be_strict()` makes the server
itself answer 429 when a rate is passed, and counts in `api.too_many` how often it had to.
"""

from __future__ import annotations

import asyncio
import mimetypes
import re
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from math import ceil
from typing import Any, Self

from aiohttp import web

from tests.telegram.chats import PATIENCE, Bell, Chat, Message, Refused, StoredFile
from tests.telegram.methods import Methods, Params
from tests.telegram.people import Group, Press, User
from tests.telegram.updates import Updates

__all__ = ["BotApi", "Call", "Group", "Message", "Press", "User"]

PUTS_A_MESSAGE = re.compile(r"(send(?!ChatAction)|editMessage|copyMessage|forwardMessage)")


@dataclass
class Call:
    """One request the bot made."""

    method: str
    params: dict[str, Any]


@dataclass
class Fault:
    method: str  # "*" for any
    chat_id: int | None
    times: int
    status: int = 0  # 0: no answer at all
    words: str = ""
    parameters: dict[str, int] = field(default_factory=dict)
    hang: float = 0  # seconds before the connection is dropped
    done: bool = False  # the request is carried out before: only the answer is lost

    def hits(self, call: Call) -> bool:
        chat = self.chat_id is None or str(self.chat_id) == call.params.get("chat_id")
        return self.times > 0 and chat and self.method in ("*", call.method)


class Strictness:
    """Counts messages: of the bot and of a group in sliding windows (count, seconds), of a chat in a bucket (burst, seconds for one)."""

    def __init__(self, bot: tuple[int, float], chat: tuple[int, float], group: tuple[int, float]) -> None:
        self._rates = {"bot": bot, "group": group}
        self._burst, self._pace = chat
        self._sent: dict[tuple[str, str], deque[float]] = {}
        self._full: dict[str, float] = {}  # when the chat's bucket will have run empty

    def check(self, call: Call) -> None:
        """Raises Refused with the seconds to wait; a refused message does not count."""
        chat = call.params.get("chat_id", "")
        scopes = [("bot", "")] + ([("group", chat)] if chat.startswith("-") else [])
        now = asyncio.get_running_loop().time()
        empty_at = max(self._full.get(chat, 0), now) + self._pace
        refuse_for(empty_at - now - self._burst * self._pace)
        for scope in scopes:
            self._check(scope, now)
        self._full[chat] = empty_at
        for scope in scopes:
            self._sent[scope].append(now)

    def _check(self, scope: tuple[str, str], now: float) -> None:
        most, seconds = self._rates[scope[0]]
        sent = self._sent.setdefault(scope, deque())
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        if len(sent) >= most:
            refuse_for(sent[0] + seconds - now)


def refuse_for(seconds: float) -> None:
    if seconds > 1e-9:  # floats do not add up exactly
        raise Refused(429, f"retry after {ceil(seconds)}", retry_after=ceil(seconds))


class BotApi:
    """The server and all of Telegram behind it. An async context manager."""

    def __init__(self, token: str = "7000000001:TEST-token_of-the-fake-server") -> None:
        self.token = token
        self.me = {
            "id": int(token.split(":", maxsplit=1)[0]),
            "is_bot": True,
            "first_name": "Green Channel",
            "username": "green_channel_bot",
        }
        self.bell = Bell()
        self.updates = Updates(self.bell)
        self.in_hand: list[Callable[[], Awaitable[bool]]] = []  # of each bot: has it confirmed what it has yet to do?
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.presses: dict[str, Press] = {}
        self.calls: list[Call] = []
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.chat_actions: list[tuple[int, str]] = []
        self.too_many = 0
        self._strict: Strictness | None = None
        self._faults: list[Fault] = []
        self._broken_files: list[StoredFile] = []
        self._methods = Methods(self)
        self._numbers = count(1)
        self._person_ids = count(500_000_001)

    # --- the server

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve_file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.updates.close()
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            return answer_of(Refused(401))
        call = Call(request.match_info["method"], await fields_of(request))
        self.calls.append(call)
        fault = self._next_fault(call)
        if fault and not fault.done:
            return await self._suffer(fault, request)
        try:
            result = await self._carry_out(call)
        except Refused as refused:
            return answer_of(refused)
        return await self._suffer(fault, request) if fault else web.json_response({"ok": True, "result": result})

    async def _carry_out(self, call: Call) -> Any:
        if self._strict and PUTS_A_MESSAGE.match(call.method):
            try:
                self._strict.check(call)
            except Refused:
                self.too_many += 1
                raise
        return await self._methods.call(call.method, Params(call.params))

    async def _serve_file(self, request: web.Request) -> web.Response:
        found = [file for file in self.files.values() if file.path == request.match_info["path"]]
        if request.match_info["token"] != self.token or not found:
            raise web.HTTPNotFound
        if found[0] in self._broken_files:
            return await self._break_off(found[0], request)
        return web.Response(body=found[0].content, content_type="application/octet-stream")

    async def _break_off(self, file: StoredFile, request: web.Request) -> web.Response:
        response = web.StreamResponse(headers={"Content-Length": str(len(file.content))})
        await response.prepare(request)
        await response.write(file.content[: len(file.content) // 2])
        if request.transport:
            request.transport.close()
        return web.Response()

    # --- faults

    def fail_next(
        self,
        method: str,
        *,
        status: int,
        words: str = "",
        times: int = 1,
        chat_id: int | None = None,
        **parameters: int,
    ) -> None:
        """The next `times` calls get this answer; `retry_after=2` and such are its parameters. 502 comes as a page, not as JSON."""
        self._faults.append(Fault(method, chat_id, times, status, words, parameters))

    def drop_next(self, method: str, *, times: int = 1, done: bool = False) -> None:
        """The connection breaks without an answer; with `done` after the request was carried out."""
        self._faults.append(Fault(method, None, times, done=done))

    def hang_next(
        self, method: str, seconds: float, *, times: int = 1, done: bool = False, chat_id: int | None = None
    ) -> None:
        """Nothing comes for so long, then the connection breaks."""
        self._faults.append(Fault(method, chat_id, times, hang=seconds, done=done))

    def break_off(self, file: StoredFile) -> None:
        """Every download of this file ends in the middle."""
        self._broken_files.append(file)

    def be_well(self) -> None:
        """Forgets the faults still to come."""
        self._faults.clear()

    def be_strict(
        self, bot: tuple[int, float] = (30, 1), chat: tuple[int, float] = (5, 1), group: tuple[int, float] = (20, 60)
    ) -> None:
        """From now on who passes a rate is answered with 429. `chat` is a burst and the seconds for one more."""
        self._strict = Strictness(bot, chat, group)

    def _next_fault(self, call: Call) -> Fault | None:
        fault = next((fault for fault in self._faults if fault.hits(call)), None)
        if fault:
            fault.times -= 1
        return fault

    async def _suffer(self, fault: Fault, request: web.Request) -> web.Response:
        if fault.status == 502:
            return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
        if fault.status:
            return answer_of(Refused(fault.status, fault.words, **fault.parameters))
        await self.bell.wait(lambda: self.updates.closing, fault.hang)
        if request.transport:
            request.transport.abort()
        return web.Response()

    # --- who is there

    def person(
        self,
        id: int | None = None,  # noqa: A002 - so that a story reads well
        name: str = "王敏",
        language: str = "zh",
        *,
        started: bool = True,
    ) -> User:
        """A person in the private chat with the bot. Not `started`, the bot may not write to them first."""
        number = id or next(self._person_ids)
        user = {"id": number, "is_bot": False, "first_name": name, "language_code": language}
        chat = self.chats.setdefault(number, Chat(number, "private", {"first_name": name}))
        if not started:
            chat.refusal = (403, "bot can't initiate conversation with a user")
        return User(self, user, chat)

    def group(self, id: int, title: str = "专家组") -> Group:  # noqa: A002
        return Group(self, self.chats.setdefault(id, Chat(id, "supergroup", {"title": title})))

    async def settled(self, timeout: float = PATIENCE) -> None:
        """Waits until the bot has confirmed every update and done it: after this nothing more comes of what was said."""
        if not await self.bell.wait(lambda: not self.updates.pending, timeout):
            raise AssertionError(f"not confirmed: {[one.update for one in self.updates.pending]}")
        await self.done(timeout)

    async def done(self, timeout: float = PATIENCE) -> None:
        """Waits until the bot has done what it has confirmed: it may keep it first, for whichever process has time."""
        async with asyncio.timeout(timeout):
            while any([await busy() for busy in self.in_hand]):
                await asyncio.sleep(0.02)

    def repeat_last_update(self) -> None:
        self.updates.repeat_last()

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    @property
    def allowed(self) -> list[str]:
        return self.updates.allowed

    @allowed.setter
    def allowed(self, kinds: list[str]) -> None:
        self.updates.allowed = kinds

    # --- what persons and methods do to it

    def add_message(self, chat: Chat, sender: dict[str, Any], **shown: Any) -> Message:
        if not sender["is_bot"] and chat.refusal and "initiate" in chat.refusal[1]:
            chat.refusal = None  # the person spoke first
        message = Message(chat, next(chat.ids), sender, **shown)
        chat.messages[message.id] = message
        message.changed = self.bell.ring()
        return message

    def keep_file(self, kind: str, name: str, content: bytes, size: int = 0) -> StoredFile:
        number = next(self._numbers)
        suffix = re.sub(r"[^.\w]", "", name.rpartition(".")[2])
        file = StoredFile(f"FILE{number:06}", f"{kind}s/file_{number}.{suffix}", content, size or len(content), name)
        self.files[file.id] = file
        return file

    def file_json(self, file: StoredFile, kind: str) -> dict[str, Any]:
        """The field of a message; a photo has two sizes and has lost its name, as in Telegram."""
        base = {"file_id": file.id, "file_unique_id": file.id, "file_size": file.size}
        if kind == "photo":
            return {
                "photo": [{**base, "width": 90, "height": 60, "file_size": 1}, {**base, "width": 900, "height": 600}]
            }
        mime = mimetypes.guess_type(file.name or "")[0] or "application/octet-stream"
        return {kind: {**base, "file_name": file.name, "mime_type": mime}}

    def new_press(self, button: str, message: Message) -> tuple[str, Press]:
        query = f"{4_000_000_000_000 + next(self._numbers)}"
        self.presses[query] = Press(self, button, message)
        return query, self.presses[query]

    def new_album(self) -> str:
        return f"{13_000_000_000 + next(self._numbers)}"


async def fields_of(request: web.Request) -> dict[str, Any]:
    """Texts as they are, files as (name, bytes)."""
    return dict(_fields(await request.post()))


def _fields(form: Any) -> Iterator[tuple[str, Any]]:
    for name, value in form.items():
        if isinstance(value, web.FileField):
            yield name, (value.filename, value.file.read())
        else:
            yield name, value


def answer_of(refused: Refused) -> web.Response:
    return web.json_response(refused.answer(), status=refused.status)
