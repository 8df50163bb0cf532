"""What this process counts while it works.

In memory on purpose: each process is asked for its own, and Prometheus adds them up and knows a restart. What stands in
rows is read when somebody asks (bot/metrics/page.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject
from prometheus_client import CollectorRegistry, Counter, Histogram

from cases.errors import CaseError
from storage.at_the_phone import is_held, presence_in
from storage.tables import Channel, Outgoing

PREFIX = "green_channel"
LATENESS = (1, 5, 15, 60, 300, 900, 3600, 86400)  # seconds
DELAYS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds
LOOKS_EVERY = 1.0  # seconds


class Counted:
    """One registry of our own: nothing of the machine and the interpreter is in it."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._updates = Counter(
            f"{PREFIX}_updates", "What people wrote and pressed.", ["channel", "outcome"], registry=registry
        )
        self._deliveries = Counter(
            f"{PREFIX}_deliveries", "Tries to send a message.", ["kind", "outcome"], registry=registry
        )
        self._lateness = Histogram(
            f"{PREFIX}_lateness_seconds", "How late messages went out.", registry=registry, buckets=LATENESS
        )
        self._delay = Histogram(
            f"{PREFIX}_event_loop_delay_seconds", "How late the loop woke us.", registry=registry, buckets=DELAYS
        )

    def virus_checks(self) -> Callable[[str], None]:
        """What counts how each look for viruses ended; where nobody looks, there is no such figure."""
        looks = Counter(f"{PREFIX}_virus_checks", "Files looked at for viruses.", ["outcome"], registry=self.registry)
        return lambda outcome: looks.labels(outcome).inc()

    def update(self, channel: Channel, outcome: str) -> None:
        self._updates.labels(channel.value, outcome).inc()

    def delivery(self, row: Outgoing, outcome: str) -> None:
        self._deliveries.labels(row.kind.value, outcome).inc()

    def sent(self, row: Outgoing, late: timedelta) -> None:
        """One that waited for its reader is not late."""
        self.delivery(row, "sent")
        if not is_held(row.error) and not presence_in(row.error):
            self._lateness.observe(max(0.0, late.total_seconds()))

    async def watch_the_loop(self) -> None:
        """Until cancelled: by how much a short sleep is longer than it should be."""
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            await asyncio.sleep(LOOKS_EVERY)
            self._delay.observe(max(0.0, loop.time() - began - LOOKS_EVERY))


class CountsUpdates(BaseMiddleware):
    """Around everything that handles an update; it lets errors through to whoever apologises."""

    def __init__(self, counted: Counted, channels: Mapping[int, Channel]) -> None:
        self._counted, self._channels = counted, channels

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        outcome = "failed"
        try:
            answer = await handler(event, data)
            outcome = "handled"
            return answer
        except CaseError:
            outcome = "refused"
            raise
        finally:
            self._counted.update(self._channels[data["bot"].id], outcome)
