"""Every row from one database into another of the same revision, and compared as it was read back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from cases.errors import CaseError
from storage.backup import Tell
from storage.rows import AT_ONCE, lines_of, put, tables_of, undisturbed


class RowsRefused(CaseError):
    """The database to move to does not take the rows of a table."""

    def __init__(self, table: str, why: str) -> None:
        super().__init__(table, why)
        self.table, self.why = table, why


class NotTheSame(CaseError):
    """What came is not what was sent."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


@dataclass
class Sum:
    """What all lines of a table come to, in whatever order they are read."""

    rows: int = -1  # the first line is of the names
    total: int = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(line).digest())) % 2**256


@dataclass
class Way:
    """How far it is: each row goes there once, and comes back once."""

    tell: Tell
    whole: int
    done: int = 0

    def over(self, lines: Iterator[bytes], adding: Sum) -> Iterator[bytes]:
        for line in lines:
            adding.add(line)
            self.done += 1
            if not self.done % AT_ONCE:
                self.tell(self.done, self.whole)
            yield line


def copy_rows(old: Connection, new: Connection, tell: Tell) -> dict[str, int]:
    """How many of each table; no trigger hears of them. Raises RowsRefused and NotTheSame."""
    there, tables = {table.name: table for table in tables_of(old)}, tables_of(new)
    if odd := there.keys() ^ {table.name for table in tables}:
        raise NotTheSame(min(odd))
    way = Way(tell, 2 * sum(_count(old, table) + 1 for table in tables))
    with undisturbed(new, tables):
        return {table.name: _copy(old, there[table.name], new, table, way) for table in tables}


def reason(error: DBAPIError) -> str:
    """What the database said, in one line."""
    return str(error.orig).partition("\n")[0]


def _copy(old: Connection, there: Table, new: Connection, here: Table, way: Way) -> int:
    sent, came = Sum(), Sum()
    try:
        put(new, here, way.over(lines_of(old, there), sent))
    except (DataError, IntegrityError) as error:
        raise RowsRefused(here.name, reason(error)) from error
    except (ValueError, LookupError) as error:
        raise RowsRefused(here.name, type(error).__name__) from error
    for _ in way.over(lines_of(new, here), came):
        pass
    if sent != came:
        raise NotTheSame(here.name)
    return came.rows


def _count(connection: Connection, table: Table) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)
