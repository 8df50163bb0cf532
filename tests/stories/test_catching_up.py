"""After an outage of days: what could not leave comes in one message, each with its date and an officer's words whole."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendMessage

from actions.catching_up import tell_in_one
from cases.messages import Kind
from storage.outgoing import claim
from storage.punctuality import punctuality
from storage.tables import Case, Channel, Member, OutgoingState, Why
from tests.stories.test_follow_ups import SHANGHAI, becomes, monday_morning  # noqa: F401 - a fixture
from tests.stories.test_planned import taken
from tests.world import Person, Product, Reporter
from tests.world.on_telegram import Site
from tests.year.weather import Weather

WORDS = ("银行流水已经调到，正在逐笔核对。", "对方的账户昨天冻住了。", "明天上午会再去一趟银行。" + "细节" * 700)
ONE = "我们的消息没能送到您这里"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Fair(random.Random):
    """No error but those of the outage."""

    def random(self) -> float:
        return 0.9


class Storm(Weather):
    """Nothing with these words is taken, ever."""

    refused = ""

    def _before(self, method: SendMessage) -> None:
        super()._before(method)
        if self.refused and self.refused in method.text:
            raise TelegramBadRequest(method, "Bad Request: message is too long")


def outage(product: Product, channel: Channel = Channel.WEB) -> Storm:
    """From now on nothing is taken, until `ends`."""
    weather = Storm(product.clock, Fair())
    weather.outages.append((product.clock(), product.clock() + 90 * DAY))
    weather.comes_between(product.parts.channels[channel].bot)
    return weather


async def ends(product: Product, weather: Weather) -> None:
    weather.outages.clear()
    await product.passes(HOUR + timedelta(minutes=1))


async def answers(expert: Person, number: str, text: str) -> None:
    await expert.says(number)
    await expert.presses("答复报案人")
    await expert.says(text)


async def told(product: Product, kind: str) -> list[tuple[OutgoingState, bool]]:
    return [(row.state, row.gathered_in is not None) for row in await product.outgoing(kind)]


async def id_of(product: Product, number: str) -> UUID:
    return next(case.id for case in await product.all(Case) if case.number == number)


@pytest.mark.postgres
async def test_two_days_without_the_web(product: Product, reporter: Reporter):
    """One message says since when and all of it; a question comes by itself, money before everything, news in time."""
    expert, number = await taken(product, reporter)
    weather = outage(product)
    for text in WORDS:
        product.clock.passes(2 * HOUR)
        await answers(expert, number, text)
    await expert.says(number)
    await expert.presses("问报案人")
    await expert.says("合同原件在谁手里？")
    await becomes(product, "11-26 10:05")  # and the promised news could not come either
    victim = await product.reporter()
    await victim.presses("钱刚转出去")
    await victim.says("6222 0212 3456 7890 123")
    assert reporter.count(ONE) == 0
    await ends(product, weather)
    await reporter.looks()
    assert reporter.count(ONE) == 1
    one = reporter.sees(ONE)
    for text in WORDS:
        assert text in one.text  # whole
        assert reporter.count(text) == 1
    assert "陈立" in one.text
    assert "还在核实" in one.text
    assert "前再给您消息" in one.text
    assert "合同原件在谁手里" not in one.text
    assert reporter.count("合同原件在谁手里") == 1
    assert reporter.count("还在核实") == 1
    assert await told(product, "desk_answers") == [(OutgoingState.SENT, True)] * 3
    assert (OutgoingState.SENT, True) in await told(product, "still_working")
    news = [row for row in await product.outgoing("still_working") if row.case_id == await id_of(product, number)]
    stands = [(row.state, f"{row.due_at.astimezone(SHANGHAI):%m-%d %H:%M}") for row in news]
    assert [one for one in stands if one[0] is not OutgoingState.CANCELLED] == [
        (OutgoingState.SENT, "11-26 10:00"),
        (OutgoingState.WAITING, "11-29 10:00"),  # as the message says
    ]
    assert "11月29日 10:00 前再给您消息" in one.text
    await expert.looks()
    assert "6222 0212 3456 7890 123" in expert.sees("请马上接手").text
    assert not any(gathered for _, gathered in await told(product, "money_alert"))
    await product.passes(HOUR)
    await reporter.looks()
    assert reporter.count(ONE) == 1


async def test_words_that_do_not_fit_are_shown_at_a_press(product: Product, reporter: Reporter):
    """Nothing of an officer's is lost: what one message cannot hold stands behind a button, in full."""
    expert, number = await taken(product, reporter)
    weather = outage(product)
    long = [f"第{at}封：" + f"{at}甲乙丙丁戊己" * 300 for at in range(4)]
    for text in long:
        await answers(expert, number, text)
    product.clock.passes(DAY)
    await ends(product, weather)
    one = next(seen for seen in [await reporter.looks(), *reporter.screen] if ONE in seen.text)
    assert long[0] not in one.text
    assert sum("条全文" in label for label in one.buttons) >= len(long)
    await reporter.presses("看第 2 条全文", on=one)
    assert long[1] in reporter.last.text
    assert reporter.count(ONE) == 1  # it still stands


