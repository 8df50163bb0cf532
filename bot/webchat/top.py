"""What stands above the conversation in an open page: drawn when it opens, and told by its stream when it changes."""

from __future__ import annotations

from time import monotonic

from bot.webchat.live import Ear, Live
from handlers.door import Door, Voice
from handlers.said.at_a_glance import Glance, glance_at
from handlers.site import HEARTBEAT, event
from storage.conversations import look_up


class Tops:
    """Built once; of chats of the page. Of what is over nothing stands there any more."""

    def __init__(self, door: Door, bot_id: int, live: Live) -> None:
        self._door, self._bot_id, self.live = door, bot_id, live

    async def look(self, chat_id: int) -> Glance | None:
        caller = await look_up(self._door.database, self._bot_id, chat_id)
        if caller is None or caller.member:
            return None
        async with self._door.database.glancing() as session:
            found = await glance_at(session, caller.conversation, self._door.clock())
        return found if found and found.is_open else None

    def lines(self, glance: Glance | None, language: str) -> list[str]:
        return glance.lines(Voice(self._door, language)) if glance else []


class Top:
    """Of one open page."""

    def __init__(self, tops: Tops, chat_id: int, ear: Ear) -> None:
        self._tops, self._chat_id, self._ear = tops, chat_id, ear
        self._told: list[str] = []
        self._look_at = 0.0

    async def news(self, language: str, *, said: bool) -> str:
        """The event of what changed, or nothing. Looked for with each message and each change of its cases.

        What another process did to them without a message is seen with the next heartbeat.
        """
        if not (said or self._ear.looks_again or monotonic() >= self._look_at):
            return ""
        self._ear.looks_again, self._look_at = False, monotonic() + HEARTBEAT
        found = await self._tops.look(self._chat_id)
        self._tops.live.watch(self._ear, found.cases if found else frozenset())
        lines = self._tops.lines(found, language)
        if lines == self._told:
            return ""
        self._told = lines
        return event("top", {"lines": lines})
