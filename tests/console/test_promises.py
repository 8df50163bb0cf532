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


async def test_a_reply_missed_by_each_new_time_is_one_broken_promise(house, desk, lead, signed_in):
    """The first time counts, the later ones are said beside it; and a reply that came at last makes none of them kept."""
    case = await house.reports()
    await desk.does("answer", case.number, text="看到了。")
    await house.writes(case, "请问什么时候有消息？")
    for _ in range(3):
        house.clock.passes(timedelta(days=1))
        await house.settles()
    house.clock.passes(timedelta(hours=1))
    browser = await signed_in(lead)
    page = section((await browser.opens("/console/promises")).text, "punctuality")
    assert "没守住 1 个" in page
    assert "另定的时间又误了 2 次，不另计" in page
    assert "到时候没有人回复，之后又误了 2 次" in page
    kept = re.search(r"守住 (\d+) 个，", page)[1]
    await desk.does("answer", case.number, text="正在查。")
    house.clock.passes(timedelta(days=1))
    page = section((await browser.opens("/console/promises")).text, "punctuality")
    assert f"守住 {kept} 个，没守住 1 个" in page
