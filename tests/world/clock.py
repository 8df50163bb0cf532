"""The clock that stories move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

FORENOON = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)  # a Tuesday, 10:10 in China


class Clock:
    """A working forenoon that goes by, plus what a story has let pass: whoever runs it by night sees what others see.

    With `stopped_at` one moment, and nothing goes by but what the story says; with a `step` each look at it is so
    much later: in order, and the same however slow the machine is.
    """

    def __init__(self, stopped_at: datetime | None = None, step: timedelta = timedelta()) -> None:
        self._stopped_at, self._step = stopped_at, step
        self.ahead = timedelta() if stopped_at else FORENOON - datetime.now(UTC)

    def __call__(self) -> datetime:
        self.ahead += self._step
        return (self._stopped_at or datetime.now(UTC)) + self.ahead

    def set(self, to: datetime) -> None:
        self.ahead += to - self()

    def passes(self, time: timedelta) -> None:
        self.ahead += time
