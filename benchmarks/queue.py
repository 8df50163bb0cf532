"""The queue over a million cases: every view and filter, its first page and one in the middle, and the counts.

Each against the same rows fetched by hand-written SQL through the same driver: one statement that names its index's
order, its values bound by hand, and the rows as they come. Ours makes them cases of the product.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import truediv
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import aiosqlite

from actions.team import add_member
from benchmarks import orders, postgres
from benchmarks.figures import Figure, percentile, rounded
from benchmarks.many_cases import KEYS, NAMES, TEAM, cases, in_sqlite
from bot.clock import now
from bot.settings import Settings
from bot.wiring import ready_database
from cases.people import Role
from cases.tracks import ENDED, WAITING
from storage.conversations import begin_conversation
from storage.database import Database
from storage.queue import LISTED, Place, View, companies_of, counts, queue
from storage.tables import ASKED, Channel, KeyPurpose, Member

CASES, PAGE, ROUNDS = int(os.environ.get("GC_BENCH_CASES", "1000000")), 50, 60
SHOWS = ("waiting", "asked", "mine", "open", "ended")
COLUMNS = ", ".join(column.name for column in LISTED)


async def measure(folder: Path, quick: bool) -> list[Figure]:
    settings = Settings(_env_file=None, data=folder / "data")
    async with ready_database(settings, now) as database:
        desk = await fill(database, 4000 if quick else CASES)
        async with aiosqlite.connect(str(database.address.database)) as driver:
            measuring = Measuring(database, driver, 2 if quick else ROUNDS)
            found = [figure async for figure in measuring.all(desk)]
            found += [figure async for figure in orders.measure(measuring, desk)]
    if postgres.is_there():
        found += await postgres.measure(4000 if quick else CASES, 2 if quick else ROUNDS)
    return found


@dataclass(frozen=True)
class Measuring:
    """Both ways side by side, in turns, so that a noisy machine hits both."""

    database: Database
    driver: aiosqlite.Connection
    rounds: int

    async def all(self, desk: list[Member]) -> Any:
        for member, district, show, urgent in itertools.product(desk, (None, "yuyao"), SHOWS, (False, True)):
            if not (member.district and district):  # whoever is bound to a district has no such filter
                yield await self.view(member, View(show, district, urgent))
        for member in desk:
            yield await self.counting(member)
        yield await self.names(desk[0])

    async def view(self, member: Member, view: View) -> Figure:
        """The worse ratio of the first page and the one in the middle."""
        ratios, facts = [], {}
        for where, after in {"first": None, "middle": await self.middle(member, view)}.items():
            sql, values = by_hand(member, view, after)

            async def ours(after: Place | None = after) -> int:
                async with self.database.reading() as session:
                    return len(await queue(session, member, view, after=after, limit=PAGE))

            async def theirs(sql: str = sql, values: list[Any] = values) -> int:
                return len(list(await self.driver.execute_fetchall(sql, values)))

            assert await ours() == await theirs()
            mine, by, ratio = await self.compare(ours, theirs)
            ratios.append(ratio)
            facts |= {f"{where}_ms": rounded(mine), f"{where}_by_hand_ms": rounded(by)}
        told = [view.show, view.district, "urgent" if view.urgent else None, "bound" if member.district else None]
        return Figure(" ".join(filter(None, told)), max(ratios), "ratio", 8, 3, facts)

    async def counting(self, member: Member) -> Figure:
        sql, values = counts_by_hand(member)

        async def ours() -> Any:
            async with self.database.reading() as session:
                return tuple((await counts(session, member)).values())

        async def theirs() -> Any:
            return next(iter(await self.driver.execute_fetchall(sql, values)))

        assert await ours() == await theirs()
        mine, by, ratio = await self.compare(ours, theirs)
        facts = {"ms": rounded(mine), "by_hand_ms": rounded(by)}
        return Figure("counts bound" if member.district else "counts", ratio, "ratio", 8, 3, facts)

    async def names(self, member: Member) -> Figure:
        """A whole page with the companies' names, when no key of it was used before."""
        took = []
        for _ in range(self.rounds):
            self.database.keys._open.clear()
            began = time.perf_counter()
            async with self.database.reading() as session:
                await companies_of(session, await queue(session, member, View("open"), limit=PAGE))
            took.append((time.perf_counter() - began) * 1000)
        return Figure("page_with_names", median(took), "ms", more={"p95": rounded(percentile(took, 0.95))})

    async def fetch(self, sql: str, values: Sequence[Any]) -> list[Any]:
        return list(await self.driver.execute_fetchall(sql, in_sqlite(values)))

    async def compare(
        self, ours: Callable[[], Awaitable[Any]], theirs: Callable[[], Awaitable[Any]]
    ) -> tuple[float, float, float]:
        """The medians of the rounds: ours and theirs in milliseconds, and one through the other."""
        mine, by = [], []
        for number in range(self.rounds):
            for way, took in ((ours, mine), (theirs, by)) if number % 2 else ((theirs, by), (ours, mine)):
                began = time.perf_counter()
                await way()
                took.append((time.perf_counter() - began) * 1000)
        return median(mine), median(by), median(map(truediv, mine, by))

    async def middle(self, member: Member, view: View) -> Place | None:
        """Where half of the view is behind."""
        conditions, values, order = parts_of(member, view)
        found = await self.driver.execute_fetchall(f"SELECT count(*) FROM cases WHERE {conditions}", values)
        half = next(iter(found))[0] // 2
        at = "asked_at" if view.show == "asked" else "submitted_at"
        sql = f"SELECT rank, {at}, id FROM cases WHERE {conditions} ORDER BY {order} LIMIT 1 OFFSET {half}"
        for rank, at, case_id in await self.driver.execute_fetchall(sql, values):
            return Place(rank, datetime.fromisoformat(at).replace(tzinfo=UTC), UUID(case_id))
        return None


