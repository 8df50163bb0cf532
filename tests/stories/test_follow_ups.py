"""What is said later, unasked: on time, once, also after a night without a process, and no more when it is no longer true."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.attending import miss_notices
from cases.law.holidays import announced
from cases.people import Role
from cases.tracks import DESK_REASONS, DOORS, CloseReason, Service
from storage.tables import Event, Outgoing, OutgoingState, TimelineEntry
from templates.rendering import tables
from tests.world import Clock, Product, Reporter, open_product

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 10, 3, tzinfo=SHANGHAI)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def monday_morning(clock: Clock) -> None:
    """Every story here begins on a Monday, three minutes past ten."""
    clock.set(MONDAY)


async def becomes(product: Product, at: str) -> None:
    """The clock shows that time ("11-26 10:01"), and what is due by then has been delivered."""
    product.clock.set(datetime.strptime(f"2026-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI))
    await product.settles()


async def plan(product: Product, state: OutgoingState = OutgoingState.WAITING) -> dict[str, str]:
    """The messages of that state and when they are due, by the clock on the wall."""
    rows = [row for row in await product.outgoing() if row.state is state]
    return {row.kind.value: f"{row.due_at.astimezone(SHANGHAI):%m-%d %H:%M}" for row in rows}


async def events(product: Product) -> list[Event]:
    return [line.event for line in sorted(await product.all(TimelineEntry), key=lambda line: line.at)]


@pytest.mark.postgres
async def test_the_plan_of_a_fresh_case(product: Product, reporter: Reporter):
    """Submitting plans the promised answer, the warning before it and the reminder of materials, as rows with times."""
    await product.expert("李芳", Role.LEAD)
    await reporter.has_reported()
    assert await plan(product) == {
        "promise_at_risk": "11-23 11:40",
        "still_waiting": "11-23 12:10",
        "materials_reminder": "11-24 10:00",
    }
    (promise,) = await product.outgoing("still_waiting")
    assert promise.promise
    assert "今天 12:10 前会有人在这里回您" in reporter.sees("收到了，编号").text


@pytest.mark.parametrize(
    ("at", "answer_by"),
    [("11-23 19:30", "11-24 10:00"), ("11-23 23:50", "11-24 10:00"), ("11-23 03:10", "11-23 10:00")],
)
async def test_the_promise_keeps_office_hours(product: Product, clock: Clock, at: str, answer_by: str):
    """Whoever reports in the evening or at night is promised an answer in the morning."""
    await becomes(product, at)
    reporter = await product.reporter()
    await reporter.has_reported(happened_when="11月20日")
    assert (await plan(product))["still_waiting"] == answer_by


async def test_money_that_moves_is_promised_an_answer_in_a_quarter_of_an_hour(product: Product, reporter: Reporter):
    """The urgent lane: fifteen minutes, the lead warned at ten."""
    await product.expert("李芳", Role.LEAD)
    await reporter.presses("钱刚转出去")
    await reporter.tells_on()
    await reporter.presses("确认无误，提交")
    planned = await plan(product)
    assert (planned["promise_at_risk"], planned["still_waiting"]) == ("11-23 10:13", "11-23 10:18")
    assert "110" in reporter.sees("收到了，编号").text


async def test_taking_a_case_tells_who_has_it_and_promises_news(product: Product, reporter: Reporter):
    """Taken: the reporter hears the name and the next date; the promised answer is kept and its warning gone."""
    expert = await product.expert()
    await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    await reporter.looks()
    taken = reporter.sees("陈立 接手了您的案件")
    assert "11月26日 10:00 前再给您消息" in taken.text
    assert await plan(product) == {"materials_reminder": "11-24 10:00", "still_working": "11-26 10:00"}


@pytest.mark.postgres
async def test_no_news_is_told_every_three_days(product: Product, reporter: Reporter):
    """Each "still working" names the next one, and the next one comes then, once."""
    expert = await product.expert()
    await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    for number, (day, following) in enumerate([("11-26", "11月29日"), ("11-29", "12月2日"), ("12-02", "12月5日")], 1):
        await becomes(product, f"{day} 09:58")
        await reporter.looks()
        assert reporter.count("还在核实") == number - 1
        await becomes(product, f"{day} 10:01")
        await reporter.looks()
        assert reporter.count("还在核实") == number
        assert f"{following} 10:00 前再给您消息" in reporter.sees("还在核实").text
        assert "陈立" in reporter.sees("还在核实").text


async def test_an_answer_of_the_desk_moves_the_next_news(product: Product, reporter: Reporter):
    """Who just heard from the desk is not told an hour later that there is nothing new."""
    expert = await product.expert()
    await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    await becomes(product, "11-26 09:30")
    await expert.presses("答复报案人")
    await expert.says("已经联系银行，在等流水。")
    await becomes(product, "11-26 10:30")
    await reporter.looks()
    assert "11月29日 10:00 前再给您消息" in reporter.sees("已经联系银行").text
    assert reporter.count("还在核实") == 0
    assert (await plan(product))["still_working"] == "11-29 10:00"


async def test_a_promise_at_risk_warns_the_lead_and_a_missed_one_is_admitted(product: Product, reporter: Reporter):
    """Half an hour before, the lead hears of it; when nobody took the case, the reporter is told honestly, with a new date."""
    lead = await product.expert("李芳", Role.LEAD)
    number = await reporter.has_reported()
    await becomes(product, "11-23 11:41")
    await lead.looks()
    assert number in lead.sees("答复快到期，还没有人接手").text
    await becomes(product, "11-23 12:11")
    await reporter.looks()
    missed = reporter.sees("说好这时候给您回音")
    assert "抱歉让您等" in missed.text
    assert "明天 10:00 前再给您消息" in missed.text
    assert Event.PROMISE_MISSED in await events(product)
    await becomes(product, "11-26 10:01")
    await reporter.looks()
    assert "还在等专家接手" in reporter.sees("到今天").text
    assert reporter.count("说好这时候给您回音") == 1


async def test_a_case_taken_in_time_warns_nobody(product: Product, reporter: Reporter):
    """What was planned for a case that waits is dropped when it does not."""
    lead = await product.expert("李芳", Role.LEAD)
    await reporter.has_reported()
    await lead.looks()
    await lead.presses("接手")
    await becomes(product, "11-23 13:00")
    await lead.looks()
    await reporter.looks()
    assert lead.count("答复快到期") == 0
    assert reporter.count("说好这时候给您回音") == 0


@pytest.mark.postgres
async def test_a_draft_is_reminded_of_twice_and_then_left_in_peace(product: Product, reporter: Reporter):
    """After one day and after three; then silence, and the draft still goes on where it was."""
    await reporter.tells(until="loss_amount")
    await product.passes(DAY + MINUTE)
    await reporter.looks()
    assert reporter.count("没说完的报告") == 1
    await product.passes(2 * DAY)
    await reporter.looks()
    assert reporter.count("没说完的报告") == 2
    assert "最后一次提醒" in reporter.last.text
    await product.passes(30 * DAY)
    await reporter.looks()
    assert reporter.count("没说完的报告") == 2
    seen = await reporter.presses("接着说")
    assert await reporter.step() == "loss_amount"
    assert "损失" in seen.text


@pytest.mark.postgres
async def test_a_draft_that_was_sent_or_given_up_is_not_reminded_of(product: Product, reporter: Reporter):
    """No reminder of what is done with."""
    await reporter.has_reported()
    other = await product.reporter()
    await other.tells(until="loss_amount")
    await other.says("/cancel")
    await other.presses("不报了，删掉")
    await product.passes(10 * DAY)
    for person in (reporter, other):
        await person.looks()
        assert person.count("没说完的报告") == 0


async def test_materials_are_asked_for_once_and_not_when_a_file_came(product: Product, reporter: Reporter):
    """Without a file one reminder the next morning; a file before it cancels it."""
    await reporter.has_reported()
    other = await product.reporter()
    await other.has_reported()
    await other.sends("回单.pdf")
    await becomes(product, "11-24 10:01")
    await reporter.looks()
    await other.looks()
    assert (reporter.count("还没有材料"), other.count("还没有材料")) == (1, 0)
    await becomes(product, "12-24 10:01")
    await reporter.looks()
    assert reporter.count("还没有材料") == 1


async def test_a_report_with_files_is_not_reminded_of_materials(product: Product, reporter: Reporter):
    """A file sent during the report counts."""
    await reporter.tells(until="evidence")
    await reporter.sends("合同.pdf")
    await reporter.tells_on()
    await reporter.presses("确认无误，提交")
    assert "materials_reminder" not in await plan(product)


async def test_closing_cancels_the_rest_and_asks_two_days_later_how_it_was(product: Product, reporter: Reporter):
    """After the end nothing of the old plan comes; one question comes, and its answer is kept."""
    expert = await product.expert()
    number = await reporter.has_reported()
    await expert.takes_and_answers()
    await reporter.looks()
    assert "咨询已答复" in reporter.sees(f"{number} 在绿色通道的办理结束了").text
    assert await plan(product) == {"how_was_it": "11-25 10:00", "afterwards": "12-23 10:00"}
    assert {"materials_reminder", "still_working"} <= set(await plan(product, OutgoingState.CANCELLED))
    before = len(reporter.screen)
    await becomes(product, "11-25 09:59")
    assert len((await reporter.looks()) and reporter.screen) == before
    await becomes(product, "11-25 10:01")
    await reporter.looks()
    assert len(reporter.screen) == before + 1
    await reporter.presses("满意", on=reporter.sees("办得怎么样"))
    assert (await product.case()).rating
    await product.passes(60 * DAY)
    await reporter.looks()
    assert reporter.count("又出了别的事吗") == 1
    assert len(reporter.screen) == before + 3


@pytest.mark.parametrize(
    ("reason", "rings"),
    [
        (CloseReason.CIVIL_COURT, "12368"),
        (CloseReason.PRIVATE_PROSECUTION, "12348"),
        (CloseReason.TAX, "12366"),
        (CloseReason.MARKET_SUPERVISION, "12315"),
        (CloseReason.LABOUR, "12333"),
        (CloseReason.SUPERVISION_COMMISSION, "12388"),
        (CloseReason.OTHER_POLICE_UNIT, "110"),
    ],
)
async def test_another_door_is_named_with_the_way_to_it(
    product: Product, reporter: Reporter, reason: CloseReason, rings: str
):
    """Two presses of an officer: the reporter reads where to go, what to bring and whom to ring; the case is redirected."""
    expert = await product.expert()
    number = await reporter.has_reported()
    await expert.says(number)
    await expert.presses("结束", on=expert.last)
    await expert.presses(tables("zh")["reasons"][reason.value], on=expert.last)
    await reporter.looks()
    told = reporter.sees("办理结束了").text
    assert tables("zh")["doors"][reason.value].strip() in told
    assert rings in told
    assert (await product.case()).service is Service.REDIRECTED


def test_every_door_has_words():
    """And of the other reasons those have some after which something comes next."""
    others = {CloseReason.DUPLICATE, CloseReason.HANDED_TO_INTAKE, CloseReason.NO_REPLY}
    assert set(tables("zh")["doors"]) == {*DOORS, *others}


async def test_a_case_ends_for_the_reasons_the_console_offers(product: Product, reporter: Reporter):
    """The chat has a button for each, in the words that stand in the console's list and that the reporter reads."""
    expert, reasons = await product.expert(), tables("zh")["reasons"]
    await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    asked = await expert.presses("结束")
    assert [reasons[reason.value] for reason in DESK_REASONS] == asked.buttons
    await expert.presses("多次联系未果")
    await reporter.looks()
    assert "办理结束了：多次联系未果" in reporter.last.text


