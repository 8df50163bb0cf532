"""The whole play: everything in the order of time, until the clock of the story is the real one."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from sqlmodel import select

from bot.demo.casting import SEED, Part, at_work
from bot.demo.desk import Desk
from bot.demo.reporting import Company, NotTold
from bot.demo.script import REPORTER, Step
from bot.demo.stage import Stage
from cases.errors import CaseError
from cases.people import WORKING, Role, may_see
from storage.tables import Case

log = structlog.get_logger()
ANYBODY, HOLDER = "desk", "holder"
BEFORE = timedelta(days=3)  # the team is there before the first case


@dataclass(frozen=True)
class Event:
    at: datetime
    place: int
    act: Callable[[], Awaitable[None]]


class Play:
    """`left_out` counts what could not be done as the plot says: one step, and the rest goes on."""

    def __init__(self, stage: Stage, desk: Desk, parts: list[Part]) -> None:
        self.stage, self.desk, self.parts = stage, desk, parts
        self.companies = [Company(stage, desk.script, part) for part in parts]
        self.left_out = 0

    async def runs(self, progress: Callable[[int, int], None], now: datetime) -> None:
        events = sorted(self._events(now), key=lambda one: (one.at, one.place))
        await self.desk.comes_together()
        for done, event in enumerate(events):
            await self.stage.goes_to(event.at)
            try:
                await event.act()
            except CaseError as error:
                self.left_out += 1
                log.warning("step of the demonstration left out", place=event.place, error=type(error).__name__)
            progress(done, len(events))
        await self.stage.goes_to(now)

    def _events(self, now: datetime) -> Iterator[Event]:
        """What would only come later than now is still to be done by whoever looks."""
        chance = random.Random(SEED)
        for company in self.companies:
            at = company.part.begins_at
            yield Event(at, company.part.number, company.reports)
            desk = self._anybody(company.part, chance)
            for step in company.part.plot.steps:
                at = at_work(at + step.after, now, self.stage.door.zone, chance)
                if at < now:
                    yield Event(at, company.part.number, partial(self._takes, company, step, desk))

    def _anybody(self, part: Part, chance: random.Random) -> str:
        """Somebody who works in that district, the same through the whole case."""
        seats = self.desk.script.members
        able = [one for one in seats if Role(one.role) in WORKING and may_see(one.district, part.district)]
        return chance.choice([one for one in able if Role(one.role) is not Role.LEAD]).key

    async def _takes(self, company: Company, step: Step, anybody: str) -> None:
        """One step, by whoever it is."""
        if not company.number:
            raise NotTold
        if step.by == REPORTER:
            await self._reporter(company, step)
            return
        self.desk.numbers[company.part.plot.id] = company.number
        by = await self._who(company.number, step.by, anybody)
        await self.desk.does(by, company.number, step.does, self._given(company.part, step))
        await self.stage.settles()

    async def _reporter(self, company: Company, step: Step) -> None:
        words = self.desk.script
        if key := step.filled.get("sends"):
            await company.sends(words.text(f"files.{key}.name"), words.text(f"files.{key}.text"))
        else:
            await company.says(words.text(f"said.{step.filled['text']}"))

    def _given(self, part: Part, step: Step) -> dict[str, object]:
        """An offence alone means: in its own district."""
        given = dict(step.filled)
        if offence := given.pop("offence", None):
            given["classification"] = (offence, part.district)
        return given

    async def _who(self, number: str, by: str, anybody: str) -> UUID:
        if by != HOLDER:
            return self.desk.members[anybody if by == ANYBODY else by]
        async with self.stage.door.database.reading() as session:
            holder = (await session.exec(select(Case.holder_id).where(Case.number == number))).one()
        return holder or self.desk.members[anybody]
