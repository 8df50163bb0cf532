"""In which language a chat speaks. The page is in it as well, whichever of the two the person changed."""

from __future__ import annotations

from storage.conversations import look_up, set_language
from storage.database import Database


class Languages:
    """Built once; `bot_id` is the web chat's, `default` the unit's language."""

    def __init__(self, database: Database, bot_id: int, default: str) -> None:
        self.database, self.bot_id, self.default = database, bot_id, default

    async def spoken(self, chat_id: int) -> str | None:
        """What the chat speaks; None before its first word."""
        caller = await look_up(self.database, self.bot_id, chat_id)
        if caller is None:
            return None
        member = caller.member.language if caller.member else None
        return caller.conversation.language or member or self.default

    async def speak(self, chat_id: int, language: str) -> None:
        """From now on, here and wherever else this chat is open."""
        caller = await look_up(self.database, self.bot_id, chat_id)
        if caller:
            async with self.database.writing() as session:
                await set_language(session, caller.conversation.id, language)
