"""Whoever writes to the desk has a time by which somebody replies; a case that ended is no wall, and a person can be called."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.person import ask_for_person
from actions.report import discard_report
from actions.team import revoke_member
from cases.people import Role
from cases.tracks import Service
from storage.dossiers import open_dossier
from storage.drafts import DraftMovedOn
from storage.tables import Author, Case, CaseMessage, Draft, Event, OutgoingState, TimelineEntry
from storage.utterances import heard_of
from storage.web_chats import new_return_code
from tests.stories.test_materials import asks
from tests.world import Clock, Person, Product, Reporter

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LOOKS_IN = "窗口说不收，让我回来找你们，怎么办"


@pytest.fixture(autouse=True)
def monday_morning(clock: Clock) -> None:
    """Every story here begins on a Monday, three minutes past ten."""
    clock.set(datetime(2026, 11, 23, 10, 3, tzinfo=SHANGHAI))


async def taken(product: Product, reporter: Reporter) -> Person:
    """An officer has the reporter's case."""
    expert = await product.expert("陈立")
    await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    await reporter.looks()
    return expert


async def ended(product: Product, reporter: Reporter) -> Person:
    expert = await taken(product, reporter)
    await expert.presses("结束")
    await expert.presses("咨询已答复")
    await reporter.looks()
    return expert


async def case_of(product: Product) -> Case:
    (case,) = await product.all(Case)
    return case


async def events(product: Product) -> list[Event]:
    return [line.event for line in sorted(await product.all(TimelineEntry), key=lambda line: line.at)]


@pytest.mark.postgres
async def test_a_message_has_a_time_for_its_reply(product: Product, reporter: Reporter):
    """The reporter is told who has it and until when; the desk sees how long they wait, and the row is a promise."""
    expert = await taken(product, reporter)
    await reporter.says("银行那边说要警方的编号，编号是多少？")
    assert "已转给 陈立" in reporter.sees("已转给").text
    assert "今天 12:10 前会有人在这里回您" in reporter.sees("已转给").text
    await product.passes(25 * MINUTE)
    await expert.says("/queue")
    await expert.presses("等回复")
    assert "等您回 25 分钟" in expert.last.text
    (promise,) = await product.outgoing("reply_late")
    assert promise.promise
    assert promise.due_at.astimezone(SHANGHAI).strftime("%H:%M") == "12:10"


async def test_an_officers_question_is_answered_while_another_report_is_told(product: Product, reporter: Reporter):
    """What came last is answered first, in the money lane too; then the report goes on."""
    expert = await taken(product, reporter)
    number = (await case_of(product)).number
    await reporter.says("/money")
    await product.passes(MINUTE)
    await expert.says(number)
    await expert.presses("问报案人", on=expert.last)
    await expert.says("转账用的是网银还是手机银行？")
    await reporter.looks()
    await reporter.says("网银，出纳U盾转的")
    assert "已转给 陈立" in reporter.sees("已转给").text
    theirs = [one for one in await product.all(CaseMessage) if one.author is Author.REPORTER]
    assert len(theirs) == 1
    await reporter.says("6222 0212 3456 7890 123")
    assert len([one for one in await product.all(CaseMessage) if one.author is Author.REPORTER]) == 1


@pytest.mark.parametrize("how", ["taken_back", "not_read_yet", "answers_the_lane"])
async def test_words_of_a_new_report_go_to_no_question_that_they_do_not_answer(product: Product, how: str):
    """A question taken back, one that waits for their hours: nobody could answer it; nor is it what the lane asked."""
    evening = {"suspect_can_read": "unsure", "quiet_hours": "evening"} if how == "not_read_yet" else {}
    reporter = await product.reporter()
    expert = await product.expert("陈立")
    number = await reporter.has_reported(**evening)
    await expert.looks()
    await expert.presses("接手")
    await reporter.says("/money")
    await product.passes(MINUTE)
    await expert.says(number)
    await expert.presses("问报案人", on=expert.last)
    await expert.says("营业执照是哪一年的？")
    await reporter.looks()
    if how == "taken_back":
        await expert.says(number)
        await expert.presses("撤回", on=expert.last)
        await expert.presses(expert.last.buttons[0], on=expert.last)
        await reporter.looks()
    await reporter.says("6222 0212 3456 7890 123" if how == "answers_the_lane" else "网银转的，出纳按的U盾")
    assert [one for one in await product.all(CaseMessage) if one.author is Author.REPORTER] == []


