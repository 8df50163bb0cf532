"""How much was written in a chat, and from an address, since its day began: counted where the words are stored."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.room import WITHIN, check_words
from storage.tallies import count


async def count_words(session: AsyncSession, chat: str, address: str | None, text: str, now: datetime) -> None:
    """What is refused is rolled back with the rest, and counts nothing. Raises TooManyWords, NoMoreWords."""
    size = len(text.encode(errors="replace"))
    if not size:
        return
    of_chat = await count(session, "words of a chat", chat, WITHIN, now, by=size)
    of_address = await count(session, "words of an address", address, WITHIN, now, by=size) if address else 0
    check_words(of_chat, of_address, size)
