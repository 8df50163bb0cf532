"""Whether a channel as a whole was away, and answers again."""

from __future__ import annotations

from time import monotonic
from uuid import UUID

SILENT = 30.0  # seconds in which nothing got through: then one failure is enough


class Away:
    """Of one channel, as this process sees it: whoever sees it come back lets everybody's messages go.

    One chat that fails again and again while others have theirs is that chat's affair. At the start nobody knows; the
    process before may have met nothing but failures.
    """

    def __init__(self) -> None:
        self._failed = set[UUID]()
        self._answered_at = monotonic()
        self._is_away, self._is_back = True, False

    def failed(self, conversation_id: UUID) -> None:
        """A message to this chat found nobody who takes it."""
        self._failed.add(conversation_id)
        if len(self._failed) > 1 or monotonic() - self._answered_at > SILENT:
            self._is_away = True

    def answered(self) -> None:
        """Something got through."""
        self._failed.clear()
        self._answered_at = monotonic()
        if self._is_away:
            self._is_away, self._is_back = False, True

    def is_over(self) -> bool:
        """Once after every time it was away."""
        was, self._is_back = self._is_back, False
        return was