async def test_with_an_alert_at_the_desk_no_other_is_offered(product: Product, reporter: Reporter):
    """The words go to who has the money already: a second report of it would ask for everything once more."""
    await product.expert("陈立")
    await reporter.has_reported(money_moving="just_now")
    await reporter.says("86万刚转走的，银行说要你们的止付通知书，在哪拿？")
    assert "已转给" in reporter.sees("已转给").text
    offers = [one for one in reporter.screen if "钱刚转出去，先止付" in one.buttons]
    assert len(offers) == 1  # the opening's own


async def test_a_list_of_materials_is_no_reply(product: Product, reporter: Reporter):
    """Who asked something waits on, until the time they were told; the letter of the list says so."""
    await taken(product, reporter)
    await reporter.says("嫌疑人今晚的飞机去吉隆坡，你们快拦住她！")
    await product.passes(5 * MINUTE)
    await asks(product, added=[("机票订单截图", "要核实航班")])
    await reporter.looks()
    assert "您前面问的还没回，今天 12:10 前会有人在这里回您" in reporter.sees("要准备的材料一次列在这里").text
    assert (await case_of(product)).asked_at


async def test_a_reply_ends_the_wait(product: Product, reporter: Reporter):
    """What was planned for nobody replying is dropped with the reply; the queue has nobody who waits."""
    expert = await taken(product, reporter)
    await reporter.says("还要等多久？")
    await expert.looks()
    await expert.presses("答复报案人")
    await expert.says("今天下午给您准信。")
    assert (await case_of(product)).asked_at is None
    assert [row.state for row in await product.outgoing("reply_late")] == [OutgoingState.CANCELLED]
    await product.passes(3 * HOUR)
    assert not reporter.count("还没有人回")


@pytest.mark.postgres
async def test_nobody_replied(product: Product, reporter: Reporter):
    """Half an hour before, who has the case and the lead hear of it; at the time the reporter does, with the next one."""
    lead = await product.expert("周领导", Role.LEAD)
    expert = await taken(product, reporter)
    await reporter.says("编号是多少？")
    await product.passes(100 * MINUTE)
    for officer in (lead, expert):
        await officer.looks()
        assert "报案人等回复 100 分钟 了" in officer.sees("还没有人回：").text
        assert "负责人：陈立" in officer.sees("还没有人回：").text
    assert not reporter.count("还没有人回")
    await product.passes(30 * MINUTE)
    await reporter.looks()
    said = reporter.sees("还没有人回").text
    assert "今天 14:20 前回您" in said
    assert (await case_of(product)).reply_due_at.astimezone(SHANGHAI).strftime("%H:%M") == "14:20"
    assert Event.REPLY_MISSED in await events(product)
    await product.passes(130 * MINUTE)
    await reporter.looks()
    assert reporter.count("还没有人回") == 2
    assert "明天 10:00 前回您" in reporter.sees("还没有人回").text  # told each morning from then on


async def test_more_words_move_no_promise(product: Product, reporter: Reporter):
    """Whoever writes ten times is told the same time ten times, by one row."""
    await taken(product, reporter)
    for said in ("在吗，想问一下编号", "银行在催", "急"):
        await reporter.says(said)
        await product.passes(MINUTE)
    assert reporter.count("今天 12:10 前会有人在这里回您") >= 3
    assert len(await product.outgoing("reply_late")) == 1


