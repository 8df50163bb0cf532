"""Of which reports is spoken, while one update is handled or one message is delivered.

What a web chat writes down meanwhile is sealed with the keys of these reports, so that it goes with them
(docs/decisions/0031). Reports are named here by their keys. Where nobody listens, nothing is noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID


@dataclass
class Spoken:
    """What was noted so far. `at` is the report the chat is at, `is_told` while it is being told there.

    A reporter's chat speaks of what its handlers say it does; a member's, of whatever was opened for it.
    """

    of: set[UUID] = field(default_factory=set)
    at: UUID | None = None
    is_told: bool = False
    is_team: bool = False

    @property
    def keys(self) -> tuple[UUID, ...]:
        """While a report is told, every answer may repeat a word of it; else it stands for what names no other."""
        around = {self.at} if self.at and (self.is_told or not self.of) else set()
        return tuple(sorted(self.of | around))


_listening: ContextVar[Spoken | None] = ContextVar("spoken", default=None)


@contextmanager
def listening() -> Iterator[Spoken]:
    """For one update or one delivery."""
    with _with(Spoken()) as spoken:
        assert spoken
        yield spoken


@contextmanager
def opening() -> Iterator[Spoken]:
    """What is opened meanwhile, to be kept with what came of it and noted whenever that is shown."""
    with _with(Spoken(is_team=True)) as spoken:
        assert spoken
        yield spoken


@contextmanager
def aside() -> Iterator[None]:
    """What is opened meanwhile is not what is spoken of."""
    with _with(None):
        yield


def now_spoken() -> tuple[UUID, ...]:
    """The keys of the reports that are spoken of."""
    found = _listening.get()
    return found.keys if found else ()


def is_listened() -> bool:
    return _listening.get() is not None


def stand_at(key_id: UUID, *, is_told: bool) -> None:
    """The chat is at this report."""
    if found := _listening.get():
        found.at, found.is_told = key_id, is_told


def speak_to_team() -> None:
    """The chat is a member's: whatever is opened from now on is shown there."""
    if found := _listening.get():
        found.is_team = True


def speak_of(*key_ids: UUID) -> None:
    if found := _listening.get():
        found.of.update(key_ids)


def note_opened(key_ids: Iterable[UUID]) -> None:
    """These keys of reports were asked for."""
    if (found := _listening.get()) and found.is_team:
        found.of.update(key_ids)


@contextmanager
def _with(spoken: Spoken | None) -> Iterator[Spoken | None]:
    token = _listening.set(spoken)
    try:
        yield spoken
    finally:
        _listening.reset(token)
