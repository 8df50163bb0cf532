"""What stands above the conversation in an open page: drawn when it opens, and told by its stream when it changes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.webchat.live import Ear, Live
from handlers.door import Door, Voice
from handlers.outside import read_id
from handlers.said.at_a_glance import Glance, glance_at
from handlers.site import HEARTBEAT, event
from storage.cases import standing_of
from storage.conversations import look_up

ELSEWHERE_EVERY = timedelta(seconds=HEARTBEAT)
AT_ONCE = 500  # cases asked for in one read


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

    def is_over(self, at: datetime) -> bool:
        return at <= self._door.clock()

    def lines(self, glance: Glance | None, language: str) -> list[str]:
        return glance.lines(Voice(self._door, language)) if glance else []


class Top:
    """Of one open page."""

    def __init__(self, tops: Tops, chat_id: int, ear: Ear) -> None:
        self._tops, self._chat_id, self._ear = tops, chat_id, ear
        self._told: list[str] = []
        self._is_first = True
        self._until: datetime | None = None

    async def news(self, language: str, *, said: bool) -> str:
        """The event of what changed, or nothing.

        Looked for with each message, with each change of its cases, and when the time that it names is over.
        """
        if not (said or self._is_first or self._ear.looks_again or self._is_over()):
            return ""
        self._ear.looks_again = self._is_first = False
        found = await self._tops.look(self._chat_id)
        self._until = found.until if found else None
        self._tops.live.watch(self._ear, found.cases if found else frozenset())
        lines = self._tops.lines(found, language)
        if lines == self._told:
            return ""
        self._told = lines
        return event("top", {"lines": lines})

    def _is_over(self) -> bool:
        return self._until is not None and self._tops.is_over(self._until)


@dataclass
class Elsewhere:
    """What a command did to the cases at the top of pages that are open here, on SQLite: one look for all of them.

    A case that was not among them the last time counts as changed, for it may have, while its page was opened.
    """

    door: Door
    live: Live
    _stood: dict[str, Hashable] = field(default_factory=dict)

    async def tick(self) -> None:
        watched, stands = sorted(self.live.watched), dict[str, Hashable]()
        async with self.door.database.reading() as session:
            for at in range(0, len(watched), AT_ONCE):
                some = map(read_id, watched[at : at + AT_ONCE])
                stands |= await standing_of(session, list(filter(None, some)))
        self.live.cases_changed(one for one in watched if self._stood.get(one) != stands.get(one))
        self._stood = stands
