"""Money is leaving: a handful of messages, and the duty officer has what 110 and the bank need."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from cases.people import Role
from storage.tables import Case, Identifier, TrackMove
from tests.world import Clock, Person, Product

SHANGHAI = ZoneInfo("Asia/Shanghai")
PICTURES = Path(__file__).parent.parent.parent / "docs" / "pictures"
NOW = datetime(2026, 11, 23, 14, 16, tzinfo=SHANGHAI)
MESSAGE = (
    "【工商银行】您尾号1234卡11月23日14:05网上银行支出(转账)320,000.00元，余额1,024.33元。"
    "对方户名：杭州某某贸易有限公司，对方账号：6222021234567890123。"
)


@pytest.fixture(autouse=True)
def afternoon(clock: Clock) -> None:
    """Every story here begins eleven minutes after the payment."""
    clock.set(NOW)


@pytest.fixture
async def officer(product: Product) -> Person:
    return await product.expert("周警官", Role.DUTY_OFFICER)


async def test_eleven_minutes_ago(product: Product, officer: Person):
    """From /start to the duty officer's phone in six steps at most, each fact where the bank looks for it."""
    reporter = await product.reporter()  # 1: /start
    await reporter.presses("钱刚转出去")  # 2
    assert "110" in reporter.last.text
    await reporter.says("6222 0212 3456 7890 123")  # 3
    await officer.looks()
    alert = officer.sees("请马上接手")
    assert "6222 0212 3456 7890 123" in alert.text
    await reporter.says("杭州某某贸易 工商银行")  # 4
    await reporter.says("32万")  # 5
    await reporter.says("今天14:05")  # 6
    await officer.looks()
    (case,) = await product.all(Case)
    assert (case.rank, case.money_moving, case.is_complete) == (0, True, False)
    assert case.money_moved_at == datetime(2026, 11, 23, 14, 5, tzinfo=SHANGHAI)
    await reporter.says("工行 3901 0123 0900 1234 567")
    await officer.looks()
    more = officer.sees("止付要的几项都在这里了")
    for fact in ("11 分钟前", "6222 0212 3456 7890 123", "杭州某某贸易 工商银行", "32 万元", "14:05"):
        assert fact in more.text
    sheet = reporter.sees("照着念")
    assert "110" in sheet.text
    assert "95588" in sheet.text
    assert case.number in sheet.text


async def test_a_further_payment_is_named(product: Product, officer: Person):
    """又转了5万 after the sheet: the officer and the reporter's sheet say so, and a few in a row are one alert more."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    for said in (
        "6222 0212 3456 7890 123",
        "杭州某某贸易 工商银行",
        "32万",
        "今天14:05",
        "工行 3901 0123 0900 1234 567",
    ):
        await reporter.says(said)
    await officer.looks()
    assert "又转了一笔" not in officer.sees("止付要的几项都在这里了").text
    await product.passes(timedelta(minutes=2))
    await reporter.says("又转了5万")
    await officer.looks()
    assert "又转了一笔：5 万元（50,000.00），账号还不知道" in officer.last.text
    assert "请马上问报案人" in officer.last.text
    assert officer.last.text.count("32 万元") == 1
    for said in ("又转了8万", "又转了9万到6228 4800 1234 5678 901"):
        await reporter.says(said)
    await officer.looks()
    assert officer.count("请马上问报案人") == 1
    await product.passes(timedelta(minutes=1))
    await officer.looks()
    assert officer.count("请马上问报案人") == 2
    more = officer.sees("请马上问报案人").text
    assert "又转了一笔：8 万元（80,000.00），账号还不知道" in more
    assert "又转了一笔：9 万元（90,000.00），账号 6228 4800 1234 5678 901" in more
    await product.passes(timedelta(minutes=5))
    await officer.looks()
    assert officer.count("请马上问报案人") == 2
    await reporter.says("/money")
    sheet = reporter.sees("照着念").text
    assert "又转了一笔：8 万元（80,000.00），账号还不知道" in sheet
    assert sheet.count("32 万元") == 1


async def test_one_paste_says_it_all(product: Product, officer: Person):
    """A pasted bank message answers four questions at once; only the payee's bank's branch stays unasked."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says(MESSAGE)
    sheet = reporter.sees("照着念")
    for fact in (
        "6222 0212 3456 7890 123",
        "杭州某某贸易有限公司",
        "320,000.00",
        "14:05",
        "工商银行 尾号1234",
        "95588",
    ):
        assert fact in sheet.text
    await officer.looks()
    assert "杭州某某贸易有限公司" in officer.sees("请马上接手").text


