"""Who looks at a case, and who writes in it: how long a word of that lasts, and how seldom it is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

HERE = timedelta(seconds=75)  # an open page says so every half a minute
WRITING = timedelta(seconds=25)  # a page in which somebody types says so every ten seconds
IN_CHAT = timedelta(minutes=3)  # a chat says nothing while somebody types: from when it asked for the words
AGAIN = timedelta(seconds=10)  # no oftener is it written down, unless others see a difference
MOST_NAMED = 5


@dataclass(frozen=True)
class Presence:
    """Until when somebody counts as there, and until when as writing; `at` is when that was written down."""

    at: datetime
    here_until: datetime
    writes_until: datetime | None = None

    def is_here(self, now: datetime) -> bool:
        return self.here_until > now

    def is_writing(self, now: datetime) -> bool:
        return self.writes_until is not None and self.writes_until > now


def is_news(before: Presence | None, now: datetime, *, writes: bool) -> bool:
    """Whether others see a difference: somebody came, or began to write. That they stopped, the time says by itself."""
    if before is None or not before.is_here(now):
        return True
    return writes and not before.is_writing(now)


def is_worth_a_row(before: Presence | None, now: datetime, *, writes: bool) -> bool:
    """Whether it is written down at all."""
    return before is None or is_news(before, now, writes=writes) or before.at + AGAIN <= now