@pytest.mark.parametrize("said", ["谢谢", "好的，谢谢您", "收到", "👌", "Thank you!"])
async def test_thanks_wait_for_nothing(product: Product, reporter: Reporter, said: str):
    """They reach the desk and start no clock; of a case that ended they open nothing."""
    await ended(product, reporter)
    await reporter.says(said)
    case = await case_of(product)
    assert case.asked_at is None
    assert case.service is Service.CLOSED
    assert ("好的。" if said in {"收到", "👌"} else "不客气") in reporter.last.text
    assert "还有事直接说，就重新打开" in reporter.last.text
    assert "前会有人" not in reporter.last.text
    assert len([one for one in await product.all(CaseMessage) if one.author is Author.REPORTER]) == 1


async def test_no_reply_is_needed(product: Product, reporter: Reporter):
    """The officer says so with one press, beneath what was written; nobody is warned any more."""
    expert = await taken(product, reporter)
    await reporter.says("我把材料寄过去了，单号是 12345")
    await expert.looks()
    await expert.presses("不用回")
    assert (await case_of(product)).asked_at is None
    assert Event.NO_REPLY_NEEDED in await events(product)
    await expert.says("/queue")
    await expert.presses("等回复")
    assert "这里没有案件" in expert.last.text


async def test_no_reply_is_said_of_what_was_read(product: Product, reporter: Reporter):
    """Pressed beneath an earlier message, or on a card made before, it leaves what came since waiting."""
    expert = await taken(product, reporter)
    await reporter.says("我把材料寄过去了，单号是 12345")
    await expert.looks()
    letter = expert.last
    await expert.says((await case_of(product)).number)
    card = expert.last
    await reporter.says("钱还能追回来吗？")
    for old in (letter, card):
        await expert.presses("不用回", on=old)
        assert "又写了一条" in expert.toast
    assert (await case_of(product)).asked_at
    await expert.looks()
    await expert.presses("不用回")
    assert (await case_of(product)).asked_at is None


async def test_no_reply_beneath_a_hand_over_with_a_note(product: Product, reporter: Reporter):
    """The note that it shows is a colleague's: what the reporter wrote until then was there, and nothing after it."""
    expert, colleague = await taken(product, reporter), await product.expert("孙敏")
    await reporter.says("材料寄出了，单号 12345")
    await hands_over(expert, (await case_of(product)).number)
    letter = await colleague.looks()
    assert "这件你来" in letter.text
    await reporter.says("嫌疑人今晚要走，你们快去")
    await colleague.presses("不用回", on=letter)
    assert "又写了一条" in colleague.toast
    assert (await case_of(product)).asked_at

    await colleague.says((await case_of(product)).number)
    await hands_over(colleague, (await case_of(product)).number)
    await expert.presses("不用回", on=await expert.looks())
    assert not expert.toast
    assert (await case_of(product)).asked_at is None


async def hands_over(officer: Person, number: str) -> None:
    await officer.says(number)
    await officer.presses("转交", on=officer.last)
    await officer.presses(officer.last.buttons[0], on=officer.last)
    await officer.says("这件你来，材料都看过了")


@pytest.mark.parametrize("letter", ["还没有人回", "报案人补了材料"])
async def test_no_reply_beneath_what_shows_no_words(product: Product, reporter: Reporter, letter: str):
    """An alarm, or a letter of a file: what was written after it was shown is not waved away with it."""
    expert = await taken(product, reporter)
    await reporter.says("材料寄出了，单号 12345")
    await reporter.sends("合同.pdf")
    for _ in range(9):
        await product.passes(15 * MINUTE)
    await expert.looks()
    old = next(one for one in reversed(expert.screen) if letter in one.text)
    await reporter.says("嫌疑人今晚要走，你们快去")
    await expert.presses("不用回", on=old)
    assert "又写了一条" in expert.toast
    assert (await case_of(product)).asked_at


