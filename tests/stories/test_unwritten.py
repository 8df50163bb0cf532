"""A message of ours that cannot be made ready is our fault: it waits, a lead hears of it, and it goes out after the mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, DictLoader

from cases.messages import Kind
from cases.people import Role
from handlers.said.letter_facts import kind_name
from storage.tables import Event, OutgoingState
from templates.rendering import Words
from tests.telegram.bot_api import BotApi
from tests.telegram.people import User
from tests.world import Clock
from tests.world.on_telegram import Reporter, Site, open_site

UNDEFINED = "{% block name %}新案件{% endblock %}{{ case.nobody_wrote_this.at_all }}"
UNREADABLE = "{% block name %}{% if %}"
SOON = timedelta(seconds=10)
ALARM = "生成不出来"


@contextmanager
def broken(words: Words, kind: Kind, source: str = UNDEFINED) -> Iterator[None]:
    """A version of the product in which the template of this message has a mistake."""
    before = {language: one.loader for language, one in words._environments.items()}
    for one in words._environments.values():
        assert one.loader and one.cache is not None
        one.loader = ChoiceLoader([DictLoader({f"chat/messages/{kind}.html.jinja": source}), one.loader])
        one.cache.clear()
    try:
        yield
    finally:
        for language, one in words._environments.items():
            one.loader = before[language]
            assert one.cache is not None
            one.cache.clear()


async def people(site: Site) -> tuple[User, User, Reporter]:
    return await site.officer("李芳", Role.LEAD), await site.officer(), await site.newcomer()


@pytest.mark.postgres
@pytest.mark.parametrize("source", [UNDEFINED, UNREADABLE])
async def test_a_card_that_cannot_be_written_waits_and_is_told(site: Site, source: str):
    """No expert reads of the new case: a lead does, by another message, once for all of a kind; mended, the cards come."""
    lead, officer, reporter = await people(site)
    with broken(site.parts.door.words, Kind.NEW_CASE, source):
        number = await reporter.has_reported()
        await site.sees_retry("new_case")
        await site.becomes_later(SOON)
        told = await lead.waits_for(ALARM, 10)
        assert "案件都在" in told.text
        again = await (await site.newcomer("赵强")).has_reported(money_moving="just_now")
        await site.becomes_later(SOON)
        await site.becomes_later(timedelta(minutes=90))
        assert ALARM not in officer.screen
    await site.becomes_later(timedelta(hours=2))
    await officer.waits_for(number, 10, ever=True)
    await lead.waits_for(number, 10, ever=True)
    assert again
    assert len(await site.outgoing("not_written")) == 1
    assert await site.outgoing("delivery_broken") == []


async def test_after_a_start_it_goes_at_once(tmp_path: Path, database_url: str, clock: Clock, api: BotApi):
    """The mended version is started: whatever could not be written goes out then, and not when its hour is over."""
    async with open_site(tmp_path, database_url, clock, api) as site:
        _, officer, reporter = await people(site)
        with broken(site.parts.door.words, Kind.NEW_CASE):
            number = await reporter.has_reported()
            for attempts in (1, 2, 3, 4):
                await site.sees_retry("new_case", attempts)
                await site.becomes_later(timedelta(hours=1))
            await site.sees_retry("new_case", 5)
            waiting = [one for one in await site.outgoing("new_case") if one.state is OutgoingState.WAITING]
            assert min(one.retry_at for one in waiting) > clock() + timedelta(minutes=1)
    async with open_site(tmp_path, database_url, clock, api):
        await officer.waits_for(number, 10, ever=True)


async def test_what_waits_holds_up_nothing_else_of_its_chat(site: Site):
    """Beside the card that cannot be written the officer has everything else that is for them."""
    _, officer, reporter = await people(site)
    with broken(site.parts.door.words, Kind.NEW_CASE):
        await reporter.has_reported()
        await site.sees_retry("new_case")
        await site.becomes_later(SOON)
        await site.sees_retry("new_case", 2)
        await reporter.says("银行说钱还在，请尽快")
        await officer.waits_for("钱还在", 10)


@pytest.mark.postgres
async def test_of_a_receipt_the_desk_hears_too(site: Site):
    """The reporter waits for it: the desk is told to call, once; mended, the receipt comes all the same."""
    lead, officer, reporter = await people(site)
    await reporter.tells_up_to_submit()
    with broken(site.parts.door.words, Kind.RECEIPT):
        await reporter.person.presses("确认无误，提交")
        await site.sees_retry("receipt")
        await site.becomes_later(SOON)
        await officer.waits_for("给报案人的消息没有送出去", 10, ever=True)
        await lead.waits_for(ALARM, 10, ever=True)
        await site.becomes_later(timedelta(minutes=90))
        await site.sees_retry("receipt", 3)
    await site.becomes_later(timedelta(hours=2))
    await reporter.person.waits_for("收到了，编号", 10)
    assert await site.about(Event.DELIVERY_BROKEN) == 1


async def test_an_alarm_that_cannot_be_written_is_no_alarm_about_itself(site: Site):
    """Both templates have a mistake: two rows wait, nothing goes round in a circle, and both go out after the mend."""
    lead, officer, reporter = await people(site)
    words = site.parts.door.words
    with broken(words, Kind.NEW_CASE), broken(words, Kind.NOT_WRITTEN):
        number = await reporter.has_reported()
        await site.sees_retry("new_case")
        await site.becomes_later(SOON)
        await site.sees_retry("not_written")
        await site.becomes_later(SOON)
        await site.sees_retry("not_written", 2)
        assert len(await site.outgoing("not_written")) == 1
    await site.becomes_later(timedelta(hours=2))
    await lead.waits_for(ALARM, 10, ever=True)
    await officer.waits_for(number, 10, ever=True)


async def test_a_refused_card_is_told_as_one_that_will_not_come(site: Site, api: BotApi):
    """Telegram refuses what we made for an officer: a lead reads that it does not go out, and where the case is."""
    lead, officer, reporter = await people(site)
    api.fail_next("sendMessage", status=400, words="can't parse entities: unexpected", chat_id=officer.id)
    await reporter.has_reported()
    told = await lead.waits_for("没有发出去", 10, ever=True)
    assert "案件都在" in told.text


async def test_a_page_survives_the_name_of_such_a_message(site: Site):
    """What the ledger calls a message stands in its template: where that cannot be read, its own name does."""
    voice = site.parts.door.own_voice
    with broken(site.parts.door.words, Kind.NEW_CASE, UNREADABLE):
        assert kind_name(voice, "new_case") == "new_case"
    assert kind_name(voice, "new_case") == "通知新案件"
