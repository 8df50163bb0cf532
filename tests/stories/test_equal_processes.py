"""Two equal processes on one PostgreSQL: what one does the other knows at once, and nothing is done twice."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from math import inf
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from actions.forget import forget_report
from bot import keeper
from bot.keeper import Keeper
from bot.telegram import inbox, polling
from bot.telegram.updates import feed
from bot.telegram.webhook import PATH
from bot.webchat.live import Ear
from bot.wiring import open_database
from cases.messages import Kind
from storage.house import House
from storage.outgoing import claim
from storage.tables import Case, Channel, Draft, Outgoing, OutgoingState, TelegramUpdate, WebMessage
from tests.telegram.bot_api import BotApi
from tests.world import Clock, Product, open_product
from tests.world.on_telegram import Site, open_site

pytestmark = pytest.mark.postgres(only=True)
SOON = 5.0  # seconds, on a busy machine
CUT_ONE = text("SELECT pg_terminate_backend(:pid)")
CUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
)


@pytest.fixture
async def both(tmp_path: Path, database_url: str, clock: Clock) -> AsyncIterator[tuple[Product, Product]]:
    async with AsyncExitStack() as opened:
        one = await opened.enter_async_context(open_product(tmp_path, database_url, clock))
        other = await opened.enter_async_context(open_product(tmp_path, database_url, clock))
        yield one, other


async def until(is_so: Any) -> None:
    async with asyncio.timeout(SOON):
        while not is_so():
            await asyncio.sleep(0.005)


async def said_in(product: Product, chat_id: int) -> list[WebMessage]:
    return [one for one in await product.all(WebMessage) if one.chat_id == chat_id]


def awake(ear: Ear) -> bool:
    return ear._woken.is_set()


# --- what one does, the other hears


async def test_a_page_hears_what_is_said_in_the_other_process(both: tuple[Product, Product]):
    one, other = both
    person = await one.person()
    with other.parts.web_chat.live.listen(person.chat_id, "token") as ear:
        await person.says("/start")
        await until(lambda: awake(ear))
        assert await ear.wait(0.1) in {True, False}
        one.parts.web_chat.live.typing(person.chat_id)
        async with asyncio.timeout(SOON):
            while not await ear.wait(1):
                pass
        one.parts.web_chat.live.hang_up("token")
        await until(lambda: ear.closed)


async def test_the_console_hears_of_a_case_in_the_other_process(both: tuple[Product, Product]):
    one, other = both
    with other.parts.console_live.subscribe() as page:
        reporter = await one.reporter()
        await reporter.tells_up_to_submit()
        await reporter.presses("确认无误，提交")
        case = await one.case()
        await until(lambda: str(case.id) in page._changed)


async def test_what_was_rolled_back_is_told_to_nobody(both: tuple[Product, Product]):
    one, other = both
    reporter = await one.reporter()
    await reporter.tells_up_to_submit()
    await reporter.presses("确认无误，提交")
    case = await one.case()
    with other.parts.console_live.subscribe() as page:
        with pytest.raises(ZeroDivisionError):
            async with one.parts.door.database.writing() as session:
                (await session.get(Case, case.id)).quiet = True
                await session.flush()
                raise ZeroDivisionError
        other.parts.door.database.house.tell({"nothing": True})
        await asyncio.sleep(0.3)
        assert not page._changed


async def test_a_destroyed_key_is_forgotten_everywhere(both: tuple[Product, Product]):
    one, other = both
    reporter = await one.reporter()
    await reporter.says("财务把钱转走了")
    (draft_id,) = {draft.id for draft in await one.all(Draft)}
    (message, *_) = [row for row in await said_in(one, reporter.chat_id) if row.key_id]
    await other.parts.web_chat.transcript.latest(reporter.chat_id, None, 40)
    assert other.parts.door.keys.known(message.key_id)
    async with one.parts.door.database.writing() as session:
        await forget_report(session, draft_id, message.key_id)
    await until(lambda: other.parts.door.keys.known(message.key_id) is None)


async def test_what_a_command_does_is_heard_as_well(both: tuple[Product, Product]):
    """It has no ear of its own: nobody looks at a page there."""
    one, _ = both
    reporter = await one.reporter()
    await reporter.says("财务把钱转走了")
    (draft_id,) = {draft.id for draft in await one.all(Draft)}
    (message, *_) = [row for row in await said_in(one, reporter.chat_id) if row.key_id]
    assert one.parts.door.keys.known(message.key_id)
    database = open_database(one.parts.settings)
    try:
        async with database.writing() as session:
            await database.keys.prepare(session, one.clock())
            await forget_report(session, draft_id, message.key_id)
    finally:
        await database.close()
    await until(lambda: all(each.parts.door.keys.known(message.key_id) is None for each in both))


async def test_after_a_broken_line_everybody_looks_again(both: tuple[Product, Product]):
    one, other = both
    person = await one.person()
    with other.parts.web_chat.live.listen(person.chat_id, "token") as ear, other.parts.console_live.subscribe() as page:
        async with one.parts.door.database.reading() as session:
            await session.exec(CUT)  # type: ignore[call-overload]
        await until(lambda: awake(ear) and page.is_over)
    house = other.parts.door.database.house
    async with asyncio.timeout(SOON):
        while True:
            try:
                assert await house.take("a", "lock")
                break
            except Exception:  # noqa: BLE001 - it says that the database is away, until it is back
                await asyncio.sleep(0.05)


# --- nothing twice


async def test_a_text_that_both_get_is_answered_once(both: tuple[Product, Product]):
    person = await both[0].person()
    await person.says("/start")
    before = len(await said_in(both[0], person.chat_id))
    client_id = secrets.token_hex(8)
    say = (one.parts.web_chat.updates.say(person.chat_id, "财务跑了", client_id=client_id) for one in both)
    await asyncio.gather(*say)
    for one in both:
        await one.parts.web_chat.updates.idle()
    rows = await said_in(both[0], person.chat_id)
    assert sum(row.client_id == client_id for row in rows) == 1
    alone = await both[0].person()
    await alone.says("/start")
    empty = len(await said_in(both[0], alone.chat_id))
    await alone.says("财务跑了")
    assert len(rows) - before == len(await said_in(both[0], alone.chat_id)) - empty


async def test_who_starts_meanwhile_takes_nothing_out_of_the_others_hands(
    tmp_path: Path, database_url: str, clock: Clock
):
    async with open_product(tmp_path, database_url, clock) as one:
        people = [await one.person() for _ in range(8)]
        for person in people:
            await one.parts.web_chat.updates.say(person.chat_id, "财务跑了", client_id=secrets.token_hex(8))
        async with open_product(tmp_path, database_url, clock) as other:
            for product in (one, other):
                await product.parts.web_chat.updates.idle()
            counts = {len(await said_in(one, person.chat_id)) for person in people}
    assert len(counts) == 1


async def test_a_chat_has_its_messages_once_and_in_order(both: tuple[Product, Product]):
    reporter = await both[0].reporter()
    await reporter.tells_up_to_submit()
    await reporter.presses("确认无误，提交")
    case, begin = await both[0].case(), both[0].clock()
    async with both[0].parts.door.database.writing() as session:
        conversation = (await session.exec(select(Outgoing.conversation_id).where(Outgoing.case_id == case.id))).first()
        rows = [
            Outgoing(
                kind=Kind.HANDED_OVER, conversation_id=conversation, case_id=case.id,
                due_at=begin - timedelta(seconds=30 - n), retry_at=begin - timedelta(seconds=30 - n), details={},
            )
            for n in range(30)
        ]  # fmt: skip
        session.add_all(rows)
    hearts = [asyncio.create_task(one.parts.heartbeat.run()) for one in both]
    async with asyncio.timeout(60):
        while any(row.state is OutgoingState.WAITING and row.due_at <= begin for row in await both[0].outgoing()):
            await asyncio.sleep(0.05)
    for one in both:
        one.parts.heartbeat.stop()
    await asyncio.gather(*hearts)
    sent = [row for row in await both[0].outgoing("handed_over") if row.due_at < begin]
    assert {row.state for row in sent} == {OutgoingState.SENT}
    assert {row.attempts for row in sent} == {1}
    ids = [row.message_id for row in sent]
    assert ids == sorted(ids)
    assert {row.claimed_by for row in sent} == {None}


async def test_what_a_process_that_died_had_in_hand_the_other_takes_over(both: tuple[Product, Product]):
    one, other = both
    reporter = await one.reporter()
    await reporter.tells_up_to_submit()
    await one.parts.web_chat.updates.idle()
    await one.parts.web_chat.updates.press(
        reporter.chat_id, reporter.last.id, reporter.key("确认无误，提交", reporter.last)
    )
    (receipt,) = [row for row in await one.outgoing() if row.kind is Kind.RECEIPT]
    async with one.parts.door.database.writing() as session:
        assert await claim(session, receipt.id, one.clock(), one.parts.door.database.house.number)
    await other.parts.delivery.take_over()
    await other.settles()
    assert await state(one, receipt.id) is OutgoingState.WAITING  # its process is there
    await one.parts.door.database.house.close()  # and now it is not
    await other.parts.delivery.take_over()
    await other.settles()
    assert await state(one, receipt.id) is OutgoingState.SENT
    (message,) = [row for row in await said_in(one, reporter.chat_id) if row.outgoing_id == receipt.id]
    assert message


async def test_a_chat_waits_for_what_a_process_that_died_had_in_hand(both: tuple[Product, Product]):
    """Its second message goes when the first is taken over and sent, not before; and then in their order."""
    one, other = both
    reporter = await one.reporter()
    await reporter.tells_up_to_submit()
    await reporter.presses("确认无误，提交")
    case, begin = await one.case(), one.clock()
    async with one.parts.door.database.writing() as session:
        conversation = (await session.exec(select(Outgoing.conversation_id).where(Outgoing.case_id == case.id))).first()
        first, second = (
            Outgoing(
                kind=Kind.HANDED_OVER, conversation_id=conversation, case_id=case.id,
                due_at=begin - timedelta(seconds=ago), retry_at=begin - timedelta(seconds=ago), details={},
            )
            for ago in (2, 1)
        )  # fmt: skip
        session.add_all([first, second])
        await session.flush()
        assert await claim(session, first.id, begin, one.parts.door.database.house.number)
    await one.parts.door.database.house.close()
    await other.settles()
    assert {await state(one, row.id) for row in (first, second)} == {OutgoingState.WAITING}
    await other.parts.delivery.take_over()
    await other.passes(timedelta(seconds=2))
    sent = {row.id: row for row in await one.outgoing("handed_over")}
    assert {sent[row.id].state for row in (first, second)} == {OutgoingState.SENT}
    assert sent[first.id].message_id < sent[second.id].message_id


async def state(product: Product, outgoing_id: UUID) -> OutgoingState:
    return next(row.state for row in await product.all(Outgoing) if row.id == outgoing_id)


async def test_together_they_allow_no_more_than_one(both: tuple[Product, Product]):
    one, other = (product.parts.web_chat.reception.messages for product in both)
    most = one.rate.times
    assert sum(one.allows("a chat") for _ in range(most - 5)) == most - 5
    await until(lambda: len(other._times.get(other._whose("a chat"), ())) == most - 5)
    assert sum(other.allows("a chat") for _ in range(most)) == 5
    await until(lambda: one.is_over("a chat"))
    assert one.allows("another")
    assert "a chat" not in str(other._times)


# --- Telegram: one process keeps the bot


@asynccontextmanager
async def two_sites(folder: Path, url: str, clock: Clock, api: BotApi, **settings: Any) -> AsyncIterator[list[Site]]:
    async with AsyncExitStack() as opened:
        first = await opened.enter_async_context(open_site(folder, url, clock, api, **settings))
        second = await opened.enter_async_context(open_site(folder, url, clock, api, **settings))
        yield [first, second]


def keeper_of(sites: list[Site]) -> list[bool]:
    return [bool((kept := site.parts.channels[Channel.TELEGRAM].keeper) and kept.is_ours) for site in sites]


async def test_one_process_keeps_the_bot_and_the_next_takes_it(tmp_path: Path, database_url: str, clock: Clock):
    async with BotApi() as api, two_sites(tmp_path, database_url, clock, api) as sites:
        assert keeper_of(sites) == [True, False]
        reporter = await sites[0].newcomer()
        await reporter.has_reported()
        await sites[0].stop()
        await until(lambda: keeper_of(sites)[1])
        other = await sites[1].newcomer("赵强")
        assert await other.has_reported()
        await sites[0].start()
        assert keeper_of(sites) == [False, True]


async def test_a_keeper_without_its_line_knows_it_and_takes_it_again(both: tuple[Product, Product]):
    """Nobody asked anything meanwhile; and no second one keeps it with us."""
    one, other = (Keeper(product.parts.door.database.house, "a bot") for product in both)
    assert await one.asks()
    assert not await other.asks()
    async with both[0].parts.door.database.reading() as session:
        await session.exec(CUT)  # type: ignore[call-overload]
    await until(lambda: not one.is_ours)
    async with asyncio.timeout(SOON):
        while not any([await one.asks(), await other.asks()]):
            await asyncio.sleep(0.05)
    assert one.is_ours is not other.is_ours
    for each in (one, other):
        each.leaves()
    assert not await one.asks(), "who has left asks no more"


async def test_a_keeper_that_loses_its_line_finishes_what_it_began(
    tmp_path: Path, database_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    """The next one waits for it, and then handles what is left of the chat: each once, and in order."""
    monkeypatch.setattr(keeper, "EVERY", 0.2)
    began, may_end, asked = [], asyncio.Event(), []

    async def slowly(bot: Any, dispatcher: Any, update: Any) -> None:
        began.append((bot, update.message.text))
        await may_end.wait()
        await feed(bot, dispatcher, update)

    async with BotApi() as api, two_sites(tmp_path, database_url, clock, api) as (one, other):
        bots = [site.parts.channels[Channel.TELEGRAM].bot for site in (one, other)]
        houses = [site.parts.door.database.house for site in (one, other)]
        take, person = houses[1].take, api.person(name="王敏")
        monkeypatch.setattr(polling, "feed", slowly)
        monkeypatch.setattr(houses[1], "take", lambda *what: asked.append(what[0]) or take(*what))
        for words in ("/start", "财务跑了"):
            await person.says(words)
        await until(lambda: began)
        monkeypatch.setattr(one.parts.channels[Channel.TELEGRAM].keeper, "_asked_at", inf)  # the other is quicker
        async with other.parts.door.database.reading() as session:
            await session.exec(CUT_ONE, params={"pid": houses[0]._connection.info.backend_pid})
        houses[0].tell({"nothing": True})
        await until(lambda: asked.count("telegram chat") > 2)
        assert (keeper_of([one, other]), began) == ([False, True], [(bots[0], "/start")])
        may_end.set()
        await until(lambda: len(began) == 2)
        await other.api.settled()
    assert began == [(bots[0], "/start"), (bots[1], "财务跑了")]


async def test_what_is_handled_is_remembered_by_nobody(tmp_path: Path, database_url: str, clock: Clock):
    """A database that is away when it is to be written down: it is written down later, and handled once."""
    async with BotApi() as api, two_sites(tmp_path, database_url, clock, api, webhook=True) as sites:
        person, fails = api.person(name="王敏"), 2
        own = inbox.mark_handled

        async def away(*arguments: Any) -> None:
            nonlocal fails
            fails -= 1
            if fails >= 0:
                raise OperationalError(None, None, Exception("away"))
            await own(*arguments)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(inbox, "mark_handled", away)
            await person.says("/start")
            await person.waits_for("出了什么事")
            async with asyncio.timeout(15):
                while any(row.sealed for row in await sites[0].all(TelegramUpdate)):
                    await asyncio.sleep(0.05)
        assert fails < 0
        assert sum("出了什么事" in one.text for one in person.sees()) == 1


async def test_an_update_that_both_get_is_answered_once(tmp_path: Path, database_url: str, clock: Clock):
    async with BotApi() as api, two_sites(tmp_path, database_url, clock, api, webhook=True) as sites:
        person = api.person(name="王敏")
        await person.says("/start")
        await person.waits_for("出了什么事")
        before, last = len(person.sees()), api.updates._last
        assert last
        for site in (*sites, *sites):
            assert await brought(site, {**last.update, "update_id": last.id + 1}) == 200
        await until(lambda: len(person.sees()) > before)
        await asyncio.sleep(0.3)
        assert len(person.sees()) == before + 1


async def brought(site: Site, update: dict[str, Any]) -> int:
    secret = site.parts.door.keys.derive("telegram webhook").hex()
    async with httpx.AsyncClient() as telegram:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        return (await telegram.post(f"{site.address}{PATH}", json=update, headers=headers)).status_code


async def test_the_house_is_one_of_several(both: tuple[Product, Product]):
    assert all(isinstance(one.parts.door.database.house, House) for one in both)
