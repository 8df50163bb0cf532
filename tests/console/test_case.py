"""The queue and the case page: what the team sees and does."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from cases.messages import Kind
from cases.people import Role
from cases.tracks import DESK_REASONS, Service
from handlers.console import wanted
from handlers.site import NOTHING
from templates.rendering import tables

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.mark.postgres
async def test_the_queue_shows_what_matters_first(house, chen, signed_in):
    """Money in motion stands above an older case; each row has its number, offence, company, loss and promise."""
    older = await house.reports()
    house.clock.passes(timedelta(minutes=5))
    urgent = await house.reports(money_moving="just_now", company_name="宁波北仑港贸有限公司")
    page = (await (await signed_in(chen)).opens("/console")).text
    assert page.index(urgent.number) < page.index(older.number)
    for words in ("钱已转走 · 刚刚报", "宁波北仑港贸有限公司", "320 万元", "海曙", "5 分钟前", "答复期限 10:30"):
        assert words in page


async def test_money_that_left_is_said_by_its_age(house, chen, signed_in):
    """In the list, the case and its summary: red while a stop may help, plain after that, and never that it just left."""
    case = await house.reports(money_moving="just_now", money_at="11月23日 9:40")
    unknown = await house.reports(money_moving="within_two_days")
    for wait, said, may_help in ((0, "30 分钟前", True), (5, "5 小时前", True), (43, "2 天前", False)):
        house.clock.passes(timedelta(hours=wait))
        browser = await signed_in(chen)
        page = (await browser.opens(f"/console/cases/{case.number}")).text
        assert len(re.findall(f"<time data-since[^>]+>{said}", page)) == 2  # its row, and its head
        assert f"转款时间：{said}" in page
        assert ("可能还来得及止付" in page, 'row urgent">' in page) == (may_help, may_help)
        assert "钱刚转走" not in page
    assert "转款时间不详，2 天前报的。" in (await browser.opens(f"/console/cases/{unknown.number}")).text


@pytest.mark.postgres
async def test_the_freshest_money_stands_first(house, chen, signed_in):
    """By when it left, before whatever is as urgent; after two days it stands by its age again."""
    older = await house.reports(money_moving="just_now", money_at="11月23日 9:00")
    house.clock.passes(timedelta(hours=1))
    fresh = await house.reports(money_moving="just_now", money_at="11月23日 11:00")
    house.clock.passes(timedelta(minutes=1))
    told_late = await house.reports(money_moving="within_two_days", money_at="11月22日 9:00")

    async def order() -> list[str]:
        page = await (await signed_in(chen)).opens("/console")
        return re.findall(r'<a id="row-[^>]+data-number="([^"]+)"', page.text)

    assert await order() == [one.number for one in (fresh, older, told_late)]
    house.clock.passes(timedelta(days=3))
    assert await order() == [one.number for one in (older, fresh, told_late)]


async def test_a_promise_turns_amber_and_then_red(house, chen, signed_in):
    """Half an hour before it is due, and after."""
    case = await house.reports()
    browser = await signed_in(chen)
    for wait, mark in (
        (timedelta(), "due calm"),
        (timedelta(hours=1, minutes=40), "due soon"),
        (timedelta(minutes=31), "due late"),
    ):
        house.clock.passes(wait)
        assert mark in (await browser.opens("/console")).text
    assert "已过期限" in (await browser.opens("/console")).text
    assert case.answer_due_at < house.clock()


@pytest.mark.postgres
async def test_the_queue_is_paged_without_gaps(house, chen, signed_in, monkeypatch):
    """A page, then the rest; nobody twice."""
    monkeypatch.setattr(wanted, "PAGE", 4)
    numbers = []
    for _ in range(6):
        numbers.append((await house.reports()).number)
        house.clock.passes(timedelta(seconds=1))
    browser = await signed_in(chen)
    first = (await browser.opens("/console")).text
    rest = re.search(r'<li class="more"><a href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = (await browser.opens(rest)).text
    found = [re.findall(r'data-number="([^"]+)"', page) for page in (first, second)]
    assert [len(page) for page in found] == [4, 2]
    assert found[0] + found[1] == numbers


@pytest.mark.postgres
async def test_a_case_of_another_district_looks_like_none(house, signed_in):
    """Forbidden and missing are the same bytes, for pages, verbs and files."""
    case = await house.reports(district="yuyao")
    file_id = await house.sends_file(case, "合同.pdf", b"%PDF-1.4")
    browser = await signed_in(await house.member("林海", district="haishu"))
    for rest in ("", "/live", f"/files/{file_id}"):
        forbidden = await browser.opens(f"/console/cases/{case.number}{rest}")
        missing = await browser.opens(f"/console/cases/GC-261123-00000{rest}")
        assert forbidden.status_code == missing.status_code == 404
        assert forbidden.content == missing.content
    assert case.number not in (await browser.opens("/console?show=open")).text
    csrf = browser.hidden((await browser.opens("/console")).text, "none")
    assert (await browser.posts(f"/console/cases/{case.number}/take", **csrf)).status_code == 404


async def test_an_auditor_only_reads(house, signed_in):
    """No buttons, and a form made by hand is refused."""
    case = await house.reports()
    browser = await signed_in(await house.member("孙审", Role.AUDITOR))
    page = await browser.opens(f"/console/cases/{case.number}")
    assert page.status_code == 200
    assert "hx-post" not in page.text
    answer = await browser.posts(f"/console/cases/{case.number}/take", **browser.hidden(page.text, "take"))
    assert answer.status_code == 404
    assert (await house.case(case.number)).holder_id is None


@pytest.mark.parametrize(
    ("headers", "keeps_token"),
    [
        ({"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"origin": "null"}, True),
        ({}, True),
        (None, False),
    ],
    ids=["another site", "a neighbour", "no origin", "no browser", "no token"],
)
async def test_a_form_of_another_page_is_refused(house, chen, signed_in, headers, keeps_token):
    """Only a form of our own page, with the token of this session, does anything."""
    case = await house.reports()
    browser = await signed_in(chen)
    fields = browser.hidden((await browser.opens(f"/console/cases/{case.number}")).text, "take")
    if not keeps_token:
        fields["csrf"] = "0" * 64
    answer = await browser.posts(f"/console/cases/{case.number}/take", headers=headers, **fields)
    assert answer.status_code == 403
    assert "这次操作没有执行" in answer.text
    assert (await house.case(case.number)).holder_id is None


@pytest.mark.postgres
async def test_the_second_expert_is_told_who_was_first(house, chen, signed_in):
    """Two press at once; one has the case, the other learns who and since when."""
    case = await house.reports()
    first, second = await signed_in(chen), await signed_in(await house.member("吴越"))
    page = (await second.opens(f"/console/cases/{case.number}")).text
    assert (await first.does("take", case.number)).status_code == 200
    house.clock.passes(timedelta(minutes=3))
    late = await second.posts(f"/console/cases/{case.number}/take", **second.hidden(page, "take"))
    assert late.status_code == 409
    assert "陈立 已经接手了这件（10:10，3 分钟前）。" in late.text
    assert (await house.case(case.number)).holder_id == chen.id


async def test_an_answer_is_on_its_way_to_the_company(house, chen, signed_in):
    """The answer is in the conversation with the officer's name, and in the outbox."""
    case = await house.reports()
    browser = await signed_in(chen)
    page = await browser.does("answer", case.number, text="已联系银行，请保留原始邮件。")
    assert "已联系银行，请保留原始邮件。" in page.text
    assert Kind.DESK_ANSWERS in [row.kind for row in await house.outbox(case)]


