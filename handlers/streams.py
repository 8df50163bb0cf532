"""The open event streams of this process, of both doors: so many and no more, and the oldest gives way to the newest.

A stream holds a descriptor and some memory for as long as its page likes. In memory, because that is what is bounded:
each process counts its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

OF_A_CHAT, OF_A_MEMBER, OF_AN_ADDRESS = 5, 20, 30
IN_ALL = 1_000  # where nobody said how many the process has room for


@dataclass(eq=False)
class Stream:
    """Of a chat or a member (`holder`). `hang_up` lets its page know that it is to wait until it is looked at.

    A member has no `address` here: behind the one of an office sits the whole team, and each of them is known.
    """

    holder: str
    most: int
    address: str | None
    hang_up: Callable[[], None]


class Streams:
    """In the order in which they were opened."""

    def __init__(self, in_all: int = IN_ALL) -> None:
        self.in_all = in_all
        self._open: dict[Stream, None] = {}

    @contextmanager
    def open(self, stream: Stream) -> Iterator[None]:
        """For as long as the block lasts, or until a newer one takes its place."""
        self._make_room(stream)
        self._open[stream] = None
        try:
            yield
        finally:
            self._open.pop(stream, None)

    def __len__(self) -> int:
        return len(self._open)

    def _make_room(self, new: Stream) -> None:
        same = [one for one in self._open if one.holder == new.holder]
        self._let_go(same, new.most)
        if new.address is not None:
            self._let_go([one for one in self._open if one.address == new.address], OF_AN_ADDRESS)
        strangers_first = sorted(self._open, key=lambda one: one.address is None)
        self._let_go(strangers_first, self.in_all)

    def _let_go(self, those: list[Stream], most: int) -> None:
        """The oldest of those, until one more has room."""
        for one in those[: max(0, len(those) - most + 1)]:
            del self._open[one]
            one.hang_up()