async def test_no_reply_to_a_call_without_words(product: Product, reporter: Reporter):
    """A person was called and nothing was written: what is written after the card was shown still waits."""
    expert = await taken(product, reporter)
    await reporter.says("/person")
    assert (await case_of(product)).asked_at
    await expert.says((await case_of(product)).number)
    card = expert.last
    await reporter.says("嫌疑人今晚要走，你们快去")
    await expert.presses("不用回", on=card)
    assert "又写了一条" in expert.toast
    assert (await case_of(product)).asked_at


async def test_what_was_asked_before_anybody_came(product: Product, reporter: Reporter):
    """Nobody has the case yet: the time is that of the first answer, and whoever takes it takes the question too."""
    expert = await product.expert("陈立")
    await reporter.has_reported()
    await reporter.says("我该带什么去窗口？")
    assert "今天 12:10 前会有人在这里回您" in reporter.sees("已转给专家组").text
    assert not await product.outgoing("reply_late")
    await product.passes(HOUR)
    await expert.looks()
    await expert.presses("接手")
    (promise,) = await product.outgoing("reply_late")
    assert promise.due_at.astimezone(SHANGHAI).strftime("%H:%M") == "12:10"


@pytest.mark.postgres
async def test_a_message_opens_an_ended_case_again(product: Product, reporter: Reporter):
    """It goes back to who had it, on top of what waits for a reply; the reporter reads that it is open and until when."""
    expert = await ended(product, reporter)
    await product.passes(HOUR)
    await reporter.says(LOOKS_IN)
    assert "已经重新打开" in reporter.sees("重新打开").text
    assert "今天 13:10 前会有人在这里回您" in reporter.sees("重新打开").text
    case = await case_of(product)
    assert (case.service, case.ended_at, case.close_reason) == (Service.TRIAGED, None, None)
    await expert.looks()
    assert "报案人又来信，现在重新打开了" in expert.last.text
    assert LOOKS_IN in expert.last.text
    await expert.presses("答复报案人")
    await expert.says("我给窗口打电话。")
    await reporter.looks()
    assert "我给窗口打电话" in reporter.last.text
    assert Event.CAME_BACK in await events(product)
    await product.passes(timedelta(days=3))
    await reporter.looks()
    assert not reporter.count("几颗星")


async def test_who_had_it_has_left(product: Product, reporter: Reporter):
    """Then it waits in the queue like a fresh one, with a time for the answer."""
    lead = await product.expert("周领导", Role.LEAD)
    await ended(product, reporter)
    async with product.parts.door.database.writing() as session:
        holder = (await case_of(product)).holder_id
        assert holder
        await revoke_member(session, holder, product.clock())
    await reporter.says(LOOKS_IN)
    case = await case_of(product)
    assert (case.service, case.holder_id) == (Service.ACKNOWLEDGED, None)
    assert case.reply_due_at == case.answer_due_at
    await lead.looks()
    assert LOOKS_IN in lead.last.text


async def test_an_officer_opens_it_again(product: Product, reporter: Reporter):
    """With a reason, which stays in the team; the reporter hears that it is open, and the case is the officer's."""
    expert = await ended(product, reporter)
    await expert.says((await case_of(product)).number)
    await expert.presses("重新打开")
    await expert.says("窗口退回，继续办")
    assert "已重新打开" in expert.last.text
    await reporter.looks()
    assert "重新打开了，专家组接着办" in reporter.last.text
    assert not reporter.count("窗口退回，继续办")
    case = await case_of(product)
    assert case.service is Service.TRIAGED
    assert case.ended_at is None
    assert Event.REOPENED in await events(product)


async def test_an_ended_case_can_be_answered(product: Product, reporter: Reporter):
    """Whoever writes thanks and a question to a closed case is answered without opening it."""
    expert = await ended(product, reporter)
    await reporter.says("谢谢")
    await expert.looks()
    await expert.presses("答复报案人")
    await expert.says("不客气，有事随时写。")
    await reporter.looks()
    assert "不客气" in reporter.last.text
    assert (await case_of(product)).service is Service.CLOSED


