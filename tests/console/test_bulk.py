"""Many cases at once: each checked alone, what could not be done said with its reason, and all of it taken back."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from sqlmodel import select

from actions.bulk import MOST, UNDO_WITHIN
from cases.law.triage import Urgency
from cases.people import Role
from cases.tracks import Service
from storage.tables import Bulk, BulkCase, Event, Member, TimelineEntry
from tests.world.races import until_none_can_go_on


async def does_all(browser, verb: str, cases, on: str = "show=open", **fields: str):
    """Chooses these cases in the list, as they stand now, and presses the verb."""
    hidden = fields_of((await browser.opens(f"/console?{on}")).text)
    had = [f"{case.number}~{(await browser.house.case(case.number)).holder_id or 'nobody'}" for case in cases]
    return await browser.posts(f"/console/bulk?{on}", **(hidden | fields), verb=verb, case=had)


def fields_of(html: str) -> dict[str, str]:
    form = re.search(r'<form id="bulk".*?</form>', html, re.DOTALL)[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


async def undoes(browser, html: str, bulk: str = ""):
    """Presses 撤销."""
    address = bulk or re.search(r'action="(/console/bulk/[^"]+)"', html)[1].replace("&amp;", "&")
    return await browser.posts(address, csrf=browser.hidden(html, "none")["csrf"])


@pytest.mark.postgres
async def test_several_are_taken_and_put_back(house, desk, officer):
    """Each on its own record; afterwards they wait as before, until the time their reporters were told first."""
    cases = [await house.reports() for _ in range(3)]
    page = await does_all(desk, "take", cases)
    assert "接手了 3 件。" in page.text
    assert {(await house.case(one.number)).holder_id for one in cases} == {officer.id}
    house.clock.passes(timedelta(minutes=1))
    page = await undoes(desk, (await desk.opens("/console")).text)
    assert "已撤销，3 件放回原样。" in page.text
    for one in cases:
        now = await house.case(one.number)
        assert (now.holder_id, now.service, now.answer_due_at) == (None, Service.ACKNOWLEDGED, one.answer_due_at)
    lines = [line.event for line in await house.all(TimelineEntry) if line.case_id == cases[0].id]
    assert {Event.TAKEN, Event.UNDONE} <= set(lines)
    assert "撤销了刚才的批量操作" in (await desk.opens(f"/console/cases/{cases[0].number}")).text


@pytest.mark.postgres
async def test_what_cannot_be_done_is_said_and_holds_up_nothing(house, desk, officer, chen, signed_in):
    """One was faster, one has ended, one is of another district, one was never there."""
    free, gone, ended = [await house.reports() for _ in range(3)]
    hidden = fields_of((await desk.opens("/console?show=open")).text)
    faster = await signed_in(chen)
    await faster.does("take", gone.number)
    await faster.does("take", ended.number)
    await faster.does("close", ended.number, reason="answered")
    chosen = [f"{one.number}~nobody" for one in (gone, ended, free)] + ["GC-261123-00000~nobody", "~", "x" * 500]
    page = await desk.posts("/console/bulk?show=open", **hidden, verb="take", case=chosen)
    assert page.status_code == 200
    assert "接手了 1 件。" in page.text
    assert "5 件没有办成" in page.text
    assert "陈立 已经接手了这件" in page.text
    assert (await house.case(free.number)).holder_id == officer.id
    assert (await house.case(gone.number)).holder_id == chen.id


@pytest.mark.postgres
async def test_the_form_sent_again_does_nothing_again(house, desk, chen):
    """A second press, a reload: the note is there once, and the way back is still the first one."""
    case = await house.reports()
    hidden = fields_of((await desk.opens("/console?show=open")).text)
    fields = hidden | {"verb": "hand_over", "to": str(chen.id), "note": "已和报案人通过话"}
    for _ in range(2):
        answer = await desk.posts("/console/bulk?show=open", **fields, case=[f"{case.number}~nobody"])
        assert answer.status_code == 200
    assert len(await house.all(Bulk)) == len(await house.all(BulkCase)) == 1
    assert (await desk.opens(f"/console/cases/{case.number}")).text.count("已和报案人通过话") == 1


@pytest.mark.postgres
async def test_the_form_sent_again_after_undoing_does_nothing(house, desk):
    """Back in the browser, and the same press once more: it is said that this was undone, and the case waits on."""
    case = await house.reports()
    hidden = fields_of((await desk.opens("/console?show=open")).text)
    fields = hidden | {"verb": "take", "case": [f"{case.number}~nobody"]}
    page = await desk.posts("/console/bulk?show=open", **fields)
    assert (await undoes(desk, page.text)).status_code == 200
    again = await desk.posts("/console/bulk?show=open", **fields)
    assert again.status_code == 409
    assert "已经撤销过" in again.text
    assert (await house.case(case.number)).holder_id is None


@pytest.mark.postgres
async def test_the_form_sent_again_after_a_case_went_back_leaves_it_there(house, desk):
    """What this press did is done; what was done with the case by hand since then stands."""
    case = await house.reports()
    hidden = fields_of((await desk.opens("/console?show=open")).text)
    fields = hidden | {"verb": "take", "case": [f"{case.number}~nobody"]}
    await desk.posts("/console/bulk?show=open", **fields)
    await desk.does("return", case.number)
    assert (await house.case(case.number)).holder_id is None
    assert (await desk.posts("/console/bulk?show=open", **fields)).status_code == 200
    assert (await house.case(case.number)).holder_id is None
    assert len(await house.all(BulkCase)) == 1


@pytest.mark.postgres(only=True)
async def test_two_presses_at_once_are_one(house, desk, officer):
    """Both begin at the same moment; the second finds the first, and the way back is one."""
    case = await house.reports()
    hidden = fields_of((await desk.opens("/console?show=open")).text)
    fields = hidden | {"verb": "take", "case": [f"{case.number}~nobody"]}
    async with house.door.database.writing() as session:
        await session.exec(select(Member).where(Member.id == officer.id).with_for_update())
        presses = [asyncio.create_task(desk.posts("/console/bulk?show=open", **fields)) for _ in range(2)]
        await until_none_can_go_on(house.door.database, *presses)
    assert [one.status_code for one in await asyncio.gather(*presses)] == [200, 200]
    assert len(await house.all(Bulk)) == len(await house.all(BulkCase)) == 1
    assert (await house.case(case.number)).holder_id == officer.id


@pytest.mark.postgres
async def test_handed_over_and_back(house, desk, officer, chen):
    """To whoever had it; the one of which something else became meanwhile stays, and the answer says so."""
    mine, moved = await house.reports(), await house.reports()
    for one in (mine, moved):
        await desk.does("take", one.number)
    wu = await house.member("吴越")
    page = await does_all(desk, "hand_over", [mine, moved], to=str(chen.id), note="我明天出差")
    assert "转交了 2 件。" in page.text
    assert {(await house.case(one.number)).holder_id for one in (mine, moved)} == {chen.id}
    house.clock.passes(timedelta(minutes=1))
    lead = await house.member("周敏", Role.LEAD)
    async with house.door.database.writing() as session:
        from actions.desk import hand_over

        await hand_over(house.door.hand(session, member=lead), moved.number, wu.id)
    page = await undoes(desk, page.text)
    assert "已撤销，1 件放回原样。" in page.text
    assert "后来又有变动" in page.text
    assert (await house.case(mine.number)).holder_id == officer.id
    assert (await house.case(moved.number)).holder_id == wu.id


@pytest.mark.postgres
async def test_an_urgency_goes_back_to_what_the_facts_come_to(house, desk):
    """With its reason on each; afterwards nobody has decided anything. Already so is said, not done."""
    case, same = await house.reports(), await house.reports()
    was = (await house.case(case.number)).urgency
    await desk.does("set_urgency", same.number, urgency=Urgency.IMMEDIATE.value, text="嫌疑人要走")
    page = await does_all(desk, "set_urgency", [case, same], urgency=Urgency.IMMEDIATE.value, reason="同一伙人")
    assert "定了 1 件的缓急。" in page.text
    assert "案件已经是这一级" in page.text
    now = await house.case(case.number)
    assert (now.urgency, now.rank) == (Urgency.IMMEDIATE, 0)
    await undoes(desk, page.text)
    now = await house.case(case.number)
    assert (now.urgency, now.rank, now.urgency_note) == (was, was.rank, None)
    assert (await house.case(same.number)).urgency is Urgency.IMMEDIATE


async def test_a_way_back_is_short_and_ones_own(house, desk, chen, signed_in):
    """After a quarter of an hour it is gone; a colleague's, a made-up one and one pressed twice undo nothing."""
    case = await house.reports()
    page = (await does_all(desk, "take", [case])).text
    address = re.search(r'action="(/console/bulk/[^"]+)"', page)[1].replace("&amp;", "&")
    other = await signed_in(chen)
    theirs = (await other.opens("/console?show=open")).text
    assert "/undo" not in theirs
    assert (await undoes(other, theirs, address)).status_code == 404
    assert (await undoes(desk, page, f"/console/bulk/{case.id}/undo")).status_code == 404
    house.clock.passes(UNDO_WITHIN + timedelta(seconds=1))
    assert "/undo" not in (await desk.opens("/console?show=open")).text
    late = await undoes(desk, page, address)
    assert late.status_code == 409
    assert "不能再一键撤销" in late.text
    assert (await house.case(case.number)).holder_id is not None


