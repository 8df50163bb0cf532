"""Where the plan lets a person speak: a draft ahead of time, an alarm before the promise breaks, the truth where it broke."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cases.law import load_law
from cases.law.reading import files_in
from cases.people import Role
from storage.plans import Standing
from storage.tables import Event, OutgoingState, TimelineEntry, Why
from tests.stories.test_follow_ups import SHANGHAI, becomes, monday_morning  # noqa: F401 - a fixture
from tests.world import Product, Reporter
from tests.world.shipped import REPORT, ROOT

USUAL = 'id = "usual"\n'


@pytest.fixture(autouse=True)
def a_person_speaks(product: Product, tmp_path: Path) -> None:
    """The unit's own plan: a draft the day before, an alarm an hour before, and an officer says it."""
    text = (ROOT / "cases/follow_ups.toml").read_text("utf-8")
    said = USUAL + 'by = "person"\ndrafted = { hours = 24 }\nalarmed = { hours = 1 }\n'
    (tmp_path / "law").mkdir()
    (tmp_path / "law/follow_ups.toml").write_text(text.replace(USUAL, said, 1), "utf-8")
    door = product.parts.door
    plans = load_law(REPORT, files_in(tmp_path / "law")).plans
    object.__setattr__(door, "standing", Standing(replace(door.law, plans=plans)))


async def taken(product: Product, reporter: Reporter):
    lead, expert = await product.expert("李芳", Role.LEAD), await product.expert()
    number = await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    return lead, expert, number


@pytest.mark.postgres
async def test_a_draft_is_worded_in_time(product: Product, reporter: Reporter):
    """The day before, the officer reads what would be said and puts it better; no lead is alarmed, the reporter reads it."""
    lead, expert, _ = await taken(product, reporter)
    await becomes(product, "11-25 10:01")
    await expert.looks()
    draft = expert.sees("我会这样说")
    assert "11月26日 10:00" in draft.text or "明天 10:00" in draft.text
    asked = await expert.presses("换自己的话说", on=draft)
    await expert.presses(next(one for one in asked.buttons if "定期告知进展" in one), on=asked)
    await expert.says("流水核对到一半，没有发现新的转账。")
    await becomes(product, "11-26 09:01")
    await lead.looks()
    assert lead.count("还没有写") == 0
    await becomes(product, "11-26 10:01")
    await reporter.looks()
    assert "流水核对到一半" in reporter.sees("陈立").text
    assert Event.NEWS_MISSED not in [one.event for one in await product.all(TimelineEntry)]


@pytest.mark.postgres
async def test_a_promise_that_breaks_is_alarmed_before_and_admitted(product: Product, reporter: Reporter):
    """Nobody writes: officer and lead are warned an hour before; then the reporter reads just that, with a new date."""
    lead, expert, number = await taken(product, reporter)
    await becomes(product, "11-25 10:01")
    await becomes(product, "11-26 09:01")
    for person in (lead, expert):
        await person.looks()
        warned = person.sees("还没有写")
        assert number in warned.text
        assert {"换自己的话说", "现在就发"} <= set(warned.buttons)
    await becomes(product, "11-26 10:01")
    await reporter.looks()
    told = reporter.sees("说好这时候由专人告诉您进展").text
    assert "陈立" in told
    assert "11月29日 10:00 前再给您消息" in told
    assert Event.NEWS_MISSED in [one.event for one in await product.all(TimelineEntry)]
    await becomes(product, "11-28 10:01")
    await expert.looks()
    assert expert.count("我会这样说") == 2  # and for the next one there is a draft again


async def test_an_answer_ends_the_asking(product: Product, reporter: Reporter):
    """Whoever writes to the reporter before is asked for nothing more: the next news is three days on."""
    _, expert, _ = await taken(product, reporter)
    await expert.presses("答复报案人")
    await expert.says("银行已经受理。")
    await becomes(product, "11-25 10:01")
    assert [one.state for one in await product.outgoing("news_draft")].count(OutgoingState.SENT) <= 1
    await becomes(product, "11-26 10:01")
    await reporter.looks()
    assert reporter.count("由专人告诉您") == 1 or reporter.count("银行已经受理") == 1


@pytest.mark.postgres
async def test_many_alarms_are_one_message(product: Product):
    """Nobody takes eight cases: a lead hears of five by themselves, and of the rest in one message with their buttons."""
    lead = await product.expert("李芳", Role.LEAD)
    numbers = [await (await product.reporter()).has_reported() for _ in range(8)]
    await becomes(product, "11-23 11:45")
    await lead.looks()
    assert lead.count("答复快到期，还没有人接手") == 5
    await becomes(product, "11-23 11:51")
    await lead.looks()
    told = lead.sees("又有 3 条快到期")
    assert len([one for one in numbers if one in told.text]) == 3
    assert lead.count("快到期") == 6


async def test_what_lost_its_point_in_an_outage_is_dropped_and_recorded(product: Product, reporter: Reporter):
    """A machine that stood still for ten days: the promised news comes, the reminder of materials does not, with its reason."""
    await taken(product, reporter)
    before = len((await reporter.looks()) and reporter.screen)
    product.clock.passes(timedelta(days=10))
    await product.settles()
    await reporter.looks()
    assert reporter.count("还没有材料") == 0
    assert len(reporter.screen) == before + 1
    (reminder,) = await product.outgoing("materials_reminder")
    assert (reminder.state, reminder.why) == (OutgoingState.CANCELLED, Why.TOO_LATE)
