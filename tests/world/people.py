"""The people of the stories at the web chat: `await reporter.says("…")`, `await expert.presses("接手")`."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.webchat.attachments import Kept, keep, open_file
from bot.webchat.transcript import Entry
from storage import web_chats
from tests.world.telling import Teller

if TYPE_CHECKING:
    from tests.world.product import Product


@dataclass(frozen=True)
class Seen:
    """One message as a person sees it."""

    id: int
    text: str
    buttons: list[str]
    mine: bool

    @classmethod
    def of(cls, entry: Entry) -> Seen:
        buttons = [button.text for row in entry.content.keyboard for button in row]
        return cls(entry.message_id, entry.content.text, buttons, entry.row.from_person)


class Person:
    """Someone at the web chat."""

    def __init__(self, product: Product, chat_id: int) -> None:
        self.product, self.chat_id = product, chat_id
        self.screen: list[Seen] = []
        self._entries: dict[int, Entry] = {}  # the messages as they were when last looked at
        self._heard = 0  # up to which event

    async def says(self, text: str, client_id: str | None = None) -> Seen:
        """Types a message and sees what comes back."""
        await self._updates.say(self.chat_id, text, client_id=client_id or secrets.token_hex(8))
        return await self.looks()

    async def presses(self, label: str, on: Seen | None = None) -> Seen:
        """Presses the newest button whose label holds these words."""
        message = on or next(
            (seen for seen in reversed(self.screen) if any(label in one for one in seen.buttons)), None
        )
        assert message, f"no button {label!r} on {[seen.buttons for seen in self.screen[-3:]]}"
        self.toast = (await self._updates.press(self.chat_id, message.id, self.key(label, message))).text
        return await self.looks()

    def key(self, label: str, message: Seen) -> str:
        """What the page sends for the button with these words."""
        entry = self._entries[message.id]
        found = next(one for row in entry.content.keyboard for one in row if label in one.text).key(message.id)
        assert found
        return found

    def answers(self, message: Seen) -> list[str]:
        """The buttons that stand as such; the others are ways, words in a line."""
        return [one.text for row in self._entries[message.id].content.keyboard for one in row if not one.way]

    async def sends(self, name: str, content: bytes = b"%PDF-1.4 test") -> Seen:
        return await self.sends_all((name, content))

    async def sends_all(self, *files: tuple[str, bytes], caption: str = "") -> Seen:
        """Uploads files in one go, as the page does."""
        kept = [await self._keeps(name, content) for name, content in files]
        await self._updates.upload(self.chat_id, kept, caption, client_id=secrets.token_hex(8))
        return await self.looks()

    async def looks(self) -> Seen:
        """What is on the screen now; returns the newest message, an empty one when there is none."""
        await self.product.settles()
        for entry in await self._transcript.since(self.chat_id, self._heard, 1000):
            self._entries[entry.message_id], self._heard = entry, entry.row.event_id
        shown = [entry for _, entry in sorted(self._entries.items())]
        self.screen = [Seen.of(entry) for entry in shown if not entry.row.deleted and not entry.content.hidden]
        return self.screen[-1] if self.screen else Seen(0, "", [], mine=False)

    async def takes_and_answers(self) -> None:
        """An officer: the newest case taken, and ended as a question that was answered."""
        await self.looks()
        for label in ("接手", "结束", "咨询已答复"):
            await self.presses(label)

    @property
    def last(self) -> Seen:
        return self.screen[-1]

    async def downloads(self, message: Seen) -> bytes:
        """The bytes of the file a message carries, as the page gets them."""
        file = self._entries[message.id].content.file
        assert file and file.id
        async with self._transcript.database.reading() as session:
            row = await web_chats.file_by_id(session, self.chat_id, file.id)
        assert row
        return b"".join([chunk async for chunk in open_file(self._transcript, row)])

    def sees(self, words: str) -> Seen:
        """The newest message with these words; fails when there is none."""
        found = next((one for one in reversed(self.screen) if words in one.text and not one.mine), None)
        assert found, f"{words!r} is not on the screen: {[one.text for one in self.screen[-4:]]}"
        return found

    def count(self, words: str) -> int:
        return sum(words in one.text for one in self.screen)

    async def _entry(self, message_id: int) -> Entry:
        return await self._transcript.read(self.chat_id, message_id)

    async def _keeps(self, name: str, content: bytes) -> Kept:
        """One upload, sealed as the HTTP route does it."""

        async def chunks() -> AsyncIterator[bytes]:
            yield content

        return await keep(self._transcript, self.chat_id, chunks(), name=name)

    @property
    def _updates(self):
        return self.product.parts.web_chat.updates

    @property
    def _transcript(self):
        return self.product.parts.web_chat.transcript


class Reporter(Teller, Person):
    """Someone with something to report."""

    async def submits(self) -> str:
        """Sends what is on the review page; returns the case's number."""
        await self.presses("确认无误，提交" if self.language == "zh" else "All correct")
        found = re.findall(r"GC-\d{6}-\w{5}", "\n".join(one.text for one in self.screen))
        assert found
        return str(found[-1])
