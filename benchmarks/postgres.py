"""The queue's orders and filters on PostgreSQL, where a server is found on the machine or in the tests' wheel."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from operator import truediv
from statistics import median
from typing import Any

import psycopg

from actions.team import add_member
from benchmarks import orders
from benchmarks.figures import Figure
from benchmarks.many_cases import KEYS, NAMES, TEAM, cases
from bot.clock import now
from cases.people import Role
from storage.conversations import begin_conversation
from storage.database import Database
from storage.keys import KeyRing
from storage.migrating import migrate
from storage.tables import Channel, KeyPurpose, Member
from tests.postgres import Server, binaries


def is_there() -> bool:
    return binaries() is not None


@dataclass(frozen=True)
class Measuring:
    """Both ways side by side, in turns, as on SQLite."""

    database: Database
    driver: psycopg.AsyncConnection[Any]
    rounds: int

    async def fetch(self, sql: str, values: Sequence[Any]) -> list[Any]:
        return list(await (await self.driver.execute(sql.replace("?", "%s"), values)).fetchall())  # type: ignore[arg-type]

    async def compare(
        self, ours: Callable[[], Awaitable[Any]], theirs: Callable[[], Awaitable[Any]]
    ) -> tuple[float, float, float]:
        mine, by = [], []
        for number in range(self.rounds):
            for way, took in ((ours, mine), (theirs, by)) if number % 2 else ((theirs, by), (ours, mine)):
                began = time.perf_counter()
                await way()
                took.append((time.perf_counter() - began) * 1000)
        return median(mine), median(by), median(map(truediv, mine, by))


async def measure(count: int, rounds: int) -> list[Figure]:
    server = Server()
    try:
        create(server, "queue")
        keys = KeyRing(b"k" * 32)
        database = Database(server.url("queue"), session_info={"keys": keys})
        migrate(database)
        desk = await fill(database, keys, server.url("queue"), count)
        async with await psycopg.AsyncConnection.connect(server.url("queue"), autocommit=True) as driver:
            found = [one async for one in orders.measure(Measuring(database, driver, rounds), desk, "postgresql")]
        await database.close()
        return found
    finally:
        server.stop()


def create(server: Server, name: str) -> None:
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


async def fill(database: Database, keys: KeyRing, url: str, count: int) -> list[Member]:
    async with database.writing() as session:
        await keys.prepare(session, now())
        chat = await begin_conversation(session, 1, 1, Channel.WEB, now())
        made = [keys.make(session, KeyPurpose.CASE, now()) for _ in range(KEYS)]
        anywhere = await add_member(session, "陈立", Role.EXPERT, None, now())
        local = await add_member(session, "林海", Role.EXPERT, "haishu", now())
        team = [anywhere, local, *[await add_member(session, "同事", Role.EXPERT, None, now()) for _ in range(TEAM)]]
    began = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as writing:
        writing.execute("ALTER TABLE cases DISABLE TRIGGER USER")
        with writing.cursor() as cursor, cursor.copy(f"COPY cases ({', '.join(NAMES)}) FROM STDIN") as copy:  # type: ignore[arg-type]
            for row in cases(count, chat.id, made, [member.id for member in team]):
                copy.write_row(row)
        writing.execute("ALTER TABLE cases ENABLE TRIGGER USER")
        writing.execute("VACUUM ANALYZE cases")
    print(f"  {count} cases on PostgreSQL in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return [anywhere, local]
