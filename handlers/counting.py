"""How often somebody did something lately, and whether that is too often.

By a clock that nobody sets: counted by the time of day, a clock that was a day ahead and came back would lock people
out until that day. In memory: what is counted here is over within minutes, a restart forgives those, and of several
processes each bounds what came to itself. What must hold over hours and for all of them is rows (storage/tallies.py).
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

REMEMBERED = 20_000  # of one kind, those who did it last


@dataclass(frozen=True)
class Rate:
    times: int
    within: timedelta


class Counter:
    """Counts by whoever it is told: a chat, a browser, an address."""

    def __init__(self, rate: Rate) -> None:
        self.rate = rate
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, who: str) -> bool:
        """Count one more; False when it is one too many, and then it does not count."""
        if self.is_over(who):
            return False
        self._times.setdefault(who, deque()).append(monotonic())
        self._times.move_to_end(who)
        if len(self._times) > REMEMBERED:
            self._times.popitem(last=False)
        return True

    def is_over(self, who: str) -> bool:
        """Whether the next one would be one too many."""
        times, now = self._times.get(who), monotonic()
        if times is None:
            return False
        while times and times[0] <= now - self.rate.within.total_seconds():
            times.popleft()
        if not times:
            del self._times[who]
        return len(times) >= self.rate.times
