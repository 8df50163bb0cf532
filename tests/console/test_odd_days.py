"""What a desk may meet in a day: the same form twice, an address nobody made, a reporter who chose the evening."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID

import pytest

from cases.messages import Kind
from cases.people import Role

SOMEBODY = UUID(int=7)
TEN_IN_THE_MORNING = datetime(2026, 11, 30, 2, tzinfo=UTC)


async def test_the_same_hand_over_again_changes_nothing(house, chen, signed_in):
    """The form sent twice, or two leads at once: one line, and everybody hears of it once."""
    case = await house.reports()
    wu = await house.member("吴越")
    browser = await signed_in(chen)
    await browser.does("take", case.number)
    lead = await signed_in(await house.member("周敏", Role.LEAD))
    for one in (browser, lead, lead):
        await one.does("hand_over", case.number, to=str(wu.id))
    told = [row.kind for row in await house.outbox(case)]
    assert told.count(Kind.HANDED_OVER) == 1
    page = (await lead.opens(f"/console/cases/{case.number}")).text
    assert page.count("转交给 吴越") == 1


@pytest.mark.parametrize(
    "after",
    [
        f"{10**22}~2026-11-23T00:00:00+00:00~{SOMEBODY}",
        f"1~0001-01-01T00:00:00+14:00~{SOMEBODY}",
        f"1~9999-12-31T23:59:59-14:00~{SOMEBODY}",
        f"1~2026-11-23T00:00:00~{SOMEBODY}",
        f"-1~2026-11-23T00:00:00+00:00~{SOMEBODY}",
        "nonsense",
    ],
)
async def test_a_page_of_the_queue_that_cannot_be(house, chen, signed_in, after):
    """Whatever stands in the address, there is a queue."""
    await house.reports()
    assert (await (await signed_in(chen)).opens(f"/console/queue?after={quote(after)}")).status_code == 200


async def test_what_waits_for_chosen_hours_is_not_late(house, chen, signed_in):
    """The reporter chose the evening: the ledger says when it goes, and the form does not promise otherwise."""
    house.clock.set(TEN_IN_THE_MORNING)
    case = await house.reports(suspect_can_read="yes", quiet_hours="evening")
    browser = await signed_in(chen)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert (
        page.count("今天 18:00 才会收到提醒；自己来看进展或写消息，会提前看到。") == 4
    )  # answer, ask, ask for materials, close
    await browser.does("take", case.number)
    await house.settles()
    house.clock.passes(timedelta(minutes=10))
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert "等对方选的时段" in page
    assert (
        "过时未发" not in page and "待发" not in page.partition("取消的，和发给团队的")[0].partition('id="ledger"')[2]
    )
