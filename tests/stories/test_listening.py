"""The person talks: every word is kept, what can be understood is said back, and only what is missing is asked."""

from __future__ import annotations

import re
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


@pytest.mark.parametrize("said", ["KQMW-BFPL-MNQR-X0B7", "zhangsanfeng@example-company.com", "91330200MABCDEFGHX"])
async def test_letters_that_are_no_words_change_no_language(product: Product, said: str):
    """A mistyped code, an address, a company's number: the next answer is Chinese like the one before."""
    reporter = await product.reporter()
    assert re.search("[\u4e00-\u9fff]{6}", (await reporter.says(said)).text)


async def test_whoever_begins_in_english_is_answered_in_english(reporter: Reporter):
    """The first words say which language is spoken."""
    seen = await reporter.says("Our accountant took 860,000 yuan over eight months and transferred it to her own card")
    assert "Step 1 of 5: What happened" in seen.text


async def test_a_question_at_what_was_understood_is_answered(reporter: Reporter):
    """Above what stands there to be confirmed."""
    await reporter.says(INSIDER[0])
    seen = await reporter.says("算犯罪吗")
    assert "立案" in seen.text or "犯罪" in seen.text.split("我理解的是")[0]
    assert "对吗" in seen.text


async def test_corrections_stay_while_more_is_told(reporter: Reporter):
    """The sum put right stays right when the time is put right after it."""
    await reporter.says(INSIDER[0])
    await reporter.says("不对，是88万")
    seen = await reporter.says("对，但是时间是4月到10月")
    for words in ("88 万元", "2026年4月到2026年10月"):
        assert words in seen.text


async def test_a_name_that_is_not_to_be_written_goes(reporter: Reporter):
    """And does not come back with the next sentence."""
    await reporter.says(INSIDER[0])
    assert "陈丽" not in (await reporter.says("别写她")).text
    assert "怀疑对象" not in (await reporter.says("上个月她还了20万")).text


async def test_what_was_said_in_passing_is_not_asked_again(reporter: Reporter):
    """One's name and number, what came back, and what else was done are said back at once."""
    seen = await reporter.says(f"{INSIDER[0]}，还了20万，还把客户名单卖给了同行，我叫李敏 13705740009")
    for words in ("66 万元", "还听到：还把客户名单卖给了同行", "李敏", "137 0574 0009"):
        assert words in seen.text
    assert (await reporter.told("returned")).value == "part"


@pytest.mark.parametrize(
    ("step", "said", "option"),
    [
        ("reporter_role", "我是法人代表", "legal_representative"),
        ("reporter_role", "公司会计，帮老板报的", "authorised_agent"),
        ("district", "在鄞州", "yinzhou"),
    ],
)
async def test_a_required_button_may_be_said(reporter: Reporter, step: str, said: str, option: str):
    """In one's own words."""
    await reporter.tells(until=step)
    await reporter.says(said)
    assert (await reporter.told(step)).value == option


async def test_who_presses_nothing_is_shown_what_is_closest(reporter: Reporter):
    """Never only that a button is to be pressed."""
    await reporter.tells(until="reporter_role")
    assert "最接近" in (await reporter.says("我也说不上来怎么算")).text


async def test_money_of_last_month_leaves_the_lane(reporter: Reporter):
    """不是，是上个月 at any of its questions."""
    await reporter.says(MAIL[0])
    await reporter.says("不是，是上个月")
    assert (await reporter.told("money_moving")).value == "no"
    assert not (await reporter.step()).startswith("money_")


async def test_a_further_payment_changes_nothing_of_the_first(reporter: Reporter):
    """又转了5万 stands beside it; the sum of all replaces it, and the question stays."""
    await reporter.says(MAIL[0])
    step = await reporter.step()
    await reporter.says("又转了5万")
    assert (await reporter.told("money_amount")).value["fen"] == 283_000_000
    assert (await reporter.told("transactions#1.amount")).value["fen"] == 5_000_000
    await reporter.says("两笔一共288万")
    assert (await reporter.told("money_amount")).value["fen"] == 288_000_000
    assert await reporter.step() == step


async def test_vague_words_are_asked_to_go_on(reporter: Reporter):
    """Nothing is guessed from 出事了; what follows belongs to it."""
    seen = await reporter.says("我们被人坑惨了")
    assert "再多说几句" in seen.text
    await reporter.says(INSIDER[0])
    assert (await reporter.told("offence")).value == "EMBEZZLEMENT"
    assert (await reporter.told("story")).value.startswith("我们被人坑惨了")


