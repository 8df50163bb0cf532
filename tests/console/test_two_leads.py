"""Two leads forget a case: both were there before, its reporter was told in time, and any lead may stop it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from actions.leaving import leave_team
from actions.membership import Membership, change_member
from bot.attending import keep_in_time
from cases.messages import Kind
from cases.people import Role
from cases.tracks import CloseReason
from storage.tables import Case, Conversation, Forgetting, Member, Outgoing, OutgoingState, WebDevice
from storage.team import team_of
from tests.console.test_thief import writes

DAY = timedelta(days=1)
REASON, CHECKED = "保存期满", "已核对：无在办程序"


@pytest.fixture
async def over(house, chen, signed_in) -> Case:
    case = await house.reports()
    browser = await signed_in(chen)
    await browser.does("close", case.number, reason=CloseReason.ANSWERED.value, text="", sure="r")
    await house.settles()
    return await house.case(case.number)


async def asks(house, browser, case: Case) -> None:
    assert (await browser.does("forget", case.number, text=REASON)).status_code == 200
    await house.settles()


async def goes_by(house, time: timedelta) -> None:
    house.clock.passes(time)
    await keep_in_time(house.door)
    await house.settles()


async def is_there(house, case: Case) -> bool:
    async with house.door.database.reading() as session:
        return await session.get(Case, case.id) is not None


async def told(house, kind: Kind) -> int:
    async with house.door.database.reading() as session:
        return len((await session.exec(select(Outgoing).where(Outgoing.kind == kind))).all())


async def forged(browser, case: Case, verb: str):
    csrf = browser.hidden((await browser.opens("/console")).text, "none")["csrf"]
    return await browser.posts(f"/console/cases/{case.number}/{verb}", csrf=csrf, form_id="z" * 16, text=CHECKED)


async def test_nobody_makes_their_own_second(house, over, lead_desk, signed_in):
    """With only a lead of this morning beside them it cannot be asked, and it is said from when on it can."""
    await signed_in(await house.member("同伙", Role.LEAD))
    page = await lead_desk.does("forget", over.number, text=REASON)
    assert page.status_code == 409
    assert "2026年12月1日 起可以提出" in page.text
    assert not await told(house, Kind.FORGET_SOON)


async def test_who_came_after_confirms_nothing(house, over, lead_desk, other_lead, signed_in):
    """Where there are others, a lead who came a day before it was asked is no second, however long it lies."""
    accomplice = await house.member("同伙", Role.LEAD)
    await goes_by(house, DAY)
    await lead_desk.signs_in((await leads(house))["周敏"])
    await asks(house, lead_desk, over)
    await goes_by(house, 6 * DAY)
    page = await forged(await signed_in(accomplice), over, "confirm_forget")
    assert page.status_code == 409
    assert "不满 7 天" in page.text
    assert await is_there(house, over)


async def leads(house) -> dict[str, Member]:
    async with house.door.database.reading() as session:
        team = await team_of(session)
        return {team.name(one.id): one for one in team.today}


@pytest.mark.parametrize("how", ["made a lead", "given a name"])
async def test_an_account_that_was_there_is_not_somebody_who_was(house, over, lead_desk, lead, signed_in, how: str):
    """One who was made a lead a minute ago, or the account of the first start under a new name, is new."""
    async with house.door.database.writing() as session:
        account = Member(
            sealed_name=b"", role=Role.LEAD if how == "given a name" else Role.EXPERT, joined_at=lead.joined_at
        )
        account.is_placeholder = how == "given a name"
        account.joined_at = house.clock() - 30 * DAY
        session.add(account)
    async with house.door.database.writing() as session:
        hand = house.door.hand(session, member=lead)
        await change_member(hand, account.id, Membership(Role.LEAD), name="同伙")
    page = await lead_desk.does("forget", over.number, text=REASON)
    assert page.status_code == 409
    assert "起可以提出" in page.text


@pytest.mark.postgres
async def test_it_waits_and_all_leads_are_told(house, over, lead_desk, second, other_lead):
    """At the ask, at the confirmation and the day before; nothing is destroyed in the first week."""
    watching = await house.expert("孙丽", Role.LEAD)
    await asks(house, lead_desk, over)
    await watching.looks()
    assert "要您确认" in watching.last.text
    await second.does("confirm_forget", over.number, text=CHECKED)
    await house.settles()
    await watching.looks()
    assert "钱立 确认把这件彻底删除" in watching.last.text
    await goes_by(house, 5 * DAY)
    assert not await told(house, Kind.FORGET_TOMORROW)
    await goes_by(house, DAY)
    await watching.looks()
    assert "一天后彻底销毁" in watching.last.text
    await goes_by(house, DAY - timedelta(minutes=1))
    assert await is_there(house, over)
    await goes_by(house, timedelta(minutes=1))
    assert not await is_there(house, over)


async def test_any_lead_stops_it_until_the_end(house, over, lead_desk, second):
    """Also one who came after it was asked, an hour before its time."""
    await asks(house, lead_desk, over)
    await second.does("confirm_forget", over.number, text=CHECKED)
    watching = await house.expert("孙丽", Role.LEAD)
    await goes_by(house, 6 * DAY)
    await watching.looks()
    await watching.presses("不删了")
    await goes_by(house, 30 * DAY)
    assert await is_there(house, over)


async def test_the_reporter_stops_it_too(house, over, lead_desk, second):
    """Who writes that they do not agree has the case opened again, and nothing is left of the wish."""
    await asks(house, lead_desk, over)
    await second.does("confirm_forget", over.number, text=CHECKED)
    await house.writes(over, "不同意删，还要用")
    for days in (6, 1, 1):
        await goes_by(house, days * DAY)
    assert await is_there(house, over)


@pytest.mark.parametrize("who", ["asked", "confirmed"])
async def test_it_is_dropped_when_one_of_the_two_leaves(house, over, lead_desk, second, lead, other_lead, who: str):
    """Two leads decided it; of one who is none any more it is not the wish."""
    await asks(house, lead_desk, over)
    await second.does("confirm_forget", over.number, text=CHECKED)
    await house.revokes(lead if who == "asked" else other_lead)
    for days in (6, 1, 1):
        await goes_by(house, days * DAY)
    assert await is_there(house, over)
    assert not (await house.case(over.number)).forget_asked_by


@pytest.mark.parametrize("when", ["before it is asked", "before it is confirmed", "before its day"])
async def test_nobody_clears_the_way(house, over, lead_desk, second, lead, other_lead, when: str):
    """Whoever takes out the lead who could stop it neither asks, nor confirms, nor has it done."""
    third = await house.member("孙丽", Role.LEAD)
    await house.led_before(third)
    if when == "before it is asked":
        await takes_out(house, lead, third)
        page = await lead_desk.does("forget", over.number, text=REASON)
        assert "移出了专家组" in page.text
        return
    await asks(house, lead_desk, over)
    if when == "before it is confirmed":
        await takes_out(house, other_lead, third)
        page = await second.does("confirm_forget", over.number, text=CHECKED)
        assert "移出了专家组" in page.text
        return
    await second.does("confirm_forget", over.number, text=CHECKED)
    await takes_out(house, lead, third)
    for days in (6, 1, 1):
        await goes_by(house, days * DAY)
    assert await is_there(house, over)


async def takes_out(house, lead: Member, other: Member) -> None:
    async with house.door.database.writing() as session:
        await leave_team(house.door.hand(session, member=lead), other.id)


@pytest.mark.parametrize("why", ["cancelled", "gone", "nobody opens the chat"])
async def test_who_could_not_be_told_has_longer(house, over, lead_desk, second, why: str):
    """A month instead of a week, all leads hear of it once, and the word that was dropped counts for nothing."""
    watching = await house.expert("孙丽", Role.LEAD)
    await asks(house, lead_desk, over)
    await nobody_was_told(house, over, why)
    await second.does("confirm_forget", over.number, text=CHECKED)
    await goes_by(house, 8 * DAY)
    await watching.looks()
    assert watching.sees("没能告诉报案人")
    assert await told(house, Kind.FORGET_UNTOLD) == 1
    await goes_by(house, 21 * DAY)
    await goes_by(house, DAY - timedelta(minutes=1))
    assert await is_there(house, over)
    await goes_by(house, timedelta(minutes=1))
    assert not await is_there(house, over)


async def nobody_was_told(house, case: Case, why: str) -> None:
    async with house.door.database.writing() as session:
        if why == "nobody opens the chat":
            chat = await session.get(Conversation, case.conversation_id)
            for device in (await session.exec(select(WebDevice).where(WebDevice.chat_id == chat.chat_id))).all():
                await session.delete(device)
            return
        (row,) = (await session.exec(select(Outgoing).where(Outgoing.kind == Kind.FORGET_SOON))).all()
        row.state, row.sent_at = OutgoingState(why), None
        (await session.get_one(Forgetting, case.id)).told_at = None


async def test_a_word_on_its_way_keeps_it(house, over, lead_desk, second):
    """While the channel takes nothing the week has not begun, however long that is; then it does."""
    assert (await lead_desk.does("forget", over.number, text=REASON)).status_code == 200
    async with house.door.database.writing() as session:
        (row,) = (await session.exec(select(Outgoing).where(Outgoing.kind == Kind.FORGET_SOON))).all()
        row.retry_at = house.clock() + 60 * DAY
    page = await second.does("confirm_forget", over.number, text=CHECKED)
    assert "还没送到" in page.text
    for days in (50, 11, 5):  # sent on the sixty-first
        await goes_by(house, days * DAY)
        assert await is_there(house, over)
    for days in (1, 1):
        await goes_by(house, days * DAY)
    assert not await is_there(house, over)


async def test_what_was_confirmed_is_not_asked_again(house, over, lead_desk, second):
    """It is not offered any more; forged, it says that it waits."""
    await asks(house, lead_desk, over)
    page = await second.does("confirm_forget", over.number, text=CHECKED)
    assert 'data-verb="confirm_forget"' not in page.text
    assert 'data-verb="keep_case"' in page.text
    page = await forged(second, over, "confirm_forget")
    assert page.status_code == 409
    assert "等到期销毁" in page.text
    async with house.door.database.reading() as session:
        assert (await session.get(Forgetting, over.id)).confirmed_at


async def test_what_stands_in_the_database_makes_nobody_a_lead_of_long_ago(house, over, lead_desk, signed_in):
    """An accomplice of this morning who writes that they joined last year is no second."""
    await signed_in(await house.member("同伙", Role.LEAD))
    await writes(house, "UPDATE members SET joined_at = '2025-01-01 00:00:00.000000'")
    page = await lead_desk.does("forget", over.number, text=REASON)
    assert page.status_code == 409
    assert "2026年12月1日 起可以提出" in page.text


async def test_a_word_that_only_the_database_says_was_sent_begins_no_week(house, over, lead_desk, second):
    """Its state and time forged, it counts as never sent: thirty days, and all leads hear that nobody knows."""
    await house.expert("孙丽", Role.LEAD)
    assert (await lead_desk.does("forget", over.number, text=REASON)).status_code == 200
    forged = "UPDATE outgoing SET state = 'sent', sent_at = '2026-11-01 00:00:00.000000' WHERE kind = 'forget_soon'"
    await writes(house, forged)
    await second.does("confirm_forget", over.number, text=CHECKED)
    for days in (1, 9, 1):
        await goes_by(house, days * DAY)
        assert await is_there(house, over)
    assert await told(house, Kind.FORGET_UNTOLD) == 1
