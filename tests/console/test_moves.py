"""Recording what the law did: by whom, with which paper, and what follows."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from actions.moves import move_money
from cases.people import Role
from storage.tables import Clock, Event, TimelineEntry, TrackMove
from tests.console.records import DAY, paper, recorded, rows


async def test_an_endless_figure_in_a_form_counts_as_not_said(house, officer, lead, desk):
    """A figure that cannot even be read breaks nothing: the move is written down as by a form without it."""
    case = await house.reports()
    answer = await desk.does("moves/L1", case.number, **paper(officer, lead), seen="9" * 5000)
    assert answer.status_code == 200
    assert [row.move for row in await rows(house, TrackMove)] == ["L1"]


async def test_a_case_is_accepted_on_its_page(house, officer, lead, desk):
    """Number, date and two names: the track stands there with its document, the clock runs, the timeline says who."""
    case = await house.reports()
    await desk.does("moves/L1", case.number, **paper(officer, lead, document_no="接〔2026〕7号"))
    page = (await desk.does("moves/L2", case.number, **paper(officer, lead))).text
    for words in (
        "已受案",
        "受案回执 甬公（经）受〔2026〕12号",
        "决定是否立案",
        "还有 7 天",
        "最迟 11月30日（周一）",
        "沈清 记下：受案",
    ):
        assert words in page
    first, second = sorted(await rows(house, TrackMove), key=lambda row: row.seq)
    assert (first.to_state, second.to_state) == ("intake_registered", "accepted")
    assert (second.member_id, second.officer_id, second.second_officer_id) == (officer.id, officer.id, lead.id)
    assert (second.document, second.dated_on, second.actor) == ("acceptance_receipt", date(2026, 11, 23), "officer")
    (clock,) = await rows(house, Clock)
    assert clock.due_at == datetime(2026, 11, 30, 16, tzinfo=UTC)


@pytest.mark.postgres
async def test_the_queue_shows_the_clock_that_ends_first(house, officer, lead, desk, signed_in):
    """Calm, then a day before soon, then late: seen in the list, without opening the case."""
    case = await house.reports()
    await desk.does("take", case.number)
    await recorded(house, case, officer, lead, "L1", "L2")
    for passes, how in ((timedelta(), "calm"), (6 * DAY, "soon"), (2 * DAY, "late")):
        house.clock.passes(passes)
        page = (await (await signed_in(officer)).opens("/console?show=mine")).text
        assert re.search(rf'<span class="{how}">决定是否立案 <time [^>]*>11月30日（周一）</time>', page), how


async def test_a_case_handed_to_the_counter_goes_on_at_law(house, officer, lead, desk):
    """Our service has ended, the law's way begins: records are still written."""
    case = await house.reports()
    await desk.does("close", case.number, reason="handed_to_intake", text="")
    assert (await desk.does("moves/L1", case.number, **paper(officer, lead))).status_code == 200
    assert [row.to_state for row in await rows(house, TrackMove)] == ["intake_registered"]


async def test_only_what_is_possible_now_is_offered(house, officer, lead, desk, signed_in, chen):
    """Each state has its own forms; an expert sees the tracks and no form; the money's forms are the duty officer's too."""
    case = await house.reports()
    page = (await desk.opens(f"/console/cases/{case.number}")).text
    assert re.findall(r'data-verb="moves/(\w+)"', page) == ["L1", "R8"]
    await recorded(house, case, officer, lead, "L1", "L2", "L3")
    page = (await desk.opens(f"/console/cases/{case.number}")).text
    assert re.findall(r'data-verb="moves/(\w+)"', page) == ["L4", "L5", "L6", "R8"]
    async with house.door.database.writing() as session:
        await move_money(house.door.hand(session), await house.case(case.number), "reported_to_110", "reporter")
    expert = (await (await signed_in(chen)).opens(f"/console/cases/{case.number}")).text
    assert "立案审查中" in expert
    assert 'data-verb="moves/' not in expert
    duty = await signed_in(await house.member("何值", Role.DUTY_OFFICER))
    page = (await duty.opens(f"/console/cases/{case.number}")).text
    assert re.findall(r'data-verb="moves/(\w+)"', page) == ["M3"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"document_no": "  "}, "请填文书编号"),
        ({"document_no": "号" * 81}, "请填文书编号"),
        ({"dated_on": ""}, "请填文书上的日期"),
        ({"dated_on": "23.11.2026"}, "请填文书上的日期"),
        ({"dated_on": "2026-11-24"}, "日期还没到"),
        ({"second_officer": ""}, "请选两位能办这件的民警"),
        ({"second_officer": "same"}, "两位民警要是不同的人"),
        ({"second_officer": "auditor"}, "请选两位能办这件的民警"),
        ({"second_officer": "far"}, "请选两位能办这件的民警"),
        ({"second_officer": "gone"}, "请选两位能办这件的民警"),
        ({"second_officer": "nobody"}, "请选两位能办这件的民警"),
        ({"seen": "7"}, "可能刚有人动过"),
    ],
)
async def test_a_record_without_its_paper_is_not_written(house, officer, lead, desk, wrong, says):
    """Said at the form, which keeps what was typed; nothing is written."""
    case = await house.reports()
    gone = await house.member("离队")
    await house.revokes(gone)
    people = {
        "same": officer,
        "auditor": await house.member("孙审", Role.AUDITOR),
        "far": await house.member("何远", district="cixi"),
        "gone": gone,
    }
    if wrong.get("second_officer"):
        second = people.get(wrong["second_officer"])
        wrong = {"second_officer": str(second.id if second else uuid4())}
    answer = await desk.does("moves/L1", case.number, **(paper(officer, lead, document_no="接7号") | wrong))
    assert answer.status_code == 409
    assert says in answer.text
    if "document_no" not in wrong:
        assert 'value="接7号"' in answer.text
    assert await rows(house, TrackMove) == []


