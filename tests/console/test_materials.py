"""The list of materials on the case page: what is there, and the one round an officer asks in."""

from __future__ import annotations

import re

import pytest

from actions.materials import tick
from cases.messages import Kind
from cases.people import Role
from cases.tracks import Service
from storage.tables import Case, StoredFile
from tests.console.browsing import Browser
from tests.console.house import House

ATTACK = "<script>alert(1)</script>"


async def a_case(house: House) -> Case:
    """Somebody was deceived with a contract."""
    return await house.reports(offence="CONTRACT_FRAUD", reporter_role="legal_representative")


async def ticks(house: House, case: Case, item: str) -> None:
    chat = (await house.reporters[case.number].caller()).conversation
    async with house.door.database.writing() as session:
        await tick(house.door.hand(session, conversation=chat), case.number, item)


async def files_for(house: House, case: Case, item: str, name: str) -> None:
    """A file sent while the reporter had that item open."""
    file_id = await house.sends_file(case, name, b"%PDF-1.4")
    async with house.door.database.writing() as session:
        (await session.get(StoredFile, file_id)).step = item


def figure(page: str) -> str:
    return re.search(r'id="materials-title">[^<]*<b class="count">([^<]*)</b>', page)[1]


def item(page: str, name: str) -> str:
    return re.search(rf'<li class="[^"]*" data-item="{name}">.*?</li>', page, re.DOTALL)[0]


async def asks(browser: Browser, case: Case, **fields: str) -> str:
    return (await browser.does("ask_materials", case.number, **fields)).text


async def test_the_page_shows_what_is_there(house, chen, signed_in):
    """State, files and share of each item, with why and how in its fold."""
    case = await a_case(house)
    await ticks(house, case, "D01")
    await files_for(house, case, "contract_original", "合同.pdf")
    page = (await (await signed_in(chen)).opens(f"/console/cases/{case.number}")).text
    have, needed = figure(page).split("/")
    assert have == "2"
    assert f'<progress max="{needed}" value="2"' in page
    assert "有了" in item(page, "D01")
    assert "合同.pdf" in item(page, "contract_original")
    assert "已上传" in item(page, "contract_original")
    assert "还缺" in item(page, "D02")
    assert "「由本单位复印提供，与原件相同」" in item(page, "D02")


@pytest.mark.postgres
async def test_an_officer_adds_and_waives_in_one_go(house, chen, signed_in):
    """One form, one message to the reporter, and the page shows who decided what and why."""
    case = await a_case(house)
    browser = await signed_in(chen)
    page = await asks(browser, case, title_0="提货单", reason_0="看货去了哪里", waive_D03="当面看过了")
    assert "提货单" in item(page, "own_1")
    assert "陈立：看货去了哪里" in item(page, "own_1")
    assert "陈立：当面看过了" in item(page, "D03")
    assert "等报案人补充" in page
    assert [row.kind for row in await house.outbox(case)].count(Kind.MATERIALS_ASKED) == 1
    found = await house.case(case.number)
    assert (found.service, found.holder_id) == (Service.MATERIALS_REQUESTED, chen.id)


