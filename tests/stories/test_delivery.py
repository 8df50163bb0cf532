"""What is due goes out, whatever one chat, one channel or the database is doing; and SIGTERM waits for none of them."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.telegram.limits import Limits, Pace, Rate
from cases.messages import Kind
from cases.people import Role
from storage.conversations import begin_conversation
from storage.tables import Channel, Outgoing, OutgoingState
from tests.telegram.bot_api import BotApi
from tests.telegram.people import User
from tests.world import Clock, Product, open_product
from tests.world.on_telegram import Reporter, Site, open_site

MANY = Rate(10_000, 1)
HOUR = timedelta(hours=1)
URGENT = {"money_moving": "just_now"}  # a case that comes at once by itself, also right after another
At = Callable[..., Any]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
def site_with(tmp_path: Path, database_url: str, clock: Clock, api: BotApi) -> At:
    """The service with these limits: a chat takes so many at once, and one more each tenth of a second or so."""

    def opened(*, bot: Rate = MANY, chat: Pace = Pace(10_000, 1), group: Rate = MANY) -> Any:  # noqa: B008
        return open_site(tmp_path, database_url, clock, api, limits=Limits(bot, chat, group))

    return opened


@asynccontextmanager
async def keeps_saying(person: User, text: str) -> AsyncIterator[None]:
    """For as long as this lasts the next one is there before the last one is answered."""

    async def talk() -> None:
        while True:
            if len(person.api.updates.pending) < 3:
                await person.says(text)
            await asyncio.sleep(0.01)

    talking = asyncio.create_task(talk())
    try:
        yield
    finally:
        talking.cancel()


async def has_a_case(site: Site, name: str) -> tuple[Reporter, User]:
    """A reporter whose case the officer is about to take, and the officer."""
    officer, reporter = await site.officer(), await site.newcomer(name)
    await reporter.has_reported()
    await officer.waits_for("宁波甬江", 10)
    return reporter, officer


async def plan(product: Product, kind: Kind, chat_ids: list[int], *, later: timedelta = timedelta()) -> None:
    """A message of the only case to each of these Telegram chats."""
    case, at = await product.case(), product.clock() + later
    async with product.parts.door.database.writing() as session:
        for chat_id in chat_ids:
            chat = await begin_conversation(session, 7000000001, chat_id, Channel.TELEGRAM, at)
            session.add(Outgoing(kind=kind, conversation_id=chat.id, case_id=case.id, due_at=at, retry_at=at))


async def test_somebody_who_never_stops_talking_holds_up_nobody(site_with: At):
    """One phone sends /help without end: others have their receipts at once, and it has its own messages too."""
    async with site_with(chat=Pace(2, 0.1)) as site:
        chatty, officer = await has_a_case(site, "赵强")
        reporter = await site.newcomer()
        await reporter.tells_up_to_submit()
        async with keeps_saying(chatty.person, "/help"):
            await chatty.person.waits_for("110", 10)
            await officer.presses("接手")
            await reporter.submits()
            await chatty.person.waits_for("接手了您的案件", 10, ever=True)


async def test_a_slow_chat_holds_up_nobody(site_with: At, api: BotApi, monkeypatch: pytest.MonkeyPatch):
    """Telegram takes half a minute for one officer's message: everybody else has theirs meanwhile."""
    monkeypatch.setattr("bot.lanes.FINISH_WITHIN", 0.1)
    async with site_with() as site:
        slow, officer = await site.officer("李芳", Role.LEAD), await site.officer()
        for name in ("王敏", "赵强"):
            reporter = await site.newcomer(name)
            await reporter.tells_up_to_submit(**URGENT)
            api.hang_next("sendMessage", 25, chat_id=slow.id)
            number = await reporter.submits()
            await officer.waits_for(number, ever=True)
        assert "宁波甬江" not in slow.screen