async def test_a_state_is_told_to_the_team_in_the_words_of_the_team(product: Product, reporter: Reporter):
    """The reporter reads that the expert waits for them, the expert that the reporter is waited for."""
    expert = await product.expert()
    number = await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    await expert.presses("问报案人")
    await expert.says("付款回单还在吗？")
    assert "等报案人补充" in (await expert.says(number)).text
    await reporter.looks()
    assert "等您回复或补材料" in (await reporter.says("/status")).text


@pytest.mark.postgres
async def test_a_low_mark_is_told_to_the_lead_once(product: Product, reporter: Reporter):
    """One lead gets the task, the others hear of it; nobody gets both, and pressing again tells nobody anew."""
    lead, other = await product.expert("李芳", Role.LEAD), await product.expert("周敏", Role.LEAD)
    number = await reporter.has_reported()
    await lead.takes_and_answers()
    await product.passes(2 * DAY)
    await reporter.looks()
    asked = reporter.sees("办得怎么样")
    await reporter.presses("很不满意", on=asked)
    await reporter.presses("很不满意", on=asked)
    await reporter.presses("不满意", on=asked)
    for one in (lead, other):
        await one.looks()
    told = ("的报案人评价不高", "交给您的措施")
    assert sorted([one.count(words) for words in told] for one in (lead, other)) == [[0, 1], [1, 0]]
    assert number in (other if other.count(told[0]) else lead).sees(told[0]).text


