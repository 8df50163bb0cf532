"""The law's files on the case page: a headline, everything behind it, and an officer's correction."""

from __future__ import annotations

import re

import pytest

from cases.people import Role
from storage.tables import Member


def panel(page: str) -> str:
    """The folded panel of the case page."""
    found = re.search(r'<section id="law".*?</section>', page, re.DOTALL)
    assert found
    return found[0]


async def test_the_headline_is_there_and_the_rest_is_folded(house, chen, signed_in):
    """Finding on one line; figures, sources with how sure they are, jurisdiction, ways and rights behind it."""
    case = await house.reports(offence_group="insider", offence="EMBEZZLEMENT")
    law = panel((await (await signed_in(chen)).opens(f"/console/cases/{case.number}")).text)
    assert "<details>" in law
    summary = law[: law.index("</summary>")]
    assert re.search(r"职务侵占罪：\s*达到立案追诉标准里的数额或情形", summary)
    for words in (
        "数额",
        "320 万元",
        "3 万元",
        "106 倍",
        "第 76 条",
        "已读原文",
        "另有规定，适用有争议：",
        "6 万元",
        "宁波市公安局海曙分局经侦大队",
        "嫌疑人所在单位所在地",
        "诉前财产保全",
        "控告人",
        "2031年11月20日",
        "第八十八条第二款",
    ):
        assert words in law, words


async def test_signs_of_a_dispute_show_without_unfolding(house, chen, signed_in):
    """How many stand in the headline; which, with their source, behind it."""
    case = await house.reports(contract_performed="all", civil_suit="yes", offence="CONTRACT_FRAUD")
    law = panel((await (await signed_in(chen)).opens(f"/console/cases/{case.number}")).text)
    assert "可能是纠纷的迹象 2 个" in law[: law.index("</summary>")]
    assert "合同已经履行了大部分或全部" in law


async def test_figures_that_nobody_verified_say_so(house, chen, signed_in):
    """The standard for intellectual property is marked, and so is the unit's own split of work."""
    case = await house.reports(offence_group="ideas", offence="TRADE_SECRET")
    law = panel((await (await signed_in(chen)).opens(f"/console/cases/{case.number}")).text)
    assert "数额未经原文核对" in law
    assert "分工另有规定" in law


async def test_an_officer_sets_another_offence(house, chen, signed_in):
    """The page shows it as set: headline, timeline with the name, and the reason as a note."""
    case = await house.reports(offence="CONTRACT_FRAUD")
    browser = await signed_in(chen)
    before = len(await house.outbox(case))
    page = (
        await browser.does("reclassify", case.number, offence="FRAUD", district="haishu", text="没有合同，是口头约定")
    ).text
    assert re.search(r"诈骗罪：\s*达到立案追诉标准里的数额或情形", panel(page))
    assert "陈立 改定：诈骗罪，海曙" in page
    assert "没有合同，是口头约定" in page
    stored = await house.case(case.number)
    assert (stored.offence, stored.finding, stored.unit) == ("FRAUD", "meets", "haishu.criminal_investigation")
    assert len(await house.outbox(case)) == before


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"offence": "CONTRACT_FRAUD", "district": "haishu", "text": "再看看"}, "没有改动"),
        ({"offence": "FRAUD", "district": "haishu", "text": " "}, "还没有写内容"),
        ({"offence": "MURDER", "district": "haishu", "text": "再看看"}, "现在的状态不能这样操作"),
        ({"offence": "FRAUD", "district": "atlantis", "text": "再看看"}, "现在的状态不能这样操作"),
    ],
    ids=["the same", "no reason", "no offence", "no district"],
)
async def test_what_cannot_be_set_is_said_at_the_form(house, chen, signed_in, fields, says):
    """The panel is open, the reason still typed, the case as it was."""
    case = await house.reports(offence="CONTRACT_FRAUD")
    answer = await (await signed_in(chen)).does("reclassify", case.number, **fields)
    assert answer.status_code == 409
    law = panel(answer.text)
    assert says in law
    assert "<details open>" in law
    assert f'value="{fields["text"]}"' in law
    assert (await house.case(case.number)).offence == "CONTRACT_FRAUD"


