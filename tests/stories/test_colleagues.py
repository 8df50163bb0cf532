"""Colleagues of a reporter: named, in by a code, told the same, taken off; and the case handed on to one of them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select, update

from actions.colleagues import Asked, come_by_code, take_off
from storage.colleagues import MARK
from storage.tables import Author, CaseMessage, Colleague, Conversation, OutgoingState, Reach, StoredFile, Why
from tests.world import Clock, Person, Product, Reporter, open_product
from tests.world.on_telegram import Site
from tests.world.outside import MailServer
from tests.world.races import until_none_can_go_on

MAIL = "chen@example.com"
ANSWER = "请把七月的合同原件带来"
WHO = "陈静（法务或律师）"


@pytest.fixture
async def product(tmp_path: Path, database_url: str, clock: Clock, mail: MailServer) -> AsyncIterator[Product]:
    clock.set(datetime(2026, 11, 30, 2, tzinfo=UTC))  # ten in the morning
    async with open_product(tmp_path, database_url, clock, mail=mail.url) as opened:
        yield opened


def code_on(person: Person) -> str:
    found = re.findall(r"TS-\w{4}-\w{4}-\w{4}", "\n".join(one.text for one in person.screen))
    assert found
    return str(found[-1])


async def names(reporter: Reporter, name: str = "陈静") -> str:
    """The lawyer; the code to pass on."""
    await reporter.says("以后让我们法务也收到消息")
    reporter.sees("叫什么名字")
    await reporter.says(name)
    return code_on(reporter)


async def joins(product: Product, code: str) -> Person:
    lawyer = await product.person()
    await lawyer.says(f"/start with-{code}")
    lawyer.sees("您是 陈静 本人吗")
    await lawyer.presses("是我，我同意")
    return lawyer


async def answers(officer: Person, text: str) -> None:
    await officer.looks()
    if any("接手" in one for seen in officer.screen[-1:] for one in seen.buttons):
        await officer.presses("接手")
    await officer.presses("答复")
    await officer.says(text)


async def has_seen(person: Person, words: str) -> bool:
    await person.looks()
    return any(words in one.text and not one.mine for one in person.screen)


@pytest.mark.postgres
async def test_a_colleague_hears_the_same_and_speaks_for_themselves(product: Product):
    """Named in words, in by a code that works once; the desk reads who says and sends what; a promise stays one."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    number = await reporter.has_reported()
    code = await names(reporter)
    lawyer = await joins(product, code)
    lawyer.sees(f"{number} 的新消息也发到这里")
    assert await has_seen(reporter, f"陈静 打开了邀请并同意参加 {number}")
    again = await product.person()
    await again.says(f"/start with-{code}")
    again.sees("这个邀请码无效")

    await answers(officer, ANSWER)
    assert await has_seen(lawyer, ANSWER)
    assert await has_seen(reporter, ANSWER)
    rows = await product.outgoing("desk_answers")
    assert [(row.state, row.copy_of is None, row.promise) for row in rows] == [
        (OutgoingState.SENT, True, False),
        (OutgoingState.SENT, False, False),
    ]
    await lawyer.says("合同原件在我这里")
    lawyer.sees("已转给")
    await lawyer.sends("合同.pdf")
    await officer.looks()
    officer.sees(f"{WHO}说")
    officer.sees(f"{WHO}补了材料")
    (colleague,) = await product.all(Colleague)
    assert [one.colleague_id for one in await product.all(CaseMessage) if one.author == "reporter"] == [colleague.id]
    assert [one.colleague_id for one in await product.all(StoredFile)] == [colleague.id]

    await lawyer.presses("看进展")
    assert not any("撤回" in one or "我报的内容" in one for one in lawyer.last.buttons)
    await product.passes(timedelta(days=4))
    told = [one for one in await product.outgoing("still_working") if one.state is OutgoingState.SENT]
    assert {one.copy_of is None for one in told} == {True, False}
    assert sum(one.copy_of is None for one in told) == sum(one.copy_of is not None for one in told)
    waits = [one for one in await product.outgoing("still_working") if one.state is OutgoingState.WAITING]
    assert [one.copy_of for one in waits] == [None], "one promise, to whom it was made"


