"""One box: every word of a case leads to it, for whoever may see it, and to nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import httpx
import pytest
import structlog
from sqlmodel import select

from cases.people import Role
from storage.tables import DataKey, SearchWaiting
from tests.console.browsing import Browser
from tests.console.house import House

SUSPECT = {"suspects#0?": "add", "suspects#0.name": "孙丽华", "suspects#0.phone": "139 0000 1234"}
STORY = "对方自称换了收款账户 6222 0200 0000 0000 005，第二天发现邮箱被冒用。"


async def searches(browser: Browser, words: str) -> httpx.Response:
    """Types into the box of the queue and presses its button."""
    page = await browser.opens("/console")
    return await browser.posts("/console/search", words=words, **browser.hidden(page.text, "search"))


def found(page: httpx.Response) -> list[str]:
    """The numbers of the cases shown, in their order."""
    return re.findall(r'data-number="(GC-[\w-]+)"', page.text)


def said(page: httpx.Response) -> str:
    """What a person reads, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page.text)).split())


@pytest.fixture
async def case(house: House, chen, signed_in):
    """A case with a suspect, a transfer, a file, talk and a note, beside another one."""
    await house.reports(company_name="宁波北仑港贸有限公司", contact_phone="13600000000", story="仓库里少了一批货。")
    case = await house.reports(company_name="镇海天元科技股份有限公司", story=STORY, **SUSPECT)
    browser = await signed_in(chen)
    await browser.does("take", case.number)
    await browser.does("ask", case.number, text="请把盖章的补充协议拍照发来")
    await house.writes(case, "协议原件在老板的保险柜里")
    await browser.does("note", case.number, text="此人另案在逃，与海天贸易来往")
    await house.sends_file(case, "采购框架合同.pdf", b"x")
    await house.indexes()
    return case


WHERE = {
    "镇海天元有限公司": "企业", "天元": "企业", "孙丽华": "人", "13900001234": "电话", "139-0000-1234": "电话",
    "6222020000000000005": "事情经过", "6222 0200": "事情经过", "邮箱被冒用": "事情经过", "补充协议": "专家的话",
    "保险柜": "报案人来信", "另案在逃": "内部备注", "框架合同": "文件名", "天元 在逃": "内部备注",
}  # fmt: skip


@pytest.mark.postgres
async def test_any_word_leads_to_the_case(house, case, chen, signed_in):
    """With its row as in the queue, and the place and the words about what was found."""
    browser = await signed_in(chen)
    for words, place in WHERE.items():
        page = await searches(browser, words)
        assert page.status_code == 200, words
        assert case.number in found(page), words
        assert f"{place} " in said(page), words
        assert "镇海天元科技股份有限公司" in said(page), words
        assert "<mark>" in page.text, words


async def test_a_number_opens_its_case(house, case, chen, signed_in):
    """Whole, in small letters and with spaces; its last five characters lead there too, as does O for 0."""
    browser = await signed_in(chen)
    page = await searches(browser, case.number.lower().replace("-", " "))
    assert page.url.path == f"/console/cases/{case.number}"
    tail = case.number[-5:]
    for words in (tail, tail.lower(), tail.replace("0", "O").replace("1", "I")):
        assert found(await searches(browser, words)) == [case.number]


async def test_the_newest_stands_first_and_pages_go_on(house, chen, signed_in, monkeypatch):
    """Page by page, each case once."""
    monkeypatch.setattr("handlers.console.search.PAGE", 2)
    numbers = []
    for _ in range(5):
        numbers.append((await house.reports()).number)
        house.clock.passes(timedelta(minutes=1))
    await house.indexes()
    browser = await signed_in(chen)
    page, shown = await searches(browser, "海曙精工"), []
    while True:
        shown.append(found(page))
        more = re.search(r'<p class="more"><a href="([^"]+)"', page.text)
        if not more:
            break
        page = await browser.opens(unescape(more[1]))
    assert shown == [numbers[:2:-1], numbers[2:0:-1], numbers[:1]]


@pytest.mark.postgres
async def test_who_may_not_see_a_case_does_not_learn_that_it_matches(house, signed_in):
    """The member of another district reads the same page as if there were none; what belongs to nobody is found."""
    await house.reports(district="haishu")
    elsewhere = await house.reports(district="elsewhere")
    await house.indexes()
    browser = await signed_in(await house.member("林海", district="yuyao"))
    page = await searches(browser, "海曙精工")
    assert found(page) == [elsewhere.number]
    assert 'class="more"' not in page.text
    here, nothing = await searches(browser, "财务按邮件付款 haishu"), await searches(browser, "没有这个词")
    assert found(here) == found(nothing) == []
    assert said(here).replace("财务按邮件付款 haishu", "") == said(nothing).replace("没有这个词", "")


async def test_the_district_of_today_counts(house, chen, signed_in):
    """The index may be behind; whether somebody may see a case is asked of the database."""
    case = await house.reports(district="haishu")
    await house.indexes()
    async with house.door.database.writing() as session:
        (await session.get(type(case), case.id)).district = "yuyao"
    assert found(await searches(await signed_in(await house.member("林海", district="haishu")), "海曙精工")) == []
    assert found(await searches(await signed_in(await house.member("余姚", district="yuyao")), "海曙精工")) == []
    await house.indexes()
    assert found(await searches(await signed_in(await house.member("余海", district="yuyao")), "海曙精工")) == [
        case.number
    ]


