"""The queue as it is read: every view in its order, page by page, each by an index of its own."""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
import sqlalchemy
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import Role, may_see
from cases.tracks import WAITING
from storage.queue import Place, View, companies_of, queue, seal_title
from storage.tables import Case, KeyPurpose, Member
from storage.tracks import first_due
from tests.case_rows import MORNING, Rows, open_rows

pytestmark = pytest.mark.postgres
SHOWS = ("waiting", "mine", "open", "ended")
VIEWS = [View(show, district, urgent) for show in SHOWS for district in (None, "haishu") for urgent in (False, True)]
PAGE = 7


@pytest.fixture
async def rows(database_url: str) -> AsyncIterator[Rows]:
    """Cases of every kind in three districts, some of the same second."""
    async with open_rows(database_url) as opened:
        async with opened.database.writing() as session:
            for n in range(240):
                facts = {"district": ("haishu", "cixi", "elsewhere")[n % 3], "rank": n % 3, "money_moving": n % 11 == 0}
                facts["submitted_at"] = MORNING + timedelta(seconds=n % 40)
                session.add(opened.row(held=n % 4 == 1, ended=n % 4 == 3, **facts))
        yield opened


def local(rows: Rows) -> Member:
    """The same member, bound to a district."""
    return Member(id=rows.member.id, sealed_name=b"", role=Role.EXPERT, district="haishu", joined_at=MORNING)


def belongs(case: Case, member: Member, view: View) -> bool:
    """The rule, in the words of cases/."""
    shown = {
        "waiting": case.service in WAITING,
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
        after = Place(page[-1].rank, page[-1].submitted_at, page[-1].id)


async def test_turning_the_pages_brings_each_case_once(rows: Rows):
    """By rank, then oldest first; where money moves by age alone; what has ended newest first; each once, none left out."""
    async with rows.database.reading() as session:
        everything = (await session.exec(select(Case))).all()
    for member, view in itertools.product((rows.member, local(rows)), VIEWS):
        wanted = [case for case in everything if belongs(case, member, view)]
        if view.show == "ended":
            wanted.sort(key=lambda case: (case.submitted_at, case.id), reverse=True)
        else:
            wanted.sort(key=lambda case: (0 if view.urgent else case.rank, case.submitted_at, case.id))
        assert wanted
        assert [case.id for case in await in_pages(rows, member, view)] == [case.id for case in wanted], view


async def test_another_district_is_empty(rows: Rows):
    """Whoever is bound to one sees nothing of the others, also when the address asks for it."""
    async with rows.database.reading() as session:
        assert await queue(session, local(rows), View("open", "cixi")) == []


async def plan_of(rows: Rows, read: Callable[[AsyncSession], Awaitable[object]]) -> str:
    """How the database goes about it."""
    said = []
    engine = rows.database._engine.sync_engine
    sqlalchemy.event.listen(engine, "before_cursor_execute", lambda *call: said.append((call[2], call[3])))
    async with rows.database.reading() as session:
        await read(session)
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
        part = f"urgent_{view.show}" if view.urgent else view.show
        own = {f"ix_cases_{part}_district" if view.district or member.district else f"ix_cases_{part}"}
        read = partial(queue, member=member, view=view, after=place, limit=PAGE)
        plan = await plan_of(rows, read)
        assert set(re.findall(r"ix_cases_\w+", plan)) == own, (view, plan)
        assert not re.search(r"Seq Scan|\bSort  \(|SCAN cases\b(?! USING)", plan), (view, plan)
        assert "TEMP B-TREE" not in plan or "MERGE" in plan, (view, plan)  # SQLite sorts the two pages it merges


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
