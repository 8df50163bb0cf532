"""A case whose key was destroyed: every list in chat survives it, shows its number, and opens the honest answer."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, delete, select, update

from cases.messages import Kind
from cases.people import Role
from storage.tables import Case, DataKey, Member, OutgoingState
from tests.world import Product, Reporter

LOST = "密钥已经销毁或者丢失"
GONE = "内容已无法打开"


async def destroys_the_key(product: Product, number: str) -> None:
    """The row is gone, and no process has the key in its memory any more."""
    async with product.parts.door.database.writing() as session:
        case = (await session.exec(select(Case).where(Case.number == number))).one()
        await session.exec(delete(DataKey).where(col(DataKey.id) == case.key_id))
    product.parts.door.keys._open.pop(case.key_id, None)


async def two_reports(product: Product) -> tuple[Reporter, str, str]:
    """One person with two cases; the key of the first is destroyed."""
    reporter = await product.reporter()
    lost = await reporter.has_reported(company_name="宁波甬江精密机械有限公司")
    await reporter.says("/start")
    kept = await reporter.has_reported(company_name="宁波北仑港贸有限公司")
    await destroys_the_key(product, lost)
    return reporter, lost, kept


async def test_the_desks_queue_shows_it_with_its_number(product: Product):
    """The other cases stay readable, and the button of the lost one says why it does not open."""
    _, lost, _ = await two_reports(product)
    expert = await product.expert()
    seen = await expert.says("/queue")
    assert lost in seen.text
    assert GONE in seen.text
    assert "宁波北仑港贸有限公司" in seen.text
    label = next(one for one in seen.buttons if lost[-5:] in one)
    await expert.presses(label)
    assert LOST in expert.toast


async def test_its_number_is_answered_honestly(product: Product):
    """Whoever sends it reads that it cannot be opened, not that it does not exist."""
    _, lost, kept = await two_reports(product)
    expert = await product.expert()
    assert LOST in (await expert.says(lost)).text
    assert kept in (await expert.says(kept)).text


async def test_the_reporter_sees_all_their_cases(product: Product):
    """/status shows the lost one with its number and where it stands, and the other one whole."""
    reporter, lost, kept = await two_reports(product)
    await reporter.says("/status")
    assert "这份报告的内容已经销毁" in reporter.sees(lost).text
    assert "已收到，等待接手" in reporter.sees(lost).text
    assert "材料清单" in reporter.sees(kept).text


async def test_the_sheet_of_another_case_is_still_found(product: Product):
    """Looking for the payment goes on behind a newer case that does not open."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says("622202 1234567890123")
    await reporter.sends("回单.pdf")
    await reporter.presses("其余都在图上")
    await reporter.tells_on()
    paid = await reporter.submits()
    await reporter.says("/start")
    await destroys_the_key(product, await reporter.has_reported())
    await reporter.says("/status")
    sheet = await reporter.presses("再看要念的")
    assert "照着念" in sheet.text
    assert paid in sheet.text


async def test_letters_about_it_are_dropped(product: Product):
    """Nothing can be said of it any more: no message breaks, the desk is not told of each, others go out."""
    _, lost, kept = await two_reports(product)
    expert = await product.expert()
    await expert.says(kept)
    await product.passes(timedelta(days=2))
    cases = {case.number: case.id for case in await product.all(Case)}
    states = {
        row.state for row in await product.outgoing() if row.case_id == cases[lost] and row.due_at <= product.clock()
    }
    assert states == {OutgoingState.SENT, OutgoingState.CANCELLED}
    waiting = [row for row in await product.outgoing(Kind.STILL_WAITING.value) if row.case_id == cases[lost]]
    assert [row.state for row in waiting] == [OutgoingState.CANCELLED]
    assert [
        row for row in await product.outgoing(Kind.STILL_WAITING.value) if row.case_id == cases[kept] and row.sent_at
    ]


async def test_a_member_whose_name_does_not_open_is_still_on_the_team(product: Product):
    """Their id stands for the name, by which the command line knows them too; nobody else is touched."""
    expert, lead = await product.expert(), await product.expert("周敏", Role.LEAD)
    reporter = await product.reporter()
    number = await reporter.has_reported()
    async with product.parts.door.database.writing() as session:
        chen = (await session.exec(select(Member).where(Member.role == Role.EXPERT))).one()
        await session.exec(update(Member).where(col(Member.id) == chen.id).values(sealed_name=b"damaged" * 5))
    await expert.says(number)
    await expert.presses("接手")
    assert chen.id.hex[:8] in (await lead.says(number)).text