@pytest.mark.parametrize("said", ["对方电话打不通了", "明天要不要去银行", "钱都没了怎么办"])
async def test_what_is_no_name_reaches_the_desk(product: Product, said: str):
    """Asked for a colleague's name, they tell something else: nobody is named so, and the officer reads it."""
    await product.expert("陈立")
    reporter = await product.reporter()
    await reporter.has_reported()
    await reporter.says("以后让我们法务也收到消息")
    await reporter.says(said)
    assert await product.all(Colleague) == []
    (kept,) = await product.all(CaseMessage)
    assert kept.author is Author.REPORTER


@pytest.mark.parametrize("said", ["她叫陈静", "就是陈静啊", "陈静"])
async def test_a_name_in_a_sentence(product: Product, said: str):
    reporter = await product.reporter()
    await reporter.has_reported()
    await names(reporter, said)
    assert "转给 陈静" in reporter.last.text


async def test_who_was_taken_off_hears_nothing_more(product: Product, mail: MailServer):
    """At once, on no way of theirs; an old button and an old link say kindly that they are no part, and nothing else."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    await reporter.has_reported()
    code = await names(reporter)
    lawyer = await joins(product, code)
    await lawyer.presses("看进展")
    old = lawyer.last
    await lawyer.presses("新消息怎么通知我")
    await lawyer.presses("加一个邮箱")
    await lawyer.says(MAIL)
    await lawyer.says(mail.code_for(MAIL))
    lawyer.sees("确认好了")
    await answers(officer, ANSWER)
    assert [one.state for one in await product.outgoing("news_waits")] == [OutgoingState.WAITING]
    sent = len(mail.taken)

    await reporter.says("看进展")
    await reporter.presses("让同事也收到消息")
    reporter.sees(f"{WHO}：")
    await reporter.presses("不再发给陈静")
    await answers(officer, "第二句话")
    await product.passes(timedelta(hours=6))
    assert not await has_seen(lawyer, "第二句话")
    assert [(one.state, one.why) for one in await product.outgoing("news_waits")] == [
        (OutgoingState.CANCELLED, Why.TAKEN_OFF)
    ]
    assert len(mail.taken) == sent
    (reach,) = await product.all(Reach)
    assert reach.sealed_address == b""
    await lawyer.presses("写给专家", on=old)
    assert "已经不跟进这件了" in (lawyer.toast or "")
    await lawyer.says(f"/start with-{code}")
    lawyer.sees("这个邀请码无效")
    assert not await has_seen(lawyer, "第二句话")


async def test_the_case_is_handed_on(product: Product):
    """Whoever leaves the company gives it to a colleague: all goes on in their chat, and the desk hears of it once."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    number = await reporter.has_reported()
    lawyer = await joins(product, await names(reporter))
    await answers(officer, ANSWER)
    await reporter.looks()
    await reporter.says("我下个月就要离职了")
    reporter.sees("交给谁")
    old = reporter.last
    await reporter.presses("交给陈静")
    await reporter.presses("交给陈静，我退出")
    reporter.sees(f"{number} 从现在起由 陈静 代表公司联系")
    assert await has_seen(lawyer, f"把 {number} 交给了您")
    await officer.looks()
    assert officer.count(f"交给了公司的 {WHO}") == 1

    await answers(officer, "以后和您联系")
    await product.passes(timedelta(days=4))
    assert await has_seen(lawyer, "以后和您联系")
    assert not await has_seen(reporter, "以后和您联系")
    main = [one for one in await product.outgoing("still_working") if one.state is OutgoingState.SENT]
    case = await product.case()
    assert {one.conversation_id for one in main} == {case.conversation_id}
    await reporter.presses("交给陈静", on=old)
    assert "已经不跟进这件了" in (reporter.toast or "")
    await lawyer.says("看进展")
    assert any("撤回" in one for one in lawyer.last.buttons)
    await lawyer.says("合同原件在我这里")
    await officer.looks()
    officer.sees(f"{WHO}说")