async def test_what_is_said_of_a_case_is_live_with_it(house, chen, signed_in):
    """A page that lies open says in one sentence what its head says: who has the case now, and where it stands."""
    case = await house.reports()
    browser = await signed_in(chen)
    live = f"/console/cases/{case.number}/live"
    for verb, words in ((None, "等待接手"), ("take", "办理中"), ("close", "已结束")):
        if verb:
            await browser.does(verb, case.number, reason="answered")
        said = re.findall(
            r'<p class="summary" id="story" hx-swap-oob="true">(.*?)</p>', (await browser.opens(live)).text
        )
        assert len(said) == 1
        assert f"目前{words}" in said[0]


async def test_a_question_changes_the_state(house, chen, signed_in):
    """Asked after taking, the case waits for the company."""
    case = await house.reports()
    browser = await signed_in(chen)
    await browser.does("take", case.number)
    page = await browser.does("ask", case.number, text="付款回单还在吗？")
    assert "等报案人补充" in page.text
    assert (await house.case(case.number)).service is Service.MATERIALS_REQUESTED


async def test_a_case_ends_for_the_reasons_the_chat_offers(house, chen, signed_in):
    """The same words are chosen in the console, stand in its timeline and are read by the reporter."""
    reasons = tables("zh")["reasons"]
    case = await house.reports()
    browser = await signed_in(chen)
    page = (await browser.does("take", case.number)).text
    for reason in DESK_REASONS:
        assert f'<option value="{reason.value}">{reasons[reason.value]}</option>' in page
    ended = (await browser.does("close", case.number, reason="no_reply")).text
    assert "陈立 结束：多次联系未果" in ended