async def test_few_or_soon_come_by_themselves(product: Product, reporter: Reporter):
    """Three late ones are no burst, and four of an hour ago are not late."""
    expert, number = await taken(product, reporter)
    weather = outage(product)
    for text in ("一", "二", "三", "四"):
        await answers(expert, number, f"第{text}件事")
    await ends(product, weather)
    await reporter.looks()
    assert reporter.count(ONE) == 0
    assert [reporter.count(f"第{text}件事") for text in ("一", "二", "三", "四")] == [1] * 4


async def test_killed_in_between(product: Product, reporter: Reporter):
    """What stood for the others when we died is sent by whoever starts again: once, and nothing else of it."""
    expert, number = await taken(product, reporter)
    weather = outage(product)
    for text in WORDS:
        await answers(expert, number, text)
    await answers(expert, number, "最后一句。")
    product.clock.passes(DAY)
    first = (await product.outgoing("desk_answers"))[0]
    async with product.parts.door.database.writing() as session:
        row = await claim(session, first.id, product.clock())
        assert row
    async with product.parts.door.database.writing() as session:
        assert await tell_in_one(product.parts.door.hand(session), row)
    await product.stop()  # nothing was sent
    weather.outages.clear()
    await product.start()
    await product.passes(HOUR)
    await reporter.looks()
    assert reporter.count(ONE) == 1
    assert [reporter.count(text) for text in (*WORDS, "最后一句。")] == [1] * 4
    assert await told(product, "desk_answers") == [(OutgoingState.SENT, True)] * 4


async def test_refused_for_good(product: Product, reporter: Reporter):
    """Should the one message be of no use, each comes by itself after all."""
    expert, number = await taken(product, reporter)
    weather = outage(product)
    for text in (*WORDS, "最后一句。"):
        await answers(expert, number, text)
    product.clock.passes(DAY)
    weather.refused = ONE
    await ends(product, weather)
    await reporter.looks()
    assert reporter.count(ONE) == 0
    assert [reporter.count(text) for text in (*WORDS, "最后一句。")] == [1] * 4


async def test_a_watched_phone_gets_no_summary(product: Product):
    """Each message stays behind its own line: one that tells all would lie open for longer."""
    reporter = await product.reporter()
    expert = await product.expert()
    number = await reporter.has_reported(suspect_can_read="yes")
    weather = outage(product)
    for text in WORDS:
        await answers(expert, number, text)
    await answers(expert, number, "最后一句。")
    product.clock.passes(DAY)
    await ends(product, weather)
    await reporter.looks()
    assert await product.outgoing(Kind.CAUGHT_UP) == []


async def test_who_is_back_by_night_hears_at_once(product: Product, reporter: Reporter):
    """They are at the phone; that news came late was not the team's, and the month says so."""
    expert, number = await taken(product, reporter)
    weather = outage(product)
    weather.outages.clear()
    weather.blocked.add(reporter.chat_id)
    for text in WORDS[:2]:
        await answers(expert, number, text)
    await becomes(product, "11-26 10:05")
    assert [row.state for row in await product.outgoing("still_working")][-1] is OutgoingState.GONE
    await becomes(product, "11-27 22:40")
    weather.blocked.clear()
    weather.outages.append((product.clock(), product.clock() + HOUR))  # the first try meets a hiccup
    await reporter.says("/status")
    await product.settles()
    weather.outages.clear()
    await becomes(product, "11-27 22:50")
    await reporter.looks()
    assert WORDS[0] in reporter.sees(ONE).text
    news, *_ = [row for row in await product.outgoing("still_working") if row.state is OutgoingState.SENT]
    assert (news.why, f"{news.sent_at.astimezone(SHANGHAI):%m-%d %H:%M}") == (Why.AWAY, "11-27 22:50")
    async with product.parts.door.database.reading() as session:
        (officer,) = await product.all(Member)
        month = await punctuality(session, officer, news.due_at - HOUR, news.due_at + HOUR)
    assert (month.excused, month.broken) == (1, 0)


