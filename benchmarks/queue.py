"""The queue over a million cases: every view and filter, its first page and one in the middle, and the counts.

Each against the same rows fetched by hand-written SQL through the same driver: one statement that names its index's
order, its values bound by hand, and the rows as they come. Ours makes them cases of the product.
"""

from __future__ import annotations

import itertools
import os
import random
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import truediv
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import aiosqlite

from actions.team import add_member
from benchmarks.figures import Figure, percentile, rounded
from bot.clock import now
from bot.settings import Settings
from bot.wiring import ready_database
from cases.people import Role
from storage.conversations import begin_conversation
from storage.database import Database
from storage.keys import Cipher
from storage.queue import LISTED, Place, View, companies_of, counts, queue
from storage.tables import Channel, KeyPurpose, Member

CASES, PAGE, ROUNDS = 1_000_000, 50, 60
KEYS = 1000  # of cases, shared among them: sealing a million keys is not what is measured
TEAM = 20
DISTRICTS = ("haishu", "yinzhou", "jiangbei", "beilun", "zhenhai", "fenghua", "yuyao", "cixi", "elsewhere")
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
SHOWS = ("waiting", "mine", "open", "ended")
COLUMNS = ", ".join(column.name for column in LISTED)


async def measure(folder: Path, quick: bool) -> list[Figure]:
    settings = Settings(_env_file=None, data=folder / "data")
    async with ready_database(settings, now) as database:
        desk = await fill(database, 4000 if quick else CASES)
        async with aiosqlite.connect(str(database.address.database)) as driver:
            measuring = Measuring(database, driver, 2 if quick else ROUNDS)
            return [figure async for figure in measuring.all(desk)]


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
        sql = f"SELECT rank, submitted_at, id FROM cases WHERE {conditions} ORDER BY {order} LIMIT 1 OFFSET {half}"
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
        at = after.submitted_at.replace(tzinfo=None).isoformat(" ", "microseconds")
        place = [at, after.id.hex] if order.startswith("submitted_at") else [after.rank, at, after.id.hex]
        names = "submitted_at, id" if len(place) == 2 else "rank, submitted_at, id"
        conditions += f" AND ({names}) {'<' if view.show == 'ended' else '>'} ({', '.join('?' * len(place))})"
        values = values + place
    return f"SELECT {COLUMNS} FROM cases WHERE {conditions} ORDER BY {order} LIMIT {PAGE}", values


def parts_of(member: Member, view: View, *, bound: bool = True) -> tuple[str, list[Any], str]:
    """(conditions, values, order)."""
    shown = {
        "waiting": "service IN ('acknowledged', 'submitted')",
        "mine": "close_reason IS NULL AND holder_id IS NOT NULL AND holder_id = ?",
        "open": "ended_at IS NULL",
        "ended": "ended_at IS NOT NULL",
    }
    conditions, values = [shown[view.show]], [member.id.hex] if view.show == "mine" else []
    if view.urgent:
        held = "close_reason IS NULL AND holder_id IS NOT NULL"
        part = held if view.show == "mine" else shown[view.show]
        conditions = [f"CASE WHEN money_moving THEN {part} END", *(["holder_id = ?"] if view.show == "mine" else [])]
    if view.district:
        conditions.append("district = ?")
        values.append(view.district)
    elif bound and member.district:
        conditions.append("district IN (?, 'elsewhere')")
        values.append(member.district)
    else:
        conditions.append("number <> ''")
    if view.show == "ended":
        return " AND ".join(conditions), values, "submitted_at DESC, id DESC"
    return " AND ".join(conditions), values, "submitted_at, id" if view.urgent else "rank, submitted_at, id"


def counts_by_hand(member: Member) -> tuple[str, list[Any]]:
    where = " WHERE district IN (?, 'elsewhere')" if member.district else ""
    sums = "sum(cases) FILTER (WHERE is_waiting), sum(cases) FILTER (WHERE holder_id = ?), sum(cases)"
    return f"SELECT {sums} FROM case_counts{where}", [member.id.hex] + ([member.district] if member.district else [])


# --- a million cases


async def fill(database: Database, count: int) -> list[Member]:
    """One in ten waits, three in ten are in somebody's hands, the rest has ended; every fiftieth is urgent.

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
        places = ", ".join("?" * 19)
        names = (
            "id, number, conversation_id, key_id, service, rank, money_moving, offence_group, district, reporter_role, "
            "quiet, sealed_answers, sealed_title, submitted_at, answer_due_at, holder_id, ended_at, close_reason, "
            "is_complete"
        )
        rows = cases(count, chat.id.hex, keys, [member.id.hex for member in team])
        writing.executemany(f"INSERT INTO cases ({names}) VALUES ({places})", rows)
    for _, again in indexes:
        writing.execute(again)
    writing.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    writing.close()
    print(f"  {count} cases in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return [anywhere, local]


def cases(count: int, chat: str, keys: list[tuple[UUID, Cipher]], team: list[str]) -> Iterator[tuple[Any, ...]]:
    chance, told = random.Random(20), os.urandom(300)
    for number in range(count):
        case_id, (key_id, cipher) = UUID(int=chance.getrandbits(128)), keys[number % KEYS]
        at = (FIRST + timedelta(minutes=3 * number)).replace(tzinfo=None).isoformat(" ", "microseconds")
        fate, district = chance.random(), chance.choice(DISTRICTS)
        service = "acknowledged" if fate < 0.1 else "triaged" if fate < 0.4 else "closed"
        holder, ended = None if fate < 0.1 else chance.choice(team), at if fate >= 0.4 else None
        moving = chance.random() < 0.02
        title = cipher.seal_text("宁波甬江精密机械有限公司", f"title:{case_id}")
        yield (
            *(case_id.hex, f"GC-{number:09}", chat, key_id.hex, service, int(not moving), moving, "partner", district),
            *("agent", False),
            *(told, title, at, at, holder, ended, "answered" if ended else None, True),
        )
