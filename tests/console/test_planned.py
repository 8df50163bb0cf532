"""The ledger on the case page, and what is done there with messages that wait for the reporter."""

from __future__ import annotations

import re

import pytest

from cases.messages import Kind
from cases.planned import FARTHEST, SPANS, Later
from storage.tables import Outgoing, OutgoingState
from tests.console.house import House

WHY = "对方银行月底才给回执。"


async def planned(house: House, number: str, kind: Kind = Kind.STILL_WORKING) -> Outgoing:
    rows = await house.outbox(await house.case(number))
    (row,) = [one for one in rows if one.kind is kind and one.state is OutgoingState.WAITING]
    return row


def ledger(page: str) -> str:
    (found,) = re.findall(r'<section id="ledger".*?</section>', page, re.DOTALL)
    return found


@pytest.mark.postgres
async def test_the_page_says_what_became_of_every_message(house, desk):
    """What comes next first; of what left the channel and, in a browser, that it was read; of what did not, why not."""
    number = (await house.reports()).number
    await desk.does("take", number)
    await house.settles()
    reporter = house.reporters[number]
    await reporter.looks()
    await desk.does(
        "call_off", number, planned=str((await planned(house, number, Kind.MATERIALS_REMINDER)).id), text=WHY
    )
    page = ledger((await desk.opens(f"/console/cases/{number}")).text)
    coming, _, rest = page.partition("已经发的")
    assert "定期告知进展" in coming
    assert "已承诺" in coming
    sent, _, dropped = rest.partition("取消的，和发给团队的")
    assert "网页聊天" in sent
    assert "民警取消" in dropped
    assert "有了别的消息，不用再发" in dropped


@pytest.mark.postgres
async def test_the_same_form_twice_puts_off_once(house, desk):
    """A double press moves the message by a day, not by two, and the reporter reads it once."""
    number = (await house.reports()).number
    await desk.does("take", number)
    row = await planned(house, number)
    form = desk.hidden((await desk.opens(f"/console/cases/{number}")).text, "postpone")
    for _ in range(2):
        page = await desk.posts(
            f"/console/cases/{number}/postpone", **form, planned=str(row.id), later="a_day", text=WHY
        )
        assert page.status_code == 200
    assert (await planned(house, number)).due_at - row.due_at == SPANS[Later.A_DAY]
    await house.settles()
    reporter = house.reporters[number]
    await reporter.looks()
    assert reporter.count(WHY) == 1
    assert "沈清 推迟了一条定时消息" in desk.page.text


async def test_two_who_put_off_the_same_message_do_so_once(house, desk, lead, signed_in):
    """The second one reads that it was moved meanwhile, with what they typed, and presses again if they still want to."""
    number = (await house.reports()).number
    await desk.does("take", number)
    row, other = await planned(house, number), await signed_in(lead)
    address = f"/console/cases/{number}"
    mine = desk.hidden((await desk.opens(address)).text, "postpone")
    theirs = other.hidden((await other.opens(address)).text, "postpone")
    moved = {"planned": str(row.id), "later": "a_day", "text": WHY}
    assert (await desk.posts(f"{address}/postpone", **mine, **moved)).status_code == 200
    page = await other.posts(f"{address}/postpone", **theirs, **moved)
    assert page.status_code == 409
    assert "定时消息的时间变过了" in page.text
    assert f">{WHY}</textarea>" in page.text
    assert (await planned(house, number)).due_at - row.due_at == SPANS[Later.A_DAY]
    again = other.hidden(page.text, "postpone")
    assert (await other.posts(f"{address}/postpone", **again, **moved)).status_code == 200


async def test_nobody_is_left_without_news_for_long(house, desk):
    """However often it is put off, two weeks from now is the end of it; what was typed stays in the form."""
    number = (await house.reports()).number
    await desk.does("take", number)
    row = await planned(house, number)
    assert (await desk.does("postpone", number, planned=str(row.id), later="a_week", text=WHY)).status_code == 200
    page = await desk.does("postpone", number, planned=str(row.id), later="a_week", text=WHY)
    assert page.status_code == 409
    assert f"晚于 {FARTHEST.days} 天以后" in page.text
    assert f">{WHY}</textarea>" in page.text


@pytest.mark.postgres
async def test_whose_it_is(house, desk, chen, lead, signed_in):
    """Who has the case and leads may; a colleague is offered nothing, and a forged form changes nothing."""
    number = (await house.reports()).number
    await desk.does("take", number)
    row = await planned(house, number)
    offer = 'data-verb="call_off"'
    assert offer in (await (await signed_in(lead)).opens(f"/console/cases/{number}")).text
    other = await signed_in(chen)
    assert offer not in (await other.opens(f"/console/cases/{number}")).text
    for verb in ("send_now", "reword", "postpone", "call_off"):
        page = await other.does(verb, number, planned=str(row.id), later="a_day", text=WHY)
        assert page.status_code == 409, verb
    assert await planned(house, number) == row
    another = (await house.reports()).number
    await desk.does("take", another)
    page = await desk.does("call_off", another, planned=str(row.id), text=WHY)  # of another case
    assert page.status_code == 409
    assert "已经发出，或者不再要发" in page.text
    assert await planned(house, number) == row