async def test_the_same_form_twice_sets_once(house, chen, signed_in):
    """A double press leaves one line and one note; that line stands at the top of the page as well, as just noted."""
    case = await house.reports(offence="CONTRACT_FRAUD")
    browser = await signed_in(chen)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    fields = browser.hidden(page, "reclassify") | {"offence": "FRAUD", "district": "haishu", "text": "口头约定"}
    answers = [await browser.posts(f"/console/cases/{case.number}/reclassify", **fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].text.count("陈立 改定") == 2
    assert answers[1].text.count('<p class="words">口头约定</p>') == 1


async def test_who_gives_a_case_away_is_back_at_the_queue(house, signed_in):
    """It went to a district this member does not see: no page that says it is missing."""
    here: Member = await house.member("林海", district="haishu")
    case = await house.reports(offence="CONTRACT_FRAUD")
    browser = await signed_in(here)
    page = await browser.does("reclassify", case.number, offence="CONTRACT_FRAUD", district="cixi", text="在慈溪")
    assert page.status_code == 200
    assert page.url.path == "/console"
    assert case.number not in page.text
    assert (await house.case(case.number)).unit == "cixi.economic_crime"


async def test_nobody_else_may_set_it(house, chen, signed_in):
    """An auditor has no form, and a form made by hand is refused; a colleague's case is the colleague's."""
    case = await house.reports(offence="CONTRACT_FRAUD")
    auditor = await signed_in(await house.member("孙审", Role.AUDITOR))
    page = (await auditor.opens(f"/console/cases/{case.number}")).text
    assert '<form class="verb reclassify"' not in page
    fields = auditor.hidden(page, "none") | {"offence": "FRAUD", "district": "haishu", "text": "看过"}
    assert (await auditor.posts(f"/console/cases/{case.number}/reclassify", **fields)).status_code == 404
    await (await signed_in(chen)).does("take", case.number)
    other = await signed_in(await house.member("吴越"))
    page = (await other.opens(f"/console/cases/{case.number}")).text
    assert '<form class="verb reclassify"' not in page
    refused = await other.posts(
        f"/console/cases/{case.number}/reclassify", **(other.hidden(page, "none") | fields | {"csrf": csrf(page)})
    )
    assert refused.status_code == 409
    assert (await house.case(case.number)).offence == "CONTRACT_FRAUD"


async def test_the_panel_reads_in_english(house, chen, signed_in):
    """Every word of it, but what the reporter typed."""
    case = await house.reports(offence="CONTRACT_FRAUD", contract_performed="all", civil_suit="yes")
    browser = await signed_in(chen)
    csrf_field = browser.hidden((await browser.opens("/console")).text, "none")
    await browser.posts("/console/language", language="en", **csrf_field)
    law = panel((await browser.opens(f"/console/cases/{case.number}")).text)
    assert re.findall(r"[\u4e00-\u9fff]+", law) == []


def csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


async def test_an_officer_sets_the_urgency_on_the_page(house, chen, signed_in):
    """The level that was reckoned stays beside it with its reasons; the same again is refused at the form."""
    case = await house.reports(story="听说他明天就要飞柬埔寨")
    browser = await signed_in(chen)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert "嫌疑人可能要走 45" in page
    assert '<span class="urgency high">紧急</span>' in (await browser.opens("/console")).text
    page = (await browser.does("set_urgency", case.number, urgency="low", text="人已经被口岸控制")).text
    assert "可缓（陈立 定的：人已经被口岸控制；按情况算是紧急：" in page
    assert "陈立 把缓急定为「可缓」" in page
    answer = await browser.posts(
        f"/console/cases/{case.number}/set_urgency",
        **browser.hidden(page, "set_urgency"),
        urgency="low",
        text="再来一次",
    )
    assert (answer.status_code, "案件已经是这一级" in answer.text, "再来一次" in answer.text) == (409, True, True)
