"""The person talks: every word is kept, what can be understood is said back, and only what is missing is asked."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from storage.tables import Case, Utterance
from storage.utterances import heard_of
from tests.world import Clock, Product, Reporter

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MOST_PRESSES, MOST_MESSAGES = 12, 10


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    clock.set(NOW)


# Each turn is what an owner says, or with "> " in front what they press.
INSIDER = [
    "我们出纳陈丽从今年3月到10月，分十几次把公司账上的钱转到她自己卡上，一共86万，上周对账才发现",
    "> 对，接着",
    "> 看不到",
    "> 不是",
    "假报销，还有直接把钱转走",
    "> 一点没还",
    "宁波恒信机械有限公司",
    "> 鄞州",
    "王建国 13800138000",
    "> 法定代表人",
    "> 发完了",
    "> 确认无误",
]
CONTRACT = [
    (
        "去年11月我们跟上海恒盛实业有限公司签了320万的钢材合同，他们拿一份银行保函做担保，12月3号我们付了全部货款320万。"
        "到现在一吨货没发，上个月去银行核实，保函是假的，人也找不到了"
    ),
    "> 借签合同把钱或货骗走",
    "拿假保函做担保，收了钱就跑",
    "他们根本没有钢材，一开始就是骗",
    "> 一点没做",
    "> 联系不上",
    "> 继续下一步",
    "宁波甬江精密机械有限公司",
    "> 鄞州",
    "王建国 13800138000",
    "> 法定代表人",
    "> 看不到",
    "> 发完了",
    "> 确认无误",
]
MAIL = [
    "11分钟前财务把283万打到骗子账户了！对方冒充供应商发邮件说换了收款账号33050161612700000123",
    "深圳市鼎盛源科技有限公司 建设银行",
    "公司基本户 工商银行鄞州支行",
    "> 接着把事情说完",
    "> 对，接着",
    "> 假通知改收款账号",
    "邮箱是 service@dingshengyuan-cn.com",
    "> 鄞州",
    "> 跳过",
    "> 继续下一步",
    "宁波恒信机械有限公司",
    "> 鄞州",
    "王建国 13800138000",
    "> 委托的经办人",
    "> 看不到",
    "> 发完了",
    "> 确认无误",
]
SECRET = [
    (
        "研发部工程师钱伟今年6月离职前一天晚上用U盘拷走了全套图纸，现在在余姚一家新公司做跟我们一模一样的注塑机，"
        "我们签过保密协议，损失估计五百万"
    ),
    "> 对，接着",
    "> 看不到",
    "注塑机的全套图纸",
    "签了保密协议，图纸有密码",
    "离职前拷贝带走的",
    "宁波恒信机械有限公司",
    "> 鄞州",
    "王建国 13800138000",
    "> 法定代表人",
    "> 发完了",
    "> 确认无误",
]
PARAGRAPH = [
    "我都不知道从哪说起，去年国庆前后业务员小周说有个大客户要货，让我们先发了三批，一共132万，后来才知道货是他自己卖掉的，钱进了他老婆的卡",
    "这算犯罪吗？要多久能有结果？",
    "> 对，接着",
    "> 不确定",
    "> 什么时候都行",
    "> 跳过",
    "> 不是",
    "私自卖货",
    "> 一点没还",
    "业务员小周，他老婆叫李娟",
    "宁波恒信机械有限公司",
    "> 鄞州",
    "王建国 13800138000",
    "> 法定代表人",
    "> 发完了",
    "> 确认无误",
]
TOLD = {"insider": INSIDER, "contract": CONTRACT, "mail": MAIL, "secret": SECRET, "a paragraph first": PARAGRAPH}


@pytest.mark.parametrize("turns", TOLD.values(), ids=TOLD)
async def test_a_story_is_told_in_few_turns(product: Product, reporter: Reporter, turns: list[str]):
    """From the first word to the receipt, and the dossier holds every sentence that was said."""
    presses = sum(turn.startswith("> ") for turn in turns)
    assert presses <= MOST_PRESSES
    assert len(turns) - presses <= MOST_MESSAGES
    for turn in turns:
        await (reporter.presses(turn[2:]) if turn.startswith("> ") else reporter.says(turn))
    assert "这是服务编号" in reporter.sees("收到了，编号").text
    (case,) = await product.all(Case)
    assert await said_to(product, case) == [turn for turn in turns if not turn.startswith("> ")]


async def said_to(product: Product, case: Case) -> list[str]:
    async with product.parts.door.database.reading() as session:
        return [one.text for one in await heard_of(session, case.id, case.key_id)]


async def test_the_first_words_open_a_report(product: Product, reporter: Reporter):
    """Whoever just begins to talk is heard: what was understood is said back, and one press says whether it is right."""
    seen = await reporter.says(INSIDER[0])
    for words in ("员工把公司的钱物占为己有", "86 万元", "2026年3月到2026年10月", "陈丽", "对吗"):
        assert words in seen.text
    assert "对，接着" in seen.buttons
    assert "都不像" in seen.buttons
    await reporter.says("还有她老公也参与了")
    assert "她老公" in (await reporter.told("story")).value
    assert INSIDER[0] in (await reporter.told("story")).value


async def test_a_wrong_guess_takes_one_press(product: Product, reporter: Reporter):
    """What was read of the offence goes; what else was read stays, as a guess."""
    await reporter.says(INSIDER[0])
    seen = await reporter.presses("都不像")
    assert "公司里的人做的" in seen.buttons
    assert (await reporter.told("loss_amount")).value["fen"] == 860_000_00


async def test_a_question_is_answered_and_not_filed(product: Product, reporter: Reporter):
    """At any step: the answer, then the open question again; what we cannot answer goes to the desk with the report."""
    await reporter.says(INSIDER[0])
    await reporter.presses("对，接着")
    step = await reporter.step()
    seen = await reporter.says("要多久？")
    assert "受案" in seen.text
    assert await reporter.step() == step


async def test_a_greeting_brings_the_opening_and_a_story_follows(product: Product, reporter: Reporter):
    """Hello is no story, and is kept all the same."""
    seen = await reporter.says("你好，在吗")
    assert "出了什么事" in seen.text
    await reporter.says(INSIDER[0])
    assert (await reporter.told("story")).value == INSIDER[0]
    assert len(await product.all(Utterance)) == 2


async def test_money_that_just_left_comes_first_in_any_words(product: Product, reporter: Reporter):
    """Account and sum are on the sheet, the duty officer knows, and what is missing is asked."""
    seen = await reporter.says(MAIL[0])
    assert await reporter.step() == "money_payee"
    assert "283 万元" in seen.text
    assert len(await product.all(Case)) == 1
    await reporter.says(MAIL[1])
    await reporter.says(MAIL[2])
    sheet = reporter.sees("照着念")
    for fact in ("3305 0161 6127 0000 0123", "鼎盛源", "283 万元", "工商银行", "☎ 110", "☎ 95588"):
        assert fact in sheet.text


async def test_a_list_takes_a_sentence(product: Product, reporter: Reporter):
    """The name, the phone, and what was said of them."""
    await reporter.tells(until="witnesses#0?")
    await reporter.says("新来的会计王芳知道，电话13705740009")
    assert (await reporter.told("witnesses#0.name")).value == "王芳"
    assert (await reporter.told("witnesses#0.phone")).value == "+8613705740009"


async def test_a_long_text_that_the_app_split_is_one(product: Product, reporter: Reporter):
    """6,000 letters pasted arrive as two messages: one story, nothing refused."""
    whole = "一天，" * 2000
    await reporter.presses("我要报案")
    await reporter.says(whole[:4096])
    await reporter.says(whole[4096:])
    assert (await reporter.told("story")).value == whole


# --- what fresh eyes found


async def test_a_sentence_after_the_sheet_takes_nothing_from_it(product: Product, reporter: Reporter):
    """The lane is told and the desk has it: what is said next adds, and asks nothing again."""
    for turn in MAIL[:3]:
        await reporter.says(turn)
    await reporter.presses("接着把事情说完")
    before = {step: await reporter.told(step) for step in ("money_payee_account", "money_amount", "money_at")}
    await reporter.says("补充一下：对方邮箱跟真的只差一个字母，财务没看出来")
    assert {step: await reporter.told(step) for step in before} == before
    assert await reporter.step() == "offence"
    (case,) = await product.all(Case)
    assert case.loss_fen == 283_000_000


async def test_whoever_pressed_to_report_is_heard_about_money_too(product: Product, reporter: Reporter):
    """The button says nothing of money, so the story may."""
    await reporter.presses("我要报案")
    seen = await reporter.says(MAIL[0])
    assert await reporter.step() == "money_payee"
    assert "☎ 110" in seen.text
    assert len(await product.all(Case)) == 1


async def test_money_that_leaves_while_the_review_is_open(product: Product, reporter: Reporter):
    """At the very end it still comes first."""
    await reporter.tells_up_to_submit()
    seen = await reporter.says("刚刚财务又给骗子转了20万")
    assert "钱是这两天转出去的吗" in seen.text


async def test_a_number_that_was_rung_is_no_sum(product: Product, reporter: Reporter):
    """我打过110了 at the question for the sum."""
    await reporter.presses("钱刚转出去")
    await reporter.says("6222 0212 3456 7890 123")
    await reporter.presses("跳过")
    assert await reporter.step() == "money_amount"
    await reporter.says("我打过110了，他们让我去派出所")
    assert await reporter.step() == "money_amount"


@pytest.mark.parametrize(
    ("said", "then", "fen"),
    [
        (INSIDER[0], "不是86万，刚才财务重新算了，是2136500", 213_650_000),
        (INSIDER[0], "不对，应该是60万", 60_000_000),
    ],
)
async def test_what_is_put_right_is_changed(reporter: Reporter, said: str, then: str, fen: int):
    """While the story is told, and at the review."""
    await reporter.says(said)
    await reporter.says(then)
    assert (await reporter.told("loss_amount")).value["fen"] == fen


async def test_another_victim_is_no_suspect_and_their_loss_not_ours(reporter: Reporter):
    """Who also was deceived did nothing."""
    await reporter.says("我们交了150万给姓赵的做项目，项目是假的，人跑了，隔壁王总也被他骗了300万")
    answers = (await reporter._asking()).told.answers
    assert "王总" not in [one.value for one in answers.values()]
    assert answers["loss_amount"].value["fen"] == 150_000_000


async def test_words_below_a_file_that_is_refused_are_kept(product: Product, reporter: Reporter):
    """And a file with words as the very first message begins a report."""
    await reporter.sends_all(("病毒.exe", b"MZ not a document"), caption="会计王芳，电话13705740009")
    await reporter.sends_all(("合同.pdf", b"%PDF-1.4 test"), caption="我们公司被上海恒盛骗了68万，这是合同")
    draft = await reporter.draft()
    async with product.parts.door.database.reading() as session:
        heard = await heard_of(session, draft.id, draft.key_id)
    assert [one.text for one in heard] == ["会计王芳，电话13705740009", "我们公司被上海恒盛骗了68万，这是合同"]


async def test_a_further_suspect_replaces_nobody(reporter: Reporter):
    """Another name at the question for the first one becomes the second."""
    await reporter.tells(until="suspects#0?")
    await reporter.says("业务员张三丰，电话13905740009")
    await reporter.presses("上一题")
    while await reporter.step() != "suspects#0?":
        await reporter.presses("上一题")
    await reporter.says("还有一个叫李强的")
    assert (await reporter.told("suspects#0.name")).value == "张三丰"
    assert (await reporter.told("suspects#1.name")).value == "李强"


async def test_whoever_begins_in_english_is_answered_in_english(reporter: Reporter):
    """The first words say which language is spoken."""
    seen = await reporter.says("Our accountant took 860,000 yuan over eight months and transferred it to her own card")
    assert "Step 1 of 5: What happened" in seen.text