async def test_a_row_that_somebody_wrote_is_nobodys_part(product: Product):
    """Whoever can write the database and has no key gets no message by it, and nobody else does by that row."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    number = await reporter.has_reported()
    lawyer = await joins(product, await names(reporter))
    stranger = await product.person()
    await stranger.says("/start")
    async with product.parts.door.database.writing() as session:
        here = select(Conversation.id).where(Conversation.chat_id == stranger.chat_id)
        await session.exec(update(Colleague).values(conversation_id=(await session.exec(here)).one()))
    await answers(officer, ANSWER)
    assert not await has_seen(stranger, ANSWER)
    assert not await has_seen(lawyer, ANSWER)
    assert await has_seen(reporter, ANSWER)
    await stranger.says(number)
    assert not await has_seen(stranger, "陈立")


async def test_a_wrong_code_three_times(product: Product):
    """Then none is looked at for an hour; no member's chat becomes a colleague's; a chat with its own case may."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    await reporter.has_reported()
    code = await names(reporter)
    await officer.says(f"/start with-{code}")
    other = await product.reporter()
    await other.has_reported(company_name="慈溪示例电器有限公司")
    for _ in range(3):
        await other.says("TS-AAAA-BBBB-CCCC")
        other.sees("这个邀请码无效")
    await other.says(code)
    other.sees("错了太多次")
    await product.passes(timedelta(hours=2))
    await other.says(code)
    await other.presses("是我，我同意")
    other.sees("从现在起")
    members = {one.id for one in await product.all(Conversation) if one.member_id}
    assert not members & {one.conversation_id for one in await product.all(Colleague)}
    await reporter.says(code)
    reporter.sees("这个邀请码无效")


@pytest.mark.postgres(only=True)
async def test_who_comes_while_they_are_taken_off(product: Product):
    """Both go by the case: whoever comes by the code waits for the reporter, and finds that it is good no more."""
    reporter = await product.reporter()
    number = await reporter.has_reported()
    code = await names(reporter)
    stranger = await product.person()
    await stranger.says("/start")
    chats = {one.chat_id: one for one in await product.all(Conversation)}
    (row,) = await product.all(Colleague)
    database, hand = product.parts.door.database, product.parts.door.hand

    async def comes() -> Asked | None:
        async with database.writing() as session:
            return await come_by_code(hand(session, conversation=chats[stranger.chat_id]), code)

    async with database.writing() as session:
        theirs = hand(session, conversation=chats[reporter.chat_id])
        await theirs.own(number)
        task = asyncio.create_task(comes())
        await until_none_can_go_on(database, task)
        await take_off(theirs, number, row.id.hex[:MARK])
    assert await task is None
    assert [one.conversation_id for one in await product.all(Colleague)] == [None]


async def test_where_the_phone_is_watched_the_reporter_confirms(product: Product):
    """Whoever saw the code on that phone may be the suspect: nothing goes anywhere before the reporter says that it is them."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    await reporter.has_reported(suspect_can_read="yes", quiet_hours="anytime")
    code = await names(reporter)
    reporter.sees("谁先用了码，谁就进来")
    lawyer = await joins(product, code)
    lawyer.sees("还要报案人确认")
    await lawyer.says("我这边有合同原件，明天送过去")
    assert "确认以后请再说一次" in lawyer.last.text  # and no report of their own is begun by it
    await reporter.looks()
    await reporter.presses(reporter.last.buttons[0])
    assert "再点「是陈静本人，可以发」" in reporter.sees("先打电话问一句").text
    await answers(officer, ANSWER)
    assert not [one for one in await product.outgoing() if one.copy_of]
    await reporter.says("看进展")
    await reporter.presses("让同事也收到消息")
    await reporter.presses("是陈静本人，可以发")
    await lawyer.says("我这边有合同原件，明天送过去")
    assert "已转给" in lawyer.last.text
    await answers(officer, "第二句话")
    assert len([one for one in await product.outgoing("desk_answers") if one.copy_of]) == 1
    assert not await has_seen(lawyer, "第二句话"), "it lies closed there too"


async def test_a_colleague_on_telegram(site: Site):
    """The link opens the bot; the same news comes there, also where it cannot come to the reporter any more."""
    officer, reporter = await site.officer("陈立"), await site.newcomer()
    await reporter.has_reported()
    await reporter.says("以后让我们法务也收到消息")
    await reporter.person.waits_for("叫什么名字")
    await reporter.says("陈静")
    shown = await reporter.person.waits_for("请把邀请码转给")
    link = re.search(r"t\.me/\S+start=(with-\S+)", shown.text)
    assert link
    lawyer = site.api.person(name="陈静")
    await lawyer.says(f"/start {link[1]}")
    await lawyer.waits_for("您是 陈静 本人吗")
    await lawyer.presses("是我，我同意")
    await reporter.person.waits_for("陈静 打开了邀请并同意参加")
    await reporter.person.blocks()
    await officer.waits_for("GC-")
    await officer.presses("接手")
    await lawyer.waits_for("陈立")