async def test_a_way_back_is_taken_once(house, desk):
    """The second press is told so."""
    case = await house.reports()
    page = (await does_all(desk, "take", [case])).text
    assert (await undoes(desk, page)).status_code == 200
    again = await undoes(desk, page)
    assert again.status_code == 409
    assert "已经撤销过" in again.text


async def test_nothing_and_too_much_are_refused(house, desk):
    """No case, or more than a hundred, or no verb of these: nothing is done, and it is said."""
    hidden = fields_of((await desk.opens("/console")).text) if await house.reports() else {}
    none = await desk.posts("/console/bulk", **hidden, verb="take")
    assert none.status_code == 409
    assert "还没有选案件" in none.text
    many = [f"GC-261123-{n:05}~nobody" for n in range(MOST + 1)]
    assert "一次最多选 100 件" in (await desk.posts("/console/bulk", **hidden, verb="take", case=many)).text
    for verb in ("close", "record_legal", "x", ""):
        assert (await desk.posts("/console/bulk", **hidden, verb=verb, case=many[:1])).status_code == 404
    assert await house.all(Bulk) == []


async def test_who_may_not_is_refused_whole(house, signed_in, desk):
    """An auditor's form made by hand, and one without the token of the session."""
    case = await house.reports()
    hidden = fields_of((await desk.opens("/console")).text)
    auditor = await signed_in(await house.member("孙审", Role.AUDITOR))
    token = auditor.hidden((await auditor.opens("/console")).text, "none")
    answer = await auditor.posts("/console/bulk", **(hidden | token), verb="take", case=[f"{case.number}~nobody"])
    assert answer.status_code == 404
    forged = await desk.posts("/console/bulk", **(hidden | {"csrf": "0"}), verb="take", case=[f"{case.number}~nobody"])
    assert forged.status_code == 403
    assert (await house.case(case.number)).holder_id is None


