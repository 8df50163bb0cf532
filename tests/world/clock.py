"""The clock that stories move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Real time plus what a story has let pass; or one moment, and nothing goes by but what the story says.

    With a `step` each look at it is so much later: in order, and the same however slow the machine is.
    """

    def __init__(self, stopped_at: datetime | None = None, step: timedelta = timedelta()) -> None:
        self._stopped_at, self._step, self.ahead = stopped_at, step, timedelta()

    def __call__(self) -> datetime:
        self.ahead += self._step
        return (self._stopped_at or datetime.now(UTC)) + self.ahead

    def set(self, to: datetime) -> None:
        self.ahead += to - self()

    def passes(self, time: timedelta) -> None:
        self.ahead += time