async def test_a_second_round_without_news_is_explained_and_nothing_typed_is_lost(house, chen, signed_in):
    """The form says why, stays open, and keeps every field; with a line of news it goes through."""
    case = await a_case(house)
    browser = await signed_in(chen)
    await asks(browser, case)
    fields = {"title_0": "仓库租约", "reason_0": "看谁租的", "waive_D03": "当面看过了"}
    refused = await asks(browser, case, **fields)
    assert browser.page.status_code == 409
    assert "材料已经一次列清过" in refused
    assert '<details class="asking" open>' in refused
    for typed in fields.values():
        assert f'value="{typed}"' in refused
    page = await asks(browser, case, **fields, new_facts="对方又换了仓库")
    assert browser.page.status_code == 200
    assert "仓库租约" in item(page, "own_1")
    assert "对方又换了仓库" in page
    assert [row.kind for row in await house.outbox(case)].count(Kind.MATERIALS_ASKED) == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title_0": "提货单"}, "名称和原因都要写"),
        ({"reason_0": "看货去了哪里"}, "名称和原因都要写"),
        ({"title_0": "长" * 41, "reason_0": "看货"}, "一次最多 40 个字"),
        ({"waive_no_such_item": "不用了"}, "已经不在清单上"),
    ],
    ids=["no reason", "no title", "too long", "not on the list"],
)
async def test_what_cannot_be_sent_is_said_at_the_form(house, chen, signed_in, fields, words):
    """Nothing is written, nothing is sent, and the officer reads what to change."""
    case = await a_case(house)
    browser = await signed_in(chen)
    page = await asks(browser, case, **fields)
    assert browser.page.status_code == 409
    assert words in page
    assert (await house.case(case.number)).materials_asked_at is None
    assert Kind.MATERIALS_ASKED not in [row.kind for row in await house.outbox(case)]


async def test_a_decided_item_is_not_offered_again_and_not_taken(house, chen, signed_in):
    """Two officers had the page open: the second is told that a colleague decided it."""
    case = await a_case(house)
    first, second = await signed_in(chen), await signed_in(await house.member("吴越"))
    await asks(first, case, waive_D03="当面看过了")
    assert 'name="waive_D03"' not in first.page.text
    page = await asks(second, case, waive_D03="我也看过了", new_facts="有新情况")
    assert "已经有同事定过了" in page


async def test_the_same_form_sent_twice_asks_once(house, chen, signed_in):
    """A browser that sends again makes no second round and no trouble."""
    case = await a_case(house)
    browser = await signed_in(chen)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    fields = browser.hidden(page, "ask_materials") | {"title_0": "提货单", "reason_0": "看货去了哪里"}
    for _ in range(2):
        assert (await browser.posts(f"/console/cases/{case.number}/ask_materials", **fields)).status_code == 200
    assert [row.kind for row in await house.outbox(case)].count(Kind.MATERIALS_ASKED) == 1


async def test_an_auditor_sees_the_list_and_no_form(house, signed_in):
    """Reading only; a form made by hand is refused."""
    case = await a_case(house)
    browser = await signed_in(await house.member("孙审", Role.AUDITOR))
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert 'id="materials"' in page
    assert 'class="asking"' not in page
    answer = await browser.posts(f"/console/cases/{case.number}/ask_materials", **browser.hidden(page, "none"))
    assert answer.status_code == 404
    assert (await house.case(case.number)).materials_asked_at is None


async def test_what_an_officer_writes_is_only_text(house, chen, signed_in):
    """A title cannot become part of the page."""
    case = await a_case(house)
    page = await asks(await signed_in(chen), case, title_0=ATTACK, reason_0=ATTACK)
    assert ATTACK not in page
    assert "&lt;script&gt;" in page


async def test_a_tick_shows_on_an_open_page(house, chen, signed_in):
    """The live part of the page carries the list, never the form that is being typed in."""
    case = await a_case(house)
    browser = await signed_in(chen)
    await ticks(house, case, "D01")
    part = (await browser.opens(f"/console/cases/{case.number}/live", **{"hx-request": "true"})).text
    assert figure(part).startswith("1/")
    assert "ask_materials" not in part


async def test_the_panel_in_english(house, chen, signed_in):
    """A colleague who reads English has the items and the form in English."""
    case = await a_case(house)
    async with house.door.database.writing() as session:
        (await session.merge(chen)).language = "en"
    page = (await (await signed_in(chen)).opens(f"/console/cases/{case.number}")).text
    panel = page[page.index('<section id="materials"') : page.index('<section id="files"')]
    assert "Business licence" in panel
    assert re.findall(r"[\u4e00-\u9fff]+", panel) == []
