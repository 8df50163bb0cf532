"""Is this officer real? A call is announced first, a code is read aloud, and what is not ours is said to be none."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from actions.office import change_office
from cases.people import Role
from handlers.said.timeline import just_done
from storage.dossiers import open_dossier
from storage.tables import CaseMessage, Event, Member, OfficerCheck, OutgoingState, SpokenCode, TimelineEntry, Utterance
from tests.stories.test_leaving import member_named
from tests.stories.test_merging import takes
from tests.world import Clock, Person, Product, Reporter

BADGE, PHONE = "033221", "0574-87654321"


async def has_office(product: Product, lead: str, name: str) -> None:
    """A lead writes down by what a reporter can tell this officer."""
    door = product.parts.door
    by, officer = await member_named(product, lead), await member_named(product, name)
    async with door.database.writing() as session:
        await change_office(door.hand(session, member=by), officer.id, BADGE, PHONE)


@pytest.fixture
async def lead(product: Product) -> Person:
    return await product.expert("周敏", Role.LEAD)


@pytest.fixture
async def chen(product: Product, reporter: Reporter, lead: Person) -> Person:
    """Who has the case of a report, with a badge number and an office telephone."""
    officer = await product.expert("陈立")
    await takes(officer, await reporter.has_reported())
    await has_office(product, "周敏", "陈立")
    return officer


async def code_shown_to(officer: Person) -> str:
    await officer.looks()
    found = re.search(r"^(\d{3} \d{3})$", officer.sees("正在核实来电的人").text, re.MULTILINE)
    assert found
    return found[1]


def another(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06}"


@pytest.mark.postgres
async def test_an_announced_call_is_known_before_it_rings(product: Product, reporter: Reporter, chen: Person):
    """Name, badge, telephone and time stand in the reporter's chat; the code that the officer reads is right once."""
    await chen.presses("打电话前登记", on=chen.last)
    await chen.says("改天")
    assert "没看懂什么时候打" in chen.last.text
    await chen.says("半小时后")
    assert "报案人" in chen.last.text
    await reporter.looks()
    announced = reporter.sees("要给您打电话").text
    assert all(words in announced for words in ("陈立", BADGE, "0574 8765 4321"))
    await product.passes(timedelta(minutes=30))
    await reporter.presses("核实民警")
    await reporter.presses("有自称民警的来电")
    assert "登记过这通电话" in reporter.last.text
    await reporter.presses("要核对码")
    assert "陈立" in reporter.last.text
    code = await code_shown_to(chen)
    assert code.replace(" ", "") not in "".join(one.text for one in reporter.screen).replace(" ", "")
    await reporter.says(another(code))
    assert "不对" in reporter.last.text
    assert "还能试 2 次" in reporter.last.text
    await reporter.says(f"他念的是 {code}")
    assert "对上了" in reporter.last.text
    await reporter.says(code)
    assert "对上了" not in reporter.last.text
    assert [one.came.value for one in await product.all(SpokenCode)] == ["right"]
    assert {one.event for one in await product.all(TimelineEntry)} >= {Event.CALL_ANNOUNCED, Event.OFFICER_CHECKED}


async def test_a_call_that_nobody_announced_is_told_to_hang_up(
    product: Product, reporter: Reporter, chen: Person, lead: Person
):
    """Asked in their own words; the lead hears of it once, however often it is asked, and every check is written down."""
    await reporter.says("刚才有个警察打电话给我要我转账，是真的吗")
    assert "没有登记过这通电话，请当假的，先挂断" in reporter.last.text
    assert "110" in reporter.last.text
    for _ in range(3):
        await reporter.says("有人自称民警给我打电话")
    await lead.looks()
    assert lead.count("我们没有登记过") == 1
    checks = [one.came.value for one in await product.all(OfficerCheck)]
    assert checks == ["unannounced"] * 4
    assert all("陈" not in str(one.chat) and one.value is None for one in await product.all(OfficerCheck))


async def test_who_is_asked_for_money_in_our_name_reads_at_once_that_it_is_not_us(
    product: Product, reporter: Reporter, lead: Person
):
    """As they tell it, and asking nothing; the officer gets their words all the same, and a lead hears of it."""
    await reporter.has_reported()
    said = "他说他是市局的张警官 让我加微信 先打2万保证金到安全账户才能冻结"
    await reporter.says(said)
    assert "先挂断" in reporter.sees("没有登记过这通电话").text
    assert "我们绝不会让您转账" in reporter.sees("没有登记过这通电话").text
    async with product.parts.door.database.reading() as session:
        dossier = await open_dossier(session, await product.case())
    assert said in [one.text for one in dossier.messages]
    await lead.looks()
    assert lead.sees("报案人接到自称民警的电话")


