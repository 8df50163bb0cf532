"""Who closed the page is told by e-mail and SMS that there is news: proved addresses only, and no word of the case."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, update

from cases.messages import Kind
from cases.people import Role
from storage.arrivals import mark_seen
from storage.tables import Outgoing, OutgoingState, Reach
from tests.telegram.bot_api import BotApi
from tests.world import Clock, Person, Product, Reporter, open_product
from tests.world.on_telegram import open_site
from tests.world.outside import Gateway, MailServer, heard_of_logs

MAIL, PHONE = "wang@example.com", "13800138000"
ANSWER = "请把七月的合同原件带来，账号 6222020200112233445 已经在查"


@pytest.fixture
async def product(
    tmp_path: Path, database_url: str, clock: Clock, mail: MailServer, sms: Gateway
) -> AsyncIterator[Product]:
    clock.set(datetime(2026, 11, 30, 2, tzinfo=UTC))  # ten in the morning
    settings = {"mail": mail.url, "sms": sms.url, "public_url": "https://green.example.org"}
    async with open_product(tmp_path, database_url, clock, **settings) as opened:
        yield opened


async def adds_mail(reporter: Reporter, mail: MailServer, address: str = MAIL) -> None:
    await reporter.presses("加一个邮箱")
    await reporter.says(address)
    await reporter.says(mail.code_for(address))
    reporter.sees("确认好了")


async def adds_phone(reporter: Reporter, sms: Gateway) -> None:
    await reporter.presses("新消息怎么通知我")
    await reporter.presses("加一个手机号")
    await reporter.says("我的手机 138 0013 8000")
    await reporter.says(sms.code_for(PHONE))
    reporter.sees("确认好了：手机号 138••••8000")


async def answers(officer: Person, *texts: str) -> None:
    await officer.looks()
    await officer.presses("接手")
    for text in texts:
        await officer.presses("答复")
        await officer.says(text)


async def notices(product: Product) -> list[tuple[str, str | None]]:
    """How each ended, and why."""
    return [(row.state.value, row.error) for row in await product.outgoing("news_waits")]


@pytest.mark.postgres
async def test_who_closed_the_page_is_told_outside(product: Product, mail: MailServer, sms: Gateway):
    """Asked once after the receipt; proved by codes; the news comes by mail, then by SMS, then lies in the chat."""
    logged = heard_of_logs()
    officer, reporter = await product.expert("陈立"), await product.reporter()
    number = await reporter.has_reported()
    reporter.sees("怎么通知您")
    await adds_mail(reporter, mail)
    await adds_phone(reporter, sms)
    before = len(mail.taken), len(sms.taken)
    await answers(officer, ANSWER)
    assert (len(mail.taken), len(sms.taken)) == before, "nobody is told while they may be looking"
    await product.passes(timedelta(hours=1))
    to, subject, text = mail.taken[-1]
    assert (to, subject) == (MAIL, f"【护企绿色通道】您的对话里有新消息，编号 {number}。")
    assert "green.example.org" in text
    assert "://" not in text
    await product.passes(timedelta(hours=3))
    assert number in sms.taken[-1]["content"]
    assert "有新消息" in sms.taken[-1]["content"]
    said = [one[1] + one[2] for one in mail.taken] + [str(one) for one in sms.taken]
    case_words = [ANSWER[:6], "合同", "6222", "陈立", "320"]
    assert not [(word, one) for one in said for word in case_words if word in one]
    await reporter.looks()
    reporter.sees(ANSWER)
    assert await notices(product) == [("sent", None)] * 2, "once for the news, not for each message of it"
    assert not [word for word in (MAIL, PHONE) if word in "".join(logged())], "no address is in a log"


async def test_an_address_of_somebody_else_is_never_told(product: Product, mail: MailServer):
    """Three wrong codes and it is given up and not kept; nobody gets more than three codes a day, whoever asks."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    await reporter.has_reported()
    await reporter.presses("加一个邮箱")
    await reporter.says("我没有邮箱呀，那边的人我也不认识")
    reporter.sees("已转给专家组")
    await reporter.presses("加一个邮箱")
    await reporter.says("wang＠example")
    reporter.sees("没看懂")
    await reporter.says(f"是 {MAIL}")
    wrong = str((int(mail.code_for(MAIL)) + 1) % 10**6).zfill(6)
    for left in (2, 1):
        await reporter.says(wrong)
        reporter.sees(f"还可以试 {left} 次")
    await reporter.says(wrong)
    reporter.sees("错了三次")
    (reach,) = await product.all(Reach)
    assert (reach.proved_at, reach.sealed_address, reach.sealed_code) == (None, b"", None)
    await answers(officer, ANSWER)
    await product.passes(timedelta(hours=5))
    assert [one[0] for one in mail.taken] == [MAIL], "the code, and nothing else ever"
    other = await product.reporter()
    await other.has_reported()
    for _ in range(3):
        await other.presses("加一个邮箱")
        await other.says(MAIL)
    other.sees("太多了")
    assert len(mail.taken) == 3


