"""Who is looking at a chat right now, in this process: pages are woken, and read what is new from the database.

Nothing is queued, so a slow page costs nothing and misses nothing; only "typing" is lost when nobody looks. What only
pages hear, those of other processes hear through the house.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from storage.house import House, OneProcess
from storage.keys import token_hash

Key = TypeVar("Key", int, str)


class Ear:
    """One open page, of the browser with the token of this hash."""

    def __init__(self, token: str | None) -> None:
        self.token = token_hash(token) if token else None
        self._woken = asyncio.Event()
        self._typing = False
        self.closed = self.paused = self.looks_again = False
        self.silent = 0
        """How many times in a row nobody woke it."""
        self.cases: frozenset[str] = frozenset()  # what stands at its top is about these

    def case_changed(self) -> None:
        self.looks_again = True
        self.wake()

    def wake(self, *, typing: bool = False) -> None:
        self._typing |= typing
        self._woken.set()

    def close(self) -> None:
        self.closed = True
        self._woken.set()

    def pause(self) -> None:
        """A newer page took its place: this one is told so, and waits until somebody looks at it."""
        self.paused = True
        self.close()

    async def wait(self, seconds: float) -> bool:
        """Until woken or that long; says whether the other side is typing."""
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            self.silent += 1
            return False
        self._woken.clear()
        self.silent, typing, self._typing = 0, self._typing, False
        return typing


class Live:
    """The open pages of every chat; several tabs of one chat are several ears."""

    def __init__(self, house: House | OneProcess) -> None:
        self._ears: dict[int, set[Ear]] = {}
        self._watching: dict[str, set[Ear]] = {}
        self._closed, self._house = False, house
        house.listen(self._heard, self.all_changed)

    @contextmanager
    def listen(self, chat_id: int, token: str | None) -> Iterator[Ear]:
        ear = Ear(token)
        if self._closed:
            ear.close()
        self._ears.setdefault(chat_id, set()).add(ear)
        try:
            yield ear
        finally:
            self.watch(ear, frozenset())
            _drop(self._ears, chat_id, ear)

    def watch(self, ear: Ear, cases: frozenset[str]) -> None:
        """From now on this page hears when one of these changes, and of no other."""
        for case_id in ear.cases - cases:
            _drop(self._watching, case_id, ear)
        for case_id in cases - ear.cases:
            self._watching.setdefault(case_id, set()).add(ear)
        ear.cases = cases

    @property
    def watched(self) -> frozenset[str]:
        """The cases that stand at the top of open pages."""
        return frozenset(self._watching)

    def cases_changed(self, cases: Iterable[str]) -> None:
        """Call after the commit."""
        for case_id in cases:
            for ear in self._watching.get(case_id, ()):
                ear.case_changed()

    def changed(self, chat_id: int) -> None:
        """Call after the commit."""
        for ear in self._ears.get(chat_id, ()):
            ear.wake()

    def all_changed(self) -> None:
        """Nobody knows what: each page looks."""
        for ear in self._open():
            ear.case_changed()

    def typing(self, chat_id: int) -> None:
        self._types(chat_id)
        self._house.tell({"types": chat_id})

    def hang_up(self, token: str) -> None:
        """End every open page of this browser, whichever chat it shows."""
        ended = token_hash(token)
        self._end(ended)
        self._house.tell({"ends": ended})

    def close(self) -> None:
        """End all pages: before the HTTP server waits for its connections."""
        self._closed = True
        for ear in self._open():
            ear.close()

    @property
    def open_pages(self) -> int:
        return sum(len(ears) for ears in self._ears.values())

    def _heard(self, said: dict[str, Any]) -> None:
        """From another process."""
        if "types" in said:
            self._types(said["types"])
        if "ends" in said:
            self._end(said["ends"])

    def _types(self, chat_id: int) -> None:
        for ear in self._ears.get(chat_id, ()):
            ear.wake(typing=True)

    def _end(self, token: str) -> None:
        for ear in self._open():
            if ear.token == token:
                ear.close()

    def _open(self) -> list[Ear]:
        return [ear for ears in self._ears.values() for ear in ears]


def _drop(ears: dict[Key, set[Ear]], key: Key, ear: Ear) -> None:
    ears[key].discard(ear)
    if not ears[key]:
        del ears[key]
