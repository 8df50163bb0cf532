"""The whole product in a test's hands, put together by the real wiring; only the clock is replaced."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import select

from actions.forget import forget_expired
from actions.inviting import confirm_newcomer, invite_member
from bot.attending import attend
from bot.closing import close_opened
from bot.running import make_server
from bot.settings import Settings
from bot.telegram.limits import Limits
from bot.wiring import Parts, build, make_door, ready_database
from cases.law.reading import files_in
from cases.people import Role
from storage import web_chats
from storage.law_files import accept
from storage.tables import Case, Outgoing
from storage.team import open_invites
from storage.tokens import mark_of_hash
from tests.world import read_once
from tests.world.clock import Clock
from tests.world.people import Person, Reporter


class Product:
    """Everything wired as in `green-channel run`, with deliveries at the story's command; `served`, over HTTP as well.

    Started again on the same folder it is the same product after a restart.
    """

    served = False
    limits: Limits | None = None  # of Telegram

    def __init__(self, folder: Path, database_url: str, clock: Clock, **settings: Any) -> None:
        self.folder, self.database_url, self.clock, self.settings = folder, database_url, clock, settings
        self.parts: Parts

    # --- its life

    async def start(self, port: int = 0) -> None:
        self._closing = AsyncExitStack()
        if self.served:
            self._listener = self._closing.enter_context(socket.create_server(("127.0.0.1", port)))
            self.settings |= self.at(f"127.0.0.1:{self._listener.getsockname()[1]}")
        chosen = {"database": self.database_url} | self.settings
        settings = Settings(_env_file=None, data=self.folder / "data", **chosen)
        database = await self._closing.enter_async_context(ready_database(settings, self.clock))
        with read_once.while_wiring():
            self.parts = build(settings, make_door(settings, database, self.clock), limits=self.limits)
        await self.runs()

    def at(self, bind: str) -> dict[str, str]:
        """The settings that say where it is served."""
        return {"bind": bind}

    async def runs(self) -> None:
        """What was left unfinished goes on, and the doors open."""
        await self.parts.web_chat.updates.resume()
        if self.served:
            self.server = make_server(self.parts)
            self.serving = asyncio.create_task(self.server.serve([self._listener]))
            while not self.server.started:
                await asyncio.sleep(0.001)

    async def stop(self) -> None:
        """As the product does: first the live pages, then the server."""
        self.parts.console_live.close()
        await self.parts.web_chat.close()
        self.parts.door.search.close()
        if self.served:
            self.server.should_exit = True
            await asyncio.wait_for(self.serving, 10)
        await self._closing.aclose()
        read_once.forget()

    @property
    def address(self) -> str:
        return self.parts.settings.address

    # --- who comes

    async def person(self) -> Person:
        """Somebody who opens the web chat for the first time."""
        return Person(self, await self._new_chat())

    async def reporter(self) -> Reporter:
        found = Reporter(self, await self._new_chat())
        await found.says("/start")
        return found

    async def expert(self, name: str = "陈立", role: Role = Role.EXPERT, district: str | None = None) -> Person:
        """A member of the team who joined by invitation."""
        code = await self.invitation(name, role, district)
        person = await self.person()
        updates = self.parts.web_chat.updates
        await updates.say(person.chat_id, f"/start join-{code}", client_id=secrets.token_hex(8))
        await updates.idle()
        await self.confirms()  # before anybody is told that they wait
        assert name in (await person.looks()).text
        return person

    async def invitation(self, name: str, role: Role = Role.EXPERT, district: str | None = None) -> str:
        """By whoever runs the service."""
        async with self.parts.door.database.writing() as session:
            return await invite_member(self.parts.door.hand(session), name, role, district)

    async def accepts_law(self) -> None:
        """Whoever runs the service looked at the unit's own files; from the next start on they count."""
        async with self.parts.door.database.writing() as session:
            for name, content in files_in(self.parts.settings.own_law).items():
                await accept(session, name, content, self.clock())

    async def confirms(self) -> None:
        """Whoever came by an invitation is who was meant; they hear that they are on the team."""
        async with self.parts.door.database.writing() as session:
            waiting = [one for one, _ in await open_invites(session, self.clock()) if one.used_at]
            for one in waiting:
                await confirm_newcomer(self.parts.door.hand(session), mark_of_hash(one.token_hash))
        if waiting:
            await self.settles()

    async def _new_chat(self) -> int:
        async with self.parts.door.database.writing() as session:
            return (await web_chats.add_chat(session, self.clock())).chat_id

    # --- what happens

    async def settles(self) -> None:
        """Whatever is being handled is finished and everything due is delivered."""
        await self.parts.web_chat.updates.idle()
        await attend(self.parts.door)
        while await self.parts.heartbeat.lanes.deliver_due():
            pass
        for channel in self.parts.channels:
            await close_opened(self.parts.delivery, channel)

    async def indexes(self) -> None:
        """The search index learns what changed."""
        await self.parts.indexer.catch_up()

    async def passes(self, time: timedelta) -> None:
        """Time goes by, and what falls due is delivered."""
        self.clock.passes(time)
        await self.settles()

    # --- what is there

    async def all(self, table: Any) -> list[Any]:
        async with self.parts.door.database.reading() as session:
            return list((await session.exec(select(table))).all())

    async def case(self) -> Case:
        """The only case there is."""
        (case,) = await self.all(Case)
        return case

    async def outgoing(self, kind: str | None = None) -> list[Outgoing]:
        rows = sorted(await self.all(Outgoing), key=lambda row: row.due_at)
        return [row for row in rows if kind is None or row.kind.value == kind]

    def stored_files(self) -> list[Path]:
        return [path for path in (self.folder / "data" / "files").rglob("*") if path.is_file()]


@asynccontextmanager
async def opened(product: Product) -> AsyncIterator[Any]:
    """Started, and stopped at the end."""
    await product.start()
    try:
        yield product
    finally:
        await product.stop()


def open_product(folder: Path, url: str, clock: Clock, **settings: Any) -> Any:
    """The product on that database; opening it again on the same folder is a restart."""
    return opened(Product(folder, url, clock, **settings))


class Served(Product):
    """The product over HTTP."""

    served = True

    async def forgets(self) -> int:
        """As the tick does."""
        door = self.parts.door
        return await forget_expired(door.database, door.files, door.clock())