@pytest.mark.postgres
async def test_withdrawing_ends_the_plan_and_tells_the_desk(product: Product, reporter: Reporter):
    """The company takes its report back: the desk knows, nothing more comes, not even the question how it was."""
    expert = await product.expert()
    number = await reporter.has_reported()
    await reporter.says("/status")
    await reporter.presses("撤回")
    await reporter.presses("确定撤回")
    assert number in reporter.sees("已撤回").text
    status = (await reporter.says("/status")).text
    assert "已撤回" in status
    assert "报案人撤回" not in status  # how the team says it
    await expert.looks()
    assert number in expert.sees("报案人撤回了").text
    assert await plan(product) == {}
    before = len(reporter.screen)
    await product.passes(30 * DAY)
    await reporter.looks()
    assert len(reporter.screen) == before


@pytest.mark.postgres
async def test_what_fell_due_while_the_process_was_down_comes_once(tmp_path: Path, database_url: str, clock: Clock):
    """Stopped before the third day, started after it: the news is there, once, and the plan goes on from there."""
    async with open_product(tmp_path, database_url, clock) as product:
        expert, reporter = await product.expert(), await product.reporter()
        await reporter.has_reported()
        await expert.looks()
        await expert.presses("接手")
    clock.ahead += 4 * DAY
    for _ in range(2):
        async with open_product(tmp_path, database_url, clock) as product:
            again = Reporter(product, reporter.chat_id)
            await again.looks()
            assert again.count("还在核实") == 1
            assert again.count("还没有材料") == 1
    assert "11月30日 10:00 前再给您消息" in again.sees("还在核实").text


