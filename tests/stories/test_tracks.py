"""What the law does with a case, as those who wait for it live it: clocks seen by both sides, rights remembered, no silence."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.record import record_move
from actions.team import revoke_member
from cases.people import Role
from storage.tables import Clock, Event, Member, OutgoingState, TimelineEntry, TrackMove
from tests.world import Clock as Time
from tests.world import Product, Reporter
from tests.world.unit import Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
FEAST = datetime(2026, 9, 25, 10, 3, tzinfo=SHANGHAI)  # the Friday before National Day
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def friday_before_national_day(clock: Time) -> None:
    """Every story here begins on the Friday before National Day 2026, three minutes past ten."""
    clock.set(FEAST)


async def becomes(product: Product, at: str) -> None:
    """The clock shows that time ("10-08 10:01"), and what is due by then has been delivered."""
    product.clock.set(datetime.strptime(f"2026-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI))
    await product.settles()


@pytest.fixture
async def unit(product: Product) -> Unit:
    lead = await product.expert("李芳", Role.LEAD)
    officer = await product.expert("沈清", Role.CASE_OFFICER)
    return Unit(product, lead, officer, {one.role: one for one in await product.all(Member)})


async def planned(product: Product, *kinds: str) -> list[tuple[str, str]]:
    """What waits of these kinds, and when it is due by the clock on the wall."""
    rows = [row for row in await product.outgoing() if row.state is OutgoingState.WAITING and row.kind.value in kinds]
    return sorted({(row.kind.value, f"{row.due_at.astimezone(SHANGHAI):%m-%d %H:%M}") for row in rows})


async def test_accepted_before_national_day(product: Product, reporter: Reporter, unit: Unit):
    """Seven days end in the feast and move to the first working day after it; the reporter reads the date at once."""
    number = await reporter.has_reported()
    await unit.records(number, "L1")
    await unit.records(number, "L2", document_no="甬公（经）受〔2026〕12号")
    await reporter.looks()
    told = reporter.sees("公安机关已受案")
    assert "受案回执 甬公（经）受〔2026〕12号，2026年9月25日" in told.text
    assert "下一步：决定是否立案，依法最迟 10月8日（周四）（还有 13 天）" in told.text
    assert await planned(product, "clock_soon", "clock_late", "clock_missed") == [
        ("clock_late", "10-09 00:00"),
        ("clock_missed", "10-09 00:00"),
        ("clock_soon", "10-07 10:00"),
    ]


async def test_the_status_reads_like_a_parcels_way(product: Product, reporter: Reporter, unit: Unit):
    """Oldest first, each with its day and document, then what comes next; nothing of who signed."""
    number = await reporter.has_reported()
    await unit.records(number, "L1", document_no="接7号")
    await becomes(product, "09-28 09:00")
    await reporter.says("/status")
    assert "立案追诉标准" in reporter.last.text  # what our files make of the figures, until the police have it
    await unit.records(number, "L2", document_no="受12号")
    await unit.records(number, "L3", document_no="呈请3号")
    await reporter.says("/status")
    status = reporter.sees("办到哪一步").text
    lines = status[status.index("办到哪一步") :].splitlines()
    assert lines[1:6] == [
        "○ 9月25日（周五）　公安机关登记了您的报案。",
        "└ 接报案回执 接7号，2026年9月25日",
        "○ 9月28日（周一）　公安机关已受案。",
        "└ 受案回执 受12号，2026年9月28日",
        "● 9月28日（周一）　公安机关在审查要不要立案。",
    ]
    assert "下一步：决定是否立案，依法最迟 10月8日（周四）" in status
    assert "依据：《最高人民检察院 公安部关于公安机关办理经济犯罪案件的若干规定》" in status
    assert not any(words in status for words in ("沈清", "呈请3号", "立案追诉标准"))


async def test_extended_to_thirty_and_sixty_days(product: Product, reporter: Reporter, unit: Unit):
    """Each extension moves the date, the warnings and what the reporter knows; there is no third."""
    number = await reporter.has_reported()
    await unit.records(number, "L1", "L2", "L3")
    await unit.changes("extend", number, "filing_review")
    await reporter.looks()
    assert "「决定是否立案」依法延长了，最迟 10月26日（周一）" in reporter.last.text
    assert await planned(product, "clock_missed", "clock_soon") == [
        ("clock_missed", "10-27 00:00"),
        ("clock_soon", "10-25 10:00"),
    ]
    await becomes(product, "10-20 09:00")
    assert unit.lead.count("期限快到了") == 0
    await unit.changes("extend", number, "filing_review")
    await reporter.looks()
    assert "最迟 11月24日（周二）" in reporter.last.text
    assert await planned(product, "clock_missed") == [("clock_missed", "11-25 00:00")]
    with pytest.raises(Exception, match="no further extension"):
        await unit.changes("extend", number, "filing_review")


async def test_a_missed_deadline_is_admitted_and_shows_the_way(product: Product, reporter: Reporter, unit: Unit):
    """The desk is warned before; when the time is over, the lead is alarmed and the company reads of the procuratorate."""
    number = await reporter.has_reported()
    await unit.lead.looks()
    await unit.officer.looks()
    await unit.officer.presses("接手")
    await unit.records(number, "L1", "L2", "L3")
    await becomes(product, "10-07 10:01")
    for person in (unit.lead, unit.officer):
        await person.looks()
        assert "最迟 10月8日（周四），还有 1 天" in person.sees("期限快到了").text
    await becomes(product, "10-08 23:59")
    assert "期限" not in (await reporter.looks()).text
    await becomes(product, "10-09 00:01")
    await reporter.looks()
    missed = reporter.sees("法定期限是 10月8日（周四），现在过了")
    for words in ("已经提醒带班领导", "12309", "《人民检察院刑事诉讼规则》（2019）", "12389"):
        assert words in missed.text
    await unit.lead.looks()
    assert number in unit.lead.sees("超期了").text
    await unit.officer.looks()
    assert unit.officer.count("超期了") == 0
    events = [line.event for line in await product.all(TimelineEntry)]
    assert events.count(Event.CLOCK_MISSED) == 1
    await unit.records(number, "R5")
    assert [row.to_state for row in await product.all(TrackMove) if row.track == "remedy"] == [
        "procuratorate_requested"
    ]


async def test_a_decision_in_time_leaves_nobody_warned(product: Product, reporter: Reporter, unit: Unit):
    """Filed on the sixth day: no warning, no alarm, nothing about lateness ever."""
    number = await reporter.has_reported()
    await unit.records(number, "L1", "L2", "L3")
    await becomes(product, "10-06 15:00")
    await unit.records(number, "L4")
    assert await planned(product, "clock_soon", "clock_late", "clock_missed") == []
    await becomes(product, "10-12 09:00")
    await unit.lead.looks()
    await reporter.looks()
    assert "公安机关决定立案" in reporter.sees("立案决定书").text
    assert unit.lead.count("期限快到了") + unit.lead.count("超期了") == 0
    assert reporter.count("现在过了") == 0


async def test_no_news_names_the_next_legal_step(product: Product, reporter: Reporter, unit: Unit):
    """The proof of life says by when the law wants an answer."""
    number = await reporter.has_reported()
    await unit.officer.looks()
    await unit.officer.presses("接手")
    await unit.records(number, "L1", "L2")
    await becomes(product, "09-28 10:01")
    await reporter.looks()
    assert "下一步：决定是否立案，依法最迟 10月8日（周四）（还有 10 天）" in reporter.sees("还在核实").text


async def test_a_clock_that_waits_alarms_nobody(product: Product, reporter: Reporter, unit: Unit):
    """Paused, its messages are gone and the reporter knows that it waits."""
    number = await reporter.has_reported()
    await unit.records(number, "L1", "L2")
    await unit.changes("pause", number, "filing_review")
    await reporter.looks()
    assert "「决定是否立案」暂停计时" in reporter.last.text
    await reporter.says("/status")
    assert "下一步：决定是否立案，期限依法暂停" in reporter.last.text
    await becomes(product, "10-20 09:00")
    await unit.lead.looks()
    assert unit.lead.count("超期了") == 0


async def test_declined_delivered_and_reminded_of_reconsideration(product: Product, reporter: Reporter, unit: Unit):
    """The notice within three days; once it is in hand seven days run, shown and remembered two days before the end."""
    number = await reporter.has_reported()
    await unit.records(number, "L1", "L2", "L3")
    await becomes(product, "10-09 00:00")
    await becomes(product, "10-12 09:30")
    await unit.records(number, "L5")
    await reporter.looks()
    declined = reporter.sees("公安机关决定不予立案")
    assert "等不予立案通知书送到" in declined.text
    assert "最迟 10月15日（周四）" in declined.text
    await becomes(product, "10-13 14:00")
    await unit.changes("stop", number, "notify_declined")
    await reporter.looks()
    given = reporter.last.text
    assert "可以向作出决定的公安机关申请复议。最迟 10月20日（周二），还有 7 天。" in given
    assert "第 179 条" in given
    assert await planned(product, "right_ending") == [("right_ending", "10-18 10:00")]
    await becomes(product, "10-18 10:01")
    await reporter.looks()
    ending = reporter.sees("过了就不能再提")
    assert "申请复议，最迟 10月20日（周二），还有 2 天" in ending.text
    assert "写一份复议申请书" in ending.text
    await unit.records(number, "R1")
    await reporter.looks()
    assert "下一步：作出复议决定，依法最迟 11月18日（周三）" not in reporter.last.text  # day 30 counts from today
    assert "下一步：作出复议决定，依法最迟 11月17日（周二）" in reporter.last.text
    await becomes(product, "11-17 23:00")
    await reporter.looks()
    assert reporter.count("过了就不能再提") == 1


async def test_an_employee_is_not_promised_the_companys_rights(product: Product, reporter: Reporter, unit: Unit):
    """Who is not the complainant hears of the decision and whose the remedy is; no date that is not theirs."""
    number = await reporter.has_reported(reporter_role="employee")
    await unit.records(number, "L1", "L2", "L3", "L5")
    await unit.changes("stop", number, "notify_declined")
    await reporter.says("/status")
    status = reporter.last.text
    assert "要由受害的公司提" in status
    assert "12309" not in status
    assert await planned(product, "right_ending") == []


@pytest.mark.postgres
async def test_a_stop_runs_out_after_48_hours(product: Product, reporter: Reporter, unit: Unit):
    """The desk is warned twelve hours before; at the minute it is over the track says so, and the company is told."""
    number = await reporter.has_reported()
    await unit.notes_money(number, "sheet_ready", "bot")
    await unit.notes_money(number, "reported_to_110")
    await unit.notes_money(number, "reported_to_110")  # pressed twice
    await unit.records(number, "M3", "M4:stopped")
    assert await planned(product, "clock_soon") == [("clock_soon", "09-26 22:03")]
    await becomes(product, "09-26 22:04")
    await unit.lead.looks()
    assert "紧急止付 · 最迟 9月27日 10:03，还有 11 小时" in unit.lead.sees("期限快到了").text
    await becomes(product, "09-27 10:04")
    money = sorted((row for row in await product.all(TrackMove) if row.track == "money"), key=lambda row: row.seq)
    assert [(row.move, row.to_state, row.actor) for row in money] == [
        ("M1", "sheet_ready", "bot"),
        ("M2", "reported_to_110", "reporter"),
        ("M3", "stop_requested", "officer"),
        ("M4", "stopped", "officer"),
        ("M6", "expired", "clock"),
    ]
    (stop,) = await product.all(Clock)
    assert money[-1].happened_at == stop.due_at == stop.stopped_at
    await reporter.looks()
    assert "「紧急止付」到 9月27日 10:03 为止，现在到期了" in reporter.sees("我没有看到续办的记录").text
    await unit.lead.looks()
    assert unit.lead.count("到期了：") == 1


async def test_a_stop_expires_also_when_nobody_can_be_told(product: Product, reporter: Reporter):
    """No lead has a chat: the reporter's own message ends it."""
    await product.expert("沈清", Role.CASE_OFFICER)
    number = await reporter.has_reported()
    lead = await product.expert("李芳", Role.LEAD)
    unit = Unit(product, lead, lead, {one.role: one for one in await product.all(Member)})
    async with product.parts.door.database.writing() as session:
        from sqlmodel import update

        from storage.tables import Conversation

        await session.exec(
            update(Conversation).where(Conversation.member_id.is_not(None)).values(unreachable_at=product.clock())
        )
    await unit.notes_money(number, "reported_to_110")
    await unit.records(number, "M3", "M4:stopped")
    await product.passes(2 * DAY + MINUTE)
    assert "expired" in {row.to_state for row in await product.all(TrackMove)}