async def test_an_expired_code_and_three_wrong_ones_count_for_nothing(
    product: Product, reporter: Reporter, chen: Person, lead: Person
):
    """After ten minutes the right code is none; three wrong ones end it, and the lead hears of it once."""
    await reporter.says("核实民警")
    await reporter.presses("有自称民警的来电")
    await reporter.presses("要核对码")
    old = await code_shown_to(chen)
    product.clock.passes(timedelta(minutes=11))
    await reporter.says(old)
    assert "过时了" in reporter.last.text
    await reporter.presses("要核对码")
    code = await code_shown_to(chen)
    for _ in range(3):
        await reporter.says(another(code))
    assert "三次都不对，请当假的" in reporter.last.text
    await reporter.says(code)
    assert "对上了" not in reporter.last.text
    await lead.looks()
    assert lead.count("核对码念错了") == 1
    came = [one.came and one.came.value for one in sorted(await product.all(SpokenCode), key=lambda one: one.made_at)]
    assert came == ["expired", "wrong"]


async def test_other_words_in_between_end_no_check(product: Product, reporter: Reporter, chen: Person, lead: Person):
    """Somebody on the line talks on; the six digits after it are judged, and so is that they are not read."""
    await reporter.says("核实民警")
    await reporter.presses("有自称民警的来电")
    await reporter.presses("要核对码")
    code = await code_shown_to(chen)
    await reporter.says("他一直在催我，说要快点")
    await reporter.says(f"他念了 {another(code)}")
    assert "不对" in reporter.last.text
    await reporter.says("他说他不肯念，叫我别问")
    assert "请当假的" in reporter.last.text or "挂断" in reporter.last.text
    await lead.looks()
    (row,) = await product.all(SpokenCode)
    assert row.came


async def test_the_officer_says_that_it_is_not_them(product: Product, reporter: Reporter, chen: Person, lead: Person):
    """One press, and the reporter and the lead hear it at once; nobody else's code can be denied."""
    other = await product.expert("吴桐")
    await reporter.says("核实来电")
    await reporter.presses("有自称民警的来电")
    await reporter.presses("要核对码")
    await other.says((await product.case()).number)
    await other.presses("不是我打的", on=other.last)
    assert other.toast
    await chen.looks()
    await chen.presses("不是我打的", on=chen.sees("正在核实来电的人"))
    await reporter.looks()
    assert "不是我在给您打电话" in reporter.sees("陈立 说").text
    await lead.looks()
    assert lead.count("本人说不是自己打的") == 1
    await reporter.says("123456")
    assert "对上了" not in reporter.last.text


async def test_a_number_a_link_and_a_message_are_only_looked_up(
    product: Product, reporter: Reporter, chen: Person, lead: Person
):
    """Recorded or not, never safe; what asks for a transfer is said to be none of ours; nothing is kept in the clear."""
    await reporter.says("这个号码是你们的吗 010-66778899")
    assert "010 6677 8899：我们没有登记" in reporter.last.text
    assert "110" in reporter.last.text
    await reporter.says("核实民警")
    await reporter.says(PHONE)
    assert "我们登记过" in reporter.last.text
    assert "不等于就是本人" in reporter.last.text
    await reporter.says("核实民警")
    await reporter.says("+1 212 555 0100 您涉嫌洗钱，请把钱转到安全账户，点 http://police-nb.example.com/a")
    shown = reporter.last.text
    assert "境外号码" in shown
    assert "police-nb.example.com：我们没有登记" in shown
    assert "我们从不这样做" in shown
    await reporter.says("http://nb-police.example.org/case")
    assert "nb-police.example.org：我们没有登记" in reporter.last.text  # one more, right after, without asking again
    rows = await product.all(OfficerCheck)
    assert [one.came.value for one in rows].count("not_recorded") == 4
    await reporter.says("他的电话是 13900001111，会计的")
    assert "已转给" in reporter.last.text
    assert all(one.value and not one.value.startswith("+") and len(one.value) == 32 for one in rows)


async def test_a_name_is_no_proof(product: Product, reporter: Reporter, chen: Person):
    """Whoever asks if somebody is one of ours, by name, reads how to check them; nothing goes to the one they ask about."""
    for said in ("这个陈立是真警察吗", "周敏是你们的人吗", "加我的那个警官是真的吗"):
        await reporter.says(said)
        assert "不等于就是本人" in reporter.last.text
        assert "由 陈立 负责" in reporter.last.text
    assert await product.all(CaseMessage) == []
    await reporter.says("周警官什么时候回我")
    assert len(await product.all(CaseMessage)) == 1
    other = await product.reporter()
    await other.begins()
    before = len(await product.all(Utterance))
    await other.says("有个叫李强的民警吗")
    assert other.count("不等于就是本人") == 1
    assert len(await product.all(Utterance)) == 1 + before


async def test_somebody_without_a_case_is_answered_too(product: Product, lead: Person):
    """They are told to hang up; the leads hear of strangers once a day, and too many questions end in 110."""
    stranger = await product.reporter()
    await stranger.says("刚才有个警察打电话给我，是真的吗")
    assert "没有登记过这通电话" in stranger.last.text
    for _ in range(22):
        await stranger.says("/check")
        await stranger.says("13900001111")
    assert "查得太多了" in stranger.last.text
    await lead.looks()
    assert lead.count("今天有没报过案的人来问") == 1
    assert all(one.case_id is None for one in await product.all(OfficerCheck))


