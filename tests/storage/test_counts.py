"""The counts of open cases: kept by the database itself, whoever changes a case and by which road."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, delete, select, update

from cases.people import Role
from cases.tracks import CloseReason, Service
from storage.queue import count_stages, counts
from storage.tables import NOBODY, Case, CaseCount, Member
from storage.triggers import ON_POSTGRESQL, ON_SQLITE, triggers, triggers_gone
from tests.case_rows import MORNING, Rows, counted, kept, open_rows

pytestmark = pytest.mark.postgres
TAKEN = {"service": Service.TRIAGED}
WAITS = {"service": Service.ACKNOWLEDGED, "holder_id": None}


@pytest.fixture
async def rows(database_url: str) -> AsyncIterator[Rows]:
    async with open_rows(database_url) as opened:
        yield opened


async def change(rows: Rows, case: Case, **values) -> None:
    """By hand, as a repair or another program would."""
    async with rows.database.writing() as session:
        await session.exec(update(Case).where(col(Case.id) == case.id).values(**values))


async def agree(rows: Rows) -> None:
    assert await kept(rows.database) == await counted(rows.database)


async def test_every_change_is_counted(rows: Rows):
    """Taken, returned, ended, opened again, moved to another district, deleted: after each the two agree."""
    first, _ = await rows.case(), await rows.case(district="elsewhere")
    await agree(rows)
    mine = {"holder_id": rows.member.id}
    over = {"service": Service.CLOSED, "ended_at": MORNING, "close_reason": CloseReason.ANSWERED}
    for values in (
        TAKEN | mine,
        {"district": "cixi"},
        WAITS,
        over,
        {"service": Service.REDIRECTED, "close_reason": CloseReason.TAX},
        {"district": "haishu"},
        WAITS | {"ended_at": None, "close_reason": None},
    ):
        await change(rows, first, **values)
        await agree(rows)
    async with rows.database.writing() as session:
        await session.exec(delete(Case).where(col(Case.id) == first.id))
    await agree(rows)
    assert sum((await kept(rows.database)).values()) == 1


async def test_the_board_reads_how_many_are_in_each_state(rows: Rows):
    """Of the districts that a member sees, or of one of them; what has ended counts as nobody's."""
    local = Member(sealed_name=b"", role=Role.EXPERT, district="haishu", joined_at=MORNING)
    async with rows.database.writing() as session:
        session.add_all([rows.row(district=one, held=True, ended=True) for one in ("haishu", "cixi", "elsewhere")])
        session.add_all([rows.row(district=one, held=True) for one in ("haishu", "haishu", "cixi")])
        session.add_all([local, rows.row()])
    async with rows.database.reading() as session:
        everywhere = {"acknowledged": 1, "triaged": 3, "closed": 3}
        assert await count_stages(session, rows.member) == everywhere
        assert await count_stages(session, rows.member, "cixi") == {"triaged": 1, "closed": 1}
        assert await count_stages(session, local) == {"acknowledged": 1, "triaged": 2, "closed": 2}
        assert await count_stages(session, local, "cixi") == {}
        over = await session.exec(select(CaseCount.holder_id).where(CaseCount.service == Service.CLOSED))
        assert set(over.all()) == {NOBODY}


async def test_many_at_once_are_counted(rows: Rows):
    """One statement that inserts or changes many rows counts each of them."""
    async with rows.database.writing() as session:
        session.add_all([rows.row(held=n % 3 == 0, ended=n % 5 == 0, district="cixi") for n in range(60)])
    await agree(rows)
    async with rows.database.writing() as session:
        await session.exec(update(Case).where(col(Case.holder_id).is_(None)).values(district="haishu"))
    await agree(rows)


async def test_what_is_undone_was_never_counted(rows: Rows):
    """A transaction that is rolled back leaves the counts as they were."""
    await rows.case()
    before = await kept(rows.database)
    with pytest.raises(ZeroDivisionError):
        async with rows.database.writing() as session:
            session.add(rows.row())
            await session.exec(update(Case).values(district="cixi"))
            raise ZeroDivisionError
    assert await kept(rows.database) == before


async def test_each_member_reads_their_own(rows: Rows):
    """Whoever is bound to a district counts that one and what belongs to none; mine are mine alone."""
    local = Member(sealed_name=b"", role=Role.EXPERT, district="haishu", joined_at=MORNING)
    async with rows.database.writing() as session:
        session.add(local)
    for district in ("haishu", "elsewhere", "cixi"):
        await rows.case(district=district)
        await rows.case(district=district, held=True)
        await rows.case(district=district, ended=True)
    await rows.case(held=True, holder_id=local.id)
    async with rows.database.reading() as session:
        assert await counts(session, rows.member) == {"waiting": 3, "mine": 3, "open": 7, "asked": 0}
        assert await counts(session, local) == {"waiting": 2, "mine": 1, "open": 5, "asked": 0}


async def test_a_new_team_counts_nothing(rows: Rows):
    """An empty house has noughts, not gaps."""
    async with rows.database.reading() as session:
        assert await counts(session, rows.member) == {"waiting": 0, "mine": 0, "open": 0, "asked": 0}


@pytest.mark.postgres(only=True)
async def test_nobody_waits_for_an_open_transaction(rows: Rows):
    """While one verb of a district is still at work, another is counted and done: only commits take turns."""
    other = await rows.case()
    async with rows.database.writing() as slow:
        slow.add(rows.row())
        await slow.flush()
        async with rows.database.writing() as quick:
            await quick.exec(text("SET LOCAL lock_timeout = '2s'"))
            await quick.exec(update(Case).where(col(Case.id) == other.id).values(**TAKEN, holder_id=rows.member.id))
    await agree(rows)


@pytest.mark.postgres(only=True)
async def test_crossing_transactions_never_block_each_other(rows: Rows):
    """Many hands move cases back and forth between the same counts, in opposite orders; none is a deadlock's victim."""
    cases = [await rows.case(held=n % 2 == 0) for n in range(12)]

    async def moves(case: Case, turns: int) -> None:
        for turn in range(turns):
            async with rows.database.writing() as session:
                row = (await session.exec(select(Case).where(Case.id == case.id).with_for_update())).one()
                for _ in range(2 + turn % 2):  # there and back within one transaction, and there again
                    is_held = row.holder_id is not None
                    row.holder_id = None if is_held else rows.member.id
                    row.service = Service.ACKNOWLEDGED if is_held else Service.TRIAGED
                    await session.flush()
                row.submitted_at += timedelta(seconds=1)

    await asyncio.gather(*(moves(case, 10) for case in cases))
    await agree(rows)
    async with rows.database.reading() as session:
        assert len((await session.exec(select(CaseCount))).all()) == 2


async def test_a_trigger_that_is_gone_is_missed(rows: Rows):
    """Those that the migrations made are those that are asked for, on either database; one that is taken away is named."""
    async with rows.database.writing() as session:
        is_sqlite = rows.database.is_sqlite
        assert await triggers(session) == (ON_SQLITE if is_sqlite else ON_POSTGRESQL)
        assert await triggers_gone(session) == []
        where = "" if is_sqlite else " ON cases"
        await session.exec(text(f"DROP TRIGGER cases_counted_update{where}"))
        assert await triggers_gone(session) == ["cases_counted_update"]