async def test_a_full_group_holds_up_nobody(site_with: At, api: BotApi):
    """A group has had its messages of the minute: the officers' own phones hear of every case."""
    async with site_with(group=Rate(3, 60)) as site:
        lead, group = await site.officer("李芳", Role.LEAD), api.group(-1001)
        await lead.within(group).says("/bind")
        await group.waits_for("这个群会收到全部新案件")
        for name in ("王敏", "赵强", "孙丽", "周涛"):
            number = await (await site.newcomer(name)).has_reported(**URGENT)
            await lead.waits_for(number, ever=True)
        assert len(group.sees()) == 3


@pytest.mark.parametrize(
    "refusal", [(400, "Bad Request: TOPIC_CLOSED"), (403, "Forbidden: bot was kicked from the group chat")]
)
async def test_a_group_that_takes_no_messages(site_with: At, api: BotApi, refusal: tuple[int, str]):
    """Its topic was closed, or we were put out: the lead hears of it, once a day; the officers have theirs all the same."""
    async with site_with() as site:
        lead, officer, group = await site.officer("李芳", Role.LEAD), await site.officer(), api.group(-1001)
        await lead.within(group).says("/bind")
        await group.waits_for("这个群会收到全部新案件")
        api.chats[group.id].refusal = refusal
        for name in ("王敏", "赵强"):
            await officer.waits_for(await (await site.newcomer(name)).has_reported(**URGENT), ever=True)
        await lead.waits_for("一个工作群收不到消息了", 10, ever=True)
        assert len(await site.outgoing("group_unreached")) == 1


async def test_a_money_alert_goes_past_everything_that_waits(site_with: At, api: BotApi):
    """A hundred and fifty messages wait for the bot's rate: an officer on Telegram and one at the page are alerted before most of them."""
    async with site_with(bot=Rate(1, 0.1)) as site:
        officer, at_the_page = await site.officer("周警官", Role.DUTY_OFFICER), await site.expert()
        await (await site.newcomer()).has_reported()
        await plan(site, Kind.HANDED_OVER, [api.person().id for _ in range(150)])
        caller = await site.person()
        for said in ("/start", "钱刚转出去", "6222 0212 3456 7890 123"):
            await tell(caller, said)
        await officer.waits_for("请马上接手", 10)
        await sees(at_the_page, "请马上接手")
        waiting = await site.ended("handed_over", OutgoingState.WAITING)
        assert len(waiting) > 75


async def tell(person: Any, said: str) -> None:
    """At the page, without waiting until everything due is delivered."""
    updates = person.product.parts.web_chat.updates
    entries, _ = await person.product.parts.web_chat.transcript.latest(person.chat_id, None, 5)
    found = [(one, button) for one in entries for row in one.content.keyboard for button in row if said in button.text]
    if found:
        entry, button = found[-1]
        await updates.press(person.chat_id, entry.message_id, button.key(entry.message_id))
    else:
        await updates.say(person.chat_id, said, client_id=said)
    await updates.idle()


async def sees(person: Any, words: str) -> None:
    async with asyncio.timeout(30):
        while True:
            entries, _ = await person.product.parts.web_chat.transcript.latest(person.chat_id, None, 50)
            if any(words in one.content.text for one in entries):
                return
            await asyncio.sleep(0.02)


async def test_a_chat_has_its_messages_in_order(site_with: At):
    """However slowly they go, what the desk wrote first comes first."""
    async with site_with(chat=Pace(1, 0.05)) as site:
        reporter, officer = await has_a_case(site, "赵强")
        await officer.presses("接手")
        await reporter.person.waits_for("接手了您的案件", 10, ever=True)
        await answers(officer, 5)
        await reporter.person.waits_for("第 4 条。", 10, ever=True)
    assert numbers_of(reporter.person) == [0, 1, 2, 3, 4]


async def answers(officer: User, times: int) -> None:
    for number in range(times):
        await officer.presses("答复报案人")
        await officer.waits_for("下一条消息就发给对方", 10)
        await officer.says(f"第 {number} 条。")
        await officer.api.settled()


def numbers_of(person: User) -> list[int]:
    """The answers that came, in the order in which they stand on the screen."""
    return [int(number) for one in person.sees() for number in re.findall(r"第 (\d) 条。", one.text)]