async def test_a_card_moves_by_its_form(house, desk, officer):
    """The same verb with one case, and the board as it stands then, with the way back."""
    case = await house.reports()
    page = (await desk.opens("/console/board")).text
    card = re.search(rf'id="card-{case.number}".*?</li>', page, re.DOTALL)[0]
    action = re.search(r'action="([^"]+)"', card)[1].replace("&amp;", "&")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', card.split("</form>")[0]))
    page = (await desk.posts(action, **hidden, verb="take")).text
    assert (await house.case(case.number)).holder_id == officer.id
    assert 'id="board"' in page
    await undoes(desk, page)
    assert (await house.case(case.number)).holder_id is None
    assert 'id="board"' in desk.page.text


@pytest.mark.parametrize("since", ["answered", "merged"])
async def test_what_happened_since_is_not_undone(house, desk, officer, chen, signed_in, since):
    """Its reporter was answered, or it became one with another case: it stays, and is named with why."""
    first, second = await house.reports(), await house.reports()
    page = await does_all(desk, "take", [first, second])
    house.clock.passes(timedelta(minutes=1))
    if since == "answered":
        await desk.does("answer", first.number, text="收到，正在看。")
    else:
        await desk.does("merge", first.number, other=second.number, text="同一件事")
    page = await undoes(desk, (await desk.opens("/console")).text)
    assert first.number in page.text
    assert (await house.case(first.number)).holder_id == officer.id
    both = {(await house.case(one.number)).holder_id for one in (first, second)}
    assert both == ({officer.id, None} if since == "answered" else {officer.id})


@pytest.mark.postgres
@pytest.mark.parametrize("verb", ["take", "hand_over"])
async def test_what_was_not_told_yet_is_not_told_at_all(house, desk, chen, verb):
    """Neither that somebody has the case nor that it waits: for its reporter nothing has changed."""
    case = await house.reports()
    reporter = house.reporters[case.number]
    await reporter.looks()
    before = reporter.count("")
    await does_all(desk, verb, [case], to=str(chen.id))
    await undoes(desk, (await desk.opens("/console")).text)
    await reporter.looks()
    assert reporter.count("") == before
    assert (await house.case(case.number)).answer_due_at == case.answer_due_at


@pytest.mark.postgres
@pytest.mark.parametrize("late", [False, True])
async def test_what_was_told_is_taken_back_in_words(house, desk, late):
    """One message: that it was taken back, that the case waits, and until when; a time that is over is not named."""
    case = await house.reports()
    house.clock.passes(timedelta(hours=9 if late else 0))
    await house.settles()
    await does_all(desk, "take", [case])
    reporter = house.reporters[case.number]
    await reporter.looks()
    before = reporter.count("")
    await undoes(desk, (await desk.opens("/console")).text)
    said = await reporter.looks()
    assert reporter.count("") == before + 1
    assert "这一步撤回了，现在还在等同事接手" in said.text
    assert ("前会有人在这里回您" in said.text, "前再给您消息" in said.text) == (not late, late)


