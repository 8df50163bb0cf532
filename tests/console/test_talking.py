"""Two officers at one case: they see each other, know who answers, and find again what they had not sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from cases.people import Role
from cases.presence import HERE, WRITING
from storage.tables import AtCase, Author, CaseMessage, Unsent
from tests.console.test_live import heard, stream


@pytest.fixture
async def wu(house):
    return await house.member("吴越")


async def rows(house, table):
    async with house.door.database.reading() as session:
        return (await session.exec(select(table))).all()


async def is_at(browser, case, **said):
    page = await browser.opens(f"/console/cases/{case.number}")
    return await browser.posts(f"/console/cases/{case.number}/presence", **browser.hidden(page.text, "none"), **said)


@pytest.mark.postgres
async def test_two_at_one_case_see_each_other(house, chen, wu, signed_in):
    """By name, and who writes; nobody sees themselves; after a while they are gone without another word."""
    case = await house.reports()
    hers, his = await signed_in(chen), await signed_in(wu)
    assert "也在看" not in (await is_at(hers, case)).text
    assert "陈立 也在看" in (await is_at(his, case)).text
    await is_at(hers, case, writes="1")
    assert "陈立 正在写" in (await his.opens(f"/console/cases/{case.number}/presence")).text
    house.clock.passes(WRITING)
    assert "陈立 也在看" in (await his.opens(f"/console/cases/{case.number}")).text
    house.clock.passes(HERE)
    assert "陈立" not in (await his.opens(f"/console/cases/{case.number}/presence")).text
    await is_at(his, case)
    assert [row.member_id for row in await rows(house, AtCase)] == [wu.id]


async def test_whoever_leaves_the_page_is_gone_at_once(house, chen, wu, signed_in):
    """The page says so when it closes."""
    case = await house.reports()
    hers, his = await signed_in(chen), await signed_in(wu)
    await is_at(hers, case)
    await is_at(hers, case, left="1")
    assert "陈立" not in (await is_at(his, case)).text


async def test_typing_writes_no_row_for_each_letter(house, chen, signed_in):
    """However often a page says so, it is written down once in ten seconds."""
    case = await house.reports()
    browser = await signed_in(chen)
    await is_at(browser, case, writes="1")
    (first,) = await rows(house, AtCase)
    for _ in range(5):
        house.clock.passes(timedelta(seconds=1))
        await is_at(browser, case, writes="1")
    assert (await rows(house, AtCase)) == [first]
    house.clock.passes(timedelta(seconds=6))
    await is_at(browser, case, writes="1")
    assert (await rows(house, AtCase))[0].at > first.at


async def test_an_open_page_hears_that_somebody_writes(house, chen, wu, signed_in):
    """Of their presence only: the queue has no news. That they are still there is none either."""
    case = await house.reports()
    hers, his = await signed_in(chen), await signed_in(wu)
    async with stream(his) as lines:
        await is_at(hers, case)
        said = await heard(lines, f"event: at:{case.number}")
        await is_at(hers, case, writes="1")
        said += await heard(lines, f"event: at:{case.number}")
        house.clock.passes(timedelta(seconds=12))
        await is_at(hers, case)
        await house.reports()
        said += (later := await heard(lines, "event: case:"))
    assert not [line for line in said if line.startswith("event: queue")][1:]
    assert f"event: at:{case.number}" not in later


async def test_who_may_not_see_a_case_hears_of_nobody(house, chen, signed_in):
    """Another district gets the answer of a case that does not exist, and an auditor is not shown to others."""
    case = await house.reports(district="yuyao")
    other, auditor = (
        await signed_in(await house.member("林海", district="haishu")),
        await house.member("孙审", Role.AUDITOR),
    )
    csrf = other.hidden((await other.opens("/console")).text, "none")
    for path in ("presence", "unsent"):
        answer = await other.posts(f"/console/cases/{case.number}/{path}", **csrf, verb="note", text="x")
        assert answer.status_code == 404
    await is_at(await signed_in(auditor), case)
    assert await rows(house, AtCase) == []
    assert await rows(house, Unsent) == []


@pytest.mark.postgres
async def test_answering_a_colleagues_case_takes_one_more_press(house, chen, wu, signed_in):
    """The form names who has it and keeps the words; pressed once more it goes; the case stays where it was."""
    case = await house.reports()
    await (await signed_in(chen)).does("take", case.number)
    his = await signed_in(wu)
    asked = await his.does("answer", case.number, text="请下午到大队来一趟。")
    assert asked.status_code == 409
    assert "这件由陈立负责，仍要答复吗？" in asked.text
    assert "请下午到大队来一趟。" in asked.text
    assert "仍要发出" in asked.text
    assert [one for one in await rows(house, CaseMessage) if one.author is Author.DESK] == []
    sent = await his.posts(
        f"/console/cases/{case.number}/answer", **his.hidden(asked.text, "answer"), text="请下午到大队来一趟。"
    )
    assert sent.status_code == 200
    assert len(await rows(house, CaseMessage)) == 1
    assert (await house.case(case.number)).holder_id == chen.id


async def test_two_answers_do_not_cross_unseen(house, chen, wu, signed_in):
    """Whoever sends second reads the first one before theirs goes; one's own answer from another device is no other."""
    case = await house.reports()
    hers, his = await signed_in(chen), await signed_in(wu)
    old = (await his.opens(f"/console/cases/{case.number}")).text
    await hers.does("answer", case.number, text="银行已经止付。")
    held = await his.posts(f"/console/cases/{case.number}/answer", **his.hidden(old, "answer"), text="银行还没有回。")
    assert "这件由陈立负责" in held.text
    form = his.hidden(held.text, "answer")
    asked = await his.posts(f"/console/cases/{case.number}/answer", **form, text="银行还没有回。")
    assert asked.status_code == 409
    assert "陈立 刚给报案人写过" in asked.text
    assert '<blockquote class="other">银行已经止付。</blockquote>' in asked.text
    sent = await his.posts(
        f"/console/cases/{case.number}/answer", **his.hidden(asked.text, "answer"), text="银行还没有回。"
    )
    assert sent.status_code == 200
    assert len(await rows(house, CaseMessage)) == 2
    house.clock.passes(timedelta(minutes=1))
    own = (await hers.opens(f"/console/cases/{case.number}")).text
    await hers.does("answer", case.number, text="又及。")
    assert (
        await hers.posts(f"/console/cases/{case.number}/ask", **hers.hidden(own, "ask"), text="在吗？")
    ).status_code == 200


