"""How long a message that could not be handled is left alone before it is fed again."""

from __future__ import annotations

from time import monotonic

Key = tuple[int, int]  # its chat and its number
FIRST, LONGEST = 5.0, 600.0  # seconds
AT_MOST = 1000


class Pauses:
    """In memory: at a start everything is fed at once, and another process has pauses of its own."""

    def __init__(self) -> None:
        self._of: dict[Key, tuple[float, float]] = {}  # how long, and until when

    def is_over(self, key: Key) -> bool:
        return monotonic() >= self._of.get(key, (0, 0))[1]

    def ended(self, key: Key, *, well: bool) -> None:
        """It was fed."""
        pause = min(2 * self._of.pop(key, (FIRST / 2, 0))[0], LONGEST)
        if well:
            return
        self._of[key] = (pause, monotonic() + pause)
        if len(self._of) > AT_MOST:
            del self._of[next(iter(self._of))]
