"""What a reporter types of how, how often and whom we tell is understood, and what only sounds like it is for the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions.rhythm import USUAL
from storage.conversations import set_mode
from storage.tables import Author, CaseMessage, Colleague, Conversation, OutgoingState, Reach
from tests.stories.test_colleagues import joins, names
from tests.world import Clock, Product, Reporter, open_product
from tests.world.outside import Gateway, MailServer

MAIL, OTHER = "wang@example.com", "li@example.com"


@pytest.fixture
async def product(
    tmp_path: Path, database_url: str, clock: Clock, mail: MailServer, sms: Gateway
) -> AsyncIterator[Product]:
    clock.set(datetime(2026, 11, 30, 2, tzinfo=UTC))
    settings = {"mail": mail.url, "sms": sms.url, "public_url": "https://green.example.org"}
    async with open_product(tmp_path, database_url, clock, **settings) as opened:
        yield opened


async def at_desk(product: Product) -> list[CaseMessage]:
    """What they said to an officer."""
    return [one for one in await product.all(CaseMessage) if one.author is Author.REPORTER]


async def test_by_what_they_are_told(product: Product, reporter: Reporter, mail: MailServer, sms: Gateway):
    """An address asked for in words, another one beside it, the first taken off; what is not offered is said to be none."""
    await reporter.has_reported()
    await reporter.says("有消息发我邮箱吧")
    reporter.sees("邮箱是多少")
    await reporter.says(MAIL)
    await reporter.says(mail.code_for(MAIL))
    await reporter.says("换个邮箱")
    await reporter.says(OTHER)
    shown = await reporter.says(mail.code_for(OTHER))
    assert "w•••@example.com 也还会收到" in shown.text
    await reporter.presses("取消电子邮箱 w•••@example.com", on=shown)
    await reporter.says("用微信通知我行不行")
    assert "不用微信" in reporter.last.text
    assert any("手机号" in one for one in reporter.last.buttons)
    await reporter.says("不要再给我发短信了")
    assert "没有用短信通知您" in reporter.last.text
    await reporter.says("取消我的邮箱")
    assert "已经删掉" in reporter.last.text
    await reporter.says("给我发短信")
    assert "手机号是多少" in reporter.last.text
    assert await at_desk(product) == []
    assert [one.ended_at is None for one in await product.all(Reach)] == [False, False]
    for said in ("他给我发短信说账户冻结了", "请把笔录发我邮箱", "我换手机号了", "合同他发我邮箱了"):
        await reporter.says(said)
    assert len(await at_desk(product)) == 4


async def test_an_address_in_answer_to_how_they_would_be_told(
    product: Product, reporter: Reporter, mail: MailServer, sms: Gateway
):
    """Its code goes out at once, and the second is asked for after the first; a number of somebody else's is for the desk."""
    await reporter.has_reported()
    await reporter.says("好的")
    await reporter.says(f"邮箱吧 {MAIL} 另外手机 13805741234 也发")
    assert "确认码正在发往 wang@example.com" in reporter.last.text
    assert "再问您另一个：手机号" in reporter.last.text
    await reporter.says(mail.code_for(MAIL))
    reporter.sees("确认好了：电子邮箱 w•••@example.com")
    assert "手机号是多少" in reporter.last.text
    await reporter.says("13805741234")
    await reporter.says(sms.code_for("13805741234"))
    reporter.sees("确认好了：手机号 138••••1234")
    await reporter.says(f"有消息也发我邮箱 {OTHER}")
    assert "确认码正在发往 li@example.com" in reporter.last.text
    await reporter.says("新消息怎么通知我")
    assert "让同事也收到消息" in str(reporter.last.buttons)
    await reporter.says("不用了")
    assert "不发提醒" in reporter.last.text
    assert len(await at_desk(product)) == 1, "好的 alone"
    await reporter.says("新消息怎么通知我")
    await reporter.says("对方电话我再发一下")
    for said in ("13900001111", f"对方的邮箱是 {MAIL}", "骗子用 13900001111 打来的"):
        await reporter.says(said)
    assert len(await at_desk(product)) == 5
    assert len(sms.taken) == 1