@pytest.mark.postgres
async def test_words_not_sent_come_back(house, chen, wu, signed_in):
    """On another device, for this verb and member alone, sealed; sent, they are gone."""
    case = await house.reports()
    hers, his = await signed_in(chen), await signed_in(wu)
    page = await hers.opens(f"/console/cases/{case.number}")
    csrf = {"csrf": hers.hidden(page.text, "none")["csrf"]}
    for text in ("写到", "写到一半的回复"):
        kept = await hers.posts(f"/console/cases/{case.number}/unsent", **csrf, verb="answer", text=text)
        assert kept.status_code == 204
    (row,) = await rows(house, Unsent)
    assert "写到".encode() not in row.sealed_text
    another = await signed_in(chen)
    assert "写到一半的回复</textarea>" in (await another.opens(f"/console/cases/{case.number}")).text
    assert "写到一半的回复" not in (await his.opens(f"/console/cases/{case.number}")).text
    await another.does("answer", case.number, text="写完的回复")
    assert await rows(house, Unsent) == []


@pytest.mark.parametrize(
    ("verb", "text", "status"),
    [("take", "x", 404), ("none", "x", 404), ("answer", "字" * 12_001, 413), ("answer", "   ", 204)],
    ids=["no text", "no verb", "too long", "nothing"],
)
async def test_what_cannot_be_kept(house, chen, signed_in, verb, text, status):
    """A verb without a text, more than could ever be sent, or nothing: no row."""
    case = await house.reports()
    browser = await signed_in(chen)
    csrf = browser.hidden((await browser.opens("/console")).text, "none")
    answer = await browser.posts(f"/console/cases/{case.number}/unsent", **csrf, verb=verb, text=text)
    assert answer.status_code == status
    assert await rows(house, Unsent) == []


async def test_an_answer_is_seen_before_it_goes(house, chen, signed_in):
    """In the reporter's language and channel, under the officer's name, escaped; nothing is written."""
    case = await house.reports()
    browser = await signed_in(chen)
    csrf = browser.hidden((await browser.opens("/console")).text, "none")
    shown = await browser.previews(case.number, **csrf, verb="answer", text="请带<b>回单</b>来。")
    assert shown.status_code == 200
    for words in ("网页聊天", "马上发出", "<b>陈立</b> 答复您", "请带&lt;b&gt;回单&lt;/b&gt;来。", "前再给您消息"):
        assert words in shown.text
    assert await rows(house, CaseMessage) == []
    refused = await browser.previews(case.number, **csrf, verb="answer", text=" ")
    assert (refused.status_code, "还没有写内容" in refused.text) == (422, True)
    assert (await browser.previews(case.number, **csrf, verb="note", text="x")).status_code == 404


async def test_a_preview_says_when_a_quiet_message_is_told(house, chen, signed_in):
    """What stands on the phone at first, what after it was opened, and from when on."""
    case = await house.reports(suspect_can_read="unsure", quiet_hours="evening")
    assert (await house.case(case.number)).quiet
    browser = await signed_in(chen)
    csrf = browser.hidden((await browser.opens("/console")).text, "none")
    shown = (await browser.previews(case.number, **csrf, verb="ask", text="在吗？")).text
    assert "对方自己点开以后" in shown
    assert shown.index("在吗？") > shown.index("对方自己点开以后")
    assert "马上发出" not in shown