async def test_a_freeze_is_renewed_or_runs_out(product: Product, reporter: Reporter, unit: Unit):
    """Six months, warned two weeks before; renewed it lasts six more, forgotten it is over."""
    number = await reporter.has_reported()
    await unit.notes_money(number, "reported_to_110")
    await unit.records(number, "M3", "M4:stopped", "L1", "L2", "L3", "L4", "M5")
    assert await planned(product, "clock_missed") == [("clock_missed", "03-26 00:00")]
    product.clock.set(datetime(2027, 3, 11, 10, 1, tzinfo=SHANGHAI))
    await product.settles()
    await unit.lead.looks()
    assert "资金冻结 · 最迟 3月25日（周四），还有 14 天" in unit.lead.sees("期限快到了").text
    await unit.changes("extend", number, "freeze")
    assert await planned(product, "clock_missed") == [("clock_missed", "09-26 00:00")]
    product.clock.set(datetime(2027, 9, 26, 0, 1, tzinfo=SHANGHAI))
    await product.settles()
    assert (await product.all(Clock))[-1].stopped_at
    assert "expired" in {row.to_state for row in await product.all(TrackMove)}


@pytest.mark.postgres
async def test_who_takes_the_case_later_is_warned_too(product: Product, reporter: Reporter, unit: Unit):
    """The clock began before anybody had the case; the warning finds whoever has it then."""
    number = await reporter.has_reported()
    await unit.records(number, "L1", "L2")
    expert = await product.expert("陈立")
    await unit.officer.looks()
    await unit.officer.presses("接手")
    await unit.officer.presses("转交")
    await unit.officer.presses("陈立")
    await unit.officer.presses("不留话")
    await becomes(product, "10-07 10:01")
    await expert.looks()
    assert number in expert.sees("期限快到了").text