@pytest.mark.postgres
async def test_a_message_killed_half_way_comes_once_to_the_web_page(tmp_path: Path, database_url: str, clock: Clock):
    """Claimed and sent but not recorded when the process died: after the lease it is tried again, and known as the same."""
    async with open_product(tmp_path, database_url, clock) as product:
        reporter = await product.reporter()
        await reporter.has_reported()
        (receipt,) = await product.outgoing("receipt")
        async with product.parts.door.database.writing() as session:  # as it was just before it was recorded
            row = await session.merge(receipt)
            row.state, row.leased, row.retry_at = OutgoingState.WAITING, True, clock() + 2 * MINUTE
    clock.ahead += 3 * MINUTE
    async with open_product(tmp_path, database_url, clock) as product:
        again = Reporter(product, reporter.chat_id)
        await again.looks()
        assert again.count("收到了，编号") == 1
        assert [row.state for row in await product.outgoing("receipt")] == [OutgoingState.SENT]


async def test_a_quiet_message_that_is_no_longer_true_says_how_things_stand(product: Product, reporter: Reporter):
    """Opened too late, a quiet message is not silent: it shows the case as it is now."""
    lead = await product.expert("李芳", Role.LEAD)
    number = await reporter.has_reported(suspect_can_read="unsure")
    await becomes(product, "11-23 12:11")
    await reporter.looks()
    missed = reporter.last
    await lead.looks()
    await lead.presses("接手")
    shown = await reporter.presses("现在方便，打开看", on=missed)
    assert number in shown.text
    assert "李芳" in shown.text


@pytest.mark.postgres
async def test_nothing_is_left_undelivered(product: Product, reporter: Reporter):
    """A whole life of a case, a month long: every row ends as sent or cancelled, none broken, none twice."""
    expert = await product.expert("李芳", Role.LEAD)
    await reporter.has_reported()
    await product.passes(5 * DAY)
    await expert.looks()
    await expert.presses("接手")
    await product.passes(10 * DAY)
    await expert.presses("退回队列")
    await product.passes(DAY)
    await expert.looks()
    await expert.presses("接手")
    await expert.presses("结束")
    await expert.presses("多次联系未果")
    await product.passes(30 * DAY)
    rows: list[Outgoing] = await product.outgoing()
    assert {row.state for row in rows} == {OutgoingState.SENT, OutgoingState.CANCELLED}
    assert {row.error for row in rows} == {None}


@pytest.mark.parametrize(
    ("taken_at", "news_by"),
    [("11-23 10:10", "11-23 12:20"), ("11-23 19:30", "11-24 08:00"), ("11-24 03:10", "11-24 08:00")],
)
async def test_while_money_is_in_motion_news_come_within_hours(
    product: Product, reporter: Reporter, taken_at: str, news_by: str
):
    """Whoever's money left today hears every two hours by day, not in three days; after two days as everybody else."""
    expert = await product.expert()
    await reporter.presses("钱刚转出去")
    await reporter.tells_on()
    await reporter.presses("确认无误，提交")
    await becomes(product, taken_at)
    await expert.looks()
    await expert.presses("接手")
    assert (await plan(product))["still_working"] == news_by
    await becomes(product, "11-26 08:30")
    assert (await plan(product))["still_working"] == "11-29 10:00"


