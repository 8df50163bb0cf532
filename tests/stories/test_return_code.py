"""The return code: what stands on paper stays good until somebody says otherwise, and there is a way back for each report."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.reporter.menu import NO_CODES, NO_CODES_WITHIN
from storage import web_chats
from storage.tables import WebChat
from tests.world import Clock, Product, Reporter

CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
ACCOUNT = "33050161612700000123"


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 23, 10, 3, tzinfo=ZoneInfo("Asia/Shanghai")))


def codes(reporter: Reporter) -> list[str]:
    return [code for one in reporter.screen for code in CODE.findall(one.text)]


async def opens(product: Product, code: str) -> int | None:
    async with product.parts.door.database.reading() as session:
        return await web_chats.chat_of_code(session, code)


@pytest.mark.parametrize("said", ["返回码", "给我一个返回码", "Return code"])
async def test_the_code_on_paper_stays(product: Product, reporter: Reporter, said: str):
    """Asked for again, it is said that there is one; a new one comes only after a press that says what becomes of the old."""
    await reporter.has_reported()
    (old,) = codes(reporter)
    shown = await reporter.says(said)
    assert codes(reporter) == [old]
    assert "一换，旧的马上作废" in shown.text
    assert await opens(product, old) == reporter.chat_id
    await reporter.presses("换一个新的返回码")
    new = codes(reporter)[-1]
    assert "旧的返回码作废了" in reporter.last.text
    assert [await opens(product, old), await opens(product, new)] == [None, reporter.chat_id]


async def test_the_first_code_is_made_at_once(product: Product, reporter: Reporter):
    """Nothing is void by it; and sending the report makes no other behind its back."""
    await reporter.says("我们出纳陈丽把公司账上的钱转到她自己卡上，一共86万，上周才发现")
    await reporter.says("返回码")
    (code,) = codes(reporter)
    await reporter.fills_in()
    await reporter.says("OK")
    await reporter.submits()
    assert codes(reporter) == [code]
    assert "还是用前面给您的返回码" in reporter.sees("已送到").text
    assert await opens(product, code) == reporter.chat_id


async def test_a_second_report_leaves_the_code_good(product: Product, reporter: Reporter):
    """One chat has one code, and it is on the first report's paper."""
    await reporter.has_reported()
    (code,) = codes(reporter)
    await reporter.says("再报一件")
    await reporter.has_reported()
    assert await opens(product, code) == reporter.chat_id


@pytest.mark.parametrize("said", [None, "你好"])
async def test_an_empty_chat_has_no_code(product: Product, reporter: Reporter, said: str | None):
    """It would be taken for the way back to a report; the ways there are, and the numbers to dial."""
    if said:
        await reporter.says(said)
    shown = await reporter.says("返回码")
    assert codes(reporter) == []
    assert "用返回码继续" in shown.buttons
    assert "☎ 110" in shown.text
    assert [chat.return_code for chat in await product.all(WebChat)] == [None]


async def test_a_new_phone(product: Product, reporter: Reporter):
    """The number of a report leads to where the code is entered, and to the numbers to dial."""
    number = await reporter.has_reported()
    other = await product.reporter()
    for said in (number, "看进展"):
        shown = await other.says(said)
        assert "用返回码继续" in shown.buttons
        assert "☎ 110" in shown.text


async def test_a_chat_is_no_place_to_try_out_codes(product: Product, reporter: Reporter):
    """Which codes there are is not learned by typing many; a while later one is known again."""
    await reporter.has_reported()
    (code,) = codes(reporter)
    other = await product.reporter()
    for number in range(NO_CODES):
        await other.says(f"{code[:15]}X{number}B7")
    assert "返回码" not in (await other.says(code)).text
    await product.passes(NO_CODES_WITHIN)
    assert "返回码" in (await other.says(code)).text


async def test_the_money_lane_gives_one(product: Product, reporter: Reporter):
    """With the first sheet, above it and never on it; corrections and papers make no other."""
    await reporter.says("/money")
    for said in (ACCOUNT, "深圳市鼎盛源科技有限公司", "283万", "刚才"):
        await reporter.says(said)
        assert codes(reporter) == []
    sheet = await reporter.says("工商银行鄞州支行")
    (code,) = codes(reporter)
    assert ACCOUNT[-4:] in sheet.text and code not in sheet.text
    await reporter.presses("要一份文字")
    await reporter.says("不对，是285万")
    assert codes(reporter) == [code]
    assert await opens(product, code) == reporter.chat_id
    assert "复制返回码" in reporter.sees("换手机、换电脑").buttons