async def test_a_date_lies_not_before_the_step_it_follows(house, officer, lead, desk):
    """Accepted on the 20th, nothing of the same track happened on the 19th."""
    case = await house.reports()
    await recorded(house, case, officer, lead, "L1", "L2", dated_on=date(2026, 11, 20))
    answer = await desk.does("moves/L3", case.number, **paper(officer, lead, dated_on="2026-11-19"))
    assert answer.status_code == 409
    assert "日期早于它前面的一步（2026年11月20日）" in answer.text
    assert (await desk.does("moves/L3", case.number, **paper(officer, lead, dated_on="2026-11-20"))).status_code == 200


async def test_sending_a_form_twice_writes_once(house, officer, lead, desk):
    """The second press finds that the case has moved."""
    case = await house.reports()
    page = (await desk.opens(f"/console/cases/{case.number}")).text
    fields = desk.hidden(page, "moves/L1") | paper(officer, lead)
    answers = [await desk.posts(f"/console/cases/{case.number}/moves/L1", **fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert len(await rows(house, TrackMove)) == 1


@pytest.mark.postgres
async def test_two_officers_at_once_write_one_move(house, officer, lead):
    """Both accept the same case at the same moment: one row, and the other is told that it moved."""
    case = await house.reports()
    found = await asyncio.gather(
        *(recorded(house, case, one, lead, "L1") for one in (officer, officer)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in found) == ["MoveNotPossible", "NoneType"]
    assert len(await rows(house, TrackMove)) == 1


async def test_money_is_not_frozen_before_filing(house, officer, lead, desk):
    """Stopped but not filed: no form, and one made by hand is told why; after filing it is there."""
    case = await house.reports()
    async with house.door.database.writing() as session:
        await move_money(house.door.hand(session), await house.case(case.number), "reported_to_110", "reporter")
    await recorded(house, case, officer, lead, "M3", "M4:stopped", "L1", "L2", "L3")
    answer = await desk.does("moves/M5", case.number, **paper(officer, lead))
    assert answer.status_code == 409
    assert "立案以前不能冻结" in answer.text
    assert 'data-verb="moves/M5"' not in answer.text
    await recorded(house, case, officer, lead, "L4")
    page = await desk.does("moves/M5", case.number, **paper(officer, lead))
    assert page.status_code == 200
    assert "资金冻结" in page.text
    assert "紧急止付" not in re.search(r'<ul class="clocks">.*?</ul>', page.text, re.DOTALL)[0]


async def test_the_banks_answer_is_chosen(house, officer, lead, desk):
    """Two outcomes: none chosen is said, and only a stop starts its 48 hours."""
    case = await house.reports()
    async with house.door.database.writing() as session:
        await move_money(house.door.hand(session), await house.case(case.number), "reported_to_110", "reporter")
    await recorded(house, case, officer, lead, "M3")
    assert "请选银行的答复" in (await desk.does("moves/M4", case.number, **paper(officer, lead))).text
    await desk.does("moves/M4", case.number, **paper(officer, lead, to="stop_failed"))
    assert await rows(house, Clock) == []
    await recorded(house, case, officer, lead, "M3")
    house.clock.passes(timedelta(hours=2))
    await desk.does("moves/M4", case.number, **paper(officer, lead, to="stopped", happened_at="2026-11-23T11:30"))
    (clock,) = await rows(house, Clock)
    assert clock.due_at == datetime(2026, 11, 25, 3, 30, tzinfo=UTC)


@pytest.mark.postgres
async def test_a_clock_is_extended_paused_and_stopped(house, officer, lead, desk):
    """Seven days, thirty, sixty and no more; while it waits nothing is late; done, the next right begins."""
    case = await house.reports()
    await recorded(house, case, officer, lead, "L1", "L2", "L3")
    (clock,) = await rows(house, Clock)
    path = f"clocks/{clock.id}"
    page = (await desk.opens(f"/console/cases/{case.number}")).text
    fields = desk.hidden(page, f"{path}/extend") | paper(officer, lead)
    for expected in (200, 409):  # the same form twice extends once
        assert (await desk.posts(f"/console/cases/{case.number}/{path}/extend", **fields)).status_code == expected
    assert "最迟 12月23日（周三）" in desk.page.text
    assert f'data-verb="{path}/stop"' not in desk.page.text  # only the decision ends it
    assert "不能单独结束" in (await desk.does(f"{path}/stop", case.number, **paper(officer, lead))).text
    await desk.does(f"{path}/pause", case.number, **paper(officer, lead))
    assert "已暂停" in desk.page.text
    house.clock.passes(10 * DAY)
    await desk.signs_in(officer)
    await desk.does(f"{path}/resume", case.number, **paper(officer, lead, dated_on="2026-12-03"))
    assert "最迟 1月4日（周一）" in desk.page.text  # ten days more end on Saturday 2 January
    await desk.does(f"{path}/extend", case.number, **paper(officer, lead, dated_on="2026-12-03"))
    assert f'data-verb="{path}/extend"' not in desk.page.text
    assert (
        await desk.does(f"{path}/extend", case.number, **paper(officer, lead, dated_on="2026-12-03"))
    ).status_code == 409
    await recorded(house, case, officer, lead, "L5")
    notice = next(one for one in await rows(house, Clock) if one.rule == "notify_declined")
    page = (
        await desk.does(f"clocks/{notice.id}/stop", case.number, **paper(officer, lead, dated_on="2026-12-03"))
    ).text
    assert "申请复议" in page
    events = {line.event: line.details for line in await rows(house, TimelineEntry)}
    assert {Event.CLOCK_EXTENDED, Event.CLOCK_PAUSED, Event.CLOCK_RESUMED, Event.CLOCK_STOPPED} <= set(events)
    assert events[Event.CLOCK_PAUSED]["document_no"] == "甬公（经）受〔2026〕12号"
    assert {one.rule for one in await rows(house, Clock) if one.stopped_at is None} == {"reconsideration_right"}


async def test_a_clock_is_not_extended_after_it_is_over(house, officer, lead, desk):
    """An approval of the day after comes too late; one of the last day, written down later, counts."""
    case = await house.reports()
    await recorded(house, case, officer, lead, "L1", "L2")
    house.clock.passes(9 * DAY)
    await desk.signs_in(officer)
    (clock,) = await rows(house, Clock)
    late = await desk.does(f"clocks/{clock.id}/extend", case.number, **paper(officer, lead, dated_on="2026-12-01"))
    assert late.status_code == 409
    assert "已超期" in late.text
    good = await desk.does(f"clocks/{clock.id}/extend", case.number, **paper(officer, lead, dated_on="2026-11-30"))
    assert good.status_code == 200
    assert "最迟 12月23日（周三）" in good.text


@pytest.mark.postgres
async def test_an_officer_starts_a_clock_that_no_move_starts(house, officer, lead, desk):
    """An objection to jurisdiction came: seven days, once at a time."""
    case = await house.reports()
    fields = paper(officer, lead, rule="jurisdiction_objection")
    page = await desk.does("clocks/new/start", case.number, **fields)
    assert "答复管辖异议" in page.text
    assert (await desk.does("clocks/new/start", case.number, **fields)).status_code == 409
    assert [clock.rule for clock in await rows(house, Clock)] == ["jurisdiction_objection"]


async def test_the_date_counted_from_the_report_stands_beside_the_legal_one(house, officer, lead, desk):
    """Reported to us three days before acceptance: both dates are shown, and the lead is warned by the earlier."""
    case = await house.reports()
    house.clock.passes(3 * DAY)
    await desk.signs_in(officer)
    await recorded(house, case, officer, lead, "L1", "L2")
    page = (await desk.opens(f"/console/cases/{case.number}")).text
    assert "最迟 12月3日（周四）" in page
    assert "从企业提交算起是 11月30日（周一）" in page


async def test_the_panel_reads_in_english(house, officer, lead, desk):
    """Tracks, clocks and forms, and what cannot be recorded."""
    case = await house.reports()
    csrf = desk.hidden((await desk.opens("/console")).text, "none")
    await desk.posts("/console/language", language="en", **csrf)
    await recorded(house, case, officer, lead, "L1", "L2")
    page = (await desk.opens(f"/console/cases/{case.number}")).text
    panel = re.search(r'<section id="tracks".*?</section>', page, re.DOTALL)[0]
    shown = re.sub(r"<[^>]+>|〔2026〕|沈清|周敏", "", panel)
    assert re.findall(r"[\u4e00-\u9fff]+", shown) == []
    assert "Begin filing review" in panel
    assert (
        "The two officers must be different people."
        in (await desk.does("moves/L3", case.number, **paper(officer, officer))).text
    )
