"""Who of several processes keeps a channel: the one that talks to its server, so that one counts its limits.

A lock in the database says who. Whoever dies lets go of it at once, and the next one that asks has it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic

import structlog
from sqlalchemy.exc import OperationalError

from storage.house import House, OneProcess

log = structlog.get_logger()
EVERY = 1.0  # seconds between two asks; and how long the one before may still be counted by the server


class Keeper:
    """This process's part in keeping one channel. `over` is set while somebody else has it, or nobody can say."""

    def __init__(self, house: House | OneProcess, which: str) -> None:
        self._house, self._which = house, which
        self.is_ours, self._has_left = not house.is_shared, False
        self.over = asyncio.Event()
        self._asked_at = self._had_another_at = -EVERY
        house.when_lost(self._is_lost)

    async def asks(self) -> bool:
        """Whether it is ours; asked for again at most every second."""
        if self.is_ours or self._has_left or monotonic() < self._asked_at + EVERY:
            return self.is_ours
        self._asked_at = monotonic()
        with suppress(OperationalError):  # the database is away, and with it whoever had it
            if await self._house.take("keeper", self._which):
                self._has_it()
            else:
                self._had_another_at = monotonic()
        return self.is_ours

    async def waits(self, stop: asyncio.Event) -> bool:
        """Until it is ours, and what the one before sent last is not counted any more, or `stop`; whether it is."""
        while not stop.is_set():
            if await self.asks() and self.has_settled:
                return True
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY)
        return False

    def leaves(self) -> None:
        """The next one may have it, and this process asks for it no more."""
        if not self._house.is_shared:
            return
        self._has_left = True
        if self.is_ours:
            self._lose()
            self._house.leave("keeper", self._which)

    @property
    def has_settled(self) -> bool:
        """Whether what the one before sent last is not counted any more."""
        return monotonic() > self._had_another_at + 2 * EVERY

    def _has_it(self) -> None:
        log.info("this process keeps it", channel=self._which)
        self.is_ours = True
        self.over.clear()

    def _is_lost(self) -> None:
        """Perhaps another process has it already, and what it sends is counted as well."""
        if self.is_ours:
            self._lose()
            self._house.drop("keeper", self._which)
            self._had_another_at = monotonic()

    def _lose(self) -> None:
        self.is_ours = False
        self.over.set()
