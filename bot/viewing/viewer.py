"""Pages of files, each looked at by a process of its own, which is killed when it takes too long."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from bot.apart.asking import ask, within_bounds
from handlers.viewing import NotViewable, View, ViewersBusy

log = structlog.get_logger()
CHILD = within_bounds(Path(__file__).with_name("child.py"), memory=1024 * 1024 * 1024, seconds=60)
DEADLINE = 15.0  # seconds from its start
AT_ONCE = 2  # processes; each may use a gigabyte and a processor
MOST_WAITING, MOST_OF_ONE = 8, 3  # those at work among them; so nobody's many pages keep others away
LONGEST_ANSWER = 8 * 1024 * 1024  # bytes
MOST_PAGES, MOST_ROWS, MOST_COLUMNS = 1000, 200, 40
JPEG = b"\xff\xd8\xff"
WHY = frozenset({"damaged", "locked", "too_much", "unknown"})


class ChildViewer:
    """`command` is what looks, and gets the page as its last argument; `deadline` is in seconds.

    Its counts are of this process: what they spare is its own machine's memory and processors.
    """

    def __init__(self, command: Sequence[str] = CHILD, deadline: float = DEADLINE) -> None:
        self._command, self._deadline = command, deadline
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._readers: dict[UUID, asyncio.Lock] = {}
        self._of = Counter[UUID]()

    async def view(self, reader: UUID, pieces: AsyncIterable[bytes], page: int) -> View:
        """One after the other for each reader. Raises NotViewable, ViewersBusy, and what the pieces raise."""
        async with self._place(reader):
            return await self._look(pieces, page)

    @asynccontextmanager
    async def _place(self, reader: UUID) -> AsyncIterator[None]:
        if self._of.total() >= MOST_WAITING or self._of[reader] >= MOST_OF_ONE:
            raise ViewersBusy
        self._of[reader] += 1
        own = self._readers.setdefault(reader, asyncio.Lock())
        try:
            async with own, self._turn:
                yield
        finally:
            self._of[reader] -= 1
            if not self._of[reader]:
                del self._of[reader], self._readers[reader]

    async def _look(self, pieces: AsyncIterable[bytes], page: int) -> View:
        command = (*self._command, str(page))
        try:
            return _view(await ask(command, pieces, deadline=self._deadline, longest=LONGEST_ANSWER))
        except TimeoutError as error:
            log.warning("a file took too long to be looked at", seconds=self._deadline)
            raise NotViewable("too_much") from error
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            log.warning("a file could not be looked at", reason=type(error).__name__)
            raise NotViewable("broken") from error


def _view(answer: bytes) -> View:
    """Raises ValueError, TypeError or KeyError for anything but what the child says: it may have died, or worse."""
    head, _, picture = answer.partition(b"\n")
    said: dict[str, Any] = json.loads(head)
    if "why" in said:
        raise NotViewable(said["why"] if said["why"] in WHY else "broken")
    page, pages = _number(said["page"]), _number(said["pages"])
    common: dict[str, Any] = {"page": page, "pages": pages, "has_more": said["more"] is True}
    if said["kind"] == "picture":
        if not picture.startswith(JPEG):
            raise ValueError
        return View(**common, picture=picture)
    common["is_cut"] = said["cut"] is True
    if said["kind"] == "lines":
        return View(**common, lines=tuple(str(line) for line in said["lines"][:MOST_ROWS]))
    rows = tuple(tuple(str(cell) for cell in row[:MOST_COLUMNS]) for row in said["rows"][:MOST_ROWS])
    return View(**common, title=str(said["title"])[:100], rows=rows)


def _number(said: object) -> int:
    if not isinstance(said, int) or not 1 <= said <= MOST_PAGES:
        raise ValueError
    return said