@pytest.mark.parametrize(
    "said",
    [
        "【建设银行】您尾号8899的账户11月23日14时05分向刘雪梅转账支出人民币860,000.00元，余额532.10元。",
        "【工商银行】您尾号1234卡11月23日14:05网上银行支出(转账)860,000.00元。对方户名：杭州某某贸易有限公司。",
    ],
)
async def test_a_paste_without_the_account_leaves_it_to_be_asked(product: Product, officer: Person, said: str):
    """As most are: what it says is said back, the account is asked for again, and then the sheet is there."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    asked = await reporter.step()
    seen = await reporter.says(said)
    assert await reporter.step() == asked == "money_payee_account"
    assert "860,000" in seen.text or "86 万元" in seen.text
    assert "14:05" in seen.text
    assert not any("不对？" in button for button in seen.buttons)
    await officer.looks()
    assert "86 万元" in officer.sees("请马上接手").text
    await reporter.says("6222 0212 3456 7890 123")
    assert "6222 0212 3456 7890 123" in reporter.sees("照着念").text


async def test_a_paste_nobody_can_read_is_kept_and_asked_again(product: Product, officer: Person):
    """What cannot be understood is neither lost nor swallowed: the question stays, the words can be kept as they are."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    asked = await reporter.step()
    seen = await reporter.says("尊敬的客户您的业务已受理请留意后续通知")
    assert await reporter.step() == asked
    assert "先照我写的记下" in " ".join(seen.buttons)
    await reporter.presses("先照我写的记下")
    await officer.looks()
    assert "尊敬的客户您的业务已受理请留意后续通知" in officer.sees("请马上接手").text


async def test_a_photo_of_the_slip_is_enough(product: Product, officer: Person):
    """The slip is kept as evidence, the duty officer is alerted, and one press lets it speak for the rest."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.sends("回单.pdf")
    await officer.looks()
    assert "材料 1 份" in officer.sees("请马上接手").text
    await reporter.presses("其余都在图上")
    assert "见所发的图片或文件" in reporter.sees("照着念").text


async def test_the_sheet_as_a_document(product: Product, officer: Person):
    """The sheet comes as a one-page PDF and as text; both say the same, and that nobody can promise a stop."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says(MESSAGE)
    pdf = await reporter.downloads(await reporter.presses("要一份 PDF"))
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    if os.environ.get("GC_TEST_PICTURES"):
        document[0].render(scale=1.2).to_pil().save(PICTURES / "stop-payment-sheet.png")
    text = document[0].get_textpage().get_text_range()
    plain = (await reporter.downloads(await reporter.presses("要一份文字"))).decode("utf-8-sig")
    for fact in ("6222 0212 3456 7890 123", "杭州某某贸易有限公司", "95588", "谁都不能打包票", "不是法律文书"):
        assert fact in text.replace("\r\n", "")
        assert fact in plain


