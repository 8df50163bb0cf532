"""Words to a reporter that were wrong: put right or taken back, and shown as such to both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from actions.revising import revise_message, take_back_message
from cases.people import Role
from storage.tables import Author, CaseMessage, InChat, Member, MessageWording, Outgoing, OutgoingState
from tests.world import Person, Product, Reporter

IN_THE_EVENING = {"suspect_can_read": "unsure", "quiet_hours": "evening"}
WRONG, RIGHT = "请带 300 万元的回单来。", "请带 320 万元的回单来。"


async def answered(product: Product, reporter: Reporter):
    """An officer wrote to the reporter, who has it."""
    chen = await product.expert("陈立")
    number = await reporter.has_reported()
    await chen.says(number)
    await chen.presses("答复报案人", on=chen.last)
    await chen.says(WRONG)
    await reporter.looks()
    assert WRONG in reporter.last.text
    return chen, number


async def changes(expert, number: str, how: str) -> None:
    await expert.says(number)
    await expert.presses(how, on=expert.last)


async def test_an_answer_is_put_right(product: Product, reporter: Reporter):
    """The old message changes where it stands, a new one says so; the record keeps both wordings, sealed."""
    chen, number = await answered(product, reporter)
    await changes(chen, number, "更正")
    assert "300 万元" in " ".join(chen.last.buttons)
    await chen.presses(chen.last.buttons[0], on=chen.last)
    await chen.says(RIGHT)
    assert "已更正" in chen.last.text
    await reporter.looks()
    assert "更正" in reporter.last.text
    assert RIGHT in reporter.last.text
    assert not [one for one in reporter.screen if WRONG in one.text]
    (message,), (wording,) = await product.all(CaseMessage), await product.all(MessageWording)
    assert message.in_chat is InChat.CHANGED
    assert b"300" not in wording.sealed_text


async def test_a_correction_begins_with_the_present_words(product: Product, reporter: Reporter):
    """They stand in the chat to be copied, as they are now: also when they were put right before."""
    chen, number = await answered(product, reporter)
    for before, after in ((WRONG, RIGHT), (RIGHT, WRONG)):
        await changes(chen, number, "更正")
        await chen.presses(chen.last.buttons[0], on=chen.last)
        assert "现在写的是" in chen.last.text and before in chen.last.text
        await chen.says(after)
    await changes(chen, number, "撤回")
    assert "现在写的是" not in chen.last.text


@pytest.mark.postgres
async def test_a_correction_that_is_taken_back_says_nothing_any_more(product: Product, reporter: Reporter):
    """Neither the first wording nor the letter of the second one stands in the chat as if it held."""
    chen, number = await answered(product, reporter)
    await changes(chen, number, "更正")
    await chen.presses(chen.last.buttons[0], on=chen.last)
    await chen.says(RIGHT)
    await reporter.looks()
    await changes(chen, number, "撤回")
    await chen.presses(chen.last.buttons[0], on=chen.last)
    await reporter.looks()
    assert not [one for one in reporter.screen if WRONG in one.text or RIGHT in one.text]
    assert "撤回" in reporter.last.text


@pytest.mark.postgres
async def test_a_correction_never_undoes_a_colleagues(product: Product, reporter: Reporter):
    """Begun before the lead's, it is refused with the words of now; it goes when it is sent once more, and says whose."""
    chen, number = await answered(product, reporter)
    lead = await product.expert("赵锋", Role.LEAD)
    for one in (chen, lead):
        await changes(one, number, "更正")
        await one.presses(one.last.buttons[0], on=one.last)
    await lead.says(RIGHT)
    product.clock.passes(timedelta(minutes=2))
    mine = f"{WRONG}下午三点前到。"
    await chen.says(mine)
    assert "赵锋 刚改过这一条" in chen.last.text
    assert RIGHT in chen.last.text
    await reporter.looks()
    assert RIGHT in reporter.last.text
    assert len(await product.all(MessageWording)) == 1
    await chen.says(f"{RIGHT}下午三点前到。")
    assert "已更正" in chen.last.text
    await reporter.looks()
    assert f"{RIGHT}下午三点前到。" in reporter.last.text


