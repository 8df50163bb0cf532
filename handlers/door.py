"""What every door needs, built once in bot/wiring.py."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.hand import Hand
from cases.law import Law
from cases.questionnaire import Questionnaire
from cases.reach import By
from cases.understanding.offence import Sense
from cases.understanding.question import Asked
from cases.understanding.slip import Slip
from cases.viruses import Checker
from handlers.printing import Printing
from handlers.viewing import Viewer
from storage.conversations import Caller
from storage.database import Database
from storage.files import FileStore
from storage.keys import KeyRing
from storage.plans import Standing
from storage.search import SearchIndex
from storage.tables import Channel, Conversation, Member, WebDevice
from templates.rendering import Words
from templates.spoken import Spoken

at_device: ContextVar[str] = ContextVar("at_device", default="")
"""By its mark, the browser that the update at hand came from; empty where nobody knows."""

said_at: ContextVar[datetime | None] = ContextVar("said_at", default=None)
"""When the words at hand were said, by what only we can have written; None where nobody keeps that."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)

brought: ContextVar[str] = ContextVar("brought", default="")
"""What the page brought along with a press: its browser's subscription to push messages; of this press alone."""

SlipReader = Callable[[bytes], Awaitable[Slip | None]]  # what a picture says; None when it could not be looked at


# a fingerprint of the address that an update comes from, where its channel has any; of this update alone
came_from: ContextVar[str | None] = ContextVar("came_from", default=None)


@dataclass(frozen=True)
class Lock:
    """How the chats of a channel lock behind their return code: whether one does, and turning that `on` or off."""

    is_on: Callable[[AsyncSession, int], Awaitable[bool]]
    turn: Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class Browsers:
    """The browsers in which a chat of a channel can be opened, each known by its mark, and putting them out.

    One that came by a code is held until somebody who was there before vouches for it.
    """

    those_of: Callable[[AsyncSession, int, datetime], Awaitable[list[WebDevice]]]
    put_out: Callable[[AsyncSession, int, str], Awaitable[bool]]
    vouch_for: Callable[[AsyncSession, int, str], Awaitable[bool]]
    put_out_others: Callable[[AsyncSession, int, str], Awaitable[int]]
    drop_code: Callable[[AsyncSession, int], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class WayIn:
    """How people come into the chats of one channel: what the doors know of it.

    `link` makes the address that opens a chat and says a word for its reader, such as an invitation; None while the
    channel cannot tell. `return_code` makes the code that opens a chat of these on another device, where it needs one,
    `has_code` says whether there is one (a new one makes it void), and `chat_of_code` finds the chat that a code opens;
    with a `lock`, a chat that was left opens by its code alone. `browsers` are those that open it, where that is known.
    `keeps_presses`: what was pressed stays in the chat below its question; where every message counts against a limit,
    the question gives way to the next one. `has_pages`: whoever has such a chat may open pages of ours that are theirs.
    """

    name: Channel
    link: Callable[[str], Awaitable[str | None]]
    return_code: Callable[[AsyncSession, int], Awaitable[str]] | None = None
    has_code: Callable[[AsyncSession, int], Awaitable[bool]] | None = None
    chat_of_code: Callable[[AsyncSession, str], Awaitable[int | None]] | None = None
    lock: Lock | None = None
    browsers: Browsers | None = None
    keeps_presses: bool = False
    has_pages: bool = False


@dataclass(frozen=True)
class Door:
    """The parts behind a door. `address` is the web address people see; `ways_in` the channels that are open.

    `reaches` are the ways to tell a reporter outside their chat that there is news, each with its bot's number, and
    `push_services` whose push messages are sent through beside the browsers' makers.
    `viewer` shows files without opening them; `slips` reads photos of bank slips, where that is installed; `checker`
    looks for viruses in files, where a setting names who does.
    """

    database: Database
    keys: KeyRing
    files: FileStore
    search: SearchIndex
    words: Words
    questionnaire: Questionnaire
    standing: Standing
    asked: Asked
    sense: Sense
    clock: Callable[[], datetime]
    zone: ZoneInfo
    address: str
    language: str
    viewer: Viewer
    ways_in: Mapping[Channel, WayIn] = field(default_factory=dict)
    reaches: Mapping[By, int] = field(default_factory=dict)
    push_services: tuple[str, ...] = ()
    slips: SlipReader | None = None
    checker: Checker | None = None
    printing: Printing = field(default_factory=Printing)

    @property
    def law(self) -> Law:
        """As it stands now."""
        return self.standing.law

    def still(self, law: Law | None = None) -> Door:
        """The same door, where neither the law nor the time changes while something is said by it."""
        now = self.clock()
        return replace(self, standing=Standing(law or self.law), clock=lambda: now)

    def hand(
        self,
        session: AsyncSession,
        *,
        member: Member | None = None,
        conversation: Conversation | None = None,
        source: str | None = None,
    ) -> Hand:
        """Whoever acts now, in this transaction: an officer, a reporter, or nobody."""
        return Hand(
            session, self.clock(), self.law, self.zone, member, conversation, source, at_device.get(), came_from.get()
        )

    def voice(self, caller: Caller) -> Voice:
        """In the language this person chose, else the unit's."""
        member = caller.member.language if caller.member else None
        return Voice(self, caller.conversation.language or member or self.language)

    @property
    def own_voice(self) -> Voice:
        """In the unit's own language: for whom nobody knows yet."""
        return Voice(self, self.language)

    @property
    def returns_at(self) -> str | None:
        """The address where somebody enters a return code; None where no channel has any."""
        has_any = any(way.chat_of_code for way in self.ways_in.values())
        return f"{self.address}/#returning" if has_any else None


@dataclass(frozen=True)
class Voice:
    """The words of one language, with the parts behind them."""

    door: Door
    language: str

    def say(self, path: str, /, **facts: Any) -> str:
        """A phrase of templates/words. Raises WordsMissing."""
        return self.door.words.text(path, self.language, **facts)

    @property
    def spoken(self) -> Spoken:
        """Sums and times as they are said."""
        return self.door.words.spoken[self.language]

    def has(self, path: str) -> bool:
        return self.door.words.has(path)

    def chat(self, name: str, /, **facts: Any) -> str:
        """A message: templates/chat/<name>.html.jinja."""
        return self.door.words.chat(name, self.language, **facts)

    def text(self, name: str, /, **facts: Any) -> str:
        """A message as plain words, for another to say or for a page that shows text: nothing in it is escaped."""
        return unescape(self.chat(name, **facts))

    def page(self, name: str, /, **facts: Any) -> str:
        """A page or a part of one: templates/<name>.html.jinja."""
        return self.door.words.page(name, self.language, **facts)


def login_address(address: str, token: str) -> str:
    """What stands behind # is told to no server and no proxy, and so to none of their logs."""
    return f"{address}/console/login#{token}"
