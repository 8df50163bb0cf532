"""The stored side of the web chat: messages written, changed and read, sealed as bot/webchat/sealing.py says.

Each method is one transaction of its own; pages are woken by its commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.webchat.content import Content, seal, unseal
from bot.webchat.live import Live
from bot.webchat.sealing import ChatMissing, Seal, Seals
from handlers.door import came_from
from storage import web_chats
from storage.changes import tell_of_chat
from storage.database import Database
from storage.files import FileStore
from storage.keys import Cipher, KeyLost, KeyRing
from storage.tables import WebFile, WebMessage
from storage.web_chats import keys_of_row, others
from storage.words_today import count_words


@dataclass(frozen=True)
class Entry:
    """A message row with its content opened; of one that is gone there is none."""

    row: WebMessage
    content: Content

    @property
    def message_id(self) -> int:
        return self.row.message_id

    @property
    def is_shown(self) -> bool:
        return not (self.row.deleted or self.content.hidden)


class MessageMissing(LookupError):
    """There is no such message in that chat."""


class Transcript:
    """All web chats of this database."""

    def __init__(
        self, database: Database, keys: KeyRing, files: FileStore, clock: Callable[[], datetime], live: Live
    ) -> None:
        self.database, self.keys, self.files, self.clock, self.live = database, keys, files, clock, live
        self.seals = Seals(database, keys)

    async def add(
        self,
        chat_id: int,
        contents: Sequence[Content],
        *,
        files: Sequence[WebFile] = (),
        outgoing_id: UUID | None = None,
        client_id: str | None = None,
    ) -> tuple[list[Entry], bool]:
        """Store messages, and whether they are new: the same outgoing_id or client_id again gives those of before.

        A message with a client_id is a person's, and unhandled. Raises ChatMissing, and what count_words does.
        """
        try:
            entries = await self._add(chat_id, contents, files, outgoing_id, client_id)
        except IntegrityError:  # asked for only then: nearly always it is new
            before = await self._added_before(chat_id, len(contents), outgoing_id, client_id)
            if not before:
                raise
            return before, False
        return entries, True

    async def change(self, chat_id: int, message_id: int, alter: Callable[[Entry], Content]) -> Entry:
        """Replace a message's content by what `alter` makes of it; what it raises leaves everything as it was.

        It belongs to what it belonged to, and to what is spoken of now. Raises ChatMissing, MessageMissing.
        """
        async with self.database.writing() as session:
            drawn, entry = await self._changing(session, chat_id, message_id)
            content = alter(entry).model_copy(update={"edited_at": self.clock()})
            found = await self.seals.now(session, drawn.key_id, keys_of_row(entry.row))
            _reseal(entry.row, content, found)
            entry.row.event_id = drawn.event_id
            session.add(entry.row)
        return Entry(entry.row, content)

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Empty a message for good and take its file away. Raises ChatMissing, MessageMissing."""
        async with self.database.writing() as session:
            drawn, entry = await self._changing(session, chat_id, message_id)
            row, file = entry.row, entry.content.file
            row.sealed_content, row.key_id, row.other_keys = b"", None, None
            row.event_id, row.deleted = drawn.event_id, True
            session.add(row)
            kept = file and await web_chats.file_by_id(session, chat_id, file.id)
            if kept:
                await session.delete(kept)
        if kept:
            await self.files.remove(kept.id)

    async def read(self, chat_id: int, message_id: int) -> Entry:
        """Raises ChatMissing, MessageMissing."""
        async with self.database.glancing() as session:
            row = await web_chats.message_by_id(session, chat_id, message_id)
            found = await self._opened(session, chat_id, [row]) if row else []
            if found and not found[0].row.deleted:
                return found[0]
            await self.seals.of_chat(session, chat_id)  # or is it the chat that is missing?
            raise MessageMissing(message_id)

    async def since(self, chat_id: int, event_id: int, limit: int = 100) -> list[Entry]:
        """What changed after that event, oldest change first."""
        async with self.database.glancing() as session:
            rows = await web_chats.changed_since(session, chat_id, event_id, limit)
            return await self._opened(session, chat_id, rows)

    async def latest(self, chat_id: int, before: int | None, limit: int) -> tuple[list[Entry], int]:
        """The newest messages below `before`, oldest first, and the event number up to which they are complete."""
        async with self.database.reading() as session:
            chat = await web_chats.chat_by_id(session, chat_id)
            rows = await web_chats.latest_messages(session, chat_id, before, limit)
            entries = await self._opened(session, chat_id, rows[::-1])
            return entries, chat.last_event_id if chat else 0

    async def unhandled(self, age: timedelta) -> list[Entry]:
        """What was said that long ago and more, and not finished with."""
        async with self.database.reading() as session:
            entries: list[Entry] = []
            for row in await web_chats.unhandled_messages(session, self.clock() - age):
                entries += await self._opened(session, row.chat_id, [row])
            return [one for one in entries if not one.row.deleted]

    async def is_handled(self, entry: Entry) -> bool:
        """By now, perhaps in another process."""
        return await web_chats.is_handled(self.database, entry.row.chat_id, entry.message_id)

    async def hand_on(self, entry: Entry, keys: Sequence[UUID]) -> None:
        """A person's message is handled; it belongs to the reports that were spoken of meanwhile, if any were."""
        row = entry.row
        found = await self.seals.of_reports(keys) if keys else None
        if found is None:
            await web_chats.mark_handled(self.database, row.chat_id, row.message_id)
            return
        sealed = seal(entry.content, found.cipher, row.chat_id, row.message_id)
        await web_chats.hand_on(self.database, row, sealed, found.keys)

    async def _changing(self, session: AsyncSession, chat_id: int, message_id: int) -> tuple[web_chats.Claim, Entry]:
        drawn = await web_chats.claim(session, chat_id, messages=0, events=1)
        if drawn is None:
            raise ChatMissing(chat_id)
        tell_of_chat(session, chat_id)
        row = await web_chats.message_by_id(session, chat_id, message_id)
        if row is None:
            raise MessageMissing(message_id)
        try:
            return drawn, Entry(row, unseal(row, await self.seals.of_row(session, drawn.key_id, row)))
        except KeyLost as error:
            raise MessageMissing(message_id) from error

    async def _add(
        self,
        chat_id: int,
        contents: Sequence[Content],
        files: Sequence[WebFile],
        outgoing_id: UUID | None,
        client_id: str | None,
    ) -> list[Entry]:
        async with self.database.writing() as session:
            drawn = await web_chats.claim(session, chat_id, messages=len(contents), events=len(contents))
            if drawn is None:
                raise ChatMissing(chat_id)
            found = await self.seals.now(session, drawn.key_id)
            session.add_all(files)
            entries = [self._entry(chat_id, drawn, n, content, found) for n, content in enumerate(contents)]
            entries[0].row.outgoing_id = outgoing_id
            if client_id:
                _from_person(entries, client_id)
                said = "".join(one.text for one in contents if not one.hidden)
                await count_words(session, str(chat_id), came_from.get(), said, self.clock())
            session.add_all(entry.row for entry in entries)
            tell_of_chat(session, chat_id)
        return entries

    async def _added_before(
        self, chat_id: int, count: int, outgoing_id: UUID | None, client_id: str | None
    ) -> list[Entry]:
        async with self.database.reading() as session:
            first = await self._first_of(session, chat_id, outgoing_id, client_id)
            rows = await web_chats.messages_from(session, chat_id, first.message_id, count) if first else []
            return await self._opened(session, chat_id, rows)

    async def _first_of(
        self, session: AsyncSession, chat_id: int, outgoing_id: UUID | None, client_id: str | None
    ) -> WebMessage | None:
        if outgoing_id:
            return await web_chats.message_of_outgoing(session, outgoing_id)
        return await web_chats.message_of_client(session, chat_id, client_id) if client_id else None

    def _entry(self, chat_id: int, drawn: web_chats.Claim, number: int, content: Content, found: Seal) -> Entry:
        row = WebMessage(
            chat_id=chat_id,
            message_id=drawn.first_message_id + number,
            event_id=drawn.event_id + number,
            sealed_content=b"",
            at=self.clock(),
        )
        _reseal(row, content, found)
        return Entry(row, content)

    async def _opened(self, session: AsyncSession, chat_id: int, rows: Sequence[WebMessage]) -> list[Entry]:
        """A list survives what it cannot open: that counts as gone."""
        ciphers = await self.seals.of_rows(session, chat_id, rows)
        entries = []
        for row in rows:
            content = _content(row, ciphers.get(keys_of_row(row)))
            if content is None:
                session.expunge(row)
                row.deleted = True
            entries.append(Entry(row, content or Content()))
        return entries


def _content(row: WebMessage, cipher: Cipher | None) -> Content | None:
    """None where there is none any more."""
    if row.deleted or cipher is None:
        return None
    try:
        return unseal(row, cipher)
    except KeyLost:
        return None


def _reseal(row: WebMessage, content: Content, found: Seal) -> None:
    row.sealed_content = seal(content, found.cipher, row.chat_id, row.message_id)
    row.key_id, row.other_keys = (found.keys[0], others(found.keys)) if found.keys else (None, None)


def _from_person(entries: list[Entry], client_id: str) -> None:
    for entry in entries:
        entry.row.from_person, entry.row.handled = True, False
    entries[0].row.client_id = client_id
