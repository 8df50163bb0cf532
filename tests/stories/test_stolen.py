"""A stolen folder does not say who was in the chats of Telegram, either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.webchat.attachments import size_of
from cases.people import Role
from storage.chat_numbers import number_of
from storage.files import OVERHEAD, size_class
from storage.keys import CLASSES
from storage.tables import CaseMessage, Conversation, Draft, StoredFile, Utterance, WebFile
from tests.stories.test_groups import bound
from tests.stories.test_secrecy import dump
from tests.telegram.bot_api import BotApi
from tests.world import Product
from tests.world.on_telegram import Reporter, Site

REPORTER, OFFICER, GROUP = 5_912_345_678_901, 6_823_456_789_012, -1_009_876_543_210_987


def written(number: int) -> Iterator[bytes]:
    """As text, and as an integer of eight bytes or, as SQLite keeps it, of as few as will do."""
    yield str(abs(number)).encode()
    for size in (6, 8):
        if abs(number) < 1 << (8 * size - 1):
            yield number.to_bytes(size, "big", signed=True)
            yield number.to_bytes(size, "little", signed=True)


def check_nobody_is_named(where: str, content: bytes) -> None:
    for number in (REPORTER, OFFICER, GROUP):
        assert not [one for one in written(number) if one in content], f"{number} in {where}"


@pytest.mark.postgres
async def test_no_number_of_a_chat_is_on_the_disk(site: Site, api: BotApi, database_url: str, tmp_path: Path):
    """Reporter, officer and group: neither as text nor as bytes, in rows, files, index or journal; and all is delivered."""
    officer, person = api.person(OFFICER, "陈立"), api.person(REPORTER)
    await officer.says(f"/start join-{await site.invitation('陈立', Role.LEAD)}")
    await officer.waits_for("您已加入护企专家组")
    group = await bound(site, api, officer, chat=GROUP)
    await person.says("/start")
    await person.waits_for("出了什么事")
    reporter = Reporter(site, person)
    number = await reporter.has_reported()
    await group.waits_for(number)
    await officer.presses("接手")
    await officer.waits_for("负责人陈立")
    await officer.presses("问报案人")
    await api.settled()
    await officer.says("请把盖章的补充协议拍照发来")
    await person.waits_for("补充协议")
    await person.says("协议原件在老板的保险柜里")
    await officer.waits_for("保险柜")
    await api.settled()
    chats = await site.all(Conversation)
    assert {number_of(site.parts.door.keys, one) for one in chats} >= {REPORTER, OFFICER, GROUP}
    for table in (CaseMessage, Utterance, StoredFile):
        assert all(str(REPORTER) not in str(one.source) for one in await site.all(table))
    check_nobody_is_named("the rows", await dump(database_url))
    for path in [*tmp_path.rglob("*")]:
        if path.is_file():
            check_nobody_is_named(path.name, path.read_bytes())


async def test_how_long_a_text_was_is_told_to_a_class(product: Product):
    """One letter or sixty, three hundred or a thousand: the rows are equally long; a long one is told to 1 KiB."""
    reporter = await product.reporter()
    await reporter.has_reported()
    for words in ("好", "好" * 20, "好" * 100, "好" * 300):
        await reporter.says(words)
    sealed = {len(one.sealed_text) - OVERHEAD for one in await product.all(CaseMessage)}
    assert sealed <= {*CLASSES}
    drafts = [len(one.sealed_answers) - OVERHEAD for one in await product.all(Draft)]
    assert drafts and all(one in CLASSES or one % 1024 == 0 for one in drafts)


async def test_the_size_of_a_file_in_the_chat_is_sealed(product: Product):
    """The row says a class; whoever may read the chat is told it to the byte."""
    person = await product.reporter()
    await person.tells(until="evidence")
    await person.sends("合同.pdf", b"%PDF-1.4 " + b"x" * 5_000)
    door, seals = product.parts.door, product.parts.web_chat.updates.transcript.seals
    rows = await product.all(WebFile)
    assert [one.size for one in rows] == [size_class(5_009)] != [5_009]
    async with door.database.reading() as session:
        assert [size_of(one, await seals.of_file(session, one)) for one in rows] == [5_009]