async def test_what_may_have_come_twice_says_so_last(product: Product, mail: MailServer):
    """Killed while the mail server had it in hand: it comes again, with its subject as before and the word below it."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    number = await reporter.has_reported()
    await adds_mail(reporter, mail)
    await answers(officer, ANSWER)
    async with product.parts.door.database.writing() as session:
        await session.exec(update(Outgoing).where(col(Outgoing.kind) == Kind.NEWS_WAITS).values(leased=True))
    await product.passes(timedelta(hours=1))
    _, subject, text = mail.taken[-1]
    assert subject == f"【护企绿色通道】您的对话里有新消息，编号 {number}。"
    assert text.endswith("（这条可能重复了）")


async def test_what_servers_answer_is_written_down(product: Product, mail: MailServer, sms: Gateway):
    """Put off, it goes later; a gateway that says yes and means no is told to a lead; a mailbox that is gone is said."""
    officer, reporter = await product.expert("陈立", Role.LEAD), await product.reporter()
    await reporter.has_reported()
    await adds_mail(reporter, mail)
    await adds_phone(reporter, sms)
    mail.refuses[MAIL], sms.answers = "450 4.2.0 greylisted, try again", '{"code": 1, "message": "quota"}'
    await answers(officer, ANSWER)
    await product.passes(timedelta(minutes=6))
    assert await notices(product) == [
        ("waiting", "no answer: the mail server puts it off: 450"),
        ("waiting", None),
    ]
    await product.passes(timedelta(hours=3))
    assert ("broken", "the gateway says yes and names an error") in await notices(product)
    await officer.looks()
    officer.sees("发往报案人手机号的提醒被拒收")
    mail.refuses.clear()
    await product.passes(timedelta(hours=1))
    assert ("sent", None) in await notices(product)
    mail.refuses[MAIL] = "550 5.1.1 no such user"
    await officer.presses("答复")
    await officer.says("再补一份")
    await product.passes(timedelta(hours=2))
    assert ("gone", "no such mailbox: 550") in await notices(product)
    await reporter.looks()
    reporter.sees("电子邮箱收不到我们的提醒")
    reporter.sees("再补一份")


async def test_who_looks_is_left_in_peace(product: Product, mail: MailServer):
    """A burst is one notice; what lay on the screen is none; taken off in one press, nothing comes and none is kept."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    await reporter.has_reported()
    await adds_mail(reporter, mail)
    await answers(officer, "第一句", "第二句", "第三句")
    await product.passes(timedelta(hours=2))
    assert await notices(product) == [("sent", None)]
    await officer.presses("答复")
    await officer.says("第四句")
    await reporter.looks()
    on_screen, door = reporter.sees("第四句").id, product.parts.door
    await mark_seen(door.database, reporter.bot_id, reporter.chat_id, [on_screen], product.clock())
    await product.passes(timedelta(hours=4))
    assert await notices(product) == [("sent", None), ("cancelled", None)]
    await reporter.presses("新消息怎么通知我")
    await reporter.presses("取消电子邮箱 w•••@example.com")
    reporter.sees("已经删掉")
    await officer.presses("答复")
    await officer.says("第五句")
    await product.passes(timedelta(hours=4))
    assert len(await notices(product)) == 2
    (reach,) = await product.all(Reach)
    assert (reach.sealed_address, reach.ended_at is None) == (b"", False)


async def test_a_watched_phone_is_told_nothing_but_that_there_is_a_message(product: Product, mail: MailServer):
    """Neither who writes nor what about, and in the hours that were chosen only."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    number = await reporter.has_reported(suspect_can_read="yes", quiet_hours="evening")
    reporter.sees("只填您怀疑的人看不到的")
    await adds_mail(reporter, mail)
    await answers(officer, ANSWER)
    await product.passes(timedelta(hours=6))
    product.clock.set(datetime(2026, 11, 30, 11, tzinfo=UTC))  # seven in the evening
    await product.settles()
    await product.passes(timedelta(minutes=20))
    for _, subject, text in mail.taken:
        assert not [word for word in (number, "护企", "公安", "报案", "案", "green") if word in subject + text]
    assert mail.taken[-1][1] == "您有一条新消息。"
    assert [row.sent_at.astimezone(product.parts.door.zone).hour for row in await product.outgoing("news_waits")] == [
        19
    ]


async def test_while_money_moves_every_way_goes_at_once(product: Product, mail: MailServer, sms: Gateway):
    """A minute unseen, and mail and SMS go together, at whatever hour."""
    officer, reporter = await product.expert("陈立"), await product.reporter()
    number = await reporter.has_reported(money_moving="just_now")
    await adds_mail(reporter, mail)
    await adds_phone(reporter, sms)
    product.clock.set(datetime(2026, 11, 30, 18, tzinfo=UTC))  # two at night
    await answers(officer, ANSWER)
    await product.passes(timedelta(minutes=2))
    assert (number in mail.taken[-1][1], number in sms.taken[-1]["content"]) == (True, True)


async def test_whom_telegram_does_not_reach_is_told_by_mail(
    tmp_path: Path, database_url: str, clock: Clock, api: BotApi, mail: MailServer
):
    """What Telegram took is told nowhere else; who blocked the bot hears of the next by mail."""
    clock.set(datetime(2026, 11, 30, 2, tzinfo=UTC))
    async with open_site(tmp_path, database_url, clock, api, mail=mail.url) as site:
        officer, reporter = await site.officer(), await site.newcomer()
        number = await reporter.reports()
        await reporter.says("/status")
        await reporter.presses("新消息怎么通知我")
        await reporter.presses("加一个邮箱")
        await reporter.says(MAIL)
        await site.ended("reach_code", OutgoingState.SENT)
        await reporter.says(mail.code_for(MAIL))
        await reporter.person.waits_for("确认好了")
        await officer.presses("接手", on=await officer.waits_for(number))
        await site.ended("taken", OutgoingState.SENT)
        assert await site.outgoing("news_waits") == []
        await reporter.person.blocks()
        await officer.presses("答复报案人")
        await officer.waits_for("下一条消息就发给对方")
        await officer.says(ANSWER)
        await site.ended("desk_answers", OutgoingState.GONE)
        await site.becomes_later(timedelta(minutes=10))
        await site.ended("news_waits", OutgoingState.SENT)
        assert number in mail.taken[-1][1]