@pytest.mark.parametrize("trouble", [{"status": 429, "retry_after": 30}, {"status": 500}], ids=["429", "500"])
async def test_what_was_planned_later_stays_behind_what_failed(site_with: At, api: BotApi, trouble: dict[str, int]):
    """Telegram puts a chat off: it is left in peace for so long, and then has everything in its order."""
    async with site_with() as site:
        reporter, officer = await has_a_case(site, "赵强")
        await officer.presses("接手")
        await reporter.person.waits_for("接手了您的案件", 10, ever=True)
        to_them, nobody_else = calls_to(api, reporter.person), await site.newcomer("王敏")
        api.fail_next("sendMessage", chat_id=reporter.person.id, **trouble)
        await answers(officer, 3)
        await site.sees_retry("desk_answers")
        await nobody_else.has_reported()
        assert numbers_of(reporter.person) == []
        assert calls_to(api, reporter.person) == to_them + 1
        await site.becomes_later(timedelta(seconds=31))
        await reporter.person.waits_for("第 2 条。", 10, ever=True)
    assert numbers_of(reporter.person) == [0, 1, 2]


async def test_after_an_outage_of_a_week_everything_arrives(site_with: At, api: BotApi):
    """What was tried hourly for days is tried again within the hour, and then it is there."""
    async with site_with() as site:
        reporter, officer = await has_a_case(site, "赵强")
        await officer.presses("接手")
        await reporter.person.waits_for("接手了您的案件", 10, ever=True)
        api.fail_next("sendMessage", chat_id=reporter.person.id, status=500, times=2)
        await answers(officer, 1)
        await site.sees_retry("desk_answers")
        async with site.parts.door.database.writing() as session:
            (row,) = (await session.exec(select(Outgoing).where(Outgoing.kind == Kind.DESK_ANSWERS))).all()
            row.attempts = 60
            row.retry_at = site.clock()
        await site.becomes_later(timedelta(minutes=1))

        await site.sees_retry("desk_answers", 61)
        await site.becomes_later(timedelta(hours=1, minutes=1))
        await reporter.person.waits_for("第 0 条。", 10, ever=True)


def calls_to(api: BotApi, person: User) -> int:
    return sum(call.params["chat_id"] == str(person.id) for call in api.called("sendMessage"))


async def test_a_stop_in_the_midst_of_sending_loses_nothing(
    site_with: At, api: BotApi, monkeypatch: pytest.MonkeyPatch
):
    """Cut off between claim and answer, long after its lease: nobody has sent it twice meanwhile; then it comes, marked."""
    monkeypatch.setattr("bot.lanes.FINISH_WITHIN", 0.1)
    async with site_with() as site:
        officer, reporter = await site.officer(), await site.newcomer()
        await reporter.tells_up_to_submit()
        before = calls_to(api, officer)
        api.hang_next("sendMessage", 25, chat_id=officer.id)
        number = await reporter.submits()
        async with asyncio.timeout(30):
            while calls_to(api, officer) == before:
                await asyncio.sleep(0.02)
        (card,) = await site.outgoing("new_case")
        assert (card.leased, card.attempts) == (True, 1)
        await site.becomes_later(timedelta(minutes=3))
        await (await site.newcomer("赵强")).has_reported(**URGENT)  # looked for and sent, past the one that hangs
        assert calls_to(api, officer) == before + 1
    async with site_with() as site:
        card = await officer.waits_for(number, 10, ever=True)
        assert "可能重复" in card.text
        await site.ended("new_case", OutgoingState.SENT, 2)
    cards = [one for one in officer.sees() if f"{number} · 鄞州区" in one.text]  # the other case names it as linked
    assert len(cards) == 1