async def test_a_way_the_unit_has_not(tmp_path: Path, database_url: str, clock: Clock, mail: MailServer):
    """Where no SMS goes out, that is said, with what there is."""
    async with open_product(tmp_path, database_url, clock, mail=mail.url) as product:
        reporter = await product.reporter()
        await reporter.presses("English")
        reporter.language = "en"
        await reporter.has_reported(company_name="Yongjiang Ltd", story="They never delivered.")
        await reporter.says("text me instead")
        assert "cannot be told by text message" in reporter.last.text
        assert any("e-mail" in one for one in reporter.last.buttons)
        await reporter.says(f"13805741234 and my email {MAIL}")
        reporter.sees("cannot be told by text message")
        assert MAIL in reporter.last.text
        await reporter.says("email me instead")
        assert "e-mail" in reporter.last.text


async def test_a_code_that_does_not_come(product: Product, reporter: Reporter, mail: MailServer):
    """When it went and to where is said, and it is waited for still; sent anew, and bounded; then it is proved."""
    await reporter.has_reported()
    await reporter.presses("加一个邮箱")
    await reporter.says(MAIL)
    shown = await reporter.says("怎么还没收到")
    assert "10:00 已经发往 w•••@example.com" in shown.text
    assert any("换一个邮箱" in one for one in shown.buttons)
    first = mail.code_for(MAIL)
    await reporter.presses("再发一次", on=shown)
    assert len(mail.taken) == 2
    await reporter.says("还是收不到验证码")
    await reporter.says("再发一遍")
    assert len(mail.taken) == 3
    await reporter.says("重发")
    assert "太多了" in reporter.last.text
    if first != mail.code_for(MAIL):
        await reporter.says(first)
        reporter.sees("数字不对")
    product.clock.passes(timedelta(minutes=11))
    await reporter.says("没收到")
    assert "过了时间" in reporter.last.text
    await reporter.says("填错了")
    assert "邮箱是多少" in reporter.last.text
    await reporter.says(OTHER)
    await reporter.says("code never came")
    assert "l•••@example.com" in reporter.last.text
    await reporter.says("多久说一次")
    await reporter.says("看进展")
    await reporter.says(mail.code_for(OTHER))
    reporter.sees("确认好了")
    await reporter.says("货还没收到")
    assert len(await at_desk(product)) == 1


async def test_a_code_that_could_not_go(product: Product, reporter: Reporter, mail: MailServer):
    """A mailbox that is none is said to be none: nothing was sent."""
    await reporter.has_reported()
    await reporter.presses("加一个邮箱")
    mail.refuses[MAIL] = "550 5.1.1 no such user"
    await reporter.says(MAIL)
    await reporter.says("没收到")
    assert "没能发到您写的地方" in reporter.last.text
    assert [one.state for one in await product.outgoing("reach_code")] == [OutgoingState.GONE]


async def test_who_is_just_taken_off_asks_after_their_code(product: Product, reporter: Reporter, mail: MailServer):
    """What they wrote crossed it: they read that they have no part any more, and no letter goes out."""
    await reporter.has_reported()
    lawyer = await joins(product, await names(reporter))
    await lawyer.says("发我邮箱吧")
    await lawyer.says(MAIL)
    (waits,) = [one for one in await product.all(Conversation) if one.mode == "reach"]
    await reporter.looks()
    await reporter.says("别再发给陈律师")
    await reporter.presses("不再发给陈静", on=reporter.last)
    for said in ("没收到验证码", "再发一次验证码"):
        async with product.parts.door.database.writing() as session:
            await set_mode(session, waits.id, str(waits.mode), **waits.about)
        assert "您已经不跟进这件了" in (await lawyer.says(said)).text
    assert len(mail.taken) == 1