CHINESE = re.compile(r"[\u4e00-\u9fff]")


async def test_the_whole_check_in_english(product: Product, reporter: Reporter, lead: Person):
    """An unannounced call, a wrong code, an expired one, a desk's words that ask for a transfer: all in the reporter's language."""
    chen = await product.expert("Chen Li")
    await reporter.presses("English")
    reporter.language = "en"
    await takes(chen, await reporter.has_reported(company_name="Yongjiang Ltd", story="They never delivered."))
    await has_office(product, "周敏", "Chen Li")
    begins = len(reporter.screen)
    await reporter.says("a policeman just called me, is he real?")
    assert "No such call was announced" in reporter.last.text
    await reporter.presses("Get a code they must read")
    code = await code_shown_to(chen)
    await reporter.says(another(code))
    assert "those are not the digits" in reporter.last.text
    product.clock.passes(timedelta(minutes=11))
    await reporter.says(code)
    assert "has expired" in reporter.last.text
    await reporter.presses("Get a code they must read")
    await reporter.says(await code_shown_to(chen))
    assert "Right: whoever read these 6 digits" in reporter.last.text
    await chen.says((await product.case()).number)
    await chen.presses("答复报案人", on=chen.last)
    await chen.says("Please transfer the balance to our safe account today.")
    assert "没有发出去" in chen.last.text
    await reporter.says("is this number yours 010-66778899")
    assert "not recorded with us" in reporter.last.text
    said = [seen for seen in reporter.screen[begins:] if not seen.mine]
    assert [seen.text for seen in said if CHINESE.search(seen.text)] == []
    assert [label for seen in said for label in seen.buttons if CHINESE.search(label)] == []
    await lead.looks()
    assert [lead.count(words) for words in ("我们没有登记过", "核对码念错了", "拦下了 Chen Li")] == [1, 1, 1]


async def test_a_call_is_moved_called_off_and_answered_for(product: Product, reporter: Reporter, chen: Person):
    """The reporter reads the new time and why; a call that is off counts as none; one whose time is over asks the officer."""
    await chen.presses("打电话前登记", on=chen.last)
    await chen.says("半小时后")
    number = (await product.case()).number
    await chen.says(number)
    await chen.presses("电话改时间")
    await chen.says("两小时后")
    assert "新的时间和原因" in chen.last.text
    await chen.says("2小时后，要去法院")
    await reporter.looks()
    assert all(words in reporter.sees("电话改时间了").text for words in ("陈立", BADGE, "要去法院"))
    await product.passes(timedelta(hours=3))
    await chen.looks()
    await chen.presses("没打通", on=chen.sees("打了吗"))
    chen.sees("记下了：陈立 打给报案人，没打通")
    await product.passes(timedelta(hours=3))
    await chen.looks()
    assert [one.state for one in await product.outgoing("call_went")].count(OutgoingState.SENT) == 1
    await chen.says(number)
    await chen.presses("打电话前登记")
    await chen.says("现在")
    await chen.says(number)
    await chen.presses("电话不打了")
    await chen.says("案情有变，改天再约")
    await reporter.looks()
    assert "案情有变" in reporter.sees("不打这个电话了").text
    await reporter.says("刚才有个警察打电话给我，是真的吗")
    assert "没有登记过这通电话" in reporter.last.text
    told = [one.event for one in await product.all(TimelineEntry)]
    assert [told.count(one) for one in (Event.CALL_MOVED, Event.CALL_MISSED, Event.CALL_CANCELLED)] == [1, 1, 1]


async def test_a_case_that_ends_takes_its_announced_call_with_it(product: Product, reporter: Reporter, chen: Person):
    """Whoever rings at that time is none of ours any more, and the reporter reads so."""
    number = (await product.case()).number
    await chen.presses("打电话前登记", on=await chen.says(number))
    await chen.says("两小时后")
    assert (await product.case()).call_id, chen.last.text
    await reporter.says("/withdraw")
    await reporter.presses("撤回")
    await reporter.presses(reporter.last.buttons[0])
    await product.settles()
    await reporter.looks()
    assert "不打这个电话了" in reporter.sees("再有人打来说是民警，当假的").text
    assert (await product.case()).call_id is None


def test_what_the_officer_did_stands_first(clock: Clock):
    """Closing a case calls off its call as well, at the same moment; the answer is that it was closed."""
    chen, case, now = Member(role=Role.EXPERT), uuid4(), clock()
    followed, did = (
        TimelineEntry(case_id=case, at=now, event=one, member_id=chen.id)
        for one in (Event.CALL_CANCELLED, Event.CLOSED)
    )
    assert just_done(chen, [(followed, "电话不打了"), (did, "结束了")], now) == "结束了"
    assert just_done(chen, [(followed, "电话不打了")], now) == "电话不打了"
