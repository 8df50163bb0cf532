"""Whatever a stranger does again and again, the desk has few messages of it, and everything said stands in the case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cases.news import LATELY, MOST_OF_ADDRESS
from handlers.door import came_from
from storage.tables import Case, CaseMessage, StoredFile
from storage.tallies import count
from tests.stories.test_replies import taken
from tests.world import Clock, Person, Product, Reporter

pytestmark = pytest.mark.timeout(300)  # everything here is done fifty times

FIFTY = 50
A_SECOND, A_MINUTE = timedelta(seconds=1), timedelta(minutes=1)
OF_DESK = ("reporter_wrote", "reporter_more", "reporters_more", "withdrawn", "person_wanted")


@pytest.fixture
def clock() -> Clock:
    """What is done fifty times may take minutes of a busy machine, and takes none of the story's."""
    return Clock(datetime(2026, 11, 23, 2, 3, tzinfo=UTC), step=timedelta(milliseconds=1))


@pytest.fixture(autouse=True)
def nowhere() -> Iterator[None]:
    """Every story says for itself where its people are."""
    token = came_from.set(None)
    yield
    came_from.reset(token)


async def heard(product: Product, officer: Person) -> int:
    """How many messages of what reporters did came to the officer, once all that was planned for an hour has left."""
    for _ in range(6):
        await product.passes(10 * A_MINUTE)
    rows = [row for kind in OF_DESK for row in await product.outgoing(kind) if row.message_id]
    return len(rows)


async def withdraws(reporter: Reporter) -> None:
    await reporter.says("/status")
    await reporter.presses("撤回")
    await reporter.presses("确定撤回")


@pytest.mark.postgres
async def test_fifty_words_to_a_case_are_few_messages(product: Product, reporter: Reporter):
    """The first come by themselves, the rest together; each of the fifty stands in the case."""
    officer = await taken(product, reporter)
    for number in range(FIFTY):
        await reporter.says(f"请人给我打电话，第 {number} 次")
        product.clock.passes(A_SECOND)
    assert "记在" in reporter.last.text
    assert "前告诉 陈立" in reporter.last.text
    assert await heard(product, officer) <= 6
    await officer.looks()
    more = next(one for one in officer.screen if "报案人还做了这些" in one.text)
    count = int(more.text.partition("写了 ")[2].partition(" 条")[0])
    assert count > 20
    assert f"更早的 {count - 3} 条在案件里" in more.text
    assert "第 49 次" in officer.sees("报案人还做了这些").text
    assert len(await product.all(CaseMessage)) == FIFTY


async def test_fifty_files_one_by_one_are_few_messages(product: Product, reporter: Reporter):
    """Each is kept, and the desk hears how many there were."""
    officer = await taken(product, reporter)
    for number in range(FIFTY):
        await reporter.sends(f"合同{number}.pdf", f"%PDF-1.4 {number}".encode())
        product.clock.passes(A_SECOND)
    assert await heard(product, officer) <= 6
    await officer.looks()
    assert "份文件" in officer.sees("报案人还做了这些").text
    assert len(await product.all(StoredFile)) == FIFTY


async def test_withdrawn_and_opened_again_in_a_circle_is_few_messages(product: Product, reporter: Reporter):
    """Fifty times round: the desk hears how it stands, and how often it went round."""
    officer = await taken(product, reporter)
    for _ in range(FIFTY):
        await withdraws(reporter)
        await reporter.says("还是要报，请继续")
        product.clock.passes(A_SECOND)
    assert await heard(product, officer) <= 7
    await officer.looks()
    more = officer.sees("重新打开 ")
    assert "现在是打开的" in more.text


async def test_a_whole_hour_of_words_has_a_bound(product: Product, reporter: Reporter):
    """A word a minute, and nobody answers: a dozen messages an hour."""
    officer = await taken(product, reporter)
    for number in range(40):
        await reporter.says(f"有人吗？{number}")
        await product.passes(A_MINUTE)
    assert await heard(product, officer) <= 13


async def test_who_talks_with_their_officer_is_heard_at_once(product: Product, reporter: Reporter):
    """Every answer of the desk's begins anew: a talk of fourteen turns loses no minute."""
    officer = await taken(product, reporter)
    for number in range(14):
        await reporter.says(f"问题 {number}，能不能说说？")
        await officer.looks()
        assert f"问题 {number}，" in officer.sees("报案人说").text
        await officer.presses("答复报案人", on=officer.sees("报案人说"))
        await officer.says(f"回答 {number}")
        product.clock.passes(20 * A_SECOND)
    assert await product.outgoing("reporter_more") == []


async def test_many_chats_of_one_address_come_in_rounds(product: Product):
    """Above what one address may make the desk hear, the rest comes in one message every ten minutes, with its cases."""
    officer = await product.expert("陈立")
    came_from.set("the address of a prankster")
    async with product.parts.door.database.writing() as session:
        for _ in range(MOST_OF_ADDRESS - 1):  # so many came by themselves already
            await count(session, "news of an address", "the address of a prankster", LATELY, product.clock())
    callers = [await product.reporter() for _ in range(4)]
    for one in callers:
        await one.says("我要找人，请让民警给我打电话")
    await officer.looks()
    assert officer.count("还没报完，想先和人说话") == 1
    await product.passes(10 * A_MINUTE)
    await officer.looks()
    assert officer.count("还没报完，想先和人说话") == 1
    together = officer.sees("这 3 件的报案人又说了话")
    numbers = [case.number for case in await product.all(Case)]
    assert sum(number in together.text for number in numbers) == 3
