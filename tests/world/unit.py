"""The officers of a unit, and what they record of a case."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.clocks import change_clock
from actions.hand import Hand
from actions.moves import move_money
from actions.record import record_move
from cases.papers import Paper
from cases.people import Role
from storage.tables import Clock, Member
from tests.world import Person, Product


class Unit:
    """The handling unit: a lead and a case officer, both with a chat, and what they write down."""

    def __init__(self, product: Product, lead: Person, officer: Person, members: dict[Role, Member]) -> None:
        self.product, self.lead, self.officer, self.members = product, lead, officer, members

    def _hand(self, session: AsyncSession) -> Hand:
        return self.product.parts.door.hand(session, member=self.members[Role.CASE_OFFICER])

    def paper(self, number: str = "〔2026〕8号", dated_on: date | None = None) -> Paper:
        today = self.product.clock().astimezone(self.product.parts.door.zone).date()
        return Paper(number, dated_on or today, self.members[Role.CASE_OFFICER].id, self.members[Role.LEAD].id)

    async def records(self, number: str, *moves: str, document_no: str = "〔2026〕8号") -> None:
        """One move after the other, dated today; "M4:stopped" chooses the outcome."""
        for move in moves:
            move_id, _, to = move.partition(":")
            paper = self.paper(document_no)
            async with self.product.parts.door.database.writing() as session:
                await record_move(self._hand(session), number, move_id, paper, to=to or None)
        await self.product.settles()

    async def changes(self, change: str, number: str, rule: str) -> None:
        """Extends, pauses or stops the clock of that rule, with today's document."""
        clock = next(one for one in await self.product.all(Clock) if one.rule == rule and one.stopped_at is None)
        async with self.product.parts.door.database.writing() as session:
            await change_clock(self._hand(session), number, change, clock.id, self.paper())
        await self.product.settles()

    async def notes_money(self, number: str, to: str, actor: str = "reporter") -> None:
        case = next(one for one in await self.product.all(_case()) if one.number == number)
        async with self.product.parts.door.database.writing() as session:
            await move_money(self.product.parts.door.hand(session), case, to, actor)


def _case() -> Any:
    from storage.tables import Case

    return Case