async def test_what_others_are_there_for_is_said_and_taken(reporter: Reporter):
    """Wages: 12333, and the report goes on all the same."""
    seen = await reporter.says("老板欠我工资三个月不发")
    assert "12333" in seen.text
    assert (await reporter.told("story")).value == "老板欠我工资三个月不发"


@pytest.mark.parametrize(
    ("said", "moving"), [("不是，是上个月", "no"), ("去年的事", "no"), ("不是现在", "no"), ("对", "just_now")]
)
async def test_the_offer_of_the_money_lane_is_answered_by_typing(reporter: Reporter, said: str, moving: str):
    """是刚转的吗, at the review and anywhere."""
    await reporter.tells_up_to_submit()
    await reporter.says("刚刚财务又给骗子转了20万")
    await reporter.says(said)
    assert (await reporter.told("money_moving")).value == moving
    assert (await reporter.step()).startswith("money_") == (moving == "just_now")


async def test_words_add_to_what_was_ticked(reporter: Reporter):
    """A tick is destroyed by no sentence, nor the sentence by a further tick."""
    await reporter.tells(until="contract_trick", offence="CONTRACT_FRAUD")
    await reporter.presses("假票据、假产权担保")
    await reporter.says("陈伟手机打不通了 厂子也搬了 一分钱没付")
    kept = await reporter.told("contract_trick")
    assert (kept.value, kept.said) == (["false_security"], "陈伟手机打不通了 厂子也搬了 一分钱没付")
    while await reporter.step() != "contract_trick":
        await reporter.presses("上一题")
    await reporter.presses("收钱收货后跑了")
    kept = await reporter.told("contract_trick")
    assert (kept.value, kept.said) == (["false_security", "vanished"], "陈伟手机打不通了 厂子也搬了 一分钱没付")
    await reporter.presses("选好了")
    await reporter.tells_on("review")
    assert "假票据、假产权担保、收钱收货后跑了；陈伟手机打不通了" in reporter.last.text


async def test_what_fits_no_question_is_no_answer_to_it(reporter: Reporter):
    """A part of the story is no contact, and a question to us no answer; both are kept, and the question stays."""
    await reporter.tells(until="other_contact", suspect_can_read="yes")
    seen = await reporter.says("另外她还把公章带走了 还有3本空白支票")
    assert "记下了" in seen.text
    assert await reporter.step() == "other_contact"
    await reporter.says("打我老婆电话 13905740001")
    assert (await reporter.told("other_contact")).value == "打我老婆电话 13905740001"


async def test_a_question_to_us_is_no_answer_to_ours(reporter: Reporter):
    """Nor is the day on which something was signed what was a lie."""
    await reporter.tells(until="deceived_how", offence="CONTRACT_FRAUD")
    for said in ("今年5月份签的", "是真的吗 你们真是公安"):
        await reporter.says(said)
        assert await reporter.step() == "deceived_how"


async def test_a_sentence_about_people_leaves_no_scraps(reporter: Reporter):
    """不是说了吗 is no relation, and 就他一个 ends the list."""
    await reporter.tells(until="suspects#0?", offence="CONTRACT_FRAUD")
    await reporter.says("不是说了吗 王小芳，她老公叫陈伟")
    answers = (await reporter._asking()).told.answers
    assert [answers[f"suspects#{place}.name"].value for place in (0, 1)] == ["王小芳", "陈伟"]
    assert "不是说了吗" not in [one.value for one in answers.values()]
    await reporter.says("就他一个")
    assert not (await reporter.step()).startswith("suspects")


@pytest.mark.parametrize(
    "said",
    [
        "宁波精翔机电有限公司 我叫徐建 13905740099 我是老板 余姚的",
        "Ningbo Jingxiang Electric Co., Ltd, I am Xu Jian, 13905740099, I'm the owner, in Yuyao",
    ],
)
async def test_every_fact_of_a_line_is_taken(reporter: Reporter, said: str):
    """Whatever was asked: the firm, the name, the number, what they are there, and where."""
    await reporter.tells(until="company_name")
    await reporter.says(said)
    answers = (await reporter._asking()).told.answers
    assert answers["company_name"].value in {"宁波精翔机电有限公司", "Ningbo Jingxiang Electric Co., Ltd"}
    assert answers["contact_name"].value in {"徐建", "Xu Jian"}
    assert [answers[one].value for one in ("contact_phone", "reporter_role", "district")] == [
        "+8613905740099",
        "legal_representative",
        "yuyao",
    ]