async def test_how_often(product: Product, reporter: Reporter):
    """What the plan has is chosen, anything else offers what there is; an officer who asked is answered by the same words."""
    officer = await product.expert("陈立")
    await reporter.has_reported()
    await reporter.says("你们多久通知我一次？")
    assert "多久跟您说一次" in reporter.last.text
    await reporter.says("每周告诉我一次")
    assert "每 7 天一次" in reporter.last.text
    await reporter.says("一个月说一次就行")
    assert "每 30 天一次" in reporter.last.text
    await reporter.says("每天跟我说一声")
    assert (await product.case()).rhythm == "daily"
    for said in ("别老发消息", "多久说一次", "两周说一次吧", "三天一次", "消息太多了"):
        await reporter.says(said)
        assert "多久跟您说一次" in reporter.last.text
    assert await at_desk(product) == []
    await product.passes(timedelta(minutes=1))
    await officer.looks()
    await officer.presses("接手")
    await officer.presses("答复")
    await officer.says("他多久还一次钱？")
    await reporter.looks()
    await reporter.says("每周一次")
    assert len(await at_desk(product)) == 1
    assert (await product.case()).rhythm not in {USUAL, "weekly"}
    await reporter.says("他每周给我打一次电话")
    assert len(await at_desk(product)) == 2


async def test_a_colleague_is_named_in_words(product: Product, reporter: Reporter):
    """With name and post at once; or who it is in answer to that question. What happened to a colleague is for the desk."""
    await reporter.has_reported()
    await reporter.says("让李娜也收到消息，她是财务主管")
    assert "邀请码转给 李娜" in reporter.last.text
    await reporter.says("加一位同事")
    assert "要加的是哪一位" in reporter.last.text
    await reporter.says("王磊 法务经理")
    assert "邀请码转给 王磊" in reporter.last.text
    await reporter.says("同事也要收到")
    assert "这位同事叫什么名字" in reporter.last.text
    await reporter.says("陈静，出纳")
    found = {(one.post, one.ended_at) for one in await product.all(Colleague)}
    assert found == {("finance", None), ("lawyer", None)}
    assert await at_desk(product) == []
    for said in ("李娜也收到了消息", "我们财务也要报销", "让李娜也来做笔录"):
        await reporter.says(said)
    assert len(await at_desk(product)) == 3


async def test_colleagues_in_words(product: Product, reporter: Reporter):
    """Somebody is taken off by the press that names them; who leaves is asked about whom they name, if that one is in."""
    await product.expert("陈立")
    await reporter.has_reported()
    await reporter.says("把财务去掉")
    assert len(await at_desk(product)) == 1, "there is none: the desk reads it"
    await joins(product, await names(reporter))
    await reporter.looks()
    await reporter.says("我要离职，以后张丽管")
    assert "交给谁" in reporter.last.text
    await reporter.says("我下周就不在公司了，以后由陈静负责")
    assert "交给陈静，我退出" in str(reporter.last.buttons)
    await reporter.says("别再发给陈律师")
    assert "不再发给谁" in reporter.last.text
    await reporter.presses("不再发给陈静", on=reporter.last)
    (colleague,) = await product.all(Colleague)
    assert colleague.ended_at
    for said in ("他要离职，以后张丽管", "把合同里的财务章去掉了", "出纳以后不用来了"):
        await reporter.says(said)
    assert len(await at_desk(product)) == 4


NO_WISH = (
    *("邮件都删了", "我把微信删了", "手机关了", "短信都删了", "我们每月报一次", "每天给我发消息", "我每天发一次"),
    *("给我们财务也发了一个链接", "都由李强负责", "我有短信通知", "发我邮箱了", "通过公司邮箱", "请用手机联系我"),
    *("delete the email", "please contact me by phone", "our accountant handles it"),
    *("对方绑定了我的手机号", "转账消息太多了看不过来", "三天一次", "三天一次的付款"),
)


async def test_what_only_sounds_like_a_wish_is_for_the_desk(product: Product, reporter: Reporter, mail: MailServer):
    """Nobody's address is taken off by it, no rhythm changes, and no door to the case is opened."""
    await reporter.has_reported()
    await reporter.presses("加一个邮箱")
    await reporter.says(MAIL)
    await reporter.says(mail.code_for(MAIL))
    for said in NO_WISH:
        await reporter.says(said)
    assert len(await at_desk(product)) == len(NO_WISH)
    assert [one.ended_at for one in await product.all(Reach)] == [None]
    assert await product.all(Colleague) == []


async def test_a_bare_no_is_not_of_the_code_that_is_waited_for(product: Product, reporter: Reporter, mail: MailServer):
    await reporter.has_reported()
    await reporter.presses("加一个邮箱")
    await reporter.says(MAIL)
    for said in ("没有", "好像没有", "not yet"):
        await reporter.says(said)
    assert len(await at_desk(product)) == 3
