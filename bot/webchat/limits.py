"""Every limit of the web chat in one place, and the counting of how often."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

TEXT = 4096  # UTF-16 units, as Telegram
CAPTION = 1024
CALLBACK_BYTES = 64
BUTTONS = 100
TOAST = 200
FILE_BYTES = 100 * 1024 * 1024
FILES_AT_ONCE = 10
JSON_BYTES = 64 * 1024
HISTORY_PAGE = 40
SEEN_AT_ONCE = 40
REMEMBERED = 20_000  # counters held in memory


@dataclass(frozen=True)
class Rate:
    times: int
    within: timedelta


MESSAGES = Rate(60, timedelta(minutes=1))  # per chat
PRESSES = Rate(120, timedelta(minutes=1))  # per chat
GOINGS = Rate(120, timedelta(minutes=1))  # per browser: out of sight, and left
SIGHTS = Rate(60, timedelta(minutes=1))  # per chat: messages that came onto the screen, told together
UPLOADS = Rate(60, timedelta(minutes=10))  # per chat
NEW_CHATS = Rate(30, timedelta(hours=1))  # per address
RETURN_CODES = Rate(10, timedelta(minutes=15))  # per address


class Counter:
    """How often something happened lately, per chat or address; in memory, so a restart forgives."""

    def __init__(self, rate: Rate, clock: Callable[[], datetime]) -> None:
        self.rate, self._clock = rate, clock
        self._times: dict[str, deque[datetime]] = {}

    def allows(self, who: str) -> bool:
        """Count one more; False when it is one too many, and then it does not count."""
        now = self._clock()
        times = self._times.setdefault(who, deque())
        while times and times[0] <= now - self.rate.within:
            times.popleft()
        if len(times) >= self.rate.times:
            return False
        times.append(now)
        if len(self._times) > REMEMBERED:
            self._forget_old(now)
        return True

    def _forget_old(self, now: datetime) -> None:
        fresh = {who: times for who, times in self._times.items() if times and times[-1] > now - self.rate.within}
        self._times = dict(list(fresh.items())[-REMEMBERED // 2 :])