async def test_the_reporter_opens_it_with_a_reason(product: Product, reporter: Reporter):
    """The status of an ended case has the button, which asks why."""
    await ended(product, reporter)
    await reporter.says("看进展")
    await reporter.presses("还没完，重新打开")
    assert "请写为什么还没完" in reporter.last.text
    await reporter.says("对方又来要钱了")
    assert "已经重新打开" in reporter.last.text


async def test_whoever_gives_up_writing_writes_nothing(product: Product, reporter: Reporter):
    """算了 is no message to the officer."""
    await taken(product, reporter)
    await reporter.says("看进展")
    await reporter.presses("写给专家")
    await reporter.says("算了")
    assert not await product.all(CaseMessage)


async def test_a_long_letter_reaches_the_desk(product: Product, reporter: Reporter):
    """As long as the app lets anybody write, and longer than one card: nothing typed is refused or cut."""
    expert = await taken(product, reporter)
    letter = "他前后来了三次。" * 500
    await reporter.says(letter)
    assert "已转给 陈立" in reporter.last.text
    await expert.looks()
    assert "全文在工作台" in expert.last.text
    async with product.parts.door.database.reading() as session:
        dossier = await open_dossier(session, await case_of(product))
    assert [one.text for one in dossier.messages] == [letter]


@pytest.mark.postgres
async def test_a_person_is_called_in_the_middle(product: Product, reporter: Reporter):
    """找人 before anything was sent: the desk hears of it with what was told, the person has a time, and tells on."""
    expert = await product.expert("陈立")
    await reporter.says("我们公司的会计把货款转到她自己卡上了，有八十多万")
    await reporter.says("找人")
    said = reporter.sees("已经替您叫人了").text
    assert "今天 12:10 前会有人在这里回您" in said
    await expert.looks()
    assert "想先和人说话" in expert.last.text
    assert "货款转到她自己卡上" in expert.last.text
    case = await case_of(product)
    assert not case.is_complete
    await reporter.says("找人")
    await expert.looks()
    assert expert.count("想先和人说话") == 1
    await expert.presses("答复报案人")
    await expert.says("我在，您慢慢说。")
    await reporter.looks()
    assert "我在，您慢慢说" in reporter.last.text
    assert (await case_of(product)).asked_at is None
    await reporter.says("她昨天就没来上班了")
    assert "已转给 陈立" in reporter.sees("已转给").text
    await expert.looks()
    assert "她昨天就没来上班了" in expert.last.text
    await reporter.says("一共是86万")
    assert "86 万元" in reporter.last.text
    await expert.says((await case_of(product)).number)
    assert "86 万元" in expert.last.text


async def test_a_person_is_called_with_the_first_word(product: Product):
    """Nobody needs to begin a report for it; and nobody at the desk is told to the person when the time is over."""
    stranger = await product.person()
    await stranger.says("找人")
    assert "已经替您叫人了" in stranger.sees("叫人").text
    await product.passes(130 * MINUTE)
    await stranger.looks()
    assert "还没有专家接手" in stranger.sees("抱歉让您等").text


async def heard(product: Product) -> list[str]:
    (draft,) = await product.all(Draft)
    async with product.parts.door.database.reading() as session:
        return [one.text for one in await heard_of(session, draft.id, draft.key_id)]


async def test_a_code_is_no_word(product: Product, reporter: Reporter):
    """A return code typed into the chat is kept in no report and sent to no desk; where it belongs is said."""
    await reporter.says("我们公司的会计把货款转到她自己卡上了")
    async with product.parts.door.database.writing() as session:
        code = await new_return_code(session, reporter.chat_id)
    for said in (code, code.lower(), f" {code.replace('-', '–')} "):
        await reporter.says(said)
        assert "没有记进报告" in reporter.last.text
    assert await heard(product) == ["我们公司的会计把货款转到她自己卡上了"]


