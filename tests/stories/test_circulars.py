"""What a lead tells every reporter of a series: privately, shown first, once, and none of them learns of another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.people import Role
from handlers.desk import circulars
from storage.tables import Author, Case, CaseMessage, Event, OutgoingState, SentCircular, Series, TimelineEntry, Why
from tests.stories.test_colleagues import joins, names
from tests.stories.test_linked import CARD
from tests.stories.test_series import makes_series
from tests.world import Person, Product, Reporter

WORDS = "嫌疑人昨天已抓获，账户里的钱冻住了一部分，正在清点。"
ENGLISH = "The suspect was arrested yesterday. Part of the money is frozen."
FIRMS = ("北仑启明轴承有限公司", "慈溪双桥电器有限公司", "奉化和顺水产有限公司")


async def three(product: Product) -> tuple[list[Reporter], list[str]]:
    """Three companies that paid to one account, each with a chat of its own."""
    people = [await product.reporter() for _ in FIRMS]
    told = enumerate(zip(people, FIRMS, strict=True), 1)
    numbers = [
        await one.has_reported(
            contact_phone=f"1380013800{at}",
            company_name=firm,
            contact_name=f"赵小{'一二三'[at - 1]}",
            story=f"打到{CARD}",
        )
        for at, (one, firm) in told
    ]
    return people, numbers


async def led(product: Product) -> tuple[Person, list[Reporter], list[str]]:
    """They are a series, and a lead is at the case of the first."""
    lead = await product.expert("周领导", Role.LEAD)
    people, numbers = await three(product)
    await makes_series(lead, numbers[0])
    return lead, people, numbers


async def writes(lead: Person, number: str, text: str):
    await lead.says(number)
    await lead.presses("告诉所有报案人")
    return await lead.says(text)


@pytest.mark.postgres
async def test_each_is_told_privately_and_once(product: Product):
    """Shown as each will read it, then sent by one press: each reads their own number and nothing of the others."""
    lead, people, numbers = await led(product)
    asked = await writes(lead, numbers[0], WORDS)
    assert "发给 3 位报案人" in asked.text
    assert "上面是每一位会看到的" in asked.text
    assert sum(WORDS in one.text and not one.mine for one in lead.screen) == len(FIRMS)
    assert await product.all(SentCircular) == []
    await lead.presses("发给这 3 位", on=asked)
    for one, number, firm in zip(people, numbers, FIRMS, strict=True):
        await one.looks()
        assert one.count(WORDS) == 1
        assert f"周领导 告诉您（{number}）" in one.sees(WORDS).text
        assert "前再给您消息" in one.sees(WORDS).text
        others = [word for word in (*numbers, *FIRMS) if word not in {number, firm}]
        assert not any(word in seen.text for seen in one.screen for word in others)
    assert [row.state for row in await product.outgoing("circular")] == [OutgoingState.SENT] * 3
    events = [row.event for row in await product.all(TimelineEntry)]
    assert events.count(Event.CIRCULAR_SENT) == len(FIRMS)
    (row,) = await product.all(SentCircular)
    assert WORDS.encode() not in row.sealed_text
    late = await (await product.reporter()).has_reported(contact_phone="13700000000", story=f"打到{CARD}")
    await lead.says(late)
    await lead.presses("放进系列")
    await lead.presses("冒充")
    assert len(await product.outgoing("circular")) == len(FIRMS)  # who joins later was not among them


async def test_more_than_a_chat_shows(product: Product, monkeypatch: pytest.MonkeyPatch):
    """It says how many were not shown, and at which page each is."""
    monkeypatch.setattr(circulars, "MOST_SHOWN", 2)
    lead, _, numbers = await led(product)
    asked = await writes(lead, numbers[0], WORDS)
    (series,) = await product.all(Series)
    assert "其中 2 位会看到的，另外 1 位没有显示" in asked.text
    assert f"/console/series/{series.id}" in asked.text
    assert sum(WORDS in one.text and not one.mine for one in lead.screen) == 2


async def test_whose_another_case_is_nobody_reads(product: Product):
    """Refused with which case it is of; the form still stands. What names somebody: tests/cases/test_circulars.py."""
    lead, _, numbers = await led(product)
    refused = await writes(lead, numbers[0], f"进展：{FIRMS[1][:4]}的钱已经找到")
    assert f"里面有 {numbers[1]} 的企业名称" in refused.text
    asked = await lead.says(WORDS)
    assert "发给 3 位报案人" in asked.text


async def test_what_is_never_asked_goes_to_nobody(product: Product):
    """It is stopped before it is shown, and kept as a note for the leads to see."""
    lead, _, numbers = await led(product)
    await writes(lead, numbers[0], "请把保证金转到安全账户，我们帮您追回。")
    assert "没有发出" in lead.last.text
    assert [one.author for one in await product.all(CaseMessage)] == [Author.NOTE]
    assert await product.outgoing("circular") == []


async def test_who_is_not_reached_is_said(product: Product):
    """Ended cases and a second case of one chat are left out, with why; the list that was shown is the list that counts."""
    lead, people, numbers = await led(product)
    again = await people[1].has_reported(contact_phone="13800138002", company_name=FIRMS[1], story=f"又打到{CARD}")
    await lead.says(again)
    await lead.presses("放进系列")
    await lead.presses("冒充")
    asked = await writes(lead, numbers[0], WORDS)
    assert "发给 3 位报案人" in asked.text
    assert "不发：同一位报案人，在另一件里收到，1 件" in asked.text
    await people[2].says("/status")
    await people[2].presses("撤回")
    await people[2].presses("确定撤回")
    changed = await lead.presses("发给这 3 位", on=asked)
    assert "内容或名单刚才变了" in changed.text
    assert "不发：案件已结束，1 件" in changed.text
    await lead.presses("发给这 2 位", on=changed)
    stands = {row.case_id: (row.state, row.why) for row in await product.outgoing("circular")}
    assert sorted(stands.values()) == sorted(
        [
            *[(OutgoingState.SENT, None)] * 2,
            (OutgoingState.CANCELLED, Why.ENDED),
            (OutgoingState.CANCELLED, Why.SAME_READER),
        ],
        key=str,
    )
    await people[2].looks()
    assert people[2].count(WORDS) == 0


async def test_in_their_language_and_by_day(product: Product):
    """Who reads English gets the English; at night it waits for the morning unless the lead says that it is urgent."""
    lead, people, numbers = await led(product)
    await people[0].says("/language")
    product.clock.passes(timedelta(hours=12))  # half past ten at night
    asked = await writes(lead, numbers[0], f"{WORDS}\nEN\n{ENGLISH}")
    assert "08:00" in "".join(asked.buttons)
    await lead.presses("08:00", on=asked)
    await people[1].looks()
    assert people[1].count(WORDS) == 0
    await product.passes(timedelta(hours=10))
    await people[0].looks()
    await people[1].looks()
    assert people[0].count(ENGLISH) == 1, people[0].screen[-3:]
    assert people[1].count(WORDS) == 1
    for one in range(2):
        urgent = await writes(lead, numbers[0], f"{WORDS}（{one}）")
        await lead.presses("发给这 3 位", on=urgent)
    assert "已经告诉过所有报案人 3 次" in (await writes(lead, numbers[0], f"{WORDS}又一次")).text


async def test_a_colleague_reads_their_language_and_is_not_named(product: Product):
    """The name of who came to a case says whose it is, as the reporter's does; each reads what they can read."""
    lead, people, numbers = await led(product)
    lawyer = await joins(product, await names(people[1]))
    await lawyer.says("/language")
    refused = await writes(lead, numbers[0], "进展：陈静律师递来的材料已核对。")
    assert f"里面有 {numbers[1]} 的姓名" in refused.text
    asked = await lead.says(f"{WORDS}\nEN\n{ENGLISH}")
    await lead.presses("发给这 3 位", on=asked)
    await lawyer.looks()
    await people[1].looks()
    assert (lawyer.count(ENGLISH), lawyer.count(WORDS)) == (1, 0)
    assert (people[1].count(ENGLISH), people[1].count(WORDS)) == (0, 1)


