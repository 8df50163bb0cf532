"""The queue as it is read: every view in its order, page by page, each by an index of its own."""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
import sqlalchemy
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.law.triage import Urgency
from cases.people import Role, may_see
from cases.tracks import WAITING, Service
from storage import walks
from storage.queue import (
    MOST_ASKED,
    Place,
    View,
    companies_of,
    count_few,
    fresh_of,
    page_of,
    place_of,
    queue,
    seal_title,
)
from storage.tables import Case, KeyPurpose, Member
from storage.tracks import first_due
from storage.views import SORTS, way_of
from storage.walks import districts_of, is_asked
from tests.case_rows import MORNING, Rows, open_rows

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(300)]  # hundreds of views, each walked or explained
SHOWS = ("waiting", "asked", "mine", "open", "ended")
VIEWS = [View(show, district, urgent) for show in SHOWS for district in (None, "haishu") for urgent in (False, True)]
PAGE = 7
OTHER = UUID(int=77)  # a colleague
NOW = MORNING + timedelta(seconds=30)


@pytest.fixture
async def rows(database_url: str) -> AsyncIterator[Rows]:
    """Cases of every kind in three districts, some of the same second."""
    async with open_rows(database_url) as opened:
        async with opened.database.writing() as session:
            session.add(Member(id=OTHER, sealed_name=b"", role=Role.EXPERT, joined_at=MORNING))
            await session.flush()
            for n in range(240):
                facts = {"district": ("haishu", "cixi", "elsewhere")[n % 3], "rank": n % 3, "money_moving": n % 11 == 0}
                facts["submitted_at"] = MORNING + timedelta(seconds=n % 40)
                facts["offence"] = ("CONTRACT_FRAUD", "EMBEZZLEMENT", None)[n // 3 % 3]
                facts["loss_fen"] = (None, 10_000, 50_000, 900_000)[n % 7 % 4]
                facts["news_due_at"] = MORNING + timedelta(minutes=n % 9)
                facts["reply_missed"] = n % 5 == 2
                if n % 8 == 5:
                    facts["holder_id"] = OTHER
                if n % 4 == 1 and n % 5:
                    facts["asked_at"] = facts["reply_due_at"] = MORNING + timedelta(minutes=n % 7)
                session.add(opened.row(held=n % 4 == 1, ended=n % 4 == 3, **facts))
        yield opened


def local(rows: Rows) -> Member:
    """The same member, bound to a district."""
    return Member(id=rows.member.id, sealed_name=b"", role=Role.EXPERT, district="haishu", joined_at=MORNING)


def belongs(case: Case, member: Member, view: View) -> bool:
    """The rule, in the words of cases/."""
    shown = {
        "waiting": case.service in WAITING,
        "asked": case.asked_at is not None and case.holder_id is not None,
        "mine": case.holder_id == member.id and case.ended_at is None,
        "open": case.ended_at is None,
        "ended": case.ended_at is not None,
    }[view.show]
    there = may_see(member.district, case.district) and view.district in {None, case.district}
    return shown and there and (case.money_moving or not view.urgent)


async def in_pages(rows: Rows, member: Member, view: View) -> list[Case]:
    """The whole view, as somebody who turns every page."""
    found: list[Case] = []
    after = None
    while True:
        async with rows.database.reading() as session:
            page = await queue(session, member, view, after=after, limit=PAGE)
        found += page
        if len(page) < PAGE:
            return found
        after = place_of(page[-1], view)


async def test_turning_the_pages_brings_each_case_once(rows: Rows):
    """By rank, then oldest first; where money moves by age alone; what has ended newest first; who waits for a reply by how long."""
    async with rows.database.reading() as session:
        everything = (await session.exec(select(Case))).all()
    for member, view in itertools.product((rows.member, local(rows)), VIEWS):
        wanted = [case for case in everything if belongs(case, member, view)]
        if view.show == "ended":
            wanted.sort(key=lambda case: (case.submitted_at, case.id), reverse=True)
        elif view.show == "asked":
            wanted.sort(key=lambda case: (case.asked_at, case.id))
        else:
            wanted.sort(key=lambda case: (0 if view.urgent else case.rank, case.submitted_at, case.id))
        assert wanted
        assert [case.id for case in await in_pages(rows, member, view)] == [case.id for case in wanted], view


def sorts_and_filters() -> list[View]:
    """Every order of every part, with no filter, each of them, and two together."""
    filters: list[dict[str, object]] = [
        {},
        {"urgency": Urgency.HIGH},
        {"offence": "CONTRACT_FRAUD"},
        {"stage": Service.TRIAGED},
        {"holder": OTHER},
        {"least_fen": 50_000},
        {"urgent": True},
        {"offence": "CONTRACT_FRAUD", "urgency": Urgency.IMMEDIATE},
        {"holder": OTHER, "least_fen": 50_000, "urgent": True},
    ]
    sorts = [(show, sort) for show, sorts in SORTS.items() for sort in sorts]
    return [
        View(show, district, sort=sort, at=NOW, **asked)  # type: ignore[arg-type]
        for show, sort in sorts
        for asked in filters
        for district in ((None,) if asked else (None, "haishu"))
    ]


def fits(case: Case, member: Member, view: View) -> bool:
    """The rule of the parts, sorts and filters, in the words of cases/."""
    promised = case.service in WAITING or case.reply_due_at is not None
    part = (
        {
            "late": case.ended_at is None and promised and next_due(case) <= NOW,
            "new": case.ended_at is None and case.submitted_at >= NOW,
            "owed": case.asked_at is not None and case.holder_id == member.id,
        }.get(view.show)
        if view.show in {"late", "new", "owed"}
        else belongs(case, member, replace(view, urgent=False))
    )
    return all(
        (
            part,
            may_see(member.district, case.district),
            view.district in {None, case.district},
            case.money_moving or not view.urgent,
            view.urgency is None or case.rank == view.urgency.rank,
            view.offence in {None, case.offence},
            view.stage in {None, case.service},
            view.holder in {None, case.holder_id} or view.show in {"mine", "owed"},
            view.least_fen is None or (case.loss_fen or 0) >= view.least_fen,
        )
    )


def next_due(case: Case) -> datetime:
    """What was promised next."""
    if case.service in WAITING:
        return case.answer_due_at
    if case.reply_due_at is None:
        return case.news_due_at or case.answer_due_at
    return case.asked_at if case.reply_missed else case.reply_due_at


def in_order(view: View, cases: list[Case]) -> list[Case]:
    keys: dict[str, Callable[[Case], tuple[object, ...]]] = {
        "urgency": lambda one: (0 if view.urgent or view.urgency else one.rank, one.submitted_at, one.id),
        "oldest": lambda one: (one.submitted_at, one.id),
        "newest": lambda one: (one.submitted_at, one.id),
        "due": lambda one: (next_due(one), one.id),
        "sum": lambda one: (-1 if one.loss_fen is None else one.loss_fen, one.id),
        "reply": lambda one: (one.asked_at, one.id),
    }
    return sorted(cases, key=keys[view.order], reverse=view.order in {"newest", "sum"})


@pytest.mark.parametrize("look", [2000, 50])
async def test_every_order_and_filter_brings_each_case_once(rows: Rows, monkeypatch, look):
    """Page by page, however few rows one page may be asked of."""
    monkeypatch.setattr(walks, "LOOK", look)
    walks.farthest.cache_clear()
    async with rows.database.reading() as session:
        everything = (await session.exec(select(Case))).all()
        for member, view in itertools.product((rows.member, local(rows)), sorts_and_filters()):
            wanted = in_order(view, [case for case in everything if fits(case, member, view)])
            found, after = list[Case](), None
            for _ in range(100):
                page = await page_of(session, member, view, after=after, limit=40)
                found += page.cases
                if (after := page.goes_on) is None:
                    break
            assert [case.id for case in found] == [case.id for case in wanted], (member.district, view)
            if look > len(everything):
                assert await count_few(session, member, view) == min(len(wanted), MOST_ASKED), view
    walks.farthest.cache_clear()


async def test_every_order_and_filter_walks_an_index(rows: Rows):
    """Its way's own, in its order: never the table from end to end, never all that is open to be sorted."""
    if not rows.database.is_sqlite:
        async with rows.database.writing() as session:
            await session.exec(sqlalchemy.text("ANALYZE cases"))
    far = Place(1, MORNING + timedelta(seconds=20), UUID(int=5), 10)
    for member, view, place in itertools.product((rows.member, local(rows)), sorts_and_filters(), (far,)):
        plan = await plan_of(rows, partial(queue, member=member, view=view, after=place, limit=PAGE))
        way = way_of(view)
        one = way.by_district and (view.district or member.district)
        own = f"ix_cases_{way.name}_district" if one else f"ix_cases_{way.name}"
        found = set(re.findall(r"ix_cases_\w+", plan))
        assert found == {own} or not rows.database.is_sqlite, (view, plan)  # PostgreSQL may see a shorter one
        assert not re.search(r"Seq Scan|SCAN cases\b(?! USING)", plan), (view, plan)
        for line, below in itertools.pairwise(plan.splitlines()):  # what is sorted is what walks brought, never a walk
            assert not ("ix_cases" in line and "TEMP B-TREE" in below), (view, plan)
            assert not ("Sort  (" in line and "ix_cases" in below), (view, plan)


def freshest_first(rows: list[Case], view: View) -> list[Case]:
    """The freshest money, the last that left first; then the others, as they stand without that."""
    fresh = [one for one in rows if one.rank == 0 and one.money_moving and one.money_left_at >= view.fresh_since]
    fresh.sort(key=lambda one: (one.money_left_at, one.id), reverse=True)
    known = {one.id for one in fresh}
    return fresh + [one for one in in_order(view, rows) if one.id not in known]


async def test_the_freshest_money_begins_each_order_of_urgency(rows: Rows):
    """Page by page, with any filter, each case once; also what was told long before. An index has that part."""
    since = MORNING + timedelta(seconds=12)
    async with rows.database.writing() as session:
        for n in range(30):
            facts = {"rank": n % 5 // 4, "money_moving": True, "submitted_at": MORNING + timedelta(seconds=n)}
            facts["money_moved_at"] = (None, MORNING + timedelta(seconds=n - 8))[n % 2]
            facts["district"] = ("haishu", "cixi")[n % 3 // 2]
            session.add(rows.row(held=n % 7 == 1, **facts))
        moved = {"rank": 0, "money_moving": True, "money_moved_at": since + timedelta(seconds=3)}
        session.add(rows.row(submitted_at=MORNING - timedelta(days=3), **moved))
    asked = [replace(view, fresh_since=since) for view in sorts_and_filters() if view.order == "urgency"]
    async with rows.database.reading() as session:
        everything = (await session.exec(select(Case))).all()
        for member, view in itertools.product((rows.member, local(rows)), asked):
            wanted = freshest_first([case for case in everything if fits(case, member, view)], view)
            found, after = list[Case](), None
            for _ in range(100):
                page = await page_of(session, member, view, after=after, limit=PAGE)
                found += page.cases
                if (after := page.goes_on) is None:
                    break
            assert [case.id for case in found] == [case.id for case in wanted], (member.district, view)
    for show in ("waiting", "mine", "open"):
        view = View(show, fresh_since=since)
        plan = await plan_of(rows, partial(fresh_of, member=rows.member, view=view))
        assert set(re.findall(r"ix_cases_\w+", plan)) == {"ix_cases_left"}, plan
        assert not re.search(r"Seq Scan|SCAN cases\b(?! USING)", plan), plan


async def test_another_district_is_empty(rows: Rows):
    """Whoever is bound to one sees nothing of the others, also when the address asks for it."""
    async with rows.database.reading() as session:
        assert await queue(session, local(rows), View("open", "cixi")) == []


async def plan_of(rows: Rows, read: Callable[[AsyncSession], Awaitable[object]]) -> str:
    """How the database goes about it."""
    said = []
    listening = rows.database._engine.sync_engine, "before_cursor_execute", lambda *call: said.append(call[2:4])
    sqlalchemy.event.listen(*listening)
    async with rows.database.reading() as session:
        await read(session)
        sqlalchemy.event.remove(*listening)
    opened = rows.database.reading if rows.database.is_sqlite else rows.database.writing  # in a transaction
    async with opened() as session:
        (statement, values), connection = said[-1], await session.connection()
        if rows.database.is_sqlite:
            return "\n".join(
                row[3] for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            )
        for way in ("seqscan", "bitmapscan", "sort"):  # which it would prefer for so few rows
            await connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        return "\n".join(row[0] for row in await connection.exec_driver_sql(f"EXPLAIN {statement}", values))


async def test_every_view_walks_its_own_index(rows: Rows):
    """No other index, no sorting of what was found, no table read from end to end: so a million cases cost a page."""
    if not rows.database.is_sqlite:
        async with rows.database.writing() as session:
            await session.exec(sqlalchemy.text("ANALYZE cases"))
    far = Place(1, MORNING + timedelta(seconds=20), UUID(int=5))
    for member, view, place in itertools.product((rows.member, local(rows)), VIEWS, (None, far)):
        part = f"urgent_{view.show}" if view.urgent and view.show != "asked" else view.show
        own = {f"ix_cases_{part}_district" if view.district or member.district else f"ix_cases_{part}"}
        read = partial(queue, member=member, view=view, after=place, limit=PAGE)
        plan = await plan_of(rows, read)
        assert set(re.findall(r"ix_cases_\w+", plan)) == own, (view, plan)
        assert not re.search(r"Seq Scan|\bSort  \(|SCAN cases\b(?! USING)", plan), (view, plan)
        assert "TEMP B-TREE" not in plan or "MERGE" in plan, (view, plan)  # SQLite sorts the two pages it merges


async def test_what_rows_are_asked_is_merged_and_not_sorted(rows: Rows):
    """For whoever is bound to a district: of several walks no more is read than a page needs."""
    if not rows.database.is_sqlite:
        async with rows.database.writing() as session:
            await session.exec(sqlalchemy.text("ANALYZE cases"))
    views = [View("late", at=NOW), View("waiting", sort="due"), View("open", least_fen=1, sort="urgency")]
    for view in views:
        assert is_asked(view, districts_of(local(rows), view))
        plan = await plan_of(rows, partial(queue, member=local(rows), view=view, limit=PAGE))
        assert "Merge Append" in plan or "MERGE" in plan, (view, plan)
        assert len(re.findall(r"\bSort  \(", plan)) <= 1, (view, plan)  # the page itself


async def test_the_deadlines_of_a_page_are_found_by_its_cases(rows: Rows):
    """Not by walking through every clock that runs."""
    read = partial(first_due, case_ids=[uuid4() for _ in range(50)], rules=["R1", "R2"])
    assert set(re.findall(r"(?:ix|uq|sqlite_autoindex)_clocks_\w+", await plan_of(rows, read))) <= {
        "ix_clocks_case_id",
        "uq_clocks_case_id_rule_started_at",
        "sqlite_autoindex_clocks_2",
    }


async def test_a_page_of_names_is_two_statements(rows: Rows):
    """The cases, then all their keys at once, however many; and nothing is read of what was told."""
    async with rows.database.writing() as session:
        for n in range(PAGE):
            key_id, cipher = rows.database.keys.make(session, KeyPurpose.CASE, MORNING)
            case = rows.row(rank=-1, key_id=key_id, submitted_at=MORNING + timedelta(seconds=n))
            case.sealed_title = seal_title(cipher, case.id, {})
            session.add(case)
    rows.database.keys._open.clear()
    said = []
    engine = rows.database._engine.sync_engine
    sqlalchemy.event.listen(engine, "before_cursor_execute", lambda *call: said.append(call[2]))
    async with rows.database.reading() as session:
        page = await queue(session, rows.member, View("waiting"), limit=PAGE)
        assert set((await companies_of(session, page)).values()) == {""}
    assert len(said) == 2
    assert "sealed_answers" not in "".join(said)