@pytest.mark.parametrize(
    "said", ["They paid with cash", "Boss took some cash", "BE68 5390 0754 7034", "AB12-CD34-EF56-GH78"]
)
async def test_what_opens_no_chat_is_words(product: Product, reporter: Reporter, said: str):
    """However much it looks like a code, nobody's words are thrown away."""
    await reporter.says("我们公司的会计把货款转到她自己卡上了")
    await reporter.says(said)
    assert "返回码" not in reporter.last.text
    assert said in await heard(product)


async def test_a_number_of_somebody_else(product: Product, reporter: Reporter):
    """On a device that knows of no case, a case number leads to the return code, not to a new report."""
    number = await reporter.has_reported()
    stranger = await product.person()
    await stranger.says(str(number))
    assert "请用返回码打开" in stranger.last.text
    assert len(await product.all(Case)) == 1


async def test_a_late_receipt_names_no_time_that_is_over(product: Product, reporter: Reporter):
    """Somebody was called, nobody came, and the report is sent hours later: the receipt has a time to come."""
    expert = await product.expert("陈立")
    await reporter.says("找人")
    await product.passes(3 * HOUR)
    await reporter.has_reported()
    said = reporter.sees("收到了，编号").text
    assert "今天 15:10 前会有人在这里回您" in said
    await expert.says((await case_of(product)).number)
    await expert.presses("接手")


async def test_a_receipt_of_a_case_in_hands(product: Product, reporter: Reporter):
    """Somebody came before the report was sent: the receipt promises no first answer any more."""
    expert = await product.expert("陈立")
    await reporter.says("找人")
    await expert.looks()
    await expert.presses("接手")
    await reporter.has_reported()
    assert "接手的专家已经能看到全部内容" in reporter.sees("收到了，编号").text


async def test_a_file_opens_an_ended_case_again(product: Product, reporter: Reporter):
    """What is brought after the end is new to the desk; words below it are answered like words."""
    expert = await ended(product, reporter)
    await reporter.sends("窗口的回执.pdf")
    assert (await case_of(product)).service is Service.TRIAGED
    await expert.looks()
    assert "窗口的回执.pdf" in expert.last.text
    await reporter.sends_all(("合同.pdf", b"%PDF-1.4 other"), caption="窗口要的是这份吗？")
    assert "已转给 陈立" in reporter.last.text
    assert "前会有人在这里回您" in reporter.last.text
    assert (await case_of(product)).asked_at is not None


# --- what fresh eyes found: each later event of a case that is there before its report


async def test_money_after_a_person_was_asked_for(product: Product, reporter: Reporter):
    """The alarm hangs on its own first time: eight alerts, an answer in fifteen minutes, and both are what is said."""
    officer = await product.expert("周警官", Role.DUTY_OFFICER)
    await reporter.says("找人")
    await product.passes(2 * MINUTE)
    await reporter.says("钱刚刚被骗转走了32万，对方账号 6222 0212 3456 7890 128")
    await officer.looks()
    assert officer.count("请马上接手") == 1
    case = await case_of(product)
    assert case.answer_due_at - product.clock() <= 15 * MINUTE
    assert len(await product.outgoing("money_alert")) == 8
    assert [row.state for row in await product.outgoing("still_waiting")].count(OutgoingState.WAITING) == 1


async def test_quiet_said_after_a_person_was_asked_for(product: Product, reporter: Reporter):
    """From the answer on an officer's words come without content, not only from the receipt on."""
    expert = await product.expert("陈立")
    await reporter.tells(until="suspect_can_read")
    await reporter.says("找人")
    await reporter.presses("能看到")
    await expert.looks()
    await expert.presses("答复报案人")
    await expert.says("张会计的事我们在查。")
    await reporter.looks()
    assert not reporter.count("张会计的事我们在查")