@pytest.mark.postgres
async def test_only_who_is_on_the_team_then_is_warned(product: Product, reporter: Reporter, unit: Unit):
    """A freeze lasts half a year: the lead who left reads nothing of it, the one who came later is warned."""
    number = await reporter.has_reported()
    await unit.records(number, "L1", "L2")
    async with product.parts.door.database.writing() as session:
        await revoke_member(session, unit.members[Role.LEAD].id, product.clock())
    follower = await product.expert("郑和", Role.LEAD)
    elsewhere = await product.expert("何远", Role.LEAD, district="cixi")
    await becomes(product, "10-09 00:01")
    await becomes(product, "10-09 10:01")
    for person in (unit.lead, follower, elsewhere):
        await person.looks()
    assert follower.count("超期了") == 1
    assert unit.lead.count("超期了") + elsewhere.count("超期了") == 0


async def test_old_papers_written_down_one_by_one_alarm_nobody(product: Product, reporter: Reporter, unit: Unit):
    """A case accepted in August and filed in time is entered today: half an hour is enough to finish."""
    number = await reporter.has_reported()
    door = product.parts.door
    for move, day in (("L1", 3), ("L2", 3), ("L3", 4), ("L4", 7)):
        async with door.database.writing() as session:
            paper = unit.paper(f"{move}号", dated_on=date(2026, 8, day))
            await record_move(door.hand(session, member=unit.members[Role.LEAD]), number, move, paper)
        await product.passes(5 * MINUTE)
    await product.passes(DAY)
    await reporter.looks()
    await unit.lead.looks()
    assert reporter.count("现在过了") + unit.lead.count("超期了") == 0


