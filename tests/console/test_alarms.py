"""What rings at the desk: money that nobody took, replies and first answers past their time; for whom it is, and no name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import expect

from cases.people import Role
from tests.console.test_in_a_browser import sign_in, window

__all__ = ["window"]


async def rings(browser) -> list[dict]:
    return (await browser.opens("/console/alarms")).json()


@pytest.mark.postgres
async def test_money_rings_until_somebody_takes_it(house, chen, signed_in):
    """At once, again at the moments the chats are alerted, and no more when it is taken."""
    case = await house.reports(money_moving="just_now")
    browser = await signed_in(chen)
    (first,) = await rings(browser)
    assert first["is_urgent"]
    assert first["words"] == f"钱刚转走，还没有人接手：{case.number}"
    assert "海曙" not in str(first)
    house.clock.passes(timedelta(minutes=3))
    (again,) = await rings(browser)
    assert again["key"] != first["key"]
    house.clock.passes(timedelta(minutes=1))
    assert await rings(browser) == [again]
    await browser.does("take", case.number)
    assert await rings(browser) == []


async def test_a_late_reply_rings_for_who_owes_it(house, chen, lead, signed_in):
    """The holder, once its time is over; nobody else."""
    case = await house.reports()
    hers = await signed_in(chen)
    await hers.does("take", case.number)
    await house.writes(case, "编号是多少？")
    assert await rings(hers) == []
    due = (await house.case(case.number)).reply_due_at
    house.clock.passes(due - house.clock() + timedelta(minutes=1))
    hers = await signed_in(chen)
    assert [one["words"] for one in await rings(hers)] == [f"报案人等您回复，已过期限：{case.number}"]
    assert await rings(await signed_in(lead)) == []


@pytest.mark.parametrize(
    ("role", "count"), [(Role.LEAD, 1), (Role.DUTY_OFFICER, 1), (Role.EXPERT, 0), (Role.AUDITOR, 0)]
)
async def test_a_case_nobody_took_in_time_rings_for_who_answers(house, signed_in, role, count):
    """Leads and the duty officer; of another district, nobody."""
    await house.reports()
    house.clock.passes(timedelta(hours=4))
    browser = await signed_in(await house.member("周敏", role))
    assert len(await rings(browser)) == count
    assert await rings(await signed_in(await house.member("林海", role, "cixi"))) == []


LISTENS = """() => document.addEventListener("alarm", ({ detail }) => {
  document.body.dataset.rung = [document.body.dataset.rung || "", ...detail.map((one) => one.number)].join(" ").trim();
})"""


@pytest.mark.browser
async def test_alerts_are_turned_on_once_in_a_browser(house, chen, window):
    """Quiet until a press; then a new alarm rings, also after a reload, and each only once."""
    page = await sign_in(window, house, chen, permissions=["notifications"])
    await page.evaluate(LISTENS)
    first = await house.reports(money_moving="just_now")
    await expect(page).to_have_title("(1) 队列")
    assert await page.evaluate("document.body.dataset.rung") is None
    await page.get_by_role("button", name="提醒：关").click()
    await expect(page.get_by_role("button", name="提醒：开")).to_be_visible()
    await expect(page.locator("body")).to_have_attribute("data-rung", first.number)
    await page.reload()
    await expect(page.get_by_role("button", name="提醒：开")).to_be_visible()
    await page.evaluate(LISTENS)
    await page.wait_for_timeout(500)
    second = await house.reports(money_moving="just_now")
    await expect(page.locator("body")).to_have_attribute("data-rung", second.number)
