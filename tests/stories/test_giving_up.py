"""Whoever wants no more of it is heard, before sending and after; and hello said again is a greeting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.tables import Author, CaseMessage
from tests.world import Product, Reporter

STORY = "我们出纳陈丽把公司账上的钱转到她自己卡上，一共86万，上周才发现"


@pytest.mark.parametrize(
    "said",
    [
        "算了 这件不报了",
        "这件事我不报了",
        "还是不报了吧",
        "不想报了，删掉吧",
        "删掉我的报告",
        "I don't want to report any more",
    ],
)
async def test_in_the_midst_of_telling(reporter: Reporter, said: str):
    """Asked first, as by the button."""
    await reporter.says(STORY)
    shown = await reporter.says(said)
    assert "真的不报了吗" in shown.text
    assert await reporter.step()


@pytest.mark.parametrize(
    "said",
    ["删掉我的报告", "把我的报告删了", "能不能把我的报告删掉", "我要删除报案", "请删除我的信息", "delete my report"],
)
async def test_deleting_leads_to_withdrawing(product: Product, reporter: Reporter, said: str):
    """What cannot be done is said first; the words are no message."""
    await reporter.has_reported()
    shown = await reporter.says(said)
    assert "在这里删不掉" in shown.text
    assert "确定撤回" in shown.buttons
    assert [one for one in await product.all(CaseMessage) if one.author is Author.REPORTER] == []


async def test_the_suspect_deleted_something(product: Product, reporter: Reporter):
    """That is news for the desk."""
    await reporter.has_reported()
    await reporter.says("聊天记录删了")
    assert len([one for one in await product.all(CaseMessage) if one.author is Author.REPORTER]) == 1


async def test_hello_again(product: Product, reporter: Reporter):
    """The opening stands above already: greeted, and asked."""
    await product.passes(timedelta(minutes=1))
    shown = await reporter.says("你好")
    assert shown.text.startswith("您好，我在")
    assert "我不是 110" not in shown.text
    assert "钱刚转出去，先止付" in shown.buttons
    assert len(shown.text) < 200