@pytest.mark.postgres
async def test_sending_the_same_form_twice_writes_once(house, chen, signed_in):
    """A double press, or a browser that sends again after a broken connection."""
    case = await house.reports()
    browser = await signed_in(chen)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    for verb in ("answer", "ask", "note"):
        fields = browser.hidden(page, verb) | {"text": f"只说一次 {verb}"}
        answers = [await browser.posts(f"/console/cases/{case.number}/{verb}", **fields) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert len(re.findall(rf"只说一次 {verb}</p>", answers[1].text)) == 1


async def test_a_note_stays_in_the_team(house, chen, signed_in):
    """It is marked, and nothing goes out."""
    case = await house.reports()
    before = len(await house.outbox(case))
    page = await (await signed_in(chen)).does("note", case.number, text="账户与 5 月那件相同")
    assert "仅团队可见" in page.text
    assert len(await house.outbox(case)) == before


async def test_what_was_typed_is_kept_when_it_cannot_be_sent(house, chen, signed_in):
    """Too long: said at the form, with every word still there; too little: said too."""
    case = await house.reports()
    browser = await signed_in(chen)
    long = "钱" * 3001
    refused = await browser.does("answer", case.number, text=long)
    assert refused.status_code == 409
    assert "一次最多 3000 个字" in refused.text
    assert long in refused.text
    assert "还没有写内容。" in (await browser.does("ask", case.number, text="  ")).text


REFUSED = {
    "ask": ({"text": ""}, "还没有写内容"),
    "answer": ({"text": ""}, "还没有写内容"),
    "note": ({"text": ""}, "还没有写内容"),
    "hand_over": ({}, "请选一位能接手的同事"),
    "close": ({}, "请选结束的原因"),
    "set_urgency": ({"text": "已核实"}, "请选定为哪一级"),
    "merge": ({"other": "GC-261123-00000", "text": "同一件"}, "没有找到这个编号的案件，或者您看不到那一件"),
    "reclassify": ({"offence": "CONTRACT_FRAUD", "district": "haishu", "text": "核对过"}, "没有改动"),
    "ask_materials": ({"title_0": "提货单"}, "名称和原因都要写"),
    "moves/L1": ({}, "请填文书编号"),
    "clocks/new/start": ({"rule": "jurisdiction_objection"}, "请填文书编号"),
}


@pytest.mark.parametrize("verb", REFUSED)
async def test_a_refused_form_is_shown_again_to_a_team(house, lead, chen, signed_in, verb):
    """With colleagues to choose from, every form of the page says what is wrong and stands there again."""
    case = await house.reports(offence="CONTRACT_FRAUD")
    fields, words = REFUSED[verb]
    refused = await (await signed_in(lead)).does(verb, case.number, **fields)
    assert refused.status_code == 409
    assert words in refused.text
    assert f'<option value="{chen.id}">' in refused.text


async def test_words_written_to_a_case_that_ended_are_kept(house, chen, lead, signed_in):
    """Somebody closed it meanwhile: the question is not sent, and not lost."""
    case = await house.reports()
    writer, closer = await signed_in(chen), await signed_in(lead)
    page = (await writer.opens(f"/console/cases/{case.number}")).text
    await closer.does("close", case.number, reason="duplicate", text="", sure="o")
    refused = await writer.posts(f"/console/cases/{case.number}/ask", **writer.hidden(page, "ask"), text="马上给您回电")
    assert refused.status_code == 409
    assert "这件已经结束" in refused.text
    assert "马上给您回电" in refused.text


@pytest.mark.postgres
async def test_a_case_goes_from_hand_to_hand(house, chen, lead, signed_in):
    """Taken, handed over, returned, closed with words to the company; the timeline tells it."""
    case = await house.reports()
    wu = await house.member("吴越")
    browser, other = await signed_in(chen), await signed_in(wu)
    await browser.does("take", case.number)
    assert (await browser.does("hand_over", case.number, to=str(wu.id))).status_code == 200
    assert (await browser.does("return", case.number)).status_code == 409
    await other.does("return", case.number)
    page = (
        await (await signed_in(lead)).does("close", case.number, reason="handed_to_intake", text="请带材料到经侦大队。")
    ).text
    for line in (
        "陈立 接手",
        "陈立 转交给 吴越",
        "吴越 退回队列",
        "周敏 结束：已转接报案窗口办理",
        "请带材料到经侦大队。",
        "已转报案窗口",
    ):
        assert line in page


async def test_nobody_outside_the_working_team_can_be_given_a_case(house, chen, signed_in):
    """Not an auditor, not a colleague of another district, not somebody made up."""
    case = await house.reports()
    auditor, far = await house.member("孙审", Role.AUDITOR), await house.member("何远", district="cixi")
    browser = await signed_in(chen)
    for to in (str(auditor.id), str(far.id), str(uuid4()), ""):
        refused = await browser.does("hand_over", case.number, to=to)
        assert refused.status_code == 409
        assert "请选一位能接手的同事" in refused.text


async def test_what_people_typed_never_becomes_markup(house, chen, signed_in):
    """A company, a file and a message with HTML in their words are shown as words."""
    case = await house.reports(company_name=f"宁波{ATTACK}有限公司"[:60], story=ATTACK)
    await house.sends_file(case, f"{ATTACK}.pdf", b"x")
    await house.writes(case, ATTACK)
    browser = await signed_in(chen)
    await browser.does("note", case.number, text=ATTACK)
    for path in ("/console", f"/console/cases/{case.number}", f"/console/cases/{case.number}/live"):
        page = (await browser.opens(path)).text
        assert "<script>alert" not in page
        assert "<img" not in page
    assert "&lt;script&gt;alert(1)" in page


async def test_words_that_were_not_understood_are_marked(house, chen, signed_in):
    """The officer sees the person's own words and that they must ask."""
    case = await house.reports(happened_when="上上个礼拜那天")
    page = (await (await signed_in(chen)).opens(f"/console/cases/{case.number}")).text
    assert re.search(r"上上个礼拜那天.{0,200}原话", page, re.DOTALL)


@pytest.mark.postgres
async def test_linked_cases_are_named_to_those_who_may_open_them(house, chen, signed_in):
    """The same phone in two districts: the expert gets a link and the reason, the district's member nothing at all."""
    here, there = await house.reports(), await house.reports(district="cixi")
    page = (await (await signed_in(chen)).opens(f"/console/cases/{here.number}")).text
    assert f'href="/console/cases/{there.number}"' in page
    assert "同一联系电话" in page
    local = (
        await (await signed_in(await house.member("林海", district="haishu"))).opens(f"/console/cases/{here.number}")
    ).text
    assert there.number not in local
    assert "同一联系电话" not in local
    assert 'class="linked' not in local


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ('转账 回单; "1".png', "image/png"),
        ("合同.pdf", "application/pdf"),
        ("网页.html", "text/html"),
        ("图.svg", "image/svg+xml"),
    ],
)
async def test_a_file_comes_back_byte_for_byte(house, chen, signed_in, name, media_type):
    """Decrypted on the way, to be saved and not to be opened by the browser: nothing of it may run under our address."""
    case = await house.reports()
    content = bytes(range(256)) * 6000  # more than one sealed chunk
    file_id = await house.sends_file(case, name, content, media_type)
    answer = await (await signed_in(chen)).opens(f"/console/cases/{case.number}/files/{file_id}")
    assert answer.content == content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == NOTHING