async def test_sigterm_waits_for_nobody_s_place(site_with: At, api: BotApi, monkeypatch: pytest.MonkeyPatch):
    """With a full group and a used-up rate we stop at once; what waited is as if it had never been touched, and comes later."""
    for part in ("bot.lanes", "bot.running"):
        monkeypatch.setattr(f"{part}.FINISH_WITHIN", 60)  # longer than the story's patience with a stop
    async with site_with(group=Rate(1, 60)) as site:
        lead, group = await site.officer("李芳", Role.LEAD), api.group(-1001)
        await lead.within(group).says("/bind")
        await group.waits_for("这个群会收到全部新案件")
        number = await (await site.newcomer()).has_reported()
        await lead.waits_for(number, ever=True)
    async with site_with(bot=Rate(2, 60)) as site:
        await plan(site, Kind.HANDED_OVER, [api.person().id for _ in range(20)])
        site.parts.heartbeat.lanes.wake.set()
        await site.ended("handed_over", OutgoingState.SENT)
    async with site_with() as site:
        await group.waits_for(number, 10)
        rows = await site.ended("handed_over", OutgoingState.SENT, 20)
        assert {row.attempts for row in (*rows, *await site.outgoing("new_case"))} == {1}
    everything = "\n".join(str(chat) for chat in api.chats.values())
    assert "可能重复" not in everything


async def test_a_process_without_telegram_leaves_its_messages_alone(tmp_path: Path, database_url: str, clock: Clock):
    """Nothing is claimed or put off for a channel that is not open here."""
    async with open_product(tmp_path, database_url, clock) as product:
        await (await product.reporter()).has_reported()
        await plan(product, Kind.HANDED_OVER, [5], later=-HOUR)
        await product.settles()
        (row,) = [row for row in await product.outgoing("handed_over") if row.due_at < clock()]
        assert (row.attempts, row.error, row.retry_at) == (0, None, row.due_at)


async def test_many_chats_are_not_many_tasks(site_with: At, api: BotApi, monkeypatch: pytest.MonkeyPatch):
    """Of many chats with something due only so many have a lane; the others follow as lanes end, without a tick."""
    monkeypatch.setattr("bot.lanes.AT_MOST", 4)
    monkeypatch.setattr("bot.lanes.AT_ONCE", 3)
    async with site_with(bot=Rate(4, 0.05)) as site:
        await (await site.newcomer()).has_reported()
        seen: list[int] = []
        tasks = site.parts.heartbeat.lanes._tasks
        await plan(site, Kind.HANDED_OVER, [api.person().id for _ in range(30)])
        async with asyncio.timeout(30):  # by the ticks alone it would take longer
            while len([row for row in await site.outgoing("handed_over") if row.state is OutgoingState.SENT]) < 30:
                seen.append(len(tasks()))
                await asyncio.sleep(0.01)
    assert 0 < max(seen) <= 5


async def test_what_becomes_urgent_waits_for_no_long_look(site_with: At, api: BotApi, monkeypatch: pytest.MonkeyPatch):
    """While lanes are opened for a crowd, whose money leaves is looked for in between."""
    monkeypatch.setattr("bot.lanes.AT_ONCE", 3)
    async with site_with() as site:
        await (await site.newcomer()).has_reported()
        lanes, looks = site.parts.heartbeat.lanes, list[bool]()
        look = lanes.look

        async def noted(*, urgent: bool) -> bool:
            looks.append(urgent)
            return await look(urgent=urgent)

        monkeypatch.setattr(lanes, "look", noted)
        await plan(site, Kind.HANDED_OVER, [api.person().id for _ in range(30)])
        async with asyncio.timeout(30):
            while len([row for row in await site.outgoing("handed_over") if row.state is OutgoingState.SENT]) < 30:
                await asyncio.sleep(0.01)
    assert looks.count(False) > 5
    assert (False, False) not in set(itertools.pairwise(looks))


async def test_a_database_that_is_away_for_a_while_loses_nothing(
    site_with: At, hold_the_database: At, monkeypatch: pytest.MonkeyPatch
):
    """Nothing can be claimed while somebody else holds the database; it goes out when they let go."""
    monkeypatch.setattr("bot.lanes.REST", 0.05)
    async with site_with() as site:
        chatty, _ = await has_a_case(site, "赵强")
        await plan(site, Kind.HANDED_OVER, [chatty.person.id + 1000], later=HOUR)
        chat = site.api.person(chatty.person.id + 1000)
        async with hold_the_database(site.parts.door.database):
            await site.becomes_later(HOUR)
            await asyncio.sleep(0.5)
            assert chat.sees() == []
        await site.ended("handed_over", OutgoingState.SENT)
        assert len(chat.sees()) == 1