async def test_a_quiet_phone_shows_nothing_of_a_decision(product: Product, reporter: Reporter, unit: Unit):
    """Who may be read along gets the same empty message as always; pressed open, it says what happened."""
    number = await reporter.has_reported(suspect_can_read="yes", quiet_hours="anytime")
    before = len(reporter.screen)
    await unit.records(number, "L1", "L2")
    await reporter.looks()
    assert {one.text for one in reporter.screen[before:]} == {"您有一条新消息。方便的时候再打开。"}
    shown = await reporter.presses("现在方便，打开看")
    assert "公安机关已受案" in shown.text


async def test_in_english(product: Product, reporter: Reporter, unit: Unit):
    """From acceptance to a refusal, a reminder and a missed duty: not a word of Chinese, but what the documents say."""
    await reporter.presses("English")
    reporter.language = "en"
    number = await reporter.has_reported(
        company_name="Yongjiang Precision Ltd", contact_name="Wang", story="Paid, never delivered."
    )
    begins = len(reporter.screen)
    await unit.records(number, "L1", "L2", "L3", document_no="2026-12")
    await reporter.looks()
    assert "by law until Thu 8 Oct (13 days left)" in reporter.sees("The police accepted the case.").text
    await becomes(product, "10-09 00:01")
    await unit.records(number, "L5", document_no="2026-13")
    await unit.changes("stop", number, "notify_declined")
    await becomes(product, "10-14 10:01")
    await reporter.says("/status")
    assert "12309" in reporter.sees("It is over, and no result is recorded").text
    assert (
        "asking for reconsideration, until Fri 16 Oct at the latest, 2 days left"
        in reporter.sees("After that it is no longer possible").text
    )
    said = [one.text for one in reporter.screen[begins:] if not one.mine]
    assert [text for text in said if re.search(r"[\u4e00-\u9fff]", text.replace("〔2026〕8号", ""))] == []