@pytest.mark.postgres
async def test_the_page_tells_how_far_an_answer_came_and_what_it_said_before(house, chen, signed_in):
    """Sent, with the time; put right with both wordings; taken back, and that the chat was changed."""
    case = await house.reports()
    browser = await signed_in(chen)
    await browser.does("answer", case.number, text="请带 300 万元的回单来。")
    await house.reporters[case.number].looks()
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert '<p class="went sent">已发出 ' in page
    (message,) = await rows(house, CaseMessage)
    await browser.does("revise", case.number, message=str(message.id), text="请带 320 万元的回单来。")
    await house.reporters[case.number].looks()
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert "320 万元的回单" in page
    assert "陈立 改于" in page
    assert "对方聊天里已改过来" in page
    await browser.does("take_back", case.number, message=str(message.id))
    page = await browser.opens(f"/console/cases/{case.number}")
    assert "已撤回" in page.text
    assert "原话 2 次" in page.text
    again = await browser.posts(
        f"/console/cases/{case.number}/take_back", **browser.hidden(page.text, "none"), message=str(message.id)
    )
    assert again.status_code == 409
    assert "它可能刚被撤回" in again.text


@pytest.mark.postgres
@pytest.mark.parametrize("verb", ["close", "ask_materials"])
async def test_nothing_ends_over_words_that_nobody_read(house, chen, signed_in, verb: str):
    """What the reporter wrote since the form was made is shown beside what was typed, and the next press does it."""
    case = await house.reports()
    browser = await signed_in(chen)
    await browser.does("take", case.number)
    filled = (
        {"reason": "answered", "text": "已经答复。"}
        if verb == "close"
        else {"title_0": "公司章程", "reason_0": "核对法定代表人"}
    )
    form = browser.hidden((await browser.opens(f"/console/cases/{case.number}")).text, verb)
    await house.writes(case, "编号是多少？")
    refused = await browser.posts(f"/console/cases/{case.number}/{verb}", **form, **filled)
    assert refused.status_code == 409
    assert "报案人刚写了一条" in refused.text
    assert '<blockquote class="other">编号是多少？' in refused.text
    assert list(filled.values())[-1] in refused.text
    now = await house.case(case.number)
    assert (now.ended_at, now.materials_asked_at) == (None, None)
    assert now.asked_at
    again = browser.hidden(refused.text, verb)
    assert (await browser.posts(f"/console/cases/{case.number}/{verb}", **again, **filled)).status_code == 200
    now = await house.case(case.number)
    assert now.ended_at or now.materials_asked_at


async def test_nobody_who_waits_is_closed_away_without_a_word(house, chen, signed_in):
    """The question was read, the page is new, no reply was written: it is asked once more, and that press ends it."""
    case = await house.reports()
    browser = await signed_in(chen)
    await browser.does("take", case.number)
    await house.writes(case, "合同要带公章吗？")
    form = browser.hidden((await browser.opens(f"/console/cases/{case.number}")).text, "close")
    refused = await browser.posts(f"/console/cases/{case.number}/close", **form, reason="answered")
    assert refused.status_code == 409
    assert "报案人还在等您回" in refused.text
    assert (await house.case(case.number)).ended_at is None
    again = browser.hidden(refused.text, "close")
    answer = await browser.posts(f"/console/cases/{case.number}/close", **again, reason="answered", text="要带。")
    assert answer.status_code == 200
    assert (await house.case(case.number)).ended_at


async def test_words_that_nobody_of_the_unit_sends(house, chen, signed_in):
    """The form says why, keeps what was typed, and the reporter hears nothing."""
    case = await house.reports()
    browser = await signed_in(chen)
    answered = await browser.does("answer", case.number, text="这件事请先不要告诉您的老板。")
    assert answered.status_code == 409
    assert "没有发出去" in answered.text
    assert "这件事请先不要告诉您的老板。" in answered.text
    assert "被拦下，没有发出" in (await browser.opens(f"/console/cases/{case.number}")).text
    await house.reporters[case.number].looks()
    assert not house.reporters[case.number].count("老板")


async def test_stopped_twice_by_the_same_form(house, chen, signed_in):
    """Pressed twice, or sent again after a broken line: stopped again, and each time in words."""
    case, browser = await house.reports(), await signed_in(chen)
    page = await browser.opens(f"/console/cases/{case.number}")
    form = browser.hidden(page.text, "answer") | {"text": "请把收到的验证码发给我。"}
    for _ in range(2):
        answered = await browser.posts(f"/console/cases/{case.number}/answer", **form)
        assert (answered.status_code, "没有发出去" in answered.text) == (409, True)