async def test_what_was_promised_for_the_day_and_could_not_leave_in_it_wakes_nobody(
    product: Product, reporter: Reporter
):
    """The machine stood still from before ten in the morning until half past ten at night: it is said at eight."""
    expert = await product.expert()
    await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    await becomes(product, "11-26 09:50")
    before = len((await reporter.looks()) and reporter.screen)
    await becomes(product, "11-26 22:30")
    await reporter.looks()
    assert len(reporter.screen) == before
    await becomes(product, "11-27 08:01")
    await reporter.looks()
    assert "11月29日" in reporter.screen[before].text or "11月30日" in reporter.screen[before].text


async def test_a_watched_phone_rings_by_night_no_more_than_another(product: Product, reporter: Reporter):
    """What it shows says nothing, and wakes all the same: neither news nor a reminder before eight."""
    expert = await product.expert()
    await reporter.has_reported(suspect_can_read="yes", quiet_hours="anytime")
    await expert.looks()
    await expert.presses("接手")
    await becomes(product, "11-24 09:50")
    await reporter.looks()
    before = len(reporter.screen)
    await becomes(product, "11-26 22:30")
    await reporter.looks()
    assert len(reporter.screen) == before
    await becomes(product, "11-27 08:01")
    await reporter.looks()
    sent = {row.kind for row in await product.outgoing() if row.sent_at and row.sent_at.astimezone(SHANGHAI).day == 27}
    assert {"materials_reminder", "still_working"} <= sent


async def test_leads_hear_weekly_of_a_year_without_a_notice(product: Product):
    """From December on, until somebody enters it; who does not lead is spared."""
    lead, expert = await product.expert("李芳", Role.LEAD), await product.expert("陈立")
    product.clock.set(datetime(max(announced()), 11, 30, 12, tzinfo=SHANGHAI))
    for days, told in ((0, 0), (1, 1), (1, 1), (7, 2)):
        product.clock.passes(days * DAY)
        await miss_notices(product.parts.door)
        await product.settles()
        await lead.looks()
        assert lead.count("放假调休安排还没有录入") == told
    await expert.looks()
    assert expert.count("放假调休安排还没有录入") == 0


async def test_a_broken_promise_is_alarmed_until_somebody_has_it(product: Product, reporter: Reporter):
    """Hours later, then each morning; who says that they have it is left alone for two days; taken, it is over."""
    lead = await product.expert("李芳", Role.LEAD)
    await reporter.has_reported()

    async def heard(at: str) -> int:
        await becomes(product, at)
        await lead.looks()
        return [one.state for one in await product.outgoing("promise_broken")].count(OutgoingState.SENT)

    assert await heard("11-23 12:11") == 0
    assert [await heard(at) for at in ("11-23 14:21", "11-24 09:01")] == [1, 2]
    await lead.presses("我来盯", on=lead.sees("还是没有人接手"))
    lead.sees("记下了：李芳 说这件由自己盯着，11月26日")
    assert [await heard(at) for at in ("11-25 09:01", "11-26 09:01")] == [2, 3]
    assert Event.HAVE_IT in await events(product)
    await lead.presses("接手", on=lead.sees("还是没有人接手"))
    assert await heard("11-27 09:01") == 3


async def test_who_sees_to_money_in_motion_is_left_alone_with_it_for_hours(product: Product, reporter: Reporter):
    """Not for two days: others are alarmed again on the same one."""
    lead = await product.expert("李芳", Role.LEAD)
    await reporter.presses("钱刚转出去")
    await reporter.tells_on()
    await reporter.presses("确认无误，提交")
    await becomes(product, "11-23 10:19")
    await becomes(product, "11-23 12:21")
    await lead.looks()
    await lead.presses("我来盯", on=lead.sees("还是没有人接手"))
    case = await product.case()
    assert timedelta(0) < case.vouched_until - product.clock() <= timedelta(hours=2)
    before = [one.state for one in await product.outgoing("promise_broken")].count(OutgoingState.SENT)
    await becomes(product, "11-23 14:31")
    assert [one.state for one in await product.outgoing("promise_broken")].count(OutgoingState.SENT) > before
