"""Answers that are often given: a lead keeps them, everybody picks them."""

from __future__ import annotations

import pytest
from sqlmodel import select

from cases.people import Role
from storage.tables import CannedAnswer

OURS = {
    "title_zh": "请带公章",
    "title_en": "Bring the seal",
    "text_zh": "{企业名称}您好，来的时候请带公章。{我的姓名}",
    "text_en": "Hello {company name}, please bring the seal. {my name}",
}


async def saves(browser, name: str = "new", **fields: str):
    page = await browser.opens("/console/canned")
    return await browser.posts(f"/console/canned/{name}", **browser.hidden(page.text, "none"), **(OURS | fields))


@pytest.mark.postgres
async def test_a_lead_adds_an_answer_and_an_officer_picks_it(house, chen, lead, signed_in):
    """Filled in for the case, under the officer's name, in the reporter's language; who changed it and when stands there."""
    case = await house.reports()
    leads, hers = await signed_in(lead), await signed_in(chen)
    page = await saves(leads)
    assert page.status_code == 200
    assert "周敏 改于" in page.text
    assert "{企业名称}您好" in page.text
    async with house.door.database.reading() as session:
        (row,) = (await session.exec(select(CannedAnswer))).all()
    assert "公章".encode() not in row.sealed_words
    assert "请带公章" in (await hers.opens(f"/console/cases/{case.number}")).text
    picked = await hers.opens(f"/console/cases/{case.number}/canned/{row.name}")
    assert picked.json() == {"text": "宁波海曙精工机械有限公司您好，来的时候请带公章。陈立"}
    without_script = await hers.opens(f"/console/cases/{case.number}?canned={row.name}")
    assert "请带公章。陈立</textarea>" in without_script.text


async def test_a_shipped_answer_is_changed_and_taken_away(house, chen, lead, signed_in):
    """The unit's wording stands in its place; turned off, nobody is offered it, and a page of before says so."""
    case = await house.reports()
    leads, hers = await signed_in(lead), await signed_in(chen)
    await saves(leads, "received", text_zh="收到了。")
    address = f"/console/cases/{case.number}/canned/received"
    assert (await hers.opens(address)).json() == {"text": "收到了。"}
    await saves(leads, "received", is_off="1")
    answer = await hers.opens(address)
    assert answer.status_code == 409
    assert "已经不提供了" in answer.json()["trouble"]
    assert "canned=received" not in (await hers.opens(f"/console/cases/{case.number}")).text
    assert "不提供" in (await leads.opens("/console/canned")).text


async def test_a_missing_field_is_named(house, chen, signed_in):
    """A demonstration has no phone: the answer that says it is refused, with the field's name and without a hole."""
    case = await house.reports()
    browser = await signed_in(chen)
    answer = await browser.opens(f"/console/cases/{case.number}/canned/verify_officer")
    assert answer.status_code == 409
    assert "这件案件里没有「单位" in answer.json()["trouble"]
    page = await browser.opens(f"/console/cases/{case.number}?canned=verify_officer")
    assert "这条答复用不了" in page.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text_zh": "您好，{企业名字}"}, "没有「{企业名字}」这个字段"),
        ({"text_en": "Hello {who}"}, "没有「{who}」这个字段"),
        ({"text_en": ""}, "还没有写内容"),
        ({"title_zh": "题" * 41}, "最多 40 个字"),
        ({"text_zh": "字" * 2001}, "最多 2000 个字"),
    ],
    ids=["unknown field", "unknown in English", "one language only", "title too long", "text too long"],
)
async def test_what_cannot_be_saved_is_said_at_its_form(house, lead, signed_in, fields, words):
    """What was typed stays, and nothing is saved."""
    browser = await signed_in(lead)
    refused = await saves(browser, **fields)
    assert refused.status_code == 422
    assert words in refused.text
    assert (OURS | fields)["title_en"] in refused.text
    async with house.door.database.reading() as session:
        assert (await session.exec(select(CannedAnswer))).all() == []


async def test_only_leads_change_answers(house, chen, lead, signed_in):
    """Nobody else has the page; a name that there is none of is not found; an auditor picks nothing."""
    case = await house.reports()
    hers = await signed_in(chen)
    assert (await hers.opens("/console/canned")).status_code == 404
    csrf = hers.hidden((await hers.opens("/console")).text, "none")
    assert (await hers.posts("/console/canned/new", **csrf, **OURS)).status_code == 404
    assert (await saves(await signed_in(lead), "elsewhere")).status_code == 404
    auditor = await signed_in(await house.member("孙审", Role.AUDITOR))
    assert (await auditor.opens(f"/console/cases/{case.number}/canned/received")).status_code == 404
