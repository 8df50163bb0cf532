"""The words on a button of a reporter's, typed, do what the button does, and reach no officer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import pytest

from storage.tables import CaseMessage, Utterance
from tests.stories.test_colleagues import joins, names
from tests.world import Clock, Person, Product, Reporter, open_product
from tests.world.outside import MailServer

ENDS = ("取消电子邮箱", "不再发给", "停用地址", "确定撤回", "English")  # whatever cannot be done twice
ELSEWHERE = (
    "复制",
    "在网页里看",
    "○",
    "往后翻",
    "存成 PDF",
    "存一次",
)  # the browser's, of a list as it stood, a file made once


@pytest.fixture
async def product(tmp_path: Path, database_url: str, clock: Clock, mail: MailServer) -> AsyncIterator[Product]:
    async with open_product(tmp_path, database_url, clock, mail=mail.url) as opened:
        yield opened


async def comes_of(person: Person, does: Awaitable[object]) -> list[str]:
    """The first line of each message that came or changed."""
    before = {one.id: one.text for one in person.screen}
    await does
    return [one.text.split("\n")[0] for one in person.screen if not one.mine and before.get(one.id) != one.text]


async def test_each_label_of_a_case(product: Product, reporter: Reporter, mail: MailServer):
    """Of how a case stands, and of each list that is opened from there."""
    await product.expert("陈立")
    await reporter.has_reported()
    await reporter.presses("加一个邮箱")
    await reporter.says("wang@example.com")
    await reporter.says(mail.code_for("wang@example.com"))
    await joins(product, await names(reporter))
    await reporter.says("看进展")
    status = reporter.last
    ways = ("新消息怎么通知我", "让同事也收到消息", "多久说一次", "放进日历", "撤回")
    cards = [status, *[await reporter.presses(way, on=status) for way in ways], await reporter.says("核实民警")]
    tried, wrong = 0, []
    for card in cards:
        for label in card.buttons:
            if label.startswith((*ENDS, *ELSEWHERE)):
                continue
            pressed = await comes_of(reporter, reporter.presses(label, on=card))
            typed = await comes_of(reporter, reporter.says(label))
            tried += 1
            wrong += [(label, pressed, typed)] if pressed != typed else []
    assert not wrong, wrong
    assert tried >= 18
    await reporter.says("取消电子邮箱 w•••@example.com")
    reporter.sees("已经删掉")
    await reporter.says("不再发给陈静")
    reporter.sees("什么都不会再发给 陈静")
    assert await product.all(CaseMessage) == []


async def test_labels_beside_a_report(product: Product, reporter: Reporter):
    """Those of the question or the review that is on the screen; what was typed is kept."""
    await reporter.tells_up_to_submit()
    before = len(await product.all(Utterance))
    for label, words in (("改一处", "要改哪一处"), ("还想补充", "还想补充哪一样"), ("回到核对页", "确认无误")):
        shown = await reporter.says(label)
        assert words in shown.text + str(shown.buttons)
    assert len(await product.all(Utterance)) == before + 3
    assert await reporter.submits()