async def test_giving_up_after_a_person_was_asked_for(product: Product, reporter: Reporter):
    """What the desk has seen is not said to be unseen; the next story is a new report and opens nothing again."""
    await product.expert("陈立")
    await reporter.says("我们公司的会计把货款转到她自己卡上了")
    await reporter.says("找人")
    await reporter.says("/cancel")
    assert "专家组已经收到您的求助" in reporter.last.text
    await reporter.presses("不报了，撤回")
    assert "还在他们那里" in reporter.last.text
    await reporter.says("仓库的货被司机偷卖了，有二十万")
    assert not reporter.count("重新打开")
    assert len([one for one in await product.all(Draft) if one.discarded_at is None]) == 1
    assert (await case_of(product)).service is Service.WITHDRAWN_BY_COMPANY


async def test_nobody_is_there_to_be_called(product: Product, reporter: Reporter):
    """Then no reply is promised, only word by a time, and the telephone is named."""
    await reporter.says("找人")
    said = reporter.sees("已经替您叫人了").text
    assert "现在没有人在线" in said
    assert "前我会告诉您有没有人看" in said
    assert "会有人在这里回您" not in said


async def test_a_person_is_not_called_without_end(product: Product, reporter: Reporter):
    """Called, given up, called again: three times an hour, then the telephone is left."""
    expert = await product.expert("陈立")
    for _ in range(5):
        await reporter.says("/start")
        await reporter.presses("我要报案")
        await reporter.says("找人")
        await reporter.says("/cancel")
        await reporter.presses("不报了")
    await expert.looks()
    assert expert.count("想先和人说话") == 3
    assert reporter.count("等不及请打电话") == 2


@pytest.mark.parametrize("said", ["在吗", "有人吗", "？？？", "你好"])
async def test_a_call_waits_for_a_reply(product: Product, reporter: Reporter, said: str):
    """Who calls into the silence is not told 收到 and nothing else."""
    await taken(product, reporter)
    await reporter.says(said)
    assert "前会有人在这里回您" in reporter.last.text


async def test_handed_over_with_a_question_open(product: Product, reporter: Reporter):
    """The new holder reads who waits and until when, and is the one who is warned."""
    expert, other = await taken(product, reporter), await product.expert("王晓")
    await reporter.says("编号是多少？")
    await expert.looks()
    await expert.says((await case_of(product)).number)
    await expert.presses("转交")
    await expert.presses("王晓")
    await expert.presses("不留话")
    await other.looks()
    assert "报案人等回复" in other.last.text
    await product.passes(100 * MINUTE)
    for officer in (expert, other):
        await officer.looks()
    assert other.count("还没有人回：") == 1
    assert expert.count("还没有人回：") == 0


async def test_two_open_it_again(product: Product, reporter: Reporter):
    """The first has it; the second is told so, and their reason is not taken for written."""
    lead = await product.expert("周领导", Role.LEAD)
    expert = await ended(product, reporter)
    for officer in (lead, expert):
        await officer.says((await case_of(product)).number)
        await officer.presses("重新打开")
    await expert.says("窗口退回")
    await lead.says("我来办")
    assert "这件现在就开着" in lead.last.text
    assert len([one for one in await product.all(CaseMessage) if one.author is Author.NOTE]) == 1


async def test_the_status_names_the_reply_first(product: Product, reporter: Reporter):
    """Not the date of the next news, when an answer was promised before it."""
    await taken(product, reporter)
    await reporter.says("编号是多少？")
    await reporter.says("看进展")
    assert "今天 12:10 前会有人在这里回您" in reporter.last.text


async def test_a_person_is_called_for_a_report_given_up_meanwhile(product: Product, reporter: Reporter):
    """Another device was faster: no case is made of what was given up."""
    await reporter.says("我们公司的会计把货款转到她自己卡上了")
    (draft,) = await product.all(Draft)
    door = product.parts.door
    async with door.database.writing() as session:
        await discard_report(door.hand(session), draft)
    with pytest.raises(DraftMovedOn):
        async with door.database.writing() as session:
            await ask_for_person(door.hand(session), draft, {})
    assert not await product.all(Case)
