"""Time goes from one thing that is due to the next; at each, whoever has something to do does it."""

from __future__ import annotations

import heapq
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlmodel import col, func, or_, select

from bot.attending import attend, keep_in_time
from bot.closing import close_opened
from cases.tracks import ENDED
from storage.catching_up import IS_GATHERED
from storage.outgoing import IS_WAITING
from storage.tables import Case, Outgoing
from tests.world import Clock, Product, open_product
from tests.year.people import DISTRICTS, Company, Officer, may_work, rates, reports, sees, team, writes
from tests.year.weather import Weather

BEGIN = datetime(2026, 1, 5, 0, 30, tzinfo=UTC)
REPORTING = 0.8  # of the days: in them reports come in
A_MINUTE, ATTENDS_EVERY = timedelta(minutes=1), timedelta(minutes=10)
AT_A_LOOK = 40  # cases
LOOKS = ("09:20", "11:00", "14:10", "16:30")
Act = Callable[[], Awaitable[None]]


@dataclass
class Year:
    """Everything of one run. `later` are acts by when they come."""

    product: Product
    clock: Clock
    chance: random.Random
    weather: Weather
    days: int = 365
    officers: list[Officer] = field(default_factory=list)
    companies: dict[str, Company] = field(default_factory=dict)
    later: list[tuple[datetime, int, Act]] = field(default_factory=list)
    without_date: set[str] = field(default_factory=set)  # cases that were open, and promised nothing
    attends_at: datetime = BEGIN
    _numbers: Iterator[int] = field(default_factory=count)

    def at(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self.later, (moment, next(self._numbers), act))

    async def goes_by(self, cases: int) -> None:
        door, end = self.product.parts.door, BEGIN + timedelta(days=self.days)
        self.officers = await team(self.product, self.chance, cases)
        self._lays_out(cases)
        while (moment := await self._next()) < end:
            self.clock.set(max(moment, door.clock() + timedelta(seconds=1)))
            while self.later and self.later[0][0] <= door.clock():
                await heapq.heappop(self.later)[2]()
            await self._settles()
        self.clock.set(end)
        await self._settles()

    async def _settles(self) -> None:
        """As a tick does; what it does for the team, every ten minutes."""
        parts = self.product.parts
        for channel in parts.channels:
            await parts.delivery.welcome_back(channel)
        if self.clock() >= self.attends_at:
            self.attends_at = self.clock() + ATTENDS_EVERY
            await attend(parts.door)
        while await parts.heartbeat.lanes.deliver_due():
            pass
        for channel in parts.channels:
            await close_opened(parts.delivery, channel)

    async def _next(self) -> datetime:
        """What is due next, no two of them within a minute; else what somebody does."""
        async with self.product.parts.door.database.reading() as session:
            due = (await session.exec(select(func.min(Outgoing.retry_at)).where(IS_WAITING))).one()
        soon = max(due, self.clock() + A_MINUTE) if due else None
        return min(
            one for one in (soon, self.later[0][0] if self.later else None, BEGIN + timedelta(days=self.days)) if one
        )

    def _lays_out(self, cases: int) -> None:
        for _ in range(cases):
            self.at(BEGIN + timedelta(hours=self.chance.uniform(0, REPORTING * self.days * 24)), self._somebody_reports)
        for day in range(self.days):
            midnight = (BEGIN + timedelta(days=day)).astimezone(self.product.parts.door.zone).replace(hour=0, minute=0)
            for look in LOOKS:
                hour, minute = map(int, look.split(":"))
                self.at(midnight.replace(hour=hour, minute=minute).astimezone(UTC), self._desk_looks)
            self.at(midnight.replace(hour=7).astimezone(UTC), self._day_begins)

    async def _day_begins(self) -> None:
        await keep_in_time(self.product.parts.door)
        if self.chance.random() < 0.05:
            await self.chance.choice(self.officers).goes_away(self.product.parts.door)
        await self._looks_for_dates()

    async def _desk_looks(self) -> None:
        door = self.product.parts.door
        local = door.clock().astimezone(door.zone)
        if not may_work(local, door.law.holidays.is_off(local.date())):
            return
        async with door.database.reading() as session:
            found = list((await session.exec(select(Case).where(col(Case.ended_at).is_(None)))).all())
        for officer in self.officers:
            theirs = [case for case in found if sees(officer, case) and case.holder_id in {None, officer.member_id}]
            await officer.looks_after(door, self.chance.sample(theirs, min(len(theirs), AT_A_LOOK)))

    async def _somebody_reports(self) -> None:
        company = await reports(self.product, self.chance, self.chance.choice(DISTRICTS))
        self.companies[company.number] = company
        for _ in range(self.chance.choice((0, 0, 1, 1, 2, 4))):
            self._some_day(lambda: writes(self.product.parts.door, company, self.chance))
        self._some_day(lambda: rates(self.product.parts.door, company, self.chance))
        if self.chance.random() < 0.1:
            self._blocks_for_a_while(company)

    def _some_day(self, act: Act) -> None:
        self.at(self.clock() + timedelta(hours=self.chance.expovariate(1 / 120)), act)

    def _blocks_for_a_while(self, company: Company) -> None:
        async def blocks() -> None:
            self.weather.blocked.add(company.chat_id)

        async def comes_back() -> None:
            self.weather.blocked.discard(company.chat_id)
            updates = self.product.parts.web_chat.updates
            await updates.say(company.chat_id, "/status", client_id=f"back {company.number}")
            await updates.idle()

        begin = self.clock() + timedelta(days=self.chance.uniform(0, 20))
        end = begin + timedelta(days=self.chance.uniform(1, 30))
        self.weather.troubles.append((company.chat_id, begin, end))
        self.at(begin, blocks)
        self.at(end, comes_back)

    async def _looks_for_dates(self) -> None:
        """A case that is open has a promise that waits, by itself or with others in one message."""
        waits = select(Outgoing.id).where(IS_WAITING)
        comes = or_(IS_WAITING, IS_GATHERED & col(Outgoing.gathered_in).in_(waits))
        promised = select(Outgoing.case_id).where(comes, col(Outgoing.promise).is_(True))
        query = select(Case.number).where(col(Case.service).not_in(ENDED), col(Case.id).not_in(promised))
        async with self.product.parts.door.database.reading() as session:
            found = set((await session.exec(query)).all())
        self.without_date |= found - {
            one.number for one in self.companies.values() if one.chat_id in self.weather.blocked
        }


@asynccontextmanager
async def a_year(folder: Path, url: str, cases: int, seed: int, days: int = 365) -> AsyncIterator[Year]:
    """The year as it was, the product still there to be asked."""
    clock, chance = Clock(stopped_at=BEGIN), random.Random(seed)
    async with open_product(folder, url, clock) as product:
        year = Year(product, clock, chance, Weather.of(clock, chance, BEGIN, days), days)
        year.weather.comes_between(product.parts.web_chat.bot)
        await year.goes_by(cases)
        yield year