async def test_a_short_fact_ticks_its_option(reporter: Reporter):
    """At its own question it is ticked and kept in words; at another, that one is asked again and this no more."""
    await reporter.tells(until="contract_trick", offence="CONTRACT_FRAUD")
    await reporter.says("电话打不通了")
    assert (await reporter.told("still_reachable")).value == "no"
    assert await reporter.step() == "contract_trick"
    await reporter.says("保函是假的")
    kept = await reporter.told("contract_trick")
    assert (kept.value, kept.said) == (["false_security"], "保函是假的")


async def test_the_review_counts_what_sending_confirms(reporter: Reporter):
    """A sum read from the words is held against the figures as it will be on the desk, and that is said."""
    for turn in CONTRACT[:-1]:
        await (reporter.presses(turn[2:]) if turn.startswith("> ") else reporter.says(turn))
    assert await reporter.step() == "review"
    assert "提交就是确认" in reporter.last.text
    assert "已达到" in reporter.last.text
    assert "还有没说清的" not in reporter.last.text


async def test_an_answer_is_put_right_by_its_name(product: Product):
    """联系电话错了 at another question, and at the review: it is another now, the question stays, and the desk reads it."""
    reporter, expert = await product.reporter(), await product.expert("沈清")
    asked = await reporter.tells(until="evidence")
    said = await reporter.says("联系电话错了，应该是13911112222")
    assert "改过来了" in said.text
    assert "139 1111 2222" in said.text
    assert asked.text.splitlines()[0] in said.text
    await reporter.tells_on()
    assert "王建华" in (await reporter.says("名字写错了，应该是王建华")).text
    number = await reporter.submits()
    shown = (await expert.says(number)).text
    assert "139 1111 2222" in shown
    assert "王建华" in shown
    assert "138 0013 8000" not in shown


async def test_whoever_is_upset_answers_nothing_by_it(product: Product, clock: Clock):
    """Friday on a Monday is not just now; neither fears nor a correction become a button's words, a firm or a suspect."""
    clock.set(datetime(2026, 11, 30, 16, tzinfo=ZoneInfo("Asia/Shanghai")))
    reporter = await product.reporter()
    await reporter.says("喂 有人吗 我们会计跑了！！钱没了！！")
    await reporter.says("上周五下午她从公司建行账户转了186万到她老公的号上 今天早上人没来上班 手机关机 会计叫周敏")
    assert (await reporter.told("money_moving")).value == "no"
    assert "110 报警" not in reporter.last.text
    await reporter.presses("员工把公司的钱挪去用")
    asked = "您怀疑的人，现在还能看到这部手机或公司邮箱吗"
    for said in ("会不会不管我 我明天还要发工资", "上周五吧 之前有没有我不知道", "宁波恒达五金有限公司"):
        assert asked in (await reporter.says(said)).text, said
    assert "这份报告还没提交" in " ".join(one.text for one in (await reporter.says("看进展"), *reporter.screen[-3:]))
    assert asked in reporter.last.text
    await reporter.presses("看不到")
    assert await reporter.step() == "suspect_public"
    for said in ("好多次了你们到底管不管", "刘建军", "宁波恒达五金有限公司"):
        await reporter.says(said)
        assert await reporter.step() == "suspect_public", said
    await reporter.tells_on(until="suspects#0?")
    await reporter.says("恒达五金 老板我 刘建军")
    await reporter.says("不对！刘建军是我！！嫌疑人是周敏")
    assert (await reporter.told("suspects#0.name")).value == "周敏"
    assert "刘建军" not in [(await reporter.told(name)).value for name in ("suspects#0.name", "suspects#0.relation")]


async def test_money_of_last_week_ends_the_lane(product: Product, clock: Clock):
    """Said in the midst of it, with more beside: the lane is left, and that is said back."""
    clock.set(datetime(2026, 11, 30, 16, tzinfo=ZoneInfo("Asia/Shanghai")))
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去，先止付")
    shown = await reporter.says("不是刚转的 是上周五！账号我怎么知道")
    assert "不是刚转走的" in shown.text
    assert (await reporter.told("money_moving")).value == "no"
