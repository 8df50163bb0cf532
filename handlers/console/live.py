"""News for open pages: which cases changed, told at once to every browser that may know of them."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from handlers.outside import read_number
from handlers.streams import Streams
from storage.changes import Changes

AT_FIRST = 0.02  # what a verb does may take several commits
TOGETHER = 0.2  # and then no page hears more often: changes that come this close are told together
MOST = 200  # cases one browser is told of at once, the last ones; the page looks at the whole queue again anyway
REMEMBERED = 500  # changes told once more to a page that was made before them and listens only now


class Subscription:
    """What one browser has not been told yet. It holds each case once, so a burst cannot fill the memory.

    `position` is how far it has heard.
    """

    def __init__(self, position: int) -> None:
        self.position = position
        self._changed: dict[str, None] = {}
        self._attended: dict[str, None] = {}
        self._wake, self._told_at = asyncio.Event(), -TOGETHER
        self.is_over = self.is_paused = False

    def add(self, cases: Iterable[str], attended: Iterable[str] = ()) -> None:
        for found, more in ((self._changed, cases), (self._attended, attended)):
            for one in more:
                found.pop(one, None)
                found[one] = None
            for oldest in list(found)[: max(0, len(found) - MOST)]:
                del found[oldest]
        self._wake.set()

    def end(self) -> None:
        self.is_over = True
        self._wake.set()

    def pause(self) -> None:
        """A newer page took its place: this one is told so, and waits until somebody looks at it."""
        self.is_paused = True
        self.end()

    async def changed(self, patience: float) -> set[str]:
        """The ids of cases that changed since the last call; empty when none did for so many seconds, or at the end."""
        try:
            await asyncio.wait_for(self._wake.wait(), patience)
        except TimeoutError:
            return set()
        loop = asyncio.get_running_loop()
        if not self.is_over:
            await asyncio.sleep(max(AT_FIRST, self._told_at + TOGETHER - loop.time()))
        self._told_at = loop.time()
        self._wake.clear()
        changed, self._changed = set(self._changed), {}
        return changed

    def attended(self) -> set[str]:
        """The ids of cases at which somebody came or began to write since the last call."""
        attended, self._attended = set(self._attended), {}
        return attended


class Live:
    """One per process. `publish` is an ear for storage.changes; after `close` the server need not wait for browsers."""

    def __init__(self, streams: Streams | None = None) -> None:
        self.streams = streams or Streams()
        self._subscriptions: set[Subscription] = set()
        self._is_closed = False
        self._recent: deque[Changes] = deque(maxlen=REMEMBERED)
        self.position = 0
        """How many changes were told."""
        self._run = secrets.token_hex(4)
        """Each process counts for itself, and anew after a start: a count says something only to who counted."""

    def publish(self, changes: Changes) -> None:
        """Called after a commit; never waits."""
        if not changes.cases and not changes.attended:
            return
        self.position += 1
        self._recent.append(changes)
        for subscription in self._subscriptions:
            subscription.add(changes.cases, changes.attended)
            subscription.position = self.position

    def look_again(self) -> None:
        """Nobody knows what changed: the pages come back at once, and look at everything then."""
        for subscription in self._subscriptions:
            subscription.end()

    def place(self, position: int | None = None) -> str:
        """A position, this one by default, for a page: noted before it reads, to begin to listen from."""
        return f"{self._run}.{self.position if position is None else position}"

    def _missed(self, since: str) -> int:
        """How many changes were told after that; to a page that another process made, all that is remembered."""
        run, _, position = since.partition(".")
        if run != self._run:
            return len(self._recent) if since else 0
        return self.position - (read_number(position) or 0)

    @contextmanager
    def subscribe(self, since: str = "") -> Iterator[Subscription]:
        """What is told from now on; with `since`, an earlier place, also what was told after it."""
        subscription = Subscription(self.position)
        missed = self._missed(since)
        for changes in list(self._recent)[-missed:] if missed > 0 else ():
            subscription.add(changes.cases, changes.attended)
        self._subscriptions.add(subscription)
        if self._is_closed:
            subscription.end()
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def close(self) -> None:
        """End every stream, and each one that comes later, at once."""
        self._is_closed = True
        self.look_again()
