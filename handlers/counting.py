"""How often somebody did something lately, and whether that is too often.

By a clock that nobody sets: counted by the time of day, a clock that was a day ahead and came back would lock people
out until that day. In memory: what is counted here is over within minutes, and a restart forgives those. Several
processes tell each other, so that all together allow no more than one would. What must hold over hours is rows
(storage/tallies.py).
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

from storage.database import Database

REMEMBERED = 20_000  # of one kind, those who did it last


@dataclass(frozen=True)
class Rate:
    times: int
    within: timedelta


class Counter:
    """Counts by whoever it is told: a chat, a browser, an address. `name` is its own among all that share a `house`."""

    def __init__(self, rate: Rate, name: str, database: Database) -> None:
        self.rate, self._name, self._keys, self._house = rate, name, database.keys, database.house
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._house.listen(self._heard, missed=lambda: None)

    def allows(self, who: str) -> bool:
        """Count one more; False when it is one too many, and then it does not count."""
        if self.is_over(who):
            return False
        whose = self._whose(who)
        self._count(whose)
        self._house.tell({"counts": self._name, "whose": whose})
        return True

    def is_over(self, who: str) -> bool:
        """Whether the next one would be one too many."""
        whose, now = self._whose(who), monotonic()
        times = self._times.get(whose)
        if times is None:
            return False
        while times and times[0] <= now - self.rate.within.total_seconds():
            times.popleft()
        if not times:
            del self._times[whose]
        return len(times) >= self.rate.times

    def _count(self, whose: str) -> None:
        self._times.setdefault(whose, deque(maxlen=self.rate.times)).append(monotonic())
        self._times.move_to_end(whose)
        if len(self._times) > REMEMBERED:
            self._times.popitem(last=False)

    def _whose(self, who: str) -> str:
        """Of others nothing is told but a fingerprint."""
        return self._keys.blind(f"counted {self._name}", who) if self._house.is_shared else who

    def _heard(self, said: dict[str, Any]) -> None:
        if said.get("counts") == self._name:
            self._count(said["whose"])
