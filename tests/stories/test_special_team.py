"""A special team (专班): formed by a lead, across districts, with a channel of its own, a line a day, and an end."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from actions.filled import Classification, Filled
from cases.law.triage import Urgency
from cases.people import Role
from cases.special_teams import WHOLE_SERIES, GuestHere, TeamThereAlready
from cases.tracks import CloseReason
from cases.verbs import Verb
from handlers.doing import do
from storage.tables import Case, Member, Series, SpecialNote, SpecialTeam
from storage.team import team_of
from tests.stories.test_leaving import leaves, member_named
from tests.stories.test_linked import CARD, says_reason, stranger
from tests.stories.test_series import makes_series
from tests.world import Person, Product
from tests.world.races import until_none_can_go_on

PURPOSE = "追回货款，固定证据"


async def forms_team(lead: Person, number: str, leader: str, *, hour: str = "17 点", scope: str = "") -> None:
    await lead.says(number)
    await lead.presses("成立专班")
    if scope:
        await lead.presses(scope)
    await lead.presses(leader)
    await lead.presses(hour)
    await lead.says(PURPOSE)


async def adds(who: Person, number: str, name: str) -> None:
    await who.says(number)
    await who.presses("专班加人")
    await who.presses(name)


async def a_team_with_a_guest(product: Product) -> tuple[Person, Person, Person, str]:
    """(who formed it, its leader, a member from another district, the case)."""
    lead, leader = await product.expert("周领导", Role.LEAD), await product.expert("陈立")
    guest = await product.expert("孙敏", district="cixi")
    number = await stranger(product, 1, "被骗了")
    await forms_team(lead, number, "陈立")
    await adds(leader, number, "孙敏")
    return lead, leader, guest, number


# what would put a free case into the hands, or into the words, of somebody whose district it is not
DECIDES = (
    Verb.TAKE,
    Verb.ANSWER,
    Verb.ASK,
    Verb.CLOSE,
    Verb.HAND_OVER,
    Verb.RECLASSIFY,
    Verb.SET_URGENCY,
    Verb.LINK,
    Verb.ADD_MEASURE,
)


@pytest.mark.postgres
async def test_a_guest_finds_the_teams_case_and_no_other(product: Product):
    """By words and by number, as long as they are on the team; the other case that says the same stays out of sight."""
    lead, leader = await product.expert("周领导", Role.LEAD), await product.expert("陈立")
    far = await product.expert("孙敏", district="cixi")
    number = await stranger(product, 1, f"打到{CARD}")
    other = await stranger(product, 2, f"打到{CARD}")
    await forms_team(lead, number, "陈立")
    await product.indexes()
    assert "没有找到" in (await far.says(f"/find {CARD}")).text
    await adds(leader, number, "孙敏")
    found = (await far.says(f"/find {CARD}")).text
    assert number in found
    assert other not in found
    assert "没有找到" in (await far.says(f"/find {CARD} 没有这样的词")).text
    await says_reason(lead, number, "解散专班", "货款追回一半")
    assert "没有找到" in (await far.says(f"/find {CARD}")).text


@pytest.mark.postgres
async def test_a_team_sees_its_case_across_districts_while_it_lasts(product: Product):
    """A member of another district reads, notes and hears; they do not take it; dissolved, it is not there for them."""
    lead, leader = await product.expert("周领导", Role.LEAD), await product.expert("陈立")
    far = await product.expert("孙敏", district="cixi")
    number = await stranger(product, 1, f"打到{CARD}")
    assert "没有找到" in (await far.says(number)).text
    await forms_team(lead, number, "陈立")
    assert "专班已成立，组长：陈立" in lead.last.text
    await adds(leader, number, "孙敏")
    await far.looks()
    assert number in far.sees("陈立 请您参加专班").text
    card = (await far.says(number)).text
    assert f"专班：{PURPOSE} · 组长 陈立 · 2 人" in card
    assert "接手" not in far.last.buttons
    guest = await member_named(product, "孙敏")
    filled = Filled(
        text="x",
        to=guest.id,
        reason=CloseReason.ANSWERED,
        classification=Classification("FRAUD", "cixi"),
        urgency=Urgency.LOW,
        despite="1",
    )
    for verb in DECIDES:
        async with product.parts.door.database.writing() as session:
            with pytest.raises(GuestHere):
                await do(product.parts.door.hand(session, member=guest), number, verb, filled)
    (case,) = await product.all(Case)
    assert (case.holder_id, case.district, case.service) == (None, "haishu", "acknowledged")
    await says_reason(far, number, "专班记事", "慈溪这边查到一个仓库")
    await leader.says(number)
    await leader.presses("看专班")
    assert "慈溪这边查到一个仓库" in leader.last.text
    await says_reason(lead, number, "解散专班", "货款追回一半")
    assert "没有找到" in (await far.says(number)).text
    assert {one.special_teams for one in await product.all(Member)} == {""}
    assert all("仓库".encode() not in row.sealed_text for row in await product.all(SpecialNote))
    assert (await product.all(SpecialTeam))[0].sealed_closing


async def test_the_channel_is_the_teams_alone(product: Product):
    """A colleague of the district sees the case and nothing of the team; nor does the reporter."""
    lead, leader = await product.expert("周领导", Role.LEAD), await product.expert("陈立")
    colleague, reporter = await product.expert("林海", district="yinzhou"), await product.reporter()
    number = await reporter.has_reported()
    await forms_team(lead, number, "陈立")
    await says_reason(leader, number, "专班记事", "明早去银行")
    card = await colleague.says(number)
    assert PURPOSE not in card.text
    assert not {"看专班", "专班记事", "报当天进展"} & set(card.buttons)
    member = await member_named(product, "林海")
    async with product.parts.door.database.writing() as session:
        with pytest.raises(Exception, match="special team"):
            await do(product.parts.door.hand(session, member=member), number, Verb.TEAM_NOTE, Filled(text="x"))
    await reporter.says("看进展")
    assert not any("专班" in entry.text or "银行" in entry.text for entry in reporter.screen)


async def test_two_leads_form_two_teams_at_once(product: Product):
    """One of them is first; the other is told, and there is one team."""
    await product.expert("周领导", Role.LEAD)
    await product.expert("吴领导", Role.LEAD)
    number = await stranger(product, 1, "被骗了")
    members = [await member_named(product, name) for name in ("周领导", "吴领导")]

    async def forms(member: Member) -> None:
        async with product.parts.door.database.writing() as session:
            filled = Filled(to=member.id, hour="17", text=PURPOSE)
            await do(product.parts.door.hand(session, member=member), number, Verb.FORM_TEAM, filled)

    done = await asyncio.gather(*map(forms, members), return_exceptions=True)
    assert [type(one) for one in done if one] == [TeamThereAlready]
    assert len(await product.all(SpecialTeam)) == 1


@pytest.mark.postgres
async def test_a_leader_who_leaves_the_house_leaves_the_team(product: Product):
    """It runs on without one; leads are told and name another, who is asked from then on."""
    lead, _, second, number = await a_team_with_a_guest(product)
    await leaves(product, "陈立")
    await lead.looks()
    assert number in lead.sees("组长离开了，请另定一位").text
    (team,) = await product.all(SpecialTeam)
    assert (team.leader_id, team.dissolved_at) == (None, None)
    assert (await member_named(product, "陈立")).special_teams == ""
    await lead.says(number)
    await lead.presses("换组长")
    await lead.presses("孙敏")
    await product.passes(timedelta(hours=24))
    await second.looks()
    assert "今天进展怎样" in second.sees("您带的专班").text


async def test_the_line_of_the_day_is_asked_for_once_and_chased_once(product: Product):
    """At its hour, an hour later, and after two the leads hear; given, nobody is asked until the next day."""
    lead, leader = await product.expert("周领导", Role.LEAD), await product.expert("陈立")
    number = await stranger(product, 1, "被骗了")
    await forms_team(lead, number, "陈立")
    due = (await product.all(SpecialTeam))[0].report_due_at
    await product.passes(due - product.clock() + timedelta(minutes=1))
    await leader.looks()
    assert leader.count("您带的专班") == 1
    await product.passes(timedelta(hours=1))
    await leader.looks()
    assert leader.count("您带的专班") == 2
    assert lead.count("还没有报进展") == 0
    await product.passes(timedelta(hours=1, minutes=1))
    await lead.looks()
    assert lead.count("专班今天还没有报进展") == 1
    await leader.presses("报当天进展")
    await leader.says("止付 12 万元，明天取流水")
    assert "今天的进展已记下" in leader.last.text
    await product.passes(timedelta(hours=22))
    await leader.looks()
    assert leader.count("您带的专班") == 3
    await leader.presses("报当天进展")
    await leader.says("流水取到了")
    await product.passes(timedelta(hours=3))
    await leader.looks()
    await lead.looks()
    assert leader.count("您带的专班") == 3
    assert lead.count("专班今天还没有报进展") == 1


async def test_a_team_for_a_series_works_on_all_of_it(product: Product):
    """Also on what joins later, and not on what leaves."""
    lead, _ = await product.expert("周领导", Role.LEAD), await product.expert("陈立")
    far = await product.expert("孙敏", district="cixi")
    numbers = [await stranger(product, one, f"打到{CARD}") for one in (1, 2)]
    await makes_series(lead, numbers[0])
    await forms_team(lead, numbers[0], "陈立", scope="整个系列")
    await adds(lead, numbers[0], "孙敏")
    late = await stranger(product, 3, f"也打到{CARD}")
    await lead.says(late)
    await lead.presses("放进系列")
    await lead.presses("冒充供应商换账户")
    for number in (*numbers, late):
        assert number in (await far.says(number)).text
    await says_reason(lead, numbers[1], "移出系列", "不是一伙")
    assert "没有找到" in (await far.says(numbers[1])).text
    assert len([one for one in await product.all(Case) if one.team_id]) == 2


async def test_who_was_taken_off_sees_it_no_more(product: Product):
    """At once, also on a page that was read before; only the leader and leads take somebody off."""
    lead, leader = await product.expert("周领导", Role.LEAD), await product.expert("陈立")
    far = await product.expert("孙敏", district="cixi")
    number = await stranger(product, 1, "被骗了")
    await forms_team(lead, number, "陈立")
    await adds(leader, number, "孙敏")
    before = await member_named(product, "孙敏")
    await far.says(number)
    await far.presses("专班减人")
    await far.presses("陈立")
    assert (await member_named(product, "陈立")).special_teams == before.special_teams != ""
    await leader.says(number)
    await leader.presses("专班减人")
    await leader.presses("孙敏")
    assert "没有找到" in (await far.says(number)).text
    async with product.parts.door.database.writing() as session:
        with pytest.raises(Exception, match="may not do that"):
            await do(product.parts.door.hand(session, member=before), number, Verb.NOTE, Filled(text="x"))


@pytest.mark.postgres(only=True)
async def test_who_joins_one_team_while_they_leave_another_is_on_one(product: Product):
    """The list they were chosen from was read before they left: what they left is not theirs to see again."""
    lead, _ = await product.expert("周领导", Role.LEAD), await product.expert("陈立")
    far = await product.expert("孙敏", district="cixi")
    left, joined = [await stranger(product, one, "被骗了") for one in (1, 2)]
    for number in (left, joined):
        await forms_team(lead, number, "陈立")
    await adds(lead, left, "孙敏")
    head, sun = await member_named(product, "周领导"), await member_named(product, "孙敏")
    database, hand = product.parts.door.database, product.parts.door.hand
    async with database.writing() as session:
        assert sun in (await team_of(session)).today
        async with database.writing() as other:
            await do(hand(other, member=head), left, Verb.LEAVE_TEAM, Filled(to=sun.id))
        await do(hand(session, member=head), joined, Verb.JOIN_TEAM, Filled(to=sun.id))
    assert joined in (await far.says(joined)).text
    assert "没有找到" in (await far.says(left)).text


@pytest.mark.postgres
async def test_whoever_was_on_a_dissolved_team_is_told(product: Product):
    """Also who cannot see its cases any more, and so without a word of them; who dissolved it knows."""
    lead, leader, far, number = await a_team_with_a_guest(product)
    await says_reason(lead, number, "解散专班", "款已追回，收队。")
    for one in (leader, far):
        await one.looks()
        told = one.sees("周领导 解散了您所在的专班")
        assert PURPOSE in told.text and "款已追回，收队。" in told.text
        assert number not in told.text
        assert told.buttons == []
    assert lead.count("解散了您所在的专班") == 0
    assert "没有找到" in (await far.says(number)).text


async def both_at_once(product: Product, doing: dict[str, tuple[str, Verb, Filled]], first: str) -> None:
    """Whoever joins is another than the lead: the first is done, and the other before that is written down."""
    await product.expert("王勇")
    doers = {what: await member_named(product, "王勇" if what == "join" else "周领导") for what in doing}
    database, hand = product.parts.door.database, product.parts.door.hand
    (second,) = set(doing) - {first}

    async def does(what: str) -> None:
        async with database.writing() as session:
            await do(hand(session, member=doers[what]), *doing[what])

    async with database.writing() as session:
        await do(hand(session, member=doers[first]), *doing[first])
        task = asyncio.create_task(does(second))
        if not database.is_sqlite:
            await until_none_can_go_on(database, task)
    await task


async def joining_and_dissolving(product: Product) -> tuple[str, str, Series]:
    """A team for a series, and a case that is not in it yet."""
    lead, _ = await product.expert("周领导", Role.LEAD), await product.expert("陈立")
    numbers = [await stranger(product, one, f"打到{CARD}") for one in (1, 2)]
    await makes_series(lead, numbers[0])
    await forms_team(lead, numbers[0], "陈立", scope="整个系列")
    late = await stranger(product, 3, f"也打到{CARD}")
    (series,) = await product.all(Series)
    return numbers[0], late, series


@pytest.mark.postgres
@pytest.mark.parametrize("first", ["join", "dissolve"])
async def test_a_case_that_joins_while_the_team_is_dissolved_keeps_no_team(product: Product, first: str):
    """Whichever came first, the second waits for it: no case works with a team that is gone."""
    number, late, series = await joining_and_dissolving(product)
    doing = {
        "join": (late, Verb.JOIN_SERIES, Filled(series=series.id)),
        "dissolve": (number, Verb.DISSOLVE_TEAM, Filled(text="收队")),
    }
    await both_at_once(product, doing, first)
    cases = {one.number: one for one in await product.all(Case)}
    assert not [one for one in cases.values() if one.team_id]
    assert cases[late].series_id == series.id


@pytest.mark.postgres
@pytest.mark.parametrize("first", ["join", "form"])
async def test_a_case_that_joins_while_the_team_is_formed_is_worked_on_too(product: Product, first: str):
    lead, _ = await product.expert("周领导", Role.LEAD), await product.expert("陈立")
    numbers = [await stranger(product, one, f"打到{CARD}") for one in (1, 2)]
    await makes_series(lead, numbers[0])
    late = await stranger(product, 3, f"也打到{CARD}")
    (series,) = await product.all(Series)
    leader = await member_named(product, "陈立")
    team = Filled(scope=WHOLE_SERIES, to=leader.id, hour="17", text=PURPOSE)
    doing = {
        "join": (late, Verb.JOIN_SERIES, Filled(series=series.id)),
        "form": (numbers[0], Verb.FORM_TEAM, team),
    }
    await both_at_once(product, doing, first)
    assert {one.team_id for one in await product.all(Case)} == {(await product.all(SpecialTeam))[0].id}


@pytest.mark.postgres(only=True)
async def test_a_lead_who_presses_twice_leads_one_team(product: Product):
    """They seat themselves: the second press waits for the first, and the first not for the second."""
    await product.expert("周领导", Role.LEAD)
    number = await stranger(product, 1, "被骗了")
    head = await member_named(product, "周领导")
    database = product.parts.door.database

    async def presses() -> None:
        async with database.writing() as session:
            filled = Filled(to=head.id, hour="17", text=PURPOSE)
            await do(product.parts.door.hand(session, member=head), number, Verb.FORM_TEAM, filled)

    async with database.writing() as session:
        await session.exec(select(Case).where(Case.number == number).with_for_update())
        tasks = [asyncio.create_task(presses()) for _ in range(2)]
        await until_none_can_go_on(database, *tasks)
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in done if one] == [TeamThereAlready]
    assert len(await product.all(SpecialTeam)) == 1
