"""更正: what was typed wrong of a record is put right beside it, with a reason; clocks and the reporter follow."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from actions.correct import DateTooLate, NothingCorrected, RanOutMeanwhile, RecordGone, correct
from actions.paper import DateInFuture, DateTooEarly, DocumentMissing
from cases.errors import NotUnderstood
from cases.papers import Paper
from cases.people import NotAllowed, Role
from cases.verbs import NotYours
from storage.tables import Clock, Correction, Member, TrackMove
from storage.tracks import tracks_of
from tests.stories.test_papers import flat, takes
from tests.stories.test_tracks import (  # noqa: F401 - fixtures
    SHANGHAI,
    becomes,
    friday_before_national_day,
    planned,
    unit,
)
from tests.world import Product, Reporter
from tests.world.unit import Unit

MINUTE = timedelta(minutes=1)
RIGHT = Paper("受21号")


@pytest.fixture
async def number(product: Product, reporter: Reporter, unit: Unit) -> str:  # noqa: F811
    """Registered on Friday, accepted on Monday under a number that was copied wrong."""
    found = await reporter.has_reported()
    await unit.records(found, "L1", document_no="接7号")
    await becomes(product, "09-28 09:00")
    await unit.records(found, "L2", document_no="受12号")
    return found


async def record(product: Product, move: str) -> TrackMove:
    return next(one for one in await product.all(TrackMove) if one.move == move)


async def puts_right(product: Product, unit: Unit, role: Role, number: str, move: Any, paper: Paper, why: str) -> None:  # noqa: F811
    async with product.parts.door.database.writing() as session:
        hand = product.parts.door.hand(session, member=unit.members[role])
        await correct(hand, number, move, paper, why)
    await product.settles()


async def test_a_number_is_put_right_in_chat(product: Product, reporter: Reporter, unit: Unit, number: str):  # noqa: F811
    """The officer who wrote it, in two lines; the record stays in the database, and the reporter reads what is right."""
    officer = unit.officer
    await officer.looks()
    await officer.says(number)
    await officer.presses("更正", on=officer.last)
    await officer.presses("受12号", on=officer.last)
    await officer.says("受21号")
    assert "第一行写正确的编号" in officer.last.text
    await officer.says("受21号\n编号抄错了")
    assert "已更正" in officer.last.text
    await product.settles()
    assert (await record(product, "L2")).document_no == "受12号"
    await reporter.looks()
    told = reporter.last.text
    assert "记错了，已经更正" in told
    assert "受案回执 受21号，2026年9月28日" in told
    assert "编号抄错了" not in told
    text = flat(await takes(officer, number, "卷宗 PDF"))
    assert "受21号" in text
    assert "原来记的：受案回执受12号" in text


async def test_clocks_follow_the_date_that_is_right(product: Product, reporter: Reporter, unit: Unit, number: str):  # noqa: F811
    """Accepted on Sunday, not on Monday: seven days end a day earlier, and everybody is warned by that."""
    before = [one for one in await product.all(Clock) if one.rule == "filing_review"]
    assert await planned(product, "clock_missed") == [("clock_missed", "10-09 00:00")]
    await puts_right(
        product, unit, Role.LEAD, number, (await record(product, "L2")).id, Paper("", date(2026, 9, 25)), "日期写错了"
    )
    (after,) = [one for one in await product.all(Clock) if one.rule == "filing_review"]
    assert after.id == before[0].id
    assert after.started_at.astimezone(SHANGHAI).date() == date(2026, 9, 25)
    assert after.due_at <= before[0].due_at
    await reporter.looks()
    assert "2026年9月25日" in reporter.last.text
    await puts_right(
        product,
        unit,
        Role.LEAD,
        number,
        (await record(product, "L2")).id,
        Paper("", date(2026, 9, 28), happened_at=datetime(2026, 9, 28, 8, 0, tzinfo=SHANGHAI)),
        "又看了一遍原件",
    )
    (again,) = [one for one in await product.all(Clock) if one.rule == "filing_review"]
    assert again.started_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") == "09-28 08:00"
    async with product.parts.door.database.reading() as session:
        tracks = await tracks_of(session, again.case_id)
        accepted = next(one for one in tracks.moves if one.move == "L2")
        assert [one.happened_at.astimezone(SHANGHAI).day for one in tracks.before(accepted)] == [28, 25]
        assert not session.dirty


@pytest.mark.parametrize(
    ("role", "paper", "why", "refused"),
    [
        (Role.CASE_OFFICER, RIGHT, " ", NotUnderstood),
        (Role.CASE_OFFICER, RIGHT, "长" * 301, NotUnderstood),
        (Role.CASE_OFFICER, Paper("受12号"), "一样的", NothingCorrected),
        (Role.CASE_OFFICER, Paper(""), "什么都没写", NothingCorrected),
        (Role.CASE_OFFICER, Paper("号" * 81), "太长", DocumentMissing),
        (Role.CASE_OFFICER, Paper("", date(2026, 9, 29)), "明天的", DateInFuture),
        (Role.CASE_OFFICER, Paper("", date(2026, 9, 24)), "早于登记", DateTooEarly),
        (Role.DUTY_OFFICER, RIGHT, "不是我记的", NotYours),
        (Role.EXPERT, RIGHT, "没有权限", NotAllowed),
    ],
    ids=["no reason", "long reason", "the same", "nothing", "long", "to come", "too early", "not theirs", "an expert"],
)
async def test_what_is_no_correction(
    product: Product,
    unit: Unit,  # noqa: F811
    number: str,
    role: Role,
    paper: Paper,
    why: str,
    refused: type[Exception],
):
    """Each has an answer of its own, and nothing is written."""
    if role not in unit.members:
        await product.expert("何值", role)
        unit.members |= {one.role: one for one in await product.all(Member) if one.role is role}
    with pytest.raises(refused):
        await puts_right(product, unit, role, number, (await record(product, "L2")).id, paper, why)
    assert not await product.all(Correction)


async def test_what_followed_holds_its_date(product: Product, unit: Unit, number: str):  # noqa: F811
    """A step cannot come to lie behind the next one; one of another case, or of no officer, is none."""
    await becomes(product, "09-28 12:00")
    late = Paper("", date(2026, 9, 28), happened_at=datetime(2026, 9, 28, 11, 0, tzinfo=SHANGHAI))
    with pytest.raises(DateTooLate):
        await puts_right(product, unit, Role.LEAD, number, (await record(product, "L1")).id, late, "晚了")
    for nobodys in (uuid4(), None):
        with pytest.raises(RecordGone):
            await puts_right(product, unit, Role.LEAD, number, nobodys, RIGHT, "没有这条")
    assert not await product.all(Correction)


async def test_a_stop_that_ran_out_keeps_its_time(product: Product, reporter: Reporter, unit: Unit):  # noqa: F811
    """What expired was written down by its time; the number can still be put right."""
    number = await reporter.has_reported()
    await unit.notes_money(number, "reported_to_110")
    await unit.records(number, "M3", "M4:stopped")
    await product.passes(timedelta(hours=72))
    stopped = await record(product, "M4")
    early = Paper("", happened_at=stopped.happened_at - MINUTE)
    with pytest.raises((RanOutMeanwhile, DateTooEarly)):
        await puts_right(product, unit, Role.LEAD, number, stopped.id, early, "时间写错了")
    await puts_right(product, unit, Role.LEAD, number, stopped.id, Paper("银复9号"), "编号抄错了")
    assert [one.document_no for one in await product.all(Correction)] == ["银复9号"]


async def test_the_reason_is_sealed(product: Product, unit: Unit, number: str):  # noqa: F811
    """Nobody reads it in the database."""
    await puts_right(product, unit, Role.LEAD, number, (await record(product, "L2")).id, RIGHT, "编号抄错了")
    async with product.parts.door.database.reading() as session:
        sealed = (await session.exec(select(Correction.sealed_reason))).one()
    assert "编号".encode() not in sealed
