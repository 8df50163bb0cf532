"""更正结果 from the case page: one press shows what the reporter will hear, the second does it; old and new stand in the record."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cases.people import Role
from cases.tracks import CloseReason
from storage.tables import CaseMessage, TimelineEntry
from tests.console.browsing import Browser
from tests.console.house import House
from tests.console.records import rows

WHY = "看错了<b>合同</b>"


async def ended(house: House, browser: Browser) -> str:
    """A case that the officer took and closed for a wrong reason."""
    number = (await house.reports()).number
    await browser.does("take", number)
    await browser.does("close", number, reason="civil_court")
    await house.settles()
    return number


async def corrects(browser: Browser, number: str, reason: str, **fields: str) -> Any:
    """Both presses."""
    await browser.does("correct_outcome", number, reason=reason, text=WHY, **fields)
    assert browser.page.status_code == 409
    again = browser.hidden(browser.page.text, "correct_outcome")
    return await browser.posts(f"/console/cases/{number}/correct_outcome", **again, reason=reason, text=WHY)


@pytest.mark.postgres
async def test_two_presses_put_it_right(house, desk):
    """The first says what the reporter will hear and keeps what was typed; after the second the page shows old and new."""
    number = await ended(house, desk)
    asked = await desk.does("correct_outcome", number, reason="tax", text=WHY)
    assert asked.status_code == 409
    assert "结果会从「属于民事纠纷，走法院」更正为「先由税务机关处理」，报案人会再收到一次通知" in asked.text
    assert "看错了&lt;b&gt;" in asked.text
    assert "确认更正，告诉报案人" in asked.text
    assert (await house.case(number)).close_reason is CloseReason.CIVIL_COURT
    page = (await corrects(desk, number, "tax")).text
    assert "沈清 更正结果：属于民事纠纷，走法院 → 先由税务机关处理" in page
    assert re.search(r'<span class="quiet">先由税务机关处理</span>', page)
    assert "看错了&lt;b&gt;合同&lt;/b&gt;" in page
    assert "告知更正结果" in page
    reporter = house.reporters[number]
    await house.settles()
    told = (await reporter.looks()).text
    assert "「属于民事纠纷，走法院」有误，更正为「先由税务机关处理」" in told
    assert "看错了" not in told


async def test_another_choice_is_asked_about_anew(house, desk):
    """What was confirmed was one outcome; whoever then chooses another one is asked again."""
    number = await ended(house, desk)
    await desk.does("correct_outcome", number, reason="tax", text=WHY)
    again = desk.hidden(desk.page.text, "correct_outcome")
    page = await desk.posts(f"/console/cases/{number}/correct_outcome", **again, reason="labour", text=WHY)
    assert page.status_code == 409
    assert "更正为「先由人社部门处理」" in page.text
    assert (await house.case(number)).close_reason is CloseReason.CIVIL_COURT


@pytest.mark.postgres
async def test_the_same_form_twice_does_it_once(house, desk):
    """A double press writes one line and one note."""
    number = await ended(house, desk)
    await desk.does("correct_outcome", number, reason="tax", text=WHY)
    again = desk.hidden(desk.page.text, "correct_outcome")
    for _ in range(2):
        page = await desk.posts(f"/console/cases/{number}/correct_outcome", **again, reason="tax", text=WHY)
        assert page.status_code == 200
    assert [one.event for one in await rows(house, TimelineEntry)].count("outcome_corrected") == 1
    assert [one.author for one in await rows(house, CaseMessage)].count("note") == 1


async def test_who_was_slower_reads_who_was_first(house, desk, lead, signed_in):
    """A form that a lead overtook says who and what, keeps the words and chooses nothing by itself."""
    number = await ended(house, desk)
    slow = desk.hidden((await desk.opens(f"/console/cases/{number}")).text, "correct_outcome")
    await corrects(await signed_in(lead), number, "tax")
    page = await desk.posts(
        f"/console/cases/{number}/correct_outcome", **slow, reason="labour", sure="labour", text=WHY
    )
    assert page.status_code == 409
    assert "周敏 刚把结果改成了「先由税务机关处理」" in page.text
    assert "看错了&lt;b&gt;" in page.text
    assert (await house.case(number)).close_reason is CloseReason.TAX


async def test_who_is_offered_it(house, desk, chen, lead, signed_in):
    """Whoever had the case, and leads, once it has ended; neither a colleague nor an auditor."""
    number = (await house.reports()).number
    await desk.does("take", number)
    offer = 'data-verb="correct_outcome"'
    assert offer not in (await desk.opens(f"/console/cases/{number}")).text
    await desk.does("close", number, reason="civil_court")
    assert offer in desk.page.text
    assert offer in (await (await signed_in(lead)).opens(f"/console/cases/{number}")).text
    for member in (chen, await house.member("钱监督", Role.AUDITOR)):
        assert offer not in (await (await signed_in(member)).opens(f"/console/cases/{number}")).text


async def test_a_forged_reason_is_refused(house, desk):
    """Neither the reporter's own, nor the one that stands, nor one that is none."""
    number = await ended(house, desk)
    for reason in ("withdrawn", "civil_court", "nonsense", ""):
        page = await desk.does("correct_outcome", number, reason=reason, sure=reason, text=WHY)
        assert page.status_code == 409
        assert 'role="alert"' in page.text
    assert (await house.case(number)).close_reason is CloseReason.CIVIL_COURT
