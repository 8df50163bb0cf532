"""For leads: how punctual a month was, down to each broken promise, and whom no message reaches."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from storage.tables import Conversation


def section(page: str, name: str) -> str:
    (found,) = re.findall(rf'<section id="{name}".*?</section>', page, re.DOTALL)
    return found


@pytest.mark.postgres
async def test_a_month_in_one_figure_down_to_each_broken_promise(house, desk, lead, signed_in):
    """One answered in time, one that nobody took: half was kept, and the broken one stands there with its reason."""
    kept, broken = (await house.reports()).number, (await house.reports()).number
    await desk.does("answer", kept, text="看到了。")
    house.clock.passes(timedelta(hours=3))
    await house.settles()
    browser = await signed_in(lead)
    page = section((await browser.opens("/console/promises")).text, "punctuality")
    assert "50.0%" in page
    assert "守住 1 个，没守住 1 个" in page
    assert f"/console/cases/{broken}#ledger" in page
    assert f"/console/cases/{kept}#ledger" not in page
    assert "到时候没有人接手" in page
    assert "50.0%" not in section((await browser.opens("/console/promises?month=2026-10")).text, "punctuality")
    assert "50.0%" in section((await browser.opens("/console/promises?month=nonsense")).text, "punctuality")


@pytest.mark.postgres
async def test_whom_no_message_reaches(house, desk, lead, signed_in):
    """With the other ways they named, the longest first, for leads; whoever comes back is not there any more."""
    case = await house.reports()
    browser = await signed_in(lead)
    assert case.number not in section((await browser.opens("/console/promises")).text, "unreachable")
    async with house.door.database.writing() as session:
        chat = await session.get_one(Conversation, case.conversation_id)
        chat.unreachable_at = house.clock()
    page = section((await browser.opens("/console/promises")).text, "unreachable")
    assert case.number in page
    assert "139 5748 1234" in page or "13957481234" in page
    await house.writes(case, "我回来了。")
    assert case.number not in section((await browser.opens("/console/promises")).text, "unreachable")
