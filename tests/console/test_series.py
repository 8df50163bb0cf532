"""Series in the console: suggested on the case page, made by a form, read on a page of its own."""

from __future__ import annotations

import re

import pytest

from cases.people import Role
from storage.tables import Series
from tests.console.test_links import CARD, kept, two

NAME = "冒充供应商换账户"


async def test_a_series_has_a_page(house, chen, signed_in):
    """Its cases, what they share, sums and who has what; without its number in anybody's address it is not found."""
    first, second = await two(house)
    browser = await signed_in(chen)
    await browser.does("take", first)
    page = (await browser.opens(f"/console/cases/{second}")).text
    assert "可能是同一伙人，可以立为系列" in page
    assert "还没有系列" in (await browser.opens("/console/series")).text
    await browser.does("form_series", second, text=NAME, to=str(chen.id), others=[first])
    case = await house.case(second)
    assert case.series_id == (await house.case(first)).series_id
    listed = (await browser.opens("/console/series")).text
    assert NAME in listed
    page = (await browser.opens(f"/console/series/{case.series_id}")).text
    for said in (NAME, first, second, CARD, "陈立 1", "无人接手 1", "2 件"):
        assert said in page, said
    assert f"/console/series/{case.series_id}" in (await browser.opens(f"/console/cases/{first}")).text


async def test_only_checked_cases_go_along(house, chen, signed_in):
    """Nothing is put into a series that nobody chose."""
    first, second = await two(house)
    browser = await signed_in(chen)
    await browser.does("form_series", second, text=NAME, to=str(chen.id))
    assert (await house.case(first)).series_id is None
    page = await browser.does("join_series", first, series="")
    assert "没有这个系列" in page.text
    await browser.does("join_series", first, series=str((await house.case(second)).series_id))
    assert (await house.case(first)).series_id == (await house.case(second)).series_id


async def test_a_case_is_in_one_series_at_a_time(house, chen, lead, signed_in):
    """Of two who make one at once the second is told, and nothing of theirs is kept."""
    first, second = await two(house)
    one, other = await signed_in(chen), await signed_in(lead)
    fields = other.hidden((await other.opens(f"/console/cases/{second}")).text, "form_series")
    await one.does("form_series", second, text=NAME, to=str(chen.id), others=[first])
    found = await other.posts(f"/console/cases/{second}/form_series", **fields, text="另一个", to=str(lead.id))
    assert found.status_code == 409
    assert await kept(house, Series) == 1


@pytest.mark.parametrize("what", ["missing", "elsewhere", "nonsense"])
async def test_a_series_that_may_not_be_seen_is_not_there(house, chen, signed_in, what):
    """Missing, of another district, and no id at all answer alike."""
    first, _ = await two(house, district="cixi")
    await (await signed_in(chen)).does("form_series", first, text=NAME, to=str(chen.id))
    local = await signed_in(await house.member("林海", district="yinzhou"))
    address = {
        "missing": "00000000-0000-4000-8000-000000000000",
        "elsewhere": str((await house.case(first)).series_id),
        "nonsense": "x" * 500,
    }[what]
    page = await local.opens(f"/console/series/{address}")
    assert page.status_code == 404
    assert NAME not in page.text
    assert NAME not in (await local.opens("/console/series")).text


async def test_an_auditor_reads_and_makes_none(house, chen, signed_in):
    """The page is there for them, the forms are not."""
    first, _ = await two(house)
    await (await signed_in(chen)).does("form_series", first, text=NAME, to=str(chen.id))
    auditor = await signed_in(await house.member("审计", Role.AUDITOR))
    page = (await auditor.opens(f"/console/cases/{first}")).text
    assert NAME in page
    assert not re.search(r'data-verb="\w+_series"', page)
    assert (await auditor.does("leave_series", first, text="x")).status_code == 404