async def test_what_was_late_stays_late(house, desk):
    """Taking and putting back empties no list of what is late."""
    case = await house.reports()
    house.clock.passes(timedelta(hours=9))
    due = (await house.case(case.number)).answer_due_at
    await does_all(desk, "take", [case])
    await undoes(desk, (await desk.opens("/console")).text)
    assert (await house.case(case.number)).answer_due_at == due < house.clock()
    assert case.number in (await desk.opens("/console?show=late")).text


async def test_only_colleagues_who_may_have_such_cases_are_offered(house, chen, signed_in):
    """Another district's officer is no choice for somebody who sees none of that district's cases."""
    await house.member("吴一", district="yuyao")
    local = await signed_in(await house.member("林海", district="haishu"))
    await house.reports(district="haishu")
    page = (await local.opens("/console?show=open")).text
    assert "陈立" in page
    assert "吴一" not in page


LACKING = {
    "nobody": ("hand_over", {"note": "请先看流水"}, "请选一位能接手的同事"),
    "somebody made up": ("hand_over", {"to": str(UUID(int=7)), "note": "请先看流水"}, "请选一位能接手的同事"),
    "who presses": ("hand_over", {"to": "officer", "note": "请先看流水"}, "这件不用转给自己"),
    "who is away": ("hand_over", {"to": "away", "note": "请先看流水"}, "（含当天）。请选别人"),
    "too many words": ("hand_over", {"to": "chen", "note": "看" * 3001}, "一次最多 3000 个字"),
    "no level": ("set_urgency", {"reason": "请先看流水"}, "请选定为哪一级"),
    "no reason": ("set_urgency", {"urgency": "low", "reason": " "}, "还没有写内容"),
    "too long a reason": ("set_urgency", {"urgency": "low", "reason": "看" * 3001}, "一次最多 3000 个字"),
}


@pytest.mark.parametrize("lack", LACKING)
@pytest.mark.parametrize("part", [True, False])
async def test_a_form_that_lacks_something_is_asked_for_once(house, desk, officer, chen, lack, part):
    """Nothing is done; one sentence says what is missing, and what was chosen and typed stands as it did."""
    verb, fields, words = LACKING[lack]
    away = await house.member("李强")
    async with house.door.database.writing() as session:
        session.add(away)
        away.away_until = house.clock() + timedelta(days=16)
    who = {"officer": officer.id, "away": away.id, "chen": chen.id}
    fields = fields | ({"to": str(who.get(fields["to"], fields["to"]))} if "to" in fields else {})
    cases = [await house.reports() for _ in range(3)]
    hidden = fields_of((await desk.opens("/console?show=open")).text)
    ways = {"origin": house.address, "sec-fetch-site": "same-origin"} | ({"hx-request": "true"} if part else {})
    had = [f"{case.number}~nobody" for case in cases]
    page = await desk.posts("/console/bulk?show=open", headers=ways, **(hidden | fields), verb=verb, case=had)
    assert page.status_code == 409
    assert page.text.count(words) == 1
    assert "件没有办成" not in page.text
    panel = re.search(r'<details class="fold"[^>]* open>.*?</details>', page.text, re.DOTALL)[0]
    assert words in panel
    assert (fields.get("note") or fields["reason"]) in unescape(panel)
    if part:
        assert page.headers["hx-retarget"] == "#bulk"
        assert 'id="rows"' not in page.text
    else:
        assert len(re.findall(r'name="case"[^>]* checked>', page.text)) == 3
    assert {(await house.case(one.number)).holder_id for one in cases} == {None}
    again = fields_of(page.text) | {"to": str(chen.id), "note": "好"} | {"urgency": "low", "reason": "已核实"}
    done = await desk.posts("/console/bulk?show=open", **again, verb=verb, case=had)
    assert "3 件" in done.text and "件没有办成" not in done.text


async def test_a_card_that_lacks_something_stays_open(house, desk):
    """On the board too: the card's form is open again, with its words."""
    case, other = await house.reports(), await house.reports()
    hidden = fields_of((await desk.opens("/console")).text)
    typed = {"reason": "对方已还款", "case": f"{case.number}~nobody"}
    page = await desk.posts("/console/bulk?on=board", **hidden, **typed, verb="set_urgency")
    assert page.status_code == 409
    assert page.text.count("请选定为哪一级") == 1
    cards = dict(re.findall(r'id="card-(GC[^"]+)"(.*?)</li>', page.text, re.DOTALL))
    assert "对方已还款" in re.search(r"<details[^>]* open>.*?</details>", cards[case.number], re.DOTALL)[0]
    assert " open>" not in cards[other.number]
