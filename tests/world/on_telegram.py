"""The same world through Telegram: the whole service running, a Bot API server of our own, and people at their phones."""

from __future__ import annotations

import asyncio
import re
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.running import serve
from bot.telegram.limits import Limits, Pace, Rate
from cases.people import Role
from storage.tables import Channel, Event, OutgoingState, TelegramUpdate, TimelineEntry
from tests.telegram.bot_api import BotApi
from tests.telegram.chats import Message
from tests.telegram.people import User
from tests.world.clock import Clock
from tests.world.product import Product, opened
from tests.world.telling import Teller

QUICK = Limits(Rate(10_000, 1), Pace(10_000, 1), Rate(10_000, 1))


class Site(Product):
    """The product running by itself - HTTP, heartbeat, Telegram - with Telegram around it; it stops as by SIGTERM."""

    served = True

    def __init__(
        self,
        folder: Path,
        url: str,
        clock: Clock,
        api: BotApi,
        *,
        webhook: bool = False,
        limits: Limits = QUICK,
        **settings: Any,
    ) -> None:
        telegram = {"telegram_token": api.token, "telegram_api": api.url, "telegram_webhook": webhook}
        super().__init__(folder, url, clock, **telegram, **settings)
        self.api, self.webhook, self.limits = api, webhook, limits

    def at(self, bind: str) -> dict[str, str]:
        return {"bind": bind, "public_url": f"http://{bind}"}

    async def runs(self) -> None:
        self._stop = asyncio.Event()
        self._running = asyncio.create_task(serve(self.parts, self._listener, self._stop))
        updates = self.api.updates
        listening = lambda: bool(updates.webhook if self.webhook else self.api.called("getUpdates"))  # noqa: E731
        assert await self.api.bell.wait(listening, 20)
        if self.parts.door.database.house.is_shared:
            self.api.in_hand.append(self._has_in_hand)

    async def stop(self) -> None:
        self._stop.set()
        if self._has_in_hand in self.api.in_hand:
            self.api.in_hand.remove(self._has_in_hand)
        await asyncio.wait_for(self._running, 20)
        await self._closing.aclose()

    async def newcomer(self, name: str = "王敏") -> Reporter:
        person = self.api.person(name=name)
        await person.says("/start")
        await person.waits_for("出了什么事")
        return Reporter(self, person)

    async def officer(self, name: str = "陈立", role: Role = Role.EXPERT, district: str | None = None) -> User:
        """A member of the team who followed the invitation's deep link."""
        person = self.api.person(name=name)
        await person.says(f"/start join-{await self.invitation(name, role, district)}")
        await person.waits_for(name)
        await self.confirms()
        await person.waits_for(f"{name}，您已加入护企专家组")
        return person

    async def _has_in_hand(self) -> bool:
        return any(row.sealed for row in await self.all(TelegramUpdate))

    async def becomes_later(self, time: timedelta) -> None:
        """The clock moves on; the next tick comes at once."""
        self.clock.passes(time)
        self.parts.heartbeat.lanes.wake.set()

    async def ended(self, kind: str, state: OutgoingState, times: int = 1) -> list[Any]:
        """Waits until so many messages of that kind ended like that."""
        async with asyncio.timeout(30):
            while len(rows := [one for one in await self.outgoing(kind) if one.state is state]) < times:
                await asyncio.sleep(0.02)
        return rows

    async def sees_retry(self, kind: str, attempts: int = 1) -> list[Any]:
        """Waits until the messages of that kind wait for another try."""

        def again(row: Any) -> bool:
            return row.state is OutgoingState.WAITING and row.attempts >= attempts and row.error is not None

        async with asyncio.timeout(30):
            while not (rows := [one for one in await self.outgoing(kind) if again(one)]):
                await asyncio.sleep(0.02)
        return rows

    async def about(self, event: Event) -> int:
        return sum(line.event is event for line in await self.all(TimelineEntry))


class Reporter(Teller):
    """Somebody on Telegram with something to report; `person` is who holds the phone."""

    def __init__(self, site: Site, person: User) -> None:
        self.site = self.product = site
        self.person, self.chat_id = person, person.id

    @property
    def bot_id(self) -> int:
        return self.site.parts.channels[Channel.TELEGRAM].bot.id

    @property
    def last(self) -> Message:
        return self.person.sees()[-1]

    async def says(self, text: str) -> None:
        await self.person.says(text)
        await self.site.api.settled()

    async def presses(self, label: str) -> None:
        await self.person.presses(label)
        await self.site.api.settled()

    async def submits(self) -> str:
        await self.person.presses("确认无误，提交")
        receipt = await self.person.waits_for("收到了，编号")
        return re.search(r"GC-\d{6}-\w{5}", receipt.text)[0]


def open_site(
    folder: Path,
    url: str,
    clock: Clock,
    api: BotApi,
    *,
    webhook: bool = False,
    limits: Limits = QUICK,
    **settings: Any,
) -> AbstractAsyncContextManager[Site]:
    return opened(Site(folder, url, clock, api, webhook=webhook, limits=limits, **settings))