@pytest.mark.postgres
async def test_if_the_case_they_are_told_in_ends_first_the_other_tells_them(product: Product):
    """Of a reader's two cases one is told at night, and withdrawn before the morning: they read it by the other, once."""
    lead, people, numbers = await led(product)
    again = await people[1].has_reported(contact_phone="13800138002", company_name=FIRMS[1], story=f"又打到{CARD}")
    await lead.says(again)
    await lead.presses("放进系列")
    await lead.presses("冒充")
    product.clock.passes(timedelta(hours=12))
    asked = await writes(lead, numbers[0], WORDS)
    await lead.presses("08:00", on=asked)
    left_out = {row.case_id for row in await product.outgoing("circular") if row.why}
    (other,) = (one.number for one in await product.all(Case) if one.id in left_out)
    (told,) = {numbers[1], again} - {other}
    await people[1].says("看进展")
    shown = next(one for one in reversed(people[1].screen) if told in one.text and "撤回" in one.buttons)
    await people[1].presses("撤回", on=shown)
    await people[1].presses("确定撤回")
    await product.passes(timedelta(hours=10))
    await people[1].looks()
    assert f"周领导 告诉您（{other}）" in people[1].sees(WORDS).text
    assert people[1].count(WORDS) == 1
    rows = await product.outgoing("circular")
    assert sorted(row.state for row in rows) == [OutgoingState.CANCELLED, *[OutgoingState.SENT] * 3]
    assert [row.why for row in rows if row.why] == [Why.OVERTAKEN]


async def test_a_lead_tells_only_cases_they_see(product: Product):
    """Another district's cases are not counted and not told; who is no lead has no such button."""
    local = await product.expert("林海", Role.LEAD, district="haishu")
    expert = await product.expert()
    there = await (await product.reporter()).has_reported(
        district="cixi", story=f"打到{CARD}", contact_phone="13700000001"
    )
    here = await (await product.reporter()).has_reported(
        district="haishu", story=f"打到{CARD}", contact_phone="13700000002"
    )
    await makes_series(expert, there)
    assert "告诉所有报案人" not in expert.last.buttons
    assert "发给 1 位报案人" in (await writes(local, here, WORDS)).text