@pytest.mark.parametrize(
    "payee", ["张三😀", "#[x] \\ $a$ *b* <i>", "عربي \u202e ไทย", "字" * 190], ids=["emoji", "markup", "rtl", "long"]
)
async def test_whatever_was_typed_is_on_the_sheet(product: Product, officer: Person, payee: str):
    """Markup, characters no font has and endless names: the sheet is made all the same, and says what was said."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says("6222021234567890123")
    await reporter.says(payee)
    for words in ("32万", "今天14:05", "工行"):
        await reporter.says(words)
    text = (await reporter.downloads(await reporter.presses("要一份文字"))).decode("utf-8-sig")
    assert payee.replace("\u202e", "") in text.replace("\u202e", "")
    pdf = pypdfium2.PdfDocument(await reporter.downloads(await reporter.presses("要一份 PDF")))
    assert "6222 0212 3456 7890 123" in pdf[0].get_textpage().get_text_range()


async def test_in_english(product: Product, officer: Person):
    """The lane in English: the same few steps, the same sheet, the bank by its English name."""
    reporter = await product.reporter()
    await reporter.presses("English")
    reporter.language = "en"
    await reporter.presses("Money just left")
    assert "110" in reporter.last.text
    await reporter.says("6222 0212 3456 7890 123")
    await reporter.says("Hangzhou Trading, ICBC")
    await reporter.says("CNY 320,000")
    await reporter.says("14:05")
    await reporter.says("ICBC ending 1234")
    sheet = reporter.sees("emergency stop")
    for fact in ("6222 0212 3456 7890 123", "CNY 320,000", "14:05", "ICBC on 95588", "Nobody can promise it"):
        assert fact in sheet.text
    await officer.looks()
    assert "6222 0212 3456 7890 123" in officer.sees("请马上接手").text
    to_show = pypdfium2.PdfDocument(await reporter.downloads(await reporter.presses("in Chinese")))
    assert "止付信息单" in to_show[0].get_textpage().get_text_range()


async def test_the_report_goes_on_prefilled(product: Product, officer: Person):
    """After the sheet the report asks the rest, and never again what the lane has; one case, one number."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says(MESSAGE)
    (alerted,) = await product.all(Case)
    await reporter.presses("接着把事情说完")
    asked = []
    while (step := await reporter.step()) != "review":
        asked.append(step)
        await reporter.tells_one(step)
    assert not {"loss_amount", "happened_when", "transactions#0.at", "transactions#0.amount"} & set(asked)
    review = [one for one in reporter.sees("核对").text.splitlines() if "立案追诉标准" in one]
    seen = await reporter.says("看进展")
    assert review
    assert review[0] in seen.text.splitlines()  # before it is sent, both speak from what was told so far
    assert "还没提交" in seen.text
    assert await reporter.submits() == alerted.number
    (case,) = await product.all(Case)
    assert case.is_complete
    assert case.loss_fen == 32_000_000
    assert case.district == "yinzhou"
    await officer.looks()
    assert "宁波甬江精密机械有限公司" in officer.sees(case.number).text


async def test_two_payments(product: Product, officer: Person):
    """Money that left twice: one case, two transactions, and the duty officer hears of each."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says(MESSAGE)
    await reporter.presses("又转走一笔")
    assert await reporter.step() == "money_payee_account"
    await reporter.says(MESSAGE.replace("6222021234567890123", "6217001234567890123").replace("320,000", "180,000"))
    assert "6217 0012" in reporter.sees("照着念").text
    await officer.looks()
    assert "18 万元" in officer.sees("止付要的几项都在这里了").text
    await reporter.tells_on()
    for fact in ("6222021234567890123", "6217001234567890123", "32 万元", "18 万元"):
        assert fact in reporter.last.text
    await reporter.submits()
    assert len(await product.all(Case)) == 1
    assert {row.kind for row in await product.all(Identifier)} >= {"account", "phone"}
    assert len([row for row in await product.all(Identifier) if row.kind == "account"]) == 2


async def test_a_sum_corrected_after_the_sheet(product: Product, officer: Person):
    """A correction in the lane reaches what was carried over into the report; what the person changed there stays."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says(MESSAGE)
    await reporter.tells_on()
    assert reporter.last.text.count("32 万元") == 3  # the lane, the loss, the transfer
    await reporter.presses("改一处")
    await reporter.presses("转出金额")
    await reporter.says("23万")
    await reporter.presses("接着把事情说完")
    assert (reporter.last.text.count("32 万元"), reporter.last.text.count("23 万元")) == (0, 3)


