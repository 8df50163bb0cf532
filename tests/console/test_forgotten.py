"""A case whose key was destroyed: every list of the console survives it, and it opens as the honest page."""

from __future__ import annotations

import pytest
from sqlmodel import col, delete, update

from storage.tables import Case, DataKey, Member

GONE = "内容已无法打开"


async def destroys_the_key(house, case) -> None:
    """The row is gone, and no process has the key in its memory any more."""
    async with house.door.database.writing() as session:
        await session.exec(delete(DataKey).where(col(DataKey.id) == case.key_id))
    house.door.keys._open.pop(case.key_id, None)


@pytest.mark.postgres
async def test_the_queue_survives_it(house, chen, signed_in):
    """Its row has its number and says that the content is gone; the others are as they were."""
    lost, kept = await house.reports(), await house.reports(company_name="宁波北仑港贸有限公司")
    await destroys_the_key(house, lost)
    answer = await (await signed_in(chen)).opens("/console")
    assert answer.status_code == 200
    for words in (lost.number, GONE, kept.number, "宁波北仑港贸有限公司"):
        assert words in answer.text


async def test_it_opens_as_the_honest_page(house, chen, signed_in):
    """From the queue and by its number: that it cannot be read any more, not that there is none."""
    lost, kept = await house.reports(), await house.reports()
    await destroys_the_key(house, lost)
    browser = await signed_in(chen)
    token = browser.hidden((await browser.opens("/console")).text, "search")
    by_number = await browser.posts("/console/search", words=lost.number, **token)
    for answer in (await browser.opens(f"/console/cases/{lost.number}"), by_number):
        assert answer.status_code == 410
        assert "密钥已按规定销毁" in answer.text
    beside = await browser.opens(f"/console/cases/{kept.number}")
    assert beside.status_code == 200
    assert lost.number in beside.text


@pytest.mark.parametrize("sealed", [b"damaged" * 5, b"x"])
async def test_a_damaged_row_is_shown_like_a_lost_one(house, chen, signed_in, sealed):
    """Not only keys are lost: a title or a wrapped key that was changed costs its own row and no other."""
    titled, keyed, kept = [await house.reports() for _ in range(3)]
    async with house.door.database.writing() as session:
        await session.exec(update(Case).where(col(Case.id) == titled.id).values(sealed_title=sealed))
        await session.exec(update(DataKey).where(col(DataKey.id) == keyed.key_id).values(wrapped=sealed))
    house.door.keys._open.pop(keyed.key_id)
    answer = await (await signed_in(chen)).opens("/console")
    assert answer.status_code == 200
    assert answer.text.count(GONE) == 2
    assert kept.number in answer.text


async def test_a_member_whose_name_does_not_open_still_works(house, chen, lead, signed_in):
    """They sign in and stand in the list of the team under the beginning of their id."""
    async with house.door.database.writing() as session:
        await session.exec(update(Member).where(col(Member.id) == chen.id).values(sealed_name=b"damaged" * 5))
    case = await house.reports()
    assert (await (await signed_in(chen)).does("take", case.number)).status_code == 200
    browser = await signed_in(lead)
    assert chen.id.hex[:8] in (await browser.opens("/console/team")).text
    assert chen.id.hex[:8] in (await browser.opens(f"/console/cases/{case.number}")).text


async def test_a_case_of_the_version_before_has_its_name_from_the_report(house, chen, signed_in):
    """Rows written without a title are read as they were; looking at them writes nothing."""
    case = await house.reports(company_name="宁波北仑港贸有限公司")
    async with house.door.database.writing() as session:
        await session.exec(update(Case).where(col(Case.id) == case.id).values(sealed_title=None))
    assert "宁波北仑港贸有限公司" in (await (await signed_in(chen)).opens("/console")).text
    assert (await house.case(case.number)).sealed_title is None
