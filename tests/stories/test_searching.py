"""The search in the desk's chat, and that nothing of it can be read on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.consulting import add_measure, conclude, convene, give_opinion, measure_done, open_answers, send_back
from cases.consulting import EVERYBODY, Recommendation
from storage.tables import Conversation, Measure
from tests.stories.test_consulting import Panel, panel  # noqa: F401 - a fixture
from tests.stories.test_secrecy import NOTE, SAID, a_case_with_everything, check_nothing_is_plain
from tests.world import Clock, Product, open_product


@pytest.fixture
async def number(product: Product) -> str:
    found = await (await product.reporter()).has_reported(company_name="镇海天元科技股份有限公司", district="haishu")
    await product.indexes()
    return found


async def test_found_in_chat(product: Product, number: str):
    """/find with words shows the case, where it matched, and a button that opens it."""
    expert = await product.expert()
    shown = await expert.says("/find 天元科技")
    assert number in shown.text
    assert "企业：镇海天元科技股份有限公司" in shown.text
    assert number in (await expert.presses(number[-5:])).text
    assert "卷宗" not in shown.text


async def test_the_menu_asks_for_the_words(product: Product, number: str):
    """The button, then the words; other words look again, and a case number opens its case."""
    expert = await product.expert()
    await expert.says("/start")
    assert "找什么" in (await expert.presses("找案件")).text
    assert "没有找到" in (await expert.says("没有这家")).text
    assert number in (await expert.says("天元")).text
    assert "等待接手" in (await expert.says(number.lower())).text
    assert "等待接手" in (await expert.says(f"/find {number}")).text
    assert "找什么" in (await expert.says("/find")).text


async def test_a_bare_word_is_offered_to_be_found(product: Product, number: str):
    """It went to nobody, which is said; a press looks for it, also when it was long, and another word is no search yet."""
    chen = await product.expert()
    await chen.says("镇海")
    assert "「镇海」没有发给任何人" in chen.last.text
    assert chen.last.buttons == ["找「镇海」", "菜单"]
    await chen.presses("找「镇海」", on=chen.last)
    assert number[-5:] in " ".join(chen.last.buttons)
    await chen.says("/menu")
    await chen.says("谢谢")
    assert "找「谢谢」" in chen.last.buttons
    assert "镇海".encode() not in b"".join(str(row.about).encode() for row in await product.all(Conversation))


async def test_pages_in_chat(product: Product, monkeypatch):
    """The next page stands in the place of the one before; after something else was done its words are asked for again."""
    monkeypatch.setattr("handlers.desk.search.PAGE", 2)
    numbers = [await (await product.reporter()).has_reported() for _ in range(3)]
    await product.indexes()
    expert = await product.expert()
    first = await expert.says("/find 甬江精密")
    assert [one in first.text for one in numbers] == [False, True, True]
    second = await expert.presses("往后翻", on=first)
    assert [one in second.text for one in numbers] == [True, False, False]
    again = await expert.says("/find 甬江精密")
    await expert.says("/start")
    assert "找什么" in (await expert.presses("往后翻", on=again)).text


async def test_another_districts_member_finds_nothing(product: Product, number: str):
    """The same answer as to words that stand nowhere."""
    local = await product.expert("林海", district="yuyao")
    assert (await local.says("/find 天元")).text == (await local.says("/find 没有这个")).text


@pytest.mark.parametrize(
    ("words", "answer"), [("天", "至少两个字"), ("😀", "没有可以找的字"), ("天" * 3000, "太长了"), ("GC-261123-AAAAA", "没看懂")],
    ids=["one", "emoji", "long", "number"],
)  # fmt: skip
async def test_bad_input_in_chat(product: Product, words, answer):
    """One clear answer each."""
    expert = await product.expert()
    assert answer in (await expert.says(f"/find {words}")).text


async def test_a_reporter_searches_nothing(product: Product, number: str):
    """/find is the team's: a reporter's is words like any other."""
    reporter = await product.reporter()
    assert number not in (await reporter.says("/find 天元")).text


async def test_a_form_that_waits_is_put_aside(product: Product, number: str):
    """Words to look for never become words for somebody."""
    expert = await product.expert()
    await expert.says(number)
    await expert.presses("接手")
    await expert.presses("问报案人")
    assert number in (await expert.says("/find 天元")).text
    assert expert.sees("放下")


async def test_the_index_is_searched_and_says_nothing(tmp_path: Path, database_url: str, clock: Clock):
    """`grep -a` over index, journal, database and everything else finds no name, phone, account or word."""
    async with open_product(tmp_path, database_url, clock) as product:
        number = await a_case_with_everything(product)
        await product.indexes()
        expert = await product.expert("李芳")
        for words in (NOTE, SAID["contact_name"], SAID["contact_phone"], "补充协议"):
            assert number in (await expert.says(f"/find {words}")).text
        assert [chat for chat in await product.all(Conversation) if chat.about.get("said")]
        paths = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert {"search.db", "search.db-journal"} <= {path.name for path in paths}
        for path in paths:
            check_nothing_is_plain(path.name, path.read_bytes())
    assert (tmp_path / "data" / "search.db").stat().st_mode & 0o777 == 0o600
    for path in tmp_path.rglob("*"):
        if path.is_file():
            check_nothing_is_plain(path.name, path.read_bytes())


async def test_after_a_restart_it_goes_on(tmp_path: Path, database_url: str, clock: Clock):
    """What was committed before the index heard of it is indexed by the next process."""
    async with open_product(tmp_path, database_url, clock) as product:
        number = await (await product.reporter()).has_reported()
        await product.indexes()
        later = await (await product.reporter()).has_reported()
    async with open_product(tmp_path, database_url, clock) as product:
        expert = await product.expert()
        assert later not in (await expert.says("/find 甬江精密")).text
        await product.indexes()
        shown = (await expert.says("/find 甬江精密")).text
        assert later in shown
        assert number in shown


async def test_what_was_consulted_is_found(product: Product, panel: Panel):  # noqa: F811
    """The question at once, the answers once all may read them, opinion and measures; by nobody before."""

    async def finds(words: str) -> bool:
        await product.indexes()
        await panel.zhou.looks()
        return panel.number in (await panel.zhou.says(f"/find {words}")).text

    await panel.does("陈立", convene, (EVERYBODY,), "4h", "是诈骗还是违约？")
    await panel.does("王芳", give_opinion, Recommendation.VERIFY, "先看履约能力。")
    assert await finds("诈骗还是违约")
    assert "会商：" in panel.zhou.last.text
    assert not await finds("履约能力")  # 周五 has not given theirs, and must not learn it by guessing words
    await panel.does("陈立", conclude, Recommendation.ACCEPT, "空壳公司，建议受案。")
    assert await finds("履约能力")
    assert await finds("空壳公司")
    await panel.does("赵锋", send_back, "账户部分写清楚。")
    assert not await finds("履约能力")
    assert await finds("账户部分")
    await panel.does("陈立", open_answers)
    assert await finds("履约能力")
    await panel.does("陈立", add_measure, (await panel.member("王芳")).id, "1d", "查工商档案")
    assert await finds("工商档案")
    assert "措施：" in panel.zhou.last.text
    (measure,) = await product.all(Measure)
    await panel.does("王芳", measure_done, measure.id, "股东是同一人。")
    assert await finds("股东是同一人")