@pytest.mark.postgres
async def test_a_report_finished_after_the_alert_was_closed(product: Product, officer: Person):
    """The desk closed too early: the whole report opens the same case again, with a promise and a card as any other."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says(MESSAGE)
    await officer.takes_and_answers()
    assert (await product.case()).ended_at
    await reporter.looks()
    number = (await product.case()).number
    await reporter.presses("接着把事情说完")
    await reporter.tells_on()
    assert await reporter.submits() == number
    case = await product.case()
    assert (case.ended_at, case.holder_id, case.is_complete) == (None, None, True)
    await officer.looks()
    assert "接手" in officer.sees("宁波甬江精密机械有限公司").buttons


async def test_the_sheet_can_be_seen_again(product: Product, officer: Person):
    """Long after the report was sent the sheet is one press away, and the PDF with it."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says(MESSAGE)
    await reporter.tells_on()
    await reporter.submits()
    await reporter.says("/status")
    seen = await reporter.presses("再看要念的")
    assert "杭州某某贸易有限公司" in seen.text
    assert "接着把事情说完" not in seen.buttons
    assert (await reporter.downloads(await reporter.presses("要一份 PDF"))).startswith(b"%PDF")


async def test_nobody_takes_it_in_the_promised_time(product: Product, reporter: Person):
    """The words are honest and name the numbers to dial; the desk is alerted every ten minutes, which is what is said."""
    expert = await product.expert("陈立", Role.DUTY_OFFICER)
    await reporter.says(f"刚刚被骗转走的：{MESSAGE}")
    await product.passes(timedelta(minutes=16))
    await reporter.looks()
    said = reporter.sees("值班民警还没有接手").text
    assert "☎ 110" in said
    assert "☎ 95588" in said
    assert "我每 10 分钟催一次" in said
    await expert.looks()
    before = expert.count("请马上接手")
    await product.passes(timedelta(minutes=20))
    await expert.looks()
    assert expert.count("请马上接手") == before + 2