async def test_an_answer_is_taken_back(product: Product, reporter: Reporter):
    """Its words leave the chat and the copy; that it was there is said on both sides."""
    chen, number = await answered(product, reporter)
    await changes(chen, number, "撤回")
    await chen.presses(chen.last.buttons[0], on=chen.last)
    await reporter.looks()
    assert "撤回" in reporter.last.text
    assert not [one for one in reporter.screen if WRONG in one.text]
    assert [one for one in reporter.screen if "陈立 撤回了这条" in one.text]
    await changes(chen, number, "更正")
    assert "没有您能改的" in chen.last.text


async def test_what_a_channel_will_not_change_is_said_to_stay(product: Product, reporter: Reporter, monkeypatch):
    """The reporter is told all the same, and the team reads that the old words are still there."""
    from aiogram.exceptions import TelegramBadRequest
    from aiogram.methods import EditMessageText

    chen, number = await answered(product, reporter)
    channel = next(iter(product.parts.channels.values()))

    async def refuses(text, **where):
        raise TelegramBadRequest(EditMessageText(text=text), "message can't be edited")

    monkeypatch.setattr(type(channel.bot), "edit_message_text", lambda _bot, text, **where: refuses(text, **where))
    await changes(chen, number, "更正")
    await chen.presses(chen.last.buttons[0], on=chen.last)
    await chen.says(RIGHT)
    monkeypatch.undo()
    await reporter.looks()
    assert RIGHT in reporter.last.text
    assert [one for one in reporter.screen if WRONG in one.text]
    (message,) = await product.all(CaseMessage)
    assert message.in_chat is InChat.STAYS


@pytest.mark.parametrize("text", ["", WRONG], ids=["empty", "the same words"])
async def test_nothing_is_put_right_into_nothing(product: Product, reporter: Reporter, text: str):
    """An empty correction or the same words are refused, and the message stays as it is."""
    chen, number = await answered(product, reporter)
    await changes(chen, number, "更正")
    await chen.presses(chen.last.buttons[0], on=chen.last)
    await chen.says(text or "   ")
    assert await product.all(MessageWording) == []


async def test_only_its_writer_and_a_lead_change_it(product: Product, reporter: Reporter):
    """A colleague is offered none; a lead is, and the reporter reads who had written it."""
    _, number = await answered(product, reporter)
    wu, lead = await product.expert("吴越"), await product.expert("赵锋", Role.LEAD)
    await changes(wu, number, "撤回")
    assert "没有您能改的" in wu.last.text
    await changes(lead, number, "撤回")
    await lead.presses(lead.last.buttons[0], on=lead.last)
    await reporter.looks()
    assert "陈立" in reporter.last.text
    assert "撤回" in reporter.last.text
    async with product.parts.door.database.reading() as session:
        kinds = [row.kind for row in (await session.exec(select(Outgoing))).all()]
    assert kinds.count("desk_took_back") == 1


@pytest.fixture
def by_day(product: Product) -> None:
    """Tomorrow at ten in the morning, so that the evening is still to come."""
    tomorrow = product.clock().astimezone(product.parts.door.zone) + timedelta(days=1)
    product.clock.set(tomorrow.replace(hour=10, minute=0))


@pytest.mark.postgres(only=True)
@pytest.mark.usefixtures("by_day")
@pytest.mark.parametrize("how", ["taken back", "put right"])
async def test_what_is_changed_does_not_leave_meanwhile(product: Product, reporter: Reporter, how: str):
    """A delivery that comes between the change and its commit waits for it: the wrong words never reach the reporter."""
    chen = await product.expert("陈立")
    number = await reporter.has_reported(**IN_THE_EVENING)
    await chen.says(number)
    await chen.presses("答复报案人", on=chen.last)
    await chen.says(WRONG)
    (letter,) = await product.outgoing("desk_answers")
    assert letter.state is OutgoingState.WAITING
    product.clock.set(letter.retry_at + timedelta(minutes=1))
    (member,), (message,) = await product.all(Member), await product.all(CaseMessage)
    async with product.parts.door.database.writing() as session:
        hand = product.parts.door.hand(session, member=member)
        if how == "taken back":
            await take_back_message(hand, number, message.id)
        else:
            await revise_message(hand, number, message.id, RIGHT)
        await product.parts.delivery.deliver(letter.id)
    (letter,) = await product.outgoing("desk_answers")
    assert letter.state is (OutgoingState.CANCELLED if how == "taken back" else OutgoingState.WAITING)
    assert letter.sent_at is None