async def test_who_was_back_hours_ago_sleeps_again(product: Product, reporter: Reporter):
    """They came back in the evening, and the channel only at two in the morning: then it comes by day."""
    await taken(product, reporter)
    weather = outage(product)
    weather.outages.clear()
    weather.blocked.add(reporter.chat_id)
    await becomes(product, "11-26 10:05")
    assert [row.state for row in await product.outgoing("still_working")][-1] is OutgoingState.GONE
    await becomes(product, "11-27 22:40")
    weather.blocked.clear()
    weather.outages.append((product.clock(), product.clock() + 3 * HOUR))
    await reporter.says("/status")
    for at in ("11-27 22:50", "11-28 02:00", "11-28 09:00", "11-28 10:01"):
        await becomes(product, at)
    news, *_ = [row for row in await product.outgoing("still_working") if row.state is OutgoingState.SENT]
    assert f"{news.sent_at.astimezone(SHANGHAI):%m-%d %H}" in {"11-28 08", "11-28 09", "11-28 10"}
    assert news.why is Why.AWAY  # also after a night for which it was held


async def test_who_asks_for_what_was_held_had_been_away_all_the_same(product: Product, reporter: Reporter):
    """What they write in the morning lets it go; that it is late was not the team's."""
    _, number = await taken(product, reporter)
    weather = outage(product)
    weather.outages.clear()
    weather.blocked.add(reporter.chat_id)
    await becomes(product, "11-26 10:05")
    await becomes(product, "11-27 22:40")
    weather.blocked.clear()
    weather.outages.append((product.clock(), product.clock() + 3 * HOUR))
    await reporter.says("/status")
    for at in ("11-27 22:50", "11-28 02:00", "11-28 07:00"):
        await becomes(product, at)
    await reporter.says(f"/status {number}")
    await product.settles()
    await becomes(product, "11-28 07:01")
    news, *_ = [row for row in await product.outgoing("still_working") if row.state is OutgoingState.SENT]
    assert (news.why, f"{news.sent_at.astimezone(SHANGHAI):%m-%d %H}") == (Why.AWAY, "11-28 07")


async def test_new_cases_of_an_outage_are_one_message(product: Product):
    """An officer's chat: the digest of new cases takes them, each with its button; nobody's card is lost."""
    expert = await product.expert()
    weather = outage(product)
    numbers = []
    for at in range(5):
        product.clock.passes(2 * HOUR)
        numbers.append(await (await product.reporter()).has_reported(contact_phone=f"1390000000{at}"))
    product.clock.passes(8 * HOUR)
    await ends(product, weather)
    await expert.looks()
    (digest,) = [one for one in expert.screen if "件新案件，还没有人接手" in one.text]
    assert all(any(number[-5:] in label for label in digest.buttons) for number in numbers)
    assert expert.count("前要回报案人") == 0


async def test_two_days_without_telegram(site: Site):
    """The same over Telegram, for whoever blocked us and came back: one message, and no burst behind it."""
    officer, reporter = await site.officer(), await site.newcomer()
    number = await reporter.has_reported()
    await officer.presses("接手", on=await officer.waits_for(number))
    await reporter.person.waits_for("接手了您的案件")
    weather = outage(site, Channel.TELEGRAM)
    weather.outages.clear()
    weather.blocked.add(reporter.person.id)
    for at, text in enumerate((*WORDS, "最后一句。"), 1):
        await officer.says(number)
        await officer.presses("答复报案人")
        await officer.waits_for("下一条消息就发给对方")
        await officer.says(text)
        await site.ended("desk_answers", OutgoingState.GONE, at)
    await site.becomes_later(2 * DAY)
    weather.blocked.clear()
    await reporter.person.says("我回来了")
    one = await reporter.person.waits_for(ONE)
    assert all(text in one.text for text in (*WORDS, "最后一句。"))
    sent = await site.ended("desk_answers", OutgoingState.SENT, 4)
    assert all(row.gathered_in for row in sent)