@pytest.mark.postgres
async def test_taking_it_ends_the_alarm(product: Product, officer: Person):
    """The alert comes again after three and eight minutes, until somebody has it."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says("6222021234567890123")
    await officer.looks()
    assert officer.count("请马上接手") == 1
    await product.passes(timedelta(minutes=4))
    await officer.looks()
    assert officer.count("请马上接手") == 2
    await officer.presses("接手")
    await product.passes(timedelta(minutes=10))
    assert [row.state.value for row in await product.outgoing("money_alert")] == ["sent"] * 2 + ["cancelled"] * 6


async def test_from_anywhere(product: Product, officer: Person):
    """In the middle of a report /money leads into the lane, and afterwards the report goes on where it was."""
    reporter = await product.reporter()
    await reporter.tells(until="contact_name")
    await reporter.says("/money")
    assert await reporter.step() == "money_payee_account"
    await reporter.says(MESSAGE)
    assert await reporter.step() == "contact_name"
    await reporter.presses("接着把事情说完")
    assert "您怎么称呼" in reporter.last.text or await reporter.step() == "contact_name"


async def test_a_message_to_the_desk_that_sounds_like_it(product: Product, officer: Person):
    """Words to the experts that mean money just left reach them, and the lane is offered at once."""
    reporter = await product.reporter()
    await reporter.has_reported()
    seen = await reporter.says("财务刚刚又转了一笔过去")
    assert "先打电话最要紧" in seen.text
    await officer.looks()
    officer.sees("财务刚刚又转了一笔过去")
    await reporter.presses("钱刚转出去")
    assert await reporter.step() == "money_payee_account"


async def test_from_the_middle_of_writing_to_the_desk(product: Product, officer: Person):
    """Whoever was about to write to the experts and loses money: what they type next is the account, not a message."""
    reporter = await product.reporter()
    first = await reporter.has_reported()
    await reporter.looks()
    await reporter.presses("写给专家")
    await reporter.says("钱刚转走了。")
    await reporter.says("6222021234567890123")
    await officer.looks()
    assert "6222 0212 3456 7890 123" in officer.sees("请马上接手").text
    assert {case.number for case in await product.all(Case)} > {first}


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("discovered_how", "财务刚刚转了一笔给骗子"),
        ("happened_when", "今天14:05"),
        ("reporter_role", "我刚才把钱转过去了"),
    ],
    ids=["by words", "by a time", "instead of an option"],
)
async def test_the_lane_is_offered_when_a_report_sounds_like_it(product: Product, until: str, said: str):
    """Words or a time that mean money just left are asked about once, and then never again."""
    reporter = await product.reporter()
    await reporter.tells(until=until)
    seen = await reporter.says(said)
    assert "钱是这两天转出去的吗" in seen.text
    await reporter.presses("不是，接着说")
    await reporter.tells_on(happened_when="今天14:05")
    assert reporter.count("钱是这两天转出去的吗") == 0


@pytest.mark.postgres
async def test_giving_up_tells_the_desk(product: Product, officer: Person):
    """Who leaves the report after the alert takes it back: the desk hears it, nothing stays open."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says("6222021234567890123")
    await reporter.says("/cancel")
    assert "值班民警" in reporter.last.text
    await reporter.presses("不报了，撤回")
    await officer.looks()
    officer.sees("报案人撤回了")
    (case,) = await product.all(Case)
    assert case.ended_at


@pytest.mark.postgres
async def test_ringing_110_is_on_the_money_track(product: Product, officer: Person):
    """The sheet and the call are the only two things about the money that are written without an officer; once each."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says(MESSAGE)
    await reporter.presses("我打过 110 了")
    await reporter.presses("我打过 110 了")
    moves = sorted(await product.all(TrackMove), key=lambda row: row.seq)
    assert [(row.to_state, row.actor) for row in moves] == [("sheet_ready", "bot"), ("reported_to_110", "reporter")]


async def test_it_never_says_that_money_was_stopped(product: Product, officer: Person):
    """Whatever the reporter sees in the lane, a stop is nobody's promise."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says(MESSAGE)
    await reporter.presses("我打过 110 了")
    words = "\n".join(seen.text for seen in reporter.screen)
    assert "谁都不能打包票" in words
    for promise in ("已止付", "已经止付", "止付成功", "追回了", "已冻结"):
        assert promise not in words


async def test_a_later_sentence_replaces_nothing_in_silence(product: Product, officer: Person):
    """The payee with his bank stays when the sum is told in a sentence that names him again without it."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.presses("跳过")
    await reporter.says("李四 招商银行杭州分行")
    await reporter.says("转给李四32万元")
    assert (await reporter.told("money_payee")).said == "李四 招商银行杭州分行"
    assert (await reporter.told("money_amount")).value["fen"] == 32_000_000


async def test_a_transfer_that_failed_is_no_payment(product: Product, officer: Person):
    """The money came back: nobody is alarmed, and the person is asked whether any left at all."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    seen = await reporter.says("转账失败：您尾号1234账户11月23日14:05向李四转账320000.00元失败，资金已退回。")
    assert "没转成" in seen.text
    assert await product.all(Case) == []


