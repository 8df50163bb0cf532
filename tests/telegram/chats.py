"""What Telegram keeps: chats, their messages as they look now, and files."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

PATIENCE = 30  # seconds; who waits is done as soon as it is there, and machines are noisy

WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
}


class Refused(Exception):
    """Telegram says no, in these words."""

    def __init__(self, status: int, words: str = "", **parameters: int) -> None:
        description = ": ".join(part for part in (WORDS.get(status, ""), words) if part) or "Internal Server Error"
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters

    def answer(self) -> dict[str, Any]:
        answer = {"ok": False, "error_code": self.status, "description": self.description}
        return {**answer, "parameters": self.parameters} if self.parameters else answer


class Bell:
    """Rings at every change; whoever waits for a condition looks again. `changes` numbers the changes."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self.changes = 0

    def ring(self) -> int:
        self.changes += 1
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()
        return self.changes

    async def wait(self, until: Callable[[], bool], seconds: float | None) -> bool:
        """False when the time was up first."""
        try:
            async with asyncio.timeout(seconds):
                while not until():
                    await self._rung.wait()
        except TimeoutError:
            return False
        return True


@dataclass
class StoredFile:
    id: str
    path: str
    content: bytes
    size: int
    name: str | None = None


@dataclass
class Message:
    """A message as it looks in the chat now; edits change it in place, so a test may hold on to it."""

    chat: Chat
    id: int
    sender: dict[str, Any]
    text: str = ""  # of a file its caption
    html: str = ""  # as it was sent
    entities: list[dict[str, Any]] = field(default_factory=list)
    keyboard: list[list[dict[str, Any]]] = field(default_factory=list)  # the buttons under it, as rows of JSON
    earlier_keyboards: list[list[list[dict[str, Any]]]] = field(default_factory=list)
    reply_keyboard: list[list[Any]] | None = None
    content: dict[str, Any] = field(default_factory=dict)  # "document", "photo" and such as JSON
    file: StoredFile | None = None
    album: str | None = None
    reply_to: Message | None = None
    edits: list[str] = field(default_factory=list)  # the texts it had before
    edited: bool = False
    deleted: bool = False
    inaccessible: bool = False  # so old that Telegram no longer shows it to the bot
    changed: int = 0  # the number of its latest change
    date: int = field(default_factory=lambda: int(time.time()))

    @property
    def from_bot(self) -> bool:
        return bool(self.sender.get("is_bot"))

    @property
    def rows(self) -> list[list[str]]:
        """The words on its buttons, row by row."""
        return [[button["text"] for button in row] for row in self.keyboard]

    @property
    def buttons(self) -> list[str]:
        return [words for row in self.rows for words in row]

    def button(self, words: str, *, also_earlier: bool = False) -> dict[str, Any] | None:
        """The button with just these words, else one that contains them (an emoji before them is easily forgotten)."""
        shown = [button for keyboard in self._keyboards(also_earlier) for row in keyboard for button in row]
        exact = [button for button in shown if button["text"] == words]
        return next(iter(exact or [button for button in shown if words in button["text"]]), None)

    def _keyboards(self, also_earlier: bool) -> Iterator[list[list[dict[str, Any]]]]:
        yield self.keyboard
        if also_earlier:
            yield from reversed(self.earlier_keyboards)

    def json(self, *, with_reply: bool = True) -> dict[str, Any]:
        if self.inaccessible:
            return {"chat": self.chat.json(), "message_id": self.id, "date": 0}
        said = ("caption", "caption_entities") if self.content else ("text", "entities")
        optional = {
            said[0]: self.text,
            said[1]: self.entities,
            "media_group_id": self.album,
            "reply_markup": {"inline_keyboard": self.keyboard} if self.keyboard else None,
            "reply_to_message": self.reply_to.json(with_reply=False) if self.reply_to and with_reply else None,
            "edit_date": int(time.time()) if self.edited else None,
        }
        always = {"message_id": self.id, "date": self.date, "chat": self.chat.json(), "from": self.sender}
        return {**always, **self.content, **{key: value for key, value in optional.items() if value}}

    def __str__(self) -> str:
        who = "bot" if self.from_bot else self.sender["first_name"]
        content = "".join(f"<{kind}> " for kind in self.content)
        buttons = "".join(f" [{words}]" for words in self.buttons)
        return f"{who}: {content}{self.text}{buttons}{' (edited)' if self.edited else ''}"


@dataclass
class Chat:
    id: int
    kind: str
    names: dict[str, Any]  # first_name or title, as Telegram writes them
    messages: dict[int, Message] = field(default_factory=dict)
    refusal: tuple[int, str] | None = None  # the error every message into it gets: blocked, kicked, deactivated
    migrated_to: int | None = None
    reply_keyboard: list[list[Any]] | None = None
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def json(self) -> dict[str, Any]:
        return {"id": self.id, "type": self.kind, **self.names}

    def visible(self) -> list[Message]:
        return [message for message in self.messages.values() if not message.deleted]

    def __str__(self) -> str:
        return "\n".join(map(str, self.visible())) or "(nothing)"