async def test_a_file_of_another_case_is_not_found(house, chen, signed_in):
    """Even when the member may see both."""
    mine, other = await house.reports(), await house.reports()
    file_id = await house.sends_file(other, "a.pdf", b"x")
    assert (await (await signed_in(chen)).opens(f"/console/cases/{mine.number}/files/{file_id}")).status_code == 404


async def test_a_file_missing_from_the_store_is_said(house, chen, signed_in):
    """The row is there, the bytes are not: words, not a broken download."""
    case = await house.reports()
    file_id = await house.sends_file(case, "a.pdf", b"x")
    await house.door.files.remove(file_id)
    answer = await (await signed_in(chen)).opens(f"/console/cases/{case.number}/files/{file_id}")
    assert answer.status_code == 404
    assert "文件打不开" in answer.text


async def test_a_number_read_aloud_opens_the_case(house, chen, signed_in):
    """Lower case and spaces are fine; a mistyped one is said."""
    case = await house.reports()
    browser = await signed_in(chen)
    token = browser.hidden((await browser.opens("/console")).text, "search")
    page = await browser.posts("/console/search", words=case.number.lower().replace("-", " "), **token)
    assert page.url.path == f"/console/cases/{case.number}"
    assert "没看懂" in (await browser.posts("/console/search", words="GC-261123-AAAAA", **token)).text