# --- by hand


def by_hand(member: Member, view: View, after: Place | None) -> tuple[str, list[Any]]:
    """The statement somebody would write who knows the indexes: for a bound member one walk for each district."""
    walks = [
        one_walk(member, View(view.show, district, view.urgent), after)
        for district in (sorted({member.district, "elsewhere"}) if member.district else [view.district])
    ]
    if len(walks) == 1:
        return walks[0]
    order = parts_of(member, view)[2]
    union = " UNION ALL ".join(f"SELECT * FROM ({sql})" for sql, _ in walks)
    return f"{union} ORDER BY {order} LIMIT {PAGE}", [value for _, values in walks for value in values]


def one_walk(member: Member, view: View, after: Place | None) -> tuple[str, list[Any]]:
    conditions, values, order = parts_of(member, view, bound=False)
    if after:
        at = after.at.replace(tzinfo=None).isoformat(" ", "microseconds")
        place = [after.rank, at, after.id.hex] if order.startswith("rank") else [at, after.id.hex]
        names = order.replace(" DESC", "")
        conditions += f" AND ({names}) {'<' if view.show == 'ended' else '>'} ({', '.join('?' * len(place))})"
        values = values + place
    return f"SELECT {COLUMNS} FROM cases WHERE {conditions} ORDER BY {order} LIMIT {PAGE}", values


def parts_of(member: Member, view: View, *, bound: bool = True) -> tuple[str, list[Any], str]:
    """(conditions, values, order)."""
    shown = {
        "waiting": "service IN ('acknowledged', 'submitted')",
        "asked": ASKED,
        "mine": "close_reason IS NULL AND holder_id IS NOT NULL AND holder_id = ?",
        "open": "ended_at IS NULL",
        "ended": "ended_at IS NOT NULL",
    }
    conditions, values = [shown[view.show]], [member.id.hex] if view.show == "mine" else []
    if view.urgent:
        held = "close_reason IS NULL AND holder_id IS NOT NULL"
        part = held if view.show == "mine" else shown[view.show]
        conditions = [f"CASE WHEN money_moving THEN {part} END", *(["holder_id = ?"] if view.show == "mine" else [])]
        if view.show == "asked":
            conditions = [f"{ASKED} AND money_moving"]
    if view.district:
        conditions.append("district = ?")
        values.append(view.district)
    elif bound and member.district:
        conditions.append("district IN (?, 'elsewhere')")
        values.append(member.district)
    else:
        conditions.append("number <> ''")
    if view.show == "asked":
        return " AND ".join(conditions), values, "asked_at, id"
    if view.show == "ended":
        return " AND ".join(conditions), values, "submitted_at DESC, id DESC"
    return " AND ".join(conditions), values, "submitted_at, id" if view.urgent else "rank, submitted_at, id"


def counts_by_hand(member: Member) -> tuple[str, list[Any]]:
    bound = [member.district] if member.district else []
    there = "district IN (?, 'elsewhere')" if bound else "number <> ''"
    where = f" WHERE {there}" if bound else ""
    asked = f"(SELECT count(*) FROM (SELECT id FROM cases WHERE {ASKED} AND {there} LIMIT 100))"
    waits, over = (", ".join(sorted(repr(one.value) for one in part)) for part in (WAITING, ENDED))
    waiting, mine, is_open = f"service IN ({waits})", "holder_id = ?", f"service NOT IN ({over})"
    sums = ", ".join(f"sum(cases) FILTER (WHERE {part})" for part in (waiting, mine, is_open)) + f", {asked}"
    return f"SELECT {sums} FROM case_counts{where}", [member.id.hex, *bound, *bound]


# --- a million cases


async def fill(database: Database, count: int) -> list[Member]:
    """One in ten waits, three in ten are in somebody's hands, the rest has ended; every fiftieth is urgent.

    As many wait for a reply.

    Returns a member who sees all of them and one who is bound to a district, each with many in their hands.
    """
    async with database.writing() as session:
        chat = await begin_conversation(session, 1, 1, Channel.WEB, now())
        keys = [database.keys.make(session, KeyPurpose.CASE, now()) for _ in range(KEYS)]
        anywhere = await add_member(session, "陈立", Role.EXPERT, None, now())
        local = await add_member(session, "林海", Role.EXPERT, "haishu", now())
        team = [anywhere, local, *[await add_member(session, "同事", Role.EXPERT, None, now()) for _ in range(TEAM)]]
    began = time.perf_counter()
    writing = sqlite3.connect(str(database.address.database))
    for quickly in ("synchronous=OFF", "cache_size=-600000"):
        writing.execute(f"PRAGMA {quickly}")
    indexes = writing.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'ix_cases_%'").fetchall()
    for name, _ in indexes:
        writing.execute(f"DROP INDEX {name}")
    with writing:
        rows = cases(count, chat.id, keys, [member.id for member in team])
        places = ", ".join("?" * len(NAMES))
        writing.executemany(
            f"INSERT INTO cases ({', '.join(NAMES)}) VALUES ({places})", (in_sqlite(row) for row in rows)
        )
    for _, again in indexes:
        writing.execute(again)
    writing.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    writing.close()
    print(f"  {count} cases in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return [anywhere, local]
