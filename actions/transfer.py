"""A report that belongs to none of our districts is taken in all the same: within 24 hours somebody says where it goes.

The clock is that of P159 art. 175, counted here already from the report to us; the officers' own transfer notice starts
its own. It ends when the case is given a district of ours, or leaves us with its reporter told why.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.deadlines import begin_clock
from actions.hand import Hand
from cases.law.named import NamedClock
from storage.tables import Case
from storage.tracks import clocks_of


async def expect_transfer(hand: Hand, case: Case) -> None:
    """From the report on, the desk and the leads are warned before the day is over."""
    await begin_clock(hand, case, NamedClock.TRANSFER, case.submitted_at)


async def transfer_said(session: AsyncSession, case: Case, now: datetime) -> None:
    """It is known where the case goes: nobody needs to be warned of it any more."""
    for clock in await clocks_of(session, case.id):
        if clock.rule == NamedClock.TRANSFER and clock.stopped_at is None and clock.started_at == case.submitted_at:
            clock.stopped_at = now
