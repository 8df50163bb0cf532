"""The search index: one sealed file beside the data, a cache that can be made anew at any time.

SQLCipher seals every page of it, its journal too, with a key from the key ring; FTS5 keeps which entries (see
cases/searching.py) stand in which case, and no text. What is found there is asked of the database again before anybody
hears of it: docs/decisions/0020.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlcipher3 import dbapi2 as sqlcipher

from cases.errors import CaseError
from cases.searching import MOST_TERMS, Passage, Sought, Term, entries_of, number_entries
from storage.index_file import age_of, make_file, open_file, stays
from storage.keys import KeyRing

READERS = 2
WITHIN = 3.0  # seconds that a search may take, looked at every so many steps of the database
STEPS = 20_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOT_NOW = ("locked", "locking", "busy", "full", "interrupted", "unable to open")  # no reason to begin the file again
TIDIED_AT_ONCE = 200  # pages of the index

Found = TypeVar("Found")


class IndexBroken(CaseError):
    """The search index is not there, or cannot be read: it has to be made anew."""


class SearchBusy(CaseError):
    """The search took too long, or the index cannot be used now: another process holds it, or the disk is full."""


@dataclass(frozen=True)
class Entry:
    """What the index learns of a case."""

    case_id: UUID
    number: str
    district: str
    submitted_at: datetime
    passages: Sequence[Passage]


@dataclass(frozen=True)
class Places:
    """The cases that may match, newest first, as (place, id); and whether the index knows all cases yet."""

    found: list[tuple[int, UUID]]
    is_whole: bool


class SearchIndex:
    """The file, the threads that look into it, and the one that writes."""

    def __init__(self, path: Path, keys: KeyRing) -> None:
        self.path, self._keys, self._own = path, keys, threading.local()
        self._readers, self._writer = ThreadPoolExecutor(READERS, "search"), ThreadPoolExecutor(1, "indexing")
        self._open: list[Any] = []
        self._suspect: int | None = None

    async def find(
        self,
        sought: Sought,
        districts: Collection[str] | None,
        before: int | None,
        limit: int,
        numbers: Collection[str] = (),
    ) -> Places:
        """Of those districts and the cases of these numbers, or of all. Raises IndexBroken and SearchBusy."""
        return await self._in(self._readers, self._find, expression(sought, districts, numbers), before, limit)

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[Changing]:
        """One transaction, for whoever has the index; others wait. Raises IndexBroken and SearchBusy."""
        await self._in(self._writer, self._begin)
        try:
            yield Changing(self)
        except BaseException:
            await self._in(self._writer, self._end, "ROLLBACK")
            raise
        await self._in(self._writer, self._commit)

    async def make_anew(self, *, anyway: bool = False) -> None:
        """An empty index in the place of one that is broken, unless somebody was faster; `anyway`, of any."""
        await self._in(self._writer, self._make_anew, anyway)

    async def size(self) -> int:
        """How many cases it knows. Raises IndexBroken and SearchBusy."""
        return await self._in(self._writer, self._size)

    async def _in(self, threads: ThreadPoolExecutor, work: Callable[..., Found], *arguments: Any) -> Found:
        return await asyncio.get_running_loop().run_in_executor(threads, work, *arguments)

    def close(self) -> None:
        """Nothing is asked of it any more."""
        self._readers.shutdown()
        self._writer.shutdown()
        for connection in self._open:
            connection.close()
        self._open.clear()

    # --- in a thread

    def _find(self, match: str, before: int | None, limit: int) -> Places:
        with self._understood() as connection, _within(connection):
            query = "SELECT rowid FROM words WHERE words MATCH ?"
            values: list[Any] = [match]
            if before is not None:
                query, values = f"{query} AND rowid < ?", [match, before]
            places = connection.execute(f"{query} ORDER BY rowid DESC LIMIT ?", [*values, limit]).fetchall()
            named = [connection.execute("SELECT id FROM cases WHERE place = ?", place).fetchone() for place in places]
            found = [(place, UUID(hex=name[0])) for (place,), name in zip(places, named, strict=True) if name]
            return Places(found, _fact(connection, "walked") == WHOLE)

    def _size(self) -> int:
        with self._understood() as connection:
            return int(connection.execute("SELECT count(*) FROM cases").fetchone()[0])

    def _begin(self) -> None:
        if self._suspect is not None and self._suspect == age_of(self.path):
            raise IndexBroken  # somebody who looked into it found it so
        with self._understood() as connection:
            self._own.place = stays(self.path)
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlcipher.Error:
                self._own.place.close()
                raise
            self._own.is_changing = True

    def _commit(self) -> None:
        """What was written to a file that another has taken the place of was written to nothing."""
        if age_of(self.path) != self._own.age:
            self._end("ROLLBACK")
            raise IndexBroken
        try:
            with self._understood() as connection:
                connection.execute("COMMIT")
        except CaseError:
            self._end("ROLLBACK")
            raise
        self._ends()

    def _end(self, statement: str) -> None:
        with suppress(sqlcipher.Error):
            self._own.connection.execute(statement)
        self._ends()

    def _ends(self) -> None:
        self._own.is_changing = False
        self._own.place.close()

    def _distrust(self) -> None:
        self._suspect = age_of(self.path)

    def _make_anew(self, anyway: bool) -> None:
        age = age_of(self.path) if anyway else self._suspect
        self._let_go()
        make_file(self.path, self._keys.derive("search index"), replacing=age)
        self._suspect = None

    @contextmanager
    def _understood(self) -> Iterator[Any]:
        """A connection of this thread to the file that is there now; its errors as ours."""
        age = age_of(self.path)
        try:
            yield self._connection(age)
        except sqlcipher.OperationalError as error:
            if any(word in str(error) for word in NOT_NOW):
                raise SearchBusy from error
            self._suspect = age
            raise IndexBroken from error
        except (sqlcipher.DatabaseError, FileNotFoundError) as error:
            self._suspect = age
            raise IndexBroken from error

    def _connection(self, age: int | None) -> Any:
        if getattr(self._own, "is_changing", False):
            return self._own.connection  # to the file in which the change began
        if age is None:
            raise FileNotFoundError
        if getattr(self._own, "age", None) != age:
            self._let_go()
            self._own.connection = open_file(self.path, self._keys.derive("search index"))
            self._own.age = age
            self._open.append(self._own.connection)
        return self._own.connection

    def _let_go(self) -> None:
        if getattr(self._own, "age", None) is not None:
            self._own.age = None
            self._open.remove(self._own.connection)
            self._own.connection.close()


WHOLE = "whole"  # in the place of the last case walked to, when there is none left


@dataclass(frozen=True)
class Changing:
    """A change of the index under way."""

    index: SearchIndex

    async def name(self) -> str:
        """Of this file alone; an older one has none."""
        return await self._do(_fact, "name")

    async def distrust(self) -> None:
        """It is of before: `make_anew` takes it for broken."""
        await self.index._in(self.index._writer, self.index._distrust)  # noqa: SLF001

    async def walked(self) -> UUID | None:
        """How far all cases were gone through, by their ids; None when to the end."""
        said = await self._do(_fact, "walked")
        return None if said == WHOLE else UUID(said) if said else UUID(int=0)

    async def walk(self, to: UUID | None) -> None:
        await self._do(_set_fact, "walked", str(to) if to else WHOLE)

    async def put(self, entries: Sequence[Entry]) -> None:
        """Cases as they are now, in the place of what was known of them."""
        await self._do(_put, entries)

    async def drop(self, case_ids: Collection[UUID]) -> None:
        """Cases that are no more: their entries go from the file as well, when `tidy` has gone through it."""
        await self._do(_drop, case_ids)

    async def tidy(self) -> bool:
        """A little of what is left of dropped cases; whether there is more."""
        return await self._do(_tidy)

    async def _do(self, work: Callable[..., Found], *arguments: Any) -> Found:
        return await self.index._in(self.index._writer, self._with_connection, work, *arguments)  # noqa: SLF001

    def _with_connection(self, work: Callable[..., Found], *arguments: Any) -> Found:
        with self.index._understood() as connection:  # noqa: SLF001 - two halves of one thing
            return work(connection, *arguments)


def expression(sought: Sought, districts: Collection[str] | None, numbers: Collection[str] = ()) -> str:
    """In the words of FTS5. Entries are letters and digits, and each stands in quotes: nothing typed is an order."""
    parts = [_expression(term) for term in sought.terms[:MOST_TERMS]]
    if districts is not None:
        there = f"district : ({_any(districts)})"
        parts.append(f"({there} OR number : ({_any(number_entries(one)[0] for one in numbers)}))" if numbers else there)
    return " AND ".join(parts)


def _any(entries: Iterable[str]) -> str:
    return " OR ".join(f'"{one}"' for one in sorted(entries))


def _expression(term: Term) -> str:
    more = " *" if term.goes_on else ""
    found = f'{{number told}} : "{" ".join(term.entries)}"{more}'
    return f'({found} OR number : "{term.heard}"{more})' if term.heard else found


def _put(connection: Any, entries: Sequence[Entry]) -> None:
    """In the order of their places, in which FTS5 writes them together."""
    for place, entry in sorted(((_place(connection, one), one) for one in entries), key=lambda pair: pair[0]):
        told = " ".join(found for passage in entry.passages for found in _entries(passage))
        connection.execute("DELETE FROM words WHERE rowid = ?", (place,))
        connection.execute(
            "INSERT INTO words (rowid, number, district, told) VALUES (?, ?, ?, ?)",
            (place, " ".join(number_entries(entry.number)), entry.district, told),
        )


def _entries(passage: Passage) -> list[str]:
    """With an end that no phrase goes across."""
    return [] if passage.place == "number" else [*entries_of(passage.text), "|"]


def _place(connection: Any, entry: Entry) -> int:
    """By when it was submitted, so that the newest is found first; it stays, whatever becomes of the case."""
    if known := connection.execute("SELECT place FROM cases WHERE id = ?", (entry.case_id.hex,)).fetchone():
        return int(known[0])
    place = (entry.submitted_at - EPOCH) // timedelta(microseconds=1)
    while not connection.execute("INSERT OR IGNORE INTO cases VALUES (?, ?)", (place, entry.case_id.hex)).rowcount:
        place += 1
    return place


def _drop(connection: Any, case_ids: Collection[UUID]) -> None:
    for case_id in case_ids:
        for place in connection.execute("SELECT place FROM cases WHERE id = ?", (case_id.hex,)).fetchall():
            connection.execute("DELETE FROM words WHERE rowid = ?", place)
            connection.execute("DELETE FROM cases WHERE place = ?", place)
            _set_fact(connection, "untidy", "begin")


def _tidy(connection: Any) -> bool:
    """A deletion of FTS5 is a mark; what was marked goes when its segments are merged, which is done in steps."""
    untidy = _fact(connection, "untidy")
    if not untidy:
        return False
    before = connection.total_changes
    pages = -TIDIED_AT_ONCE if untidy == "begin" else TIDIED_AT_ONCE
    connection.execute("INSERT INTO words (words, rank) VALUES ('merge', ?)", (pages,))
    goes_on = connection.total_changes - before > 1  # as FTS5 says that a step had something to do
    _set_fact(connection, "untidy", "go on" if goes_on else "")
    return bool(goes_on)


def _fact(connection: Any, name: str) -> str:
    found = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return str(found[0]) if found else ""


def _set_fact(connection: Any, name: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


@contextmanager
def _within(connection: Any) -> Iterator[None]:
    until = time.monotonic() + WITHIN
    connection.set_progress_handler(lambda: time.monotonic() > until, STEPS)
    try:
        yield
    except sqlcipher.Error as error:  # FTS5 does not always say that it was interrupted
        if time.monotonic() > until:
            raise SearchBusy from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