async def test_two_messages_are_two_payments(product: Product, officer: Person):
    """Pasted together: the first is the lane's, the second stands among the transactions."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says(
        "【建设银行】您账户4867于11月23日13时05分向宁波恒信贸易有限公司支出人民币500000.00元,可用余额580000.00元。\n"
        "【建设银行】您账户4867于11月23日13时35分向宁波恒信贸易有限公司支出人民币480000.00元,可用余额100000.00元。"
    )
    assert (await reporter.told("money_amount")).value["fen"] == 50_000_000
    assert (await reporter.told("transactions#1.amount")).value["fen"] == 48_000_000


async def test_yes_under_the_opening_asks_about_the_money(product: Product):
    """Who only says yes may mean that money has just left: that is asked before anything else."""
    reporter = await product.reporter()
    seen = await reporter.says("是")
    assert "钱是这两天转出去的吗" in seen.text
    await reporter.presses("钱刚转出去")
    assert await reporter.step() == "money_payee_account"


async def test_a_line_without_commas_keeps_the_bank_and_the_holder(product: Product, officer: Person):
    """For both ends of the payment; a wrong card number is said once and kept, and filler never reaches the sheet."""
    reporter = await product.reporter()
    await reporter.says("供应商昨天发邮件说换账户了，财务10分钟前打了86万5过去")
    assert "14:06" in reporter.last.text
    seen = await reporter.says("账号6217001234567890123 中国建设银行 深圳 户名 深圳市恒鼎贸易有限公司")
    assert "校验位" in seen.text
    await reporter.says("我们是农行鄞州支行 账号不记得")
    sheet = reporter.sees("照着念").text
    assert "深圳市恒鼎贸易有限公司 中国建设银行 深圳" in sheet
    assert "6217 0012 3456 7890 123" in sheet
    assert "农行鄞州支行" in sheet
    assert "95599" in sheet
    assert "不记得" not in sheet
    assert "校验位" not in sheet
    await officer.looks()
    assert "10 分钟前" in officer.sees("止付要的几项都在这里了").text


async def test_the_bank_may_come_before_the_name_or_after(product: Product, officer: Person):
    """从我们农行… in the first sentence, 建行 beside the card; a story of the suspect is no payee."""
    reporter = await product.reporter()
    await reporter.says("刚刚从我们农行的公户转了12万给骗子")
    await reporter.says("6217001234567890128 建行")
    assert await reporter.step() == "money_payee"
    seen = await reporter.says("她叫林美芳 工资表都是她做的 干了6年")
    assert "户名和银行" in seen.text
    assert await reporter.step() == "money_payee"
    await reporter.says("张伟")
    assert (await reporter.told("money_payee")).value == "张伟 建行"
    assert (await reporter.told("money_payer_account")).value == "农行"


async def test_a_holder_named_late_takes_the_place_of_a_guess(product: Product, officer: Person):
    """户名 张伟 建行 at the question for the time."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says("6217001234567890128")
    await reporter.says("深圳那边的")
    await reporter.says("12万")
    assert await reporter.step() == "money_at"
    seen = await reporter.says("户名 张伟 建行")
    assert "张伟 建行" in seen.text
    assert (await reporter.told("money_payee")).value == "张伟 建行"


async def test_a_correction_goes_to_the_payment_it_follows(product: Product, officer: Person):
    """83万, 又转了一笔12万, 不对 是15万: the first sum stays, at the question and on the sheet."""
    reporter = await product.reporter()
    await reporter.says("财务刚刚打了83万给骗子")
    await reporter.says("又转了一笔12万")
    seen = await reporter.says("不对 是15万")
    assert "这一笔是：15 万元" in seen.text
    await reporter.says("/money")
    await reporter.presses("先看要念的")
    sheet = reporter.sees("照着念").text
    assert "转出金额：83 万元" in sheet
    assert "又转了一笔：15 万元" in sheet
    assert "12 万元" not in sheet
    await reporter.says("83万不对，是80万")
    await reporter.presses("先看要念的")
    sheet = reporter.sees("照着念").text
    assert "转出金额：80 万元" in sheet
    assert "又转了一笔：15 万元" in sheet
