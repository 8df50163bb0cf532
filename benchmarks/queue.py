"""The queue over a million cases: every view and filter, its first page and one in the middle, and the counts.

Each against the same rows fetched by hand-written SQL through the same driver: one statement that names its index's
order, its values bound by hand, and the rows as they come. Ours makes them cases of the product.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from typing import Any

from actions.team import add_member
from benchmarks import orders
from benchmarks.figures import Figure, percentile, rounded
from benchmarks.many_cases import KEYS, NAMES, TEAM, cases
from benchmarks.stores import Ways, count_cases, id_of, moment_of, named, side_by_side, stores, write_rows
from bot.clock import now
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
    found: list[Figure] = []
    for store in stores(folder):
        async with ready_database(store.settings(), now) as database:
            desk = await fill(database, 4000 if quick else CASES)
            async with side_by_side(database, 2 if quick else ROUNDS) as ways:
                found += [figure async for figure in views(ways, desk, store.kind)]
                found += [figure async for figure in orders.measure(ways, desk, store.kind)]
    return found


async def views(ways: Ways, desk: list[Member], kind: str) -> AsyncIterator[Figure]:
    for member, district, show, urgent in itertools.product(desk, (None, "yuyao"), SHOWS, (False, True)):
        if not (member.district and district):  # whoever is bound to a district has no such filter
            yield await one_view(ways, member, View(show, district, urgent), kind)
    for member in desk:
        yield await counting(ways, member, kind)
    yield await names(ways, desk[0], kind)


async def one_view(ways: Ways, member: Member, view: View, kind: str) -> Figure:
    """The worse ratio of the first page and the one in the middle."""
    ratios, facts = [], {}
    for where, after in {"first": None, "middle": await middle(ways, member, view)}.items():
        sql, values = by_hand(member, view, after)

        async def ours(after: Place | None = after) -> int:
            async with ways.database.reading() as session:
                return len(await queue(session, member, view, after=after, limit=PAGE))

        async def theirs(sql: str = sql, values: list[Any] = values) -> int:
            return len(await ways.fetch(sql, values))

        assert await ours() == await theirs()
        mine, by, ratio = await ways.compare(ours, theirs)
        ratios.append(ratio)
        facts |= {f"{where}_ms": rounded(mine), f"{where}_by_hand_ms": rounded(by)}
    told = [kind, view.show, view.district, "urgent" if view.urgent else None, "bound" if member.district else None]
    return Figure(named(*told), max(ratios), "ratio", 8, 3, facts)


async def counting(ways: Ways, member: Member, kind: str) -> Figure:
    sql, values = counts_by_hand(member)

    async def ours() -> Any:
        async with ways.database.reading() as session:
            return tuple((await counts(session, member)).values())

    async def theirs() -> Any:
        return tuple((await ways.fetch(sql, values))[0])

    assert await ours() == await theirs()
    mine, by, ratio = await ways.compare(ours, theirs)
    facts = {"ms": rounded(mine), "by_hand_ms": rounded(by)}
    return Figure(named(kind, "counts", "bound" if member.district else None), ratio, "ratio", 8, 3, facts)


async def names(ways: Ways, member: Member, kind: str) -> Figure:
    """A whole page with the companies' names, when no key of it was used before."""
    took = []
    for _ in range(ways.rounds):
        ways.database.keys._open.clear()
        began = time.perf_counter()
        async with ways.database.reading() as session:
            await companies_of(session, await queue(session, member, View("open"), limit=PAGE))
        took.append((time.perf_counter() - began) * 1000)
    return Figure(named(kind, "page_with_names"), median(took), "ms", more={"p95": rounded(percentile(took, 0.95))})


async def middle(ways: Ways, member: Member, view: View) -> Place | None:
    """Where half of the view is behind."""
    conditions, values, order = parts_of(member, view)
    half = (await ways.fetch(f"SELECT count(*) FROM cases WHERE {conditions}", values))[0][0] // 2
    at = "asked_at" if view.show == "asked" else "submitted_at"
    sql = f"SELECT rank, {at}, id FROM cases WHERE {conditions} ORDER BY {order} LIMIT 1 OFFSET {half}"
    for rank, at, case_id in await ways.fetch(sql, values):
        return Place(rank, moment_of(at), id_of(case_id))
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
    union = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS w{number}" for number, (sql, _) in enumerate(walks))
    return f"{union} ORDER BY {order} LIMIT {PAGE}", [value for _, values in walks for value in values]


def one_walk(member: Member, view: View, after: Place | None) -> tuple[str, list[Any]]:
    conditions, values, order = parts_of(member, view, bound=False)
    if after:
        place = [after.rank, after.at, after.id] if order.startswith("rank") else [after.at, after.id]
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
    conditions, values = [shown[view.show]], [member.id] if view.show == "mine" else []
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
    asked = f"(SELECT count(*) FROM (SELECT id FROM cases WHERE {ASKED} AND {there} LIMIT 100) AS found)"
    waits, over = (", ".join(sorted(repr(one.value) for one in part)) for part in (WAITING, ENDED))
    waiting, mine, is_open = f"service IN ({waits})", "holder_id = ?", f"service NOT IN ({over})"
    sums = ", ".join(f"sum(cases) FILTER (WHERE {part})" for part in (waiting, mine, is_open)) + f", {asked}"
    return f"SELECT {sums} FROM case_counts{where}", [member.id, *bound, *bound]


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
    write_rows(database, "cases", NAMES, cases(count, chat.id, keys, [member.id for member in team]))
    await count_cases(database)
    return [anywhere, local]
