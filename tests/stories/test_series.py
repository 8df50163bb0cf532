"""Cases of one scheme become a series: under a name, led by one officer, taken apart again; no reporter hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from actions import series
from actions.filled import Filled
from cases.people import Role
from cases.verbs import Verb
from handlers.doing import do
from storage.tables import Case, Event, Series, TimelineEntry
from tests.stories.test_leaving import member_named
from tests.stories.test_linked import CARD, says_reason, stranger
from tests.world import Person, Product

NAME = "冒充供应商换账户"


async def three(product: Product) -> list[str]:
    """Three companies that paid to one account."""
    return [await stranger(product, number, f"钱打到{CARD}") for number in (1, 2, 3)]


async def makes_series(officer: Person, number: str, *, lead: str = "我自己", along: str = "连同") -> None:
    await officer.says(number)
    await officer.presses("立为系列")
    await officer.presses(lead)
    if along:
        await officer.presses(along)
    await officer.says(NAME)


async def in_series(product: Product) -> set[str]:
    return {one.number for one in await product.all(Case) if one.series_id}


@pytest.mark.postgres
async def test_linked_cases_become_a_series(product: Product):
    """It is suggested and never made by itself; the card and the series' own message say it, and nobody else's phone."""
    officer, reporter = await product.expert(), await product.reporter()
    numbers = await three(product)
    mine = await reporter.has_reported(contact_phone="13700000000", company_name="四号公司", story=f"打到{CARD}")
    assert "这件和 3 件关联案件可能是同一伙人" in (await officer.says(mine)).text
    assert await in_series(product) == set()
    await makes_series(officer, mine)
    assert "已立为系列，主办：我自己" in officer.last.text
    assert await in_series(product) == {mine, *numbers}
    assert f"系列：{NAME} · 陈立 · 4 件" in (await officer.says(numbers[0])).text
    await officer.presses("看系列")
    assert f"账号 {CARD} · 4 件" in officer.last.text
    assert all(number in officer.last.text for number in numbers)
    await reporter.says("看进展")
    assert not any(word in entry.text for entry in reporter.screen for word in (NAME, "系列", numbers[0]))
    assert NAME.encode() not in (await product.all(Series))[0].sealed_name


async def test_a_series_is_renamed_led_left_and_dissolved(product: Product):
    """By who leads it; a colleague is told to ask them, and a lead may always. The cases stay as they are."""
    officer, colleague = await product.expert(), await product.expert("孙敏")
    lead = await product.expert("周领导", Role.LEAD)
    numbers = await three(product)
    await makes_series(officer, numbers[0])
    await says_reason(colleague, numbers[1], "系列改名", "别的名字")
    assert "只有系列的主办人和带班领导" in colleague.last.text
    await says_reason(officer, numbers[1], "系列改名", "换账户骗局")
    assert "系列：换账户骗局 · 陈立" in (await colleague.says(numbers[2])).text
    await lead.says(numbers[0])
    await lead.presses("换主办")
    await lead.presses("孙敏")
    await colleague.looks()
    assert numbers[0] in colleague.sees("周领导 请您主办系列「换账户骗局」").text
    await says_reason(officer, numbers[2], "移出系列", "账号是平台的")
    assert await in_series(product) == set(numbers[:2])
    await says_reason(colleague, numbers[0], "解散系列", "并不是一伙")
    assert await in_series(product) == set()
    assert (await product.all(Series))[0].dissolved_at is not None
    events = [row.event for row in await product.all(TimelineEntry)]
    assert events.count(Event.SERIES_DISSOLVED) == 2


async def test_the_last_case_that_leaves_ends_the_series(product: Product):
    """An empty series would be found by nobody."""
    officer = await product.expert()
    number = await stranger(product, 1, f"钱打到{CARD}")
    await makes_series(officer, number, along="")
    await says_reason(officer, number, "移出系列", "弄错了")
    assert (await product.all(Series))[0].dissolved_at is not None
    await officer.says(number)
    await officer.presses("放进系列")
    assert "还没有系列" in officer.last.text


async def test_a_series_shows_each_reader_their_own_cases(product: Product):
    """Who sees a district counts and reads its cases; of a series elsewhere they do not even learn that it is there."""
    anywhere, local = await product.expert(), await product.expert("林海", district="haishu")
    far = await product.expert("孙敏", district="yinzhou")
    there = await stranger(product, 1, f"钱打到{CARD}", district="cixi")
    here = await stranger(product, 2, f"钱打到{CARD}", district="haishu")
    apart = await stranger(product, 3, "别的事情", district="yinzhou")
    await makes_series(anywhere, there)
    assert f"系列：{NAME} · 陈立 · 1 件" in (await local.says(here)).text
    await local.presses("看系列")
    assert here in local.last.text
    assert there not in local.last.text
    assert CARD not in local.last.text
    await far.says(apart)
    await far.presses("放进系列")
    assert NAME not in far.last.text


async def test_one_more_case_joins_and_its_lead_hears_of_it(product: Product):
    """The suggestion names the series; a case is in one at a time."""
    officer, colleague = await product.expert(), await product.expert("孙敏")
    numbers = await three(product)
    await makes_series(officer, numbers[0])
    late = await stranger(product, 4, f"也打到{CARD}")
    assert f"关联案件在系列里，这件可能也是同一伙人：{NAME}" in (await colleague.says(late)).text
    await colleague.presses("放进系列")
    await colleague.presses(NAME)
    assert "已放进系列" in colleague.last.text
    assert late in await in_series(product)
    await officer.looks()
    assert late in officer.sees(f"孙敏 把这件放进了您主办的系列「{NAME}」").text
    assert "立为系列" not in (await colleague.says(late)).buttons


@pytest.mark.postgres(only=True)
async def test_a_case_that_joins_while_the_series_is_dissolved_is_by_itself(
    product: Product, monkeypatch: pytest.MonkeyPatch
):
    """Whatever joined before the series itself was locked is let go with the others."""
    officer = await product.expert()
    numbers = await three(product)
    await makes_series(officer, numbers[0], along="先只放")
    (row,) = await product.all(Series)
    member = await member_named(product, "陈立")
    database, hand, found = product.parts.door.database, product.parts.door.hand, series.all_of_series
    joins = [numbers[1]]

    async def and_then_one_joins(*asked: Any, **how: Any) -> list[Case]:
        rows = await found(*asked, **how)
        if joins:
            async with database.writing() as other:
                await do(hand(other, member=member), joins.pop(), Verb.JOIN_SERIES, Filled(series=row.id))
        return rows

    monkeypatch.setattr(series, "all_of_series", and_then_one_joins)
    async with database.writing() as session:
        await do(hand(session, member=member), numbers[0], Verb.DISSOLVE_SERIES, Filled(text="不是一伙"))
    assert await in_series(product) == set()
    dissolved = [one for one in await product.all(TimelineEntry) if one.event is Event.SERIES_DISSOLVED]
    assert len(dissolved) == 2