async def test_the_index_says_nothing_that_the_database_does_not(house, chen, signed_in):
    """A case whose key was destroyed, or which is gone, is not found even before the index hears of it."""
    case = await house.reports()
    await house.indexes()
    async with house.door.database.writing() as session:
        await session.delete(await session.get(DataKey, case.key_id))
    house.door.keys._open.clear()
    assert found(await searches(await signed_in(chen), "海曙精工")) == []


BAD = {
    "": "写下要找的",
    "天": "至少两个字",
    "😀": "没有可以找的字",
    "。，！-*\"'()": "没有可以找的字",
    "海" * 10_000: "太长了",
    "GC-261123-AAAAA": "没看懂",
    "'; DROP TABLE cases; --": "没有找到",
    '"海曙" NEAR(精工 x)': "没有找到",
    "district : haishu OR told : *": "没有找到",
    "AND": "没有找到",
    "海曙\x00精工": "海曙精工机械",
}


async def test_bad_input_has_one_clear_answer(house, chen, signed_in):
    """And no damage: the next search works."""
    case = await house.reports()
    await house.indexes()
    browser = await signed_in(chen)
    for words, answer in BAD.items():
        page = await searches(browser, words)
        assert page.status_code in {200, 422}, words[:20]
        assert answer in said(page), words[:20]
    assert found(await searches(browser, "海曙精工")) == [case.number]


async def test_an_address_made_up_finds_nothing(house, chen, signed_in):
    """What is not the words this member sealed is no search."""
    browser = await signed_in(chen)
    for address in ("words=x", "words=%00", "words=", "words=AAAA&before=9", "before=x", "words=" + "A" * 5000):
        page = await browser.opens(f"/console/search?{address}")
        assert page.status_code == 422
        assert "写下要找的" in said(page)


async def test_the_words_stand_in_no_address_and_in_no_log(house, case, chen, signed_in):
    """The address can be opened again by whoever searched, and says nothing to anybody else; the log has who, not what."""
    with structlog.testing.capture_logs() as logs:
        browser = await signed_in(chen)
        page = await searches(browser, "孙丽华")
    assert "孙丽华" not in unescape(str(page.url))
    assert found(await browser.opens(str(page.url))) == [case.number]
    other = await signed_in(await house.member("旁人"))
    assert "写下要找的" in said(await other.opens(str(page.url)))
    (line,) = [line for line in logs if line["event"] == "searched"]
    assert line == {"event": "searched", "member": str(chen.id), "by": "console", "found": 1, "log_level": "info"}


async def test_only_the_team_searches(house, case):
    """Signed out there is no search, and a forged form is refused."""
    async with Browser(house) as stranger:
        assert (await stranger.opens("/console/search")).status_code == 401
        assert (await stranger.posts("/console/search", words="孙丽华")).status_code in {401, 403}


async def test_an_auditor_searches_too(house, case, signed_in):
    """Whoever sees the queue."""
    assert found(await searches(await signed_in(await house.member("督察", Role.AUDITOR)), "孙丽华")) == [case.number]


async def test_the_index_learns_and_forgets(house, case, chen, signed_in):
    """What is written is found with the next look of the indexer, and nothing waits after it."""
    browser = await signed_in(chen)
    assert found(await searches(browser, "海外账户")) == []
    await house.writes(case, "钱进了一个海外账户")
    async with house.door.database.reading() as session:
        assert (await session.exec(select(SearchWaiting))).all()
    await house.indexes()
    assert found(await searches(browser, "海外账户")) == [case.number]
    async with house.door.database.reading() as session:
        assert not (await session.exec(select(SearchWaiting))).all()


@pytest.mark.parametrize("harm", ["deleted", "overwritten", "cut", "emptied"])
async def test_a_broken_index_is_made_anew_while_everything_works(house, case, chen, signed_in, harm):
    """The box says so, the queue stands, and after the next look everything is found again."""
    browser, path = await signed_in(chen), house.door.search.path
    if harm == "deleted":
        path.unlink()
    else:
        path.write_bytes({"overwritten": b"no database " * 4000, "cut": path.read_bytes()[:5000], "emptied": b""}[harm])
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    page = await searches(browser, "孙丽华")
    assert "搜索正在重建" in said(page)
    assert case.number in (await browser.opens("/console?show=open")).text
    await house.writes(case, "又想起一件事：对方换过车牌")
    await house.indexes()
    page = await searches(browser, "孙丽华")
    assert found(page) == [case.number]
    assert "重建" not in said(page)
    assert found(await searches(browser, "换过车牌")) == [case.number]


async def test_while_it_is_made_anew_it_says_so(house, case, chen, signed_in):
    """What is known already is found, and the page does not pretend to know all."""
    await house.door.search.make_anew(anyway=True)
    page = await searches(await signed_in(chen), "孙丽华")
    assert found(page) == []
    assert "搜索正在重建" in said(page)
    await house.indexes()
    assert found(await searches(await signed_in(chen), "孙丽华")) == [case.number]
