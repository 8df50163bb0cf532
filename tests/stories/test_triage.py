"""What is urgent stands on top, with its reasons; an officer may see it otherwise, and says why."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from actions.triage import UrgencyAlready, set_urgency
from cases.errors import NotUnderstood
from cases.law.triage import Urgency
from storage.tables import Author, CaseMessage, Member
from tests.world import Product, Reporter

SHANGHAI = ZoneInfo("Asia/Shanghai")
LEAVING = "对方收了预付款，听说他明天就要飞柬埔寨。"


async def test_a_suspect_who_leaves_is_urgent(product: Product, reporter: Reporter):
    """The reason is written out, the first answer comes within the hour, and the case stands above an older one."""
    product.clock.set(datetime(2026, 11, 26, 9, 55, tzinfo=SHANGHAI))
    officer, other = await product.expert("陈立"), await product.reporter()
    older = await other.has_reported()
    number = await reporter.has_reported(story=LEAVING)
    await reporter.looks()
    assert "今天 11:00 前会有人在这里回您" in reporter.sees("收到了，编号").text
    await officer.says(number)
    assert "缓急：紧急（嫌疑人可能要走 45、" in officer.last.text
    await officer.says("/queue")
    queue = "\n".join(one.text for one in officer.screen)
    assert 0 < queue.rindex(number) < queue.rindex(older)


async def test_an_ordinary_case_is_answered_as_ever(product: Product, reporter: Reporter):
    """What a figure adds is no reason to hurry."""
    product.clock.set(datetime(2026, 11, 26, 9, 55, tzinfo=SHANGHAI))
    await reporter.has_reported()
    case = await product.case()
    assert (case.urgency, f"{case.answer_due_at.astimezone(SHANGHAI):%H:%M}") == (Urgency.NORMAL, "12:00")
    assert set(case.reasons) == {"large_amount", "meets_standard"}


async def test_what_was_said_in_passing_counts_too(product: Product, reporter: Reporter):
    """Words that fitted no question, before the report was sent, are the reporter's own words all the same."""
    await reporter.tells(until="company_name")
    await reporter.says("对了，她正在删聊天记录，人还在公司上班")
    await reporter.tells()
    await reporter.presses("确认无误，提交")
    assert {"evidence_vanishing", "suspect_inside"} <= set((await product.case()).reasons)


async def test_a_message_makes_a_case_more_urgent(product: Product, reporter: Reporter):
    """It is answered sooner; thanks afterwards make it no less urgent."""
    product.clock.set(datetime(2026, 11, 26, 9, 55, tzinfo=SHANGHAI))
    await reporter.has_reported()
    await reporter.says("刚听说他买了今晚的机票")
    await reporter.says("谢谢")
    case = await product.case()
    assert (case.urgency, case.rank) == (Urgency.HIGH, 1)
    assert case.answer_due_at.astimezone(SHANGHAI).strftime("%H:%M") == "11:00"


async def test_an_officer_decides_otherwise_from_the_chat(product: Product, reporter: Reporter):
    """Level by button, the reason by a sentence; what the facts come to stays beside it, and later facts too."""
    officer = await product.expert("陈立")
    number = await reporter.has_reported(story=LEAVING)
    await officer.says(number)
    await officer.presses("定缓急", on=officer.last)
    assert "紧急" not in officer.last.buttons  # it is that already
    await officer.presses("可缓", on=officer.last)
    await officer.says("人已经被口岸控制")
    assert f"{number} 已定为「可缓」" in officer.last.text
    await reporter.says("他买了机票要跑路")
    await officer.says(number)
    assert "缓急：可缓（陈立 定的：人已经被口岸控制；按情况算是紧急：嫌疑人可能要走 45" in officer.last.text
    notes = [one for one in await product.all(CaseMessage) if one.author is Author.NOTE]
    assert (len(notes), (await product.case()).rank) == (1, Urgency.LOW.rank)
    await reporter.looks()
    assert not any("可缓" in one.text for one in reporter.screen)


async def test_a_waiting_case_set_higher_is_answered_sooner(product: Product, reporter: Reporter):
    """And set lower again, what the reporter was told stays."""
    product.clock.set(datetime(2026, 11, 26, 9, 55, tzinfo=SHANGHAI))
    await product.expert("陈立")
    await reporter.has_reported()
    for urgency, due in ((Urgency.IMMEDIATE, "10:10"), (Urgency.LOW, "10:10")):
        await decide(product, urgency, "按值班情况")
        assert (await product.case()).answer_due_at.astimezone(SHANGHAI).strftime("%H:%M") == due


@pytest.mark.parametrize(("urgency", "refused"), [(Urgency.NORMAL, UrgencyAlready), (None, NotUnderstood)])
async def test_what_is_no_decision_is_refused(
    product: Product, reporter: Reporter, urgency: Urgency | None, refused: type[Exception]
):
    """The level that it has, or one that there is not; no note is left of it."""
    await product.expert("陈立")
    await reporter.has_reported()
    with pytest.raises(refused):
        await decide(product, urgency, "理由")
    assert not await product.all(CaseMessage)


async def test_money_that_left_days_ago_hurries_nobody(product: Product, reporter: Reporter):
    """After two days the answer to a new question is that of a case without it."""
    product.clock.set(datetime(2026, 11, 26, 9, 55, tzinfo=SHANGHAI))
    officer = await product.expert("陈立")
    await reporter.has_reported(money_moving="just_now")
    case = await product.case()
    assert case.urgency is Urgency.IMMEDIATE
    await officer.says(case.number)
    await officer.presses("接手", on=officer.last)
    product.clock.set(datetime(2026, 11, 30, 9, 55, tzinfo=SHANGHAI))
    await reporter.says("请问有进展吗？")
    assert (await product.case()).reply_due_at.astimezone(SHANGHAI).strftime("%d %H:%M") == "30 12:00"


async def decide(product: Product, urgency: Urgency | None, why: str) -> None:
    """As the newest officer would."""
    door = product.parts.door
    (officer,) = await product.all(Member)
    number = (await product.case()).number
    async with door.database.writing() as session:
        await set_urgency(door.hand(session, member=officer), number, urgency, why)


async def test_the_lines_of_the_queue_say_how_urgent(product: Product, reporter: Reporter):
    """The list in the chat stands by urgency, so each line that is not of the usual one begins with it."""
    officer = await product.expert("陈立")
    await reporter.has_reported(offence_group="insider", offence="NOT_SURE")
    assert "紧急" not in (await officer.says("/queue")).text
    for urgency, word in ((Urgency.HIGH, "紧急"), (Urgency.IMMEDIATE, "特急")):
        await decide(product, urgency, "嫌疑人要走")
        (line,) = [one for one in (await officer.says("/queue")).text.splitlines() if "GC-" in one]
        assert line.startswith(f"{word} GC-")
        assert "公司里的人做的" in line
