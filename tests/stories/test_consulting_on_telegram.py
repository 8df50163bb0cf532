"""From report to approved opinion and measures done, by four phones on Telegram over real HTTP."""

from __future__ import annotations

import re

import pytest

from cases.people import Role
from cases.tracks import Service
from storage.tables import Measure
from tests.telegram.people import User
from tests.world.on_telegram import Site

SECRET = "我看像民事纠纷，先别告诉他"
REPORTERS_PART = "我们看过了，建议您带合同原件来受案窗口登记。"


async def answers(officer: User, letter: str, verb: str, choice: str, words: str) -> None:
    """Below the letter with these words: the verb's button, one choice, and one message."""
    await officer.presses(verb, on=await officer.waits_for(letter, ever=True))
    await officer.presses(choice)
    await officer.api.settled()
    await officer.says(words)


async def on_the_card(officer: User, number: str, verb: str, *choices: str, words: str) -> None:
    """The case by its number, the verb's button, its choices, and one message."""
    await officer.says(number)
    await officer.presses(verb, on=await officer.waits_for(number))
    for choice in choices:
        await officer.presses(choice)
    await officer.api.settled()
    await officer.says(words)


@pytest.mark.postgres
async def test_from_report_to_measures_done(site: Site):
    """Told, taken, put to colleagues, answered blindly, concluded, approved, done; the reporter reads their part alone."""
    people = [("陈立", Role.EXPERT), ("王芳", Role.EXPERT), ("周五", Role.CASE_OFFICER), ("赵锋", Role.LEAD)]
    chen, wang, zhou, zhao = [await site.officer(name, role) for name, role in people]
    reporter = await site.newcomer("王敏")
    await reporter.tells()
    number = await reporter.submits()
    await chen.presses("接手", on=await chen.waits_for(number))
    await reporter.person.waits_for("陈立 接手了您的案件")

    await on_the_card(chen, number, "发起会商", "全队（3 人）", "4 小时内", words="货没发，是诈骗还是违约？")
    await chen.waits_for("会商已发起")
    await answers(wang, "是诈骗还是违约？", "写我的意见", "先调查核实", SECRET)
    await wang.waits_for("意见已记下")
    assert SECRET not in zhou.screen
    await answers(zhou, "是诈骗还是违约？", "写我的意见", "建议受案", "空壳公司，符合受案条件。")
    await chen.waits_for("空壳公司，符合受案条件", ever=True)  # the last letter before the card

    await on_the_card(chen, number, "给报案人的话", words=REPORTERS_PART)
    await chen.waits_for("记下")
    await on_the_card(chen, number, "下结论", "建议受案", words="建议受案；先查尾号 5678 的收款账户。")
    await zhao.presses("批准", on=await zhao.waits_for("初步处理意见等您批准", ever=True))
    await zhao.presses("批准", on=await zhao.waits_for("看过了，再点「批准」"))
    await reporter.person.waits_for(REPORTERS_PART)
    assert (await site.case()).service is Service.OPINION_ISSUED

    await on_the_card(chen, number, "加措施", "王芳", "1 天内", words="查对方工商档案")
    await wang.presses("措施办完", on=await wang.waits_for("交给您的措施", ever=True))
    await wang.presses("查对方工商档案")
    await site.api.settled()
    await wang.says("已查，空壳，2024 年注销。")
    await site.api.settled()
    (measure,) = await site.all(Measure)
    assert measure.done_at
    heard = reporter.person.screen
    for inner in (SECRET, "是诈骗还是违约", "空壳", "尾号 5678", "工商档案"):
        assert inner not in heard
    assert re.search(r"GC-\d{6}-\w{5}", heard)
