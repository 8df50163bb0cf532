"""What each member has in hand: the right figures, by an index that goes past nobody else's cases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from cases.people import Role
from storage.tables import Member
from storage.workload import MOST_OWED, Load, held_by, left_behind, loads_of
from tests.case_rows import MORNING, Rows, open_rows

HOUR = timedelta(hours=1)


@pytest.fixture
async def rows(database_url: str) -> AsyncIterator[Rows]:
    async with open_rows(database_url) as opened:
        yield opened


async def colleague(rows: Rows, **values) -> Member:
    facts = {"sealed_name": b"", "role": Role.EXPERT, "joined_at": MORNING}
    async with rows.database.writing() as session:
        member = Member(**facts | values)
        session.add(member)
    return member


@pytest.mark.postgres
async def test_what_a_member_has_in_hand(rows: Rows):
    """Open cases; replies owed; late by the clock, or because a time before is over. Of nobody else's, and none ended."""
    other = await colleague(rows)
    await rows.case(held=True)
    await rows.case(held=True, ended=True)
    await rows.case(held=True, asked_at=MORNING, reply_due_at=MORNING + 2 * HOUR)
    await rows.case(held=True, asked_at=MORNING, reply_due_at=MORNING)
    await rows.case(held=True, asked_at=MORNING, reply_due_at=MORNING + 9 * HOUR, reply_missed=True)
    await rows.case(asked_at=MORNING, reply_due_at=MORNING)
    await rows.case(held=True, holder_id=other.id)
    async with rows.database.reading() as session:
        found = await loads_of(session, [rows.member.id, other.id], MORNING + HOUR)
    assert found == {rows.member.id: Load(4, 3, 2), other.id: Load(1)}


async def test_no_more_is_counted_than_says_anything(rows: Rows):
    """A hundred replies owed is enough to know."""
    async with rows.database.writing() as session:
        late = {"asked_at": MORNING, "reply_due_at": MORNING}
        session.add_all([rows.row(held=True, **late) for _ in range(MOST_OWED + 5)])
    async with rows.database.reading() as session:
        found = await loads_of(session, [rows.member.id], MORNING + HOUR)
    assert (found[rows.member.id].owed, found[rows.member.id].late) == (MOST_OWED, MOST_OWED)


async def test_nobody_elses_cases_are_gone_through(rows: Rows):
    """Every read of a member's cases is a search in an index by holder."""
    statements: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement: str, parameters, *_: object) -> None:
        if "cases" in statement:
            statements.append((statement, parameters))

    async with rows.database.reading() as session:
        connection = await session.connection()
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        await loads_of(session, [rows.member.id], MORNING)
        await held_by(session, rows.member.id)
        event.remove(connection.sync_connection, "before_cursor_execute", note)
        plans = []
        for statement, parameters in statements:
            raw = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans += [line[3] for line in raw.all()]
    of_cases = [line for line in plans if line.split()[1] == "cases"]
    assert of_cases
    assert all(line.startswith("SEARCH") and "holder_id=?" in line for line in of_cases), of_cases


@pytest.mark.postgres
async def test_who_may_have_none_is_found(rows: Rows):
    """Who left, and who only supervises, with open cases; nobody else."""
    gone, auditor = await colleague(rows, revoked_at=MORNING), await colleague(rows, role=Role.AUDITOR)
    await colleague(rows, revoked_at=MORNING)
    await rows.case(held=True)
    for member in (gone, auditor):
        await rows.case(held=True, holder_id=member.id)
    async with rows.database.reading() as session:
        assert {one.id for one in await left_behind(session)} == {gone.id, auditor.id}
