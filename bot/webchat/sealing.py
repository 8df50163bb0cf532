"""With what a web chat seals: with the keys of the reports that are spoken of, and else with the chat's own.

So what was said of a report, in whichever chat, is gone with the report's key (docs/decisions/0031).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.keys import Cipher, KeyLost, KeyRing
from storage.spoken import aside, now_spoken
from storage.tables import WebFile, WebMessage
from storage.web_chats import chat_by_id, keys_of_row

REMEMBERED = 10_000
Keys = tuple[UUID, ...]


class ChatMissing(LookupError):
    """There is no web chat with that id."""


@dataclass(frozen=True)
class Seal:
    """`keys` are those of the reports; none for the chat's own."""

    cipher: Cipher
    keys: Keys = ()


class Seals:
    """Finds ciphers. What it opens for itself is not what is spoken of."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        self.database, self.keys = database, keys
        self._chat_keys: dict[int, UUID] = {}

    async def now(self, session: AsyncSession, chat_key: UUID, before: Sequence[UUID] = ()) -> Seal:
        """For what is said now; `before` are the keys of what it stands in the place of. A lost key is left out."""
        wanted = sorted({*now_spoken(), *before})
        found = await self._ciphers(session, [chat_key, *wanted])
        keys = tuple(key for key in wanted if key in found)
        if keys:
            return Seal(Cipher.of_all([found[key] for key in keys]), keys)
        if chat_key not in found:
            raise KeyLost
        return Seal(found[chat_key])

    async def now_in(self, session: AsyncSession, chat_id: int) -> Seal:
        """The same of that chat. Raises ChatMissing, KeyLost."""
        return await self.now(session, await self._chat_key(session, chat_id))

    async def of_reports(self, keys: Iterable[UUID]) -> Seal | None:
        """None where all of them are lost."""
        wanted = sorted(keys)
        with aside():
            found = {key: cipher for key in wanted if (cipher := self.keys.known(key))}
        if len(found) < len(wanted):
            async with self.database.reading() as session:
                found = await self._ciphers(session, wanted)
        known = tuple(key for key in wanted if key in found)
        return Seal(Cipher.of_all([found[key] for key in known]), known) if known else None

    async def of_chat(self, session: AsyncSession, chat_id: int) -> Cipher:
        """Raises ChatMissing."""
        return await self.keys.cipher(session, await self._chat_key(session, chat_id))

    async def of_row(self, session: AsyncSession, chat_key: UUID, row: WebMessage | WebFile) -> Cipher:
        """Raises KeyLost."""
        wanted = keys_of_row(row) or (chat_key,)
        found = await self._ciphers(session, wanted)
        if len(found) < len(wanted):
            raise KeyLost
        return Cipher.of_all([found[key] for key in wanted])

    async def of_file(self, session: AsyncSession, row: WebFile) -> Cipher:
        """Raises ChatMissing, KeyLost."""
        return await self.of_row(session, await self._chat_key(session, row.chat_id), row)

    async def of_rows(self, session: AsyncSession, chat_id: int, rows: Sequence[WebMessage]) -> Mapping[Keys, Cipher]:
        """By the keys of the rows, () for the chat's own; those with a lost key are left out."""
        sealed = {keys_of_row(row) for row in rows if not row.deleted}
        if not sealed:
            return {}
        wanted = {keys: keys or (await self._chat_key(session, chat_id),) for keys in sealed}
        found = await self._ciphers(session, {key for keys in wanted.values() for key in keys})
        return {
            name: Cipher.of_all([found[key] for key in keys])
            for name, keys in wanted.items()
            if all(key in found for key in keys)
        }

    async def _chat_key(self, session: AsyncSession, chat_id: int) -> UUID:
        """A chat keeps its key for as long as it is there."""
        if chat_id not in self._chat_keys:
            chat = await chat_by_id(session, chat_id)
            if chat is None:
                raise ChatMissing(chat_id)
            if len(self._chat_keys) >= REMEMBERED:
                self._chat_keys.clear()
            self._chat_keys[chat_id] = chat.key_id
        return self._chat_keys[chat_id]

    async def _ciphers(self, session: AsyncSession, keys: Iterable[UUID]) -> dict[UUID, Cipher]:
        with aside():
            return await self.keys.ciphers(session, keys)
