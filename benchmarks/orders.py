"""Every order of the queue, and every filter, against statements somebody would write who knows the indexes.

Where no index knows a filter, by hand is the plain condition: the database looks until it has a page, or at everything.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from benchmarks.figures import Figure, rounded
from benchmarks.stores import Ways, id_of, moment_of, named
from cases.law.triage import Urgency
from cases.money_lane import MAY_BE_STOPPED
from cases.people import districts_seen
from cases.tracks import Service
from storage.queue import LISTED, Place, View, page_of
from storage.tables import ASKED, HELD, OPEN, OVER, WAITS, Member
from storage.views import SORTS

PAGE = 50
NAMES = ", ".join(column.name for column in LISTED)
PARTS = {"waiting": WAITS, "asked": ASKED, "owed": ASKED, "mine": HELD, "ended": OVER}
ORDERS = {
    "urgency": (("rank", "submitted_at", "id"), ""),
    "oldest": (("submitted_at", "id"), ""),
    "newest": (("submitted_at", "id"), " DESC"),
    "due": (("due_at", "id"), ""),
    "sum": (("sum_fen", "id"), " DESC"),
    "reply": (("asked_at", "id"), ""),
}


async def measure(ways: Ways, desk: list[Member], kind: str = "") -> AsyncIterator[Figure]:
    """First every order of every part, then each filter in the order the page gives it."""
    at = moment_of((await ways.fetch("SELECT max(submitted_at) FROM cases", []))[0][0])
    for member in desk:
        for show, sorts in SORTS.items():
            for sort in sorts:
                view = View(show, sort=sort, at=at.replace(hour=0) if show == "new" else at)
                yield await one(ways, member, view, named(kind, show, sort))
        for show in ("waiting", "mine", "open"):  # as the pages show it, the freshest money first
            view = View(show, at=at, fresh_since=at - MAY_BE_STOPPED)
            yield await one(ways, member, view, named(kind, show, "freshest"))
        for name, view in filters(at, desk).items():
            yield await one(ways, member, view, named(kind, "open", name))


def filters(at: datetime, desk: list[Member]) -> dict[str, View]:
    every = View("open", at=at)
    return {
        "urgency": replace(every, urgency=Urgency.HIGH),
        "offence": replace(every, offence="CONTRACT_FRAUD"),
        "holder": replace(every, holder=desk[0].id),
        "stage": replace(every, stage=Service.IN_CONSULTATION),
        "least": replace(every, least_fen=1_000_000_000),
        "district": replace(every, district="haishu"),
        "offence+holder": replace(every, offence="CONTRACT_FRAUD", holder=desk[0].id),
        "offence+due": replace(every, offence="CONTRACT_FRAUD", sort="due"),
        "stage+offence+sum": replace(every, stage=Service.TRIAGED, offence="CONTRACT_FRAUD", sort="sum"),
        "rare+urgency": replace(every, least_fen=9_900_000_000, sort="urgency"),
        "ended offence": replace(every, show="ended", offence="CONTRACT_FRAUD"),
        "ended holder": replace(every, show="ended", holder=desk[0].id),
    }


async def one(ways: Ways, member: Member, view: View, name: str) -> Figure:
    """The worse ratio of its first page and one in the middle."""
    ratios, facts = [], {}
    for where, after in {"first": None, "middle": await middle(ways, member, view)}.items():
        sql, values = by_hand(member, view, after)

        async def ours(after: Place | None = after) -> int:
            async with ways.database.reading() as session:
                return len((await page_of(session, member, view, after=after, limit=PAGE)).cases)

        async def theirs(sql: str = sql, values: list[Any] = values) -> int:
            return len(await ways.fetch(sql, values))

        found, wanted = await ours(), await theirs()
        assert found <= wanted, (name, found, wanted)  # fewer: it looked as far as a page may, and goes on
        mine, by, ratio = await ways.compare(ours, theirs)
        ratios.append(ratio)
        facts |= {f"{where}_ms": rounded(mine), f"{where}_by_hand_ms": rounded(by)}
        facts |= {f"{where}_found": found} if found < wanted else {}
    return Figure(f"{name} bound" if member.district else name, max(ratios), "ratio", 8, 3, facts)


def by_hand(member: Member, view: View, after: Place | None) -> tuple[str, list[Any]]:
    """One statement; where the index stands by rank first and the view does not, one walk for each rank, merged."""
    conditions, values = conditions_of(member, view)
    columns, down = ORDERS[view.order]
    columns = columns[1:] if view.urgency and columns[0] == "rank" else columns
    if after:
        place = {"rank": after.rank, "sum_fen": after.fen, "id": after.id}
        conditions += f" AND ({', '.join(columns)}) {'<' if down else '>'} ({', '.join('?' * len(columns))})"
        values = [*values, *(place.get(name, after.at) for name in columns)]
    order = ", ".join(f"{name}{down}" for name in columns)
    splits = view.order in {"oldest", "newest"} and view.show != "ended" and not view.urgency
    walks = [f"{conditions} AND rank = {one.rank}" for one in Urgency] if splits else [conditions]
    each = [f"SELECT {NAMES} FROM cases WHERE {walk} ORDER BY {order} LIMIT {PAGE}" for walk in walks]
    if len(each) == 1:
        return each[0], values
    union = " UNION ALL ".join(f"SELECT * FROM ({walk}) AS w{n}" for n, walk in enumerate(each))
    return f"{union} ORDER BY {order} LIMIT {PAGE}", values * len(each)


def conditions_of(member: Member, view: View) -> tuple[str, list[Any]]:
    seen = districts_seen(member.district)
    wanted: dict[str, Any] = {
        "holder_id = ?": member.id if view.show in {"mine", "owed"} else view.holder,
        "offence = ?": view.offence,
        "service = ?": view.stage and view.stage.value,
        "rank = ?": view.urgency and view.urgency.rank,
        "sum_fen >= ?": view.least_fen,
        "district = ?": view.district,
        "due_at <= ?": view.at if view.show == "late" else None,
        "submitted_at >= ?": view.at if view.show == "new" else None,
    }
    parts = [PARTS.get(view.show, OPEN), *(condition for condition, value in wanted.items() if value is not None)]
    parts.append("number <> ''" if seen is None else f"district IN ({', '.join(repr(one) for one in sorted(seen))})")
    if view.show == "late":
        parts.append(f"({WAITS} OR reply_due_at IS NOT NULL)")
    return " AND ".join(parts), [value for value in wanted.values() if value is not None]


async def middle(ways: Ways, member: Member, view: View) -> Place | None:
    """Where half of the view is behind."""
    conditions, values = conditions_of(member, view)
    columns, down = ORDERS[view.order]
    half = (await ways.fetch(f"SELECT count(*) FROM cases WHERE {conditions}", values))[0][0] // 2
    order = ", ".join(f"{name}{down}" for name in columns)
    names = "rank, submitted_at, due_at, asked_at, sum_fen, id"
    sql = f"SELECT {names} FROM cases WHERE {conditions} ORDER BY {order} LIMIT 1 OFFSET {half}"
    for rank, submitted, due, asked, fen, case_id in await ways.fetch(sql, values):
        at = {"due": due, "reply": asked}.get(view.order, submitted)
        return Place(rank, moment_of(at), id_of(case_id), fen)
    return None