@pytest.mark.postgres
async def test_a_lead_invites_and_takes_out(house, lead, chen, signed_in):
    """The link is shown once; somebody taken out is gone from the list, and the log says who did it."""
    browser = await signed_in(lead)
    csrf = browser.hidden((await browser.opens("/console/team")).text, "none")
    page = await browser.posts("/console/team/invite", name="郑一", role="expert", district="haishu", **csrf)
    assert f"{house.address}/#start=join-" in page.text
    assert "join-" not in (await browser.opens("/console/team")).text
    case = await house.reports()
    await (await signed_in(chen)).does("take", case.number)
    page = await browser.opens("/console/team")
    assert "负责的 1 件案件退回队列" in page.text
    assert "手上的 1 件案件由谁代管" in page.text
    page = await browser.posts(f"/console/team/{chen.id}/revoke", **csrf)
    assert "<td>陈立" not in page.text
    assert "周敏 把 陈立 移出团队，1 件案件退回队列" in page.text
    assert (await browser.posts(f"/console/team/{lead.id}/revoke", **csrf)).status_code == 404


async def test_the_team_is_for_leads(house, chen, signed_in):
    """Nobody else sees or changes it."""
    browser = await signed_in(chen)
    csrf = browser.hidden((await browser.opens("/console")).text, "none")
    assert (await browser.opens("/console/team")).status_code == 404
    assert (await browser.posts("/console/team/invite", name="郑一", role="lead", **csrf)).status_code == 404


async def test_the_page_of_the_team_brings_its_looks(house, lead, signed_in):
    """Every class that it gives to a box or a table has its style in the files it names, on a phone too."""
    browser = await signed_in(lead)
    page = (await browser.opens("/console/team")).text
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page)
    style = "".join([(await browser.opens(sheet)).text for sheet in sheets])
    for looks in re.findall(r'<(?:main|section|table)[^>]* class="([^"]+)"', page):
        assert all(f".{one} " in style for one in looks.split()), looks
    assert ".listing tr { display: flex;" in style


async def test_every_part_reads_in_english(house, lead, signed_in):
    """The whole page renders in the other language too."""
    case = await house.reports()
    browser = await signed_in(lead)
    csrf = browser.hidden((await browser.opens("/console")).text, "none")
    await browser.posts("/console/language", language="en", **csrf)
    for path in ("/console", f"/console/cases/{case.number}", "/console/team"):
        assert (await browser.opens(path)).status_code == 200


async def marked(browser, number: str, show: str = "open") -> tuple[str, str]:
    """What the list and the head of the case say of how it came back."""
    row = re.search(rf'id="row-{number}".*?</a>', (await browser.opens(f"/console?show={show}")).text, re.DOTALL)[0]
    head = (await browser.opens(f"/console/cases/{number}")).text.split('id="case-head"')[1].split("</header>")[0]
    said = [re.search(r'class="back"><time[^>]+>([^<]+)', one) for one in (row, head)]
    return tuple(one[1] if one else "" for one in said)


@pytest.mark.postgres
async def test_a_case_that_came_back_says_so(house, chen, lead, signed_in):
    """Returned, or given back because its holder left; until somebody has it. What was opened again says it to its end."""
    case = await house.reports()
    hers, theirs = await signed_in(chen), await signed_in(lead)
    assert await marked(hers, case.number) == ("", "")
    await hers.does("take", case.number)
    await hers.does("return", case.number)
    house.clock.passes(timedelta(minutes=20))
    assert await marked(theirs, case.number) == ("退回 20 分钟前", "退回队列 20 分钟前")
    await hers.does("take", case.number)
    assert await marked(theirs, case.number) == ("", "")
    await house.revokes(chen)
    await house.settles()
    assert await marked(theirs, case.number) == ("退回 刚刚", "负责人离开，退回队列 刚刚")
    await theirs.does("take", case.number)
    await theirs.does("close", case.number, reason="answered")
    house.clock.passes(timedelta(hours=1))
    await house.writes(case, "还有一笔没有说。")
    assert await marked(theirs, case.number) == ("又打开 刚刚", "报案人来信，又打开 刚刚")
    await theirs.does("close", case.number, reason="answered", sure="r")
    assert await marked(theirs, case.number, "ended") == ("", "")
    await theirs.does("reopen", case.number, text="又有新线索")
    assert await marked(theirs, case.number) == ("又打开 刚刚",) * 2


async def test_a_card_says_that_its_case_came_back(house):
    """In chat: in the list of the queue, and on the card."""
    case = await house.reports()
    officer = await house.expert()
    await officer.says(case.number)
    await officer.presses("接手")
    await officer.presses("退回队列")
    house.clock.passes(timedelta(hours=2))
    assert "等待接手 · 退回队列 2 小时前" in (await officer.says(case.number)).text
    assert "· 退回队列 2 小时前" in (await officer.says("/queue")).text
