"""更正 from the case page: the old entry struck through, the right one beside it, with who and why."""

from __future__ import annotations

import re
from typing import Any

import pytest

from storage.tables import Correction, TrackMove
from tests.console.browsing import Browser
from tests.console.records import recorded, rows


async def corrects(browser: Browser, number: str, move: TrackMove, **fields: str) -> Any:
    page = (await browser.opens(f"/console/cases/{number}")).text
    form = re.search(rf'<form class="verb correct" id="correct-{move.id}".*?</form>', page, re.DOTALL)
    assert form, "no form to correct it"
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0]))
    return await browser.posts(f"/console/cases/{number}/correct", **(hidden | fields))


@pytest.mark.postgres
async def test_the_old_entry_is_struck_through(house, officer, lead, desk):
    """Both stand on the page, with the name and the reason; the form begins with what the record says."""
    case = await house.reports()
    await recorded(house, case, officer, lead, "L1", "L2")
    accepted = next(one for one in await rows(house, TrackMove) if one.move == "L2")
    page = (
        await corrects(desk, case.number, accepted, document_no="受21号", dated_on="2026-11-23", text="编号抄错了")
    ).text
    struck = re.findall(r'<s class="paper">(.*?)</s>', page)
    assert len(struck) == 1
    assert "〔2026〕L2" in struck[0]
    assert "受案回执 受21号" in page
    assert "沈清更正：编号抄错了" in page
    assert "沈清 更正记录" in page


async def test_what_was_wrong_is_said_at_the_form(house, officer, lead, desk):
    """What was typed is kept; a date that lies before the step in front is named."""
    case = await house.reports()
    await recorded(house, case, officer, lead, "L1", "L2")
    accepted = next(one for one in await rows(house, TrackMove) if one.move == "L2")
    answer = await corrects(
        desk, case.number, accepted, document_no="受21号", dated_on="2026-11-20", text="<b>日期</b>写错了"
    )
    assert answer.status_code == 409
    assert "日期早于它前面的一步" in answer.text
    assert 'value="受21号"' in answer.text
    assert "&lt;b&gt;日期" in answer.text
    assert not await rows(house, Correction)


async def test_only_who_wrote_it_and_leads_are_offered_it(house, officer, lead, signed_in, chen):
    """A colleague reads the record and has no form; before there is one, nobody has."""
    case = await house.reports()
    browser = await signed_in(lead)
    assert 'data-verb="correct"' not in (await browser.opens(f"/console/cases/{case.number}")).text
    await recorded(house, case, officer, lead, "L1")
    assert 'data-verb="correct"' in (await browser.opens(f"/console/cases/{case.number}")).text
    page = (await (await signed_in(chen)).opens(f"/console/cases/{case.number}")).text
    assert "〔2026〕L1" in page
    assert 'data-verb="correct"' not in page
