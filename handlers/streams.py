"""The open event streams of this process, of both doors: so many and no more, and one gives way to the newest.

Of an address it is one of the chat that has most there, of all one of the address that has most; of these the oldest.

A stream holds a descriptor and some memory for as long as its page likes. In memory, because that is what is bounded:
each process counts its own.
"""

from __future__ import annotations

from collections import Counter
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


Whose = Callable[[Stream], str | None]


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

    @property
    def held(self) -> int:
        """How many are open."""
        return len(self._open)

    def _make_room(self, new: Stream) -> None:
        self._let_go(new.most, lambda one: one.holder == new.holder)
        if new.address is not None:
            self._let_go(OF_AN_ADDRESS, lambda one: one.address == new.address, lambda one: one.holder)
        while len(self._open) >= max(1, self.in_all):
            strangers = [one for one in self._open if one.address is not None]
            self._end(_of_whom_has_most(strangers or list(self._open), lambda one: one.address))

    def _let_go(self, most: int, which: Callable[[Stream], bool], whose: Whose = lambda _one: None) -> None:
        """Of those, until one more has room."""
        those = [one for one in self._open if which(one)]
        while len(those) >= most:
            goes = _of_whom_has_most(those, whose)
            those.remove(goes)
            self._end(goes)

    def _end(self, one: Stream) -> None:
        del self._open[one]
        one.hang_up()


def _of_whom_has_most(those: list[Stream], whose: Whose) -> Stream:
    """The oldest of them; where all have as many, the oldest of all."""
    held = Counter(whose(one) for one in those)
    return max(those, key=lambda one: held[whose(one)])