async def goes_quiet(reporter: Reporter) -> None:
    await reporter.says("吴斌还能登我们公司邮箱 也能看我手机 发消息小心点")
    await reporter.presses("能看到", on=reporter.sees("听起来有人还能看到"))
    assert (await reporter.product.case()).quiet


async def test_what_lay_open_is_hidden_on_a_phone_that_became_watched(product: Product, reporter: Reporter):
    """Sent before the reporter asked for quiet: taken back, its words leave the chat, and only then it counts as changed."""
    chen, number = await answered(product, reporter)
    await goes_quiet(reporter)
    await changes(chen, number, "撤回")
    await chen.presses(chen.last.buttons[0], on=chen.last)
    await reporter.looks()
    assert not [one for one in reporter.screen if "300 万元" in one.text]
    (message,) = [one for one in await product.all(CaseMessage) if one.author is Author.DESK]
    assert message.in_chat is InChat.CHANGED


@pytest.mark.usefixtures("by_day")
async def test_who_asks_for_what_waits_has_it_also_when_it_was_taken_back(product: Product, reporter: Reporter):
    """Outside the hours they chose: the message that closes the old one comes when they look, and not in the evening."""
    chen = await product.expert("陈立")
    number = await reporter.has_reported(**IN_THE_EVENING)
    await chen.says(number)
    await chen.presses("答复报案人", on=chen.last)
    await chen.says(WRONG)
    await reporter.says("/status")
    await changes(chen, number, "撤回")
    await chen.presses(chen.last.buttons[0], on=chen.last)
    (told,) = await product.outgoing("desk_took_back")
    assert told.state is OutgoingState.WAITING
    await reporter.says("/status")
    (told,) = await product.outgoing("desk_took_back")
    assert told.state is OutgoingState.SENT


@pytest.mark.postgres
async def test_an_answer_taken_back_is_owed_again(product: Product, reporter: Reporter):
    """The reporter waits since they asked, by the time they were told; the queue shows it and the warnings are planned."""
    chen = await product.expert("陈立")
    number = await reporter.has_reported()
    await chen.says(number)
    await chen.presses("接手", on=chen.last)
    await reporter.says("银行那边说要警方的编号，编号是多少？")
    asked = await product.case()
    await writes(chen, number, WRONG)
    assert (await product.case()).asked_at is None
    await takes_back(chen, number, WRONG)
    case = await product.case()
    assert case.asked_at
    assert (case.asked_at, case.reply_due_at) == (asked.asked_at, asked.reply_due_at)
    waiting = [row.due_at for row in await product.outgoing("reply_late") if row.state is OutgoingState.WAITING]
    assert waiting == [case.reply_due_at]
    await chen.says("/queue")
    await chen.presses("等回复", on=chen.last)
    assert "等您回" in chen.last.text


async def test_nobody_waits_for_what_another_answer_says(product: Product, reporter: Reporter):
    """While one answer stands nothing is owed; with the last of them the question is open again; thanks are none."""
    chen = await product.expert("陈立")
    number = await reporter.has_reported()
    await writes(chen, number, RIGHT)
    await takes_back(chen, number, RIGHT)
    assert (await product.case()).asked_at is None
    await reporter.says("编号是多少？")
    asked_at = (await product.case()).asked_at
    await writes(chen, number, WRONG)
    await reporter.says("谢谢")
    await writes(chen, number, RIGHT)
    await takes_back(chen, number, WRONG)
    assert (await product.case()).asked_at is None
    await takes_back(chen, number, RIGHT)
    assert (await product.case()).asked_at == asked_at


async def test_what_needs_no_reply_stays_so(product: Product, reporter: Reporter):
    """The officer said it after the answer: taking the answer back brings no debt."""
    chen = await product.expert("陈立")
    number = await reporter.has_reported()
    await reporter.says("编号是多少？")
    await writes(chen, number, WRONG)
    await reporter.says("材料寄出了，单号是 12345")
    await chen.looks()
    await chen.presses("不用回")
    await takes_back(chen, number, WRONG)
    assert (await product.case()).asked_at is None


async def writes(expert: Person, number: str, text: str) -> None:
    await expert.says(number)
    await expert.presses("答复报案人", on=expert.last)
    await expert.says(text)
    assert "已发给" in expert.last.text


async def takes_back(expert: Person, number: str, text: str) -> None:
    await changes(expert, number, "撤回")
    await expert.presses(next(one for one in expert.last.buttons if text[:8] in one), on=expert.last)
