"""The one list of materials: a reporter sees what is missing and sends it, an officer asks for the rest once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from actions.materials import ask_materials, tick
from cases.materials import (
    MaterialAlreadyDecided,
    MaterialNotListed,
    NothingAsked,
    RoundAlreadyMade,
    TooManyAdded,
)
from cases.messages import Kind
from cases.people import CaseNotFound, NotAllowed, Role
from cases.rounds import Round
from cases.tracks import CaseEnded, Service
from handlers.reporter.materials_sent import PAGE
from storage.conversations import look_up
from storage.materials import Checklist, open_checklist
from storage.tables import Case, CaseMessage, Event, Material, Member, StoredFile, TimelineEntry
from tests.world import Person, Product, Reporter

CHINESE = re.compile(r"[\u4e00-\u9fff]")


async def checklist(product: Product) -> Checklist:
    """The list of the only case there is, as both sides read it."""
    door = product.parts.door
    async with door.database.reading() as session:
        return await open_checklist(session, door.law, await product.case())


async def asks(product: Product, *, source: str | None = None, **asked: object) -> Case:
    """The first working member asks for materials, as the console's form does."""
    door, case = product.parts.door, await product.case()
    member = next(one for one in await product.all(Member) if one.role is not Role.AUDITOR)
    async with door.database.writing() as session:
        found = await ask_materials(door.hand(session, member=member, source=source), case.number, Round(**asked))
    await product.settles()
    return found


async def opens(reporter: Person, title: str) -> None:
    """The list, then one of its items, on whatever page it stands."""
    await reporter.presses("材料清单")
    while not any(title in one for one in reporter.last.buttons):
        await reporter.presses("往后翻", on=reporter.last)
    await reporter.presses(title, on=reporter.last)


async def test_the_receipt_leads_to_the_list(reporter: Reporter):
    """Under the receipt and on the case; each item a button, a page at a time, with how much is there."""
    await reporter.has_reported()
    assert "材料清单" in reporter.sees("收到了，编号").buttons
    first = await reporter.presses("材料清单")
    assert "已有 0/" in first.text
    assert "○ 营业执照" in first.buttons
    assert sum(one.startswith("○") for one in first.buttons) == PAGE
    later = await reporter.presses("往后翻", on=first)
    assert later.id == first.id
    assert "○ 合同原件" in later.buttons
    await reporter.presses("看进展", on=later)
    assert "材料清单" in reporter.last.buttons


async def test_an_item_says_why_and_how(reporter: Reporter):
    """What it shows, how to prepare it, with the words to write on a copy."""
    await reporter.has_reported()
    await opens(reporter, "营业执照")
    assert "说明报案的公司是谁" in reporter.last.text
    assert "「由本单位复印提供，与原件相同」" in reporter.last.text
    assert {"手头有，先不传", "上传", "问专家", "回到清单"} == set(reporter.last.buttons)


async def test_a_tick_counts_and_can_be_taken_back(product: Product, reporter: Reporter):
    """I have it: one more of those needed. Not yet: one less."""
    await reporter.has_reported()
    needed = (await checklist(product)).readiness.needed
    await opens(reporter, "营业执照")
    ticked = await reporter.presses("手头有，先不传", on=reporter.last)
    assert f"已有 1/{needed}" in ticked.text
    assert "✓ 营业执照" in ticked.buttons
    await reporter.presses("✓ 营业执照", on=ticked)
    await reporter.presses("还没有", on=reporter.last)
    assert f"已有 0/{needed}" in reporter.last.text
    assert len(await product.all(Material)) == 1


async def test_files_go_to_the_item_they_were_sent_for(product: Product, reporter: Reporter):
    """Several in a row, each under that item; after the list was opened again, files go to the case as before."""
    await reporter.has_reported()
    await opens(reporter, "合同原件")
    await reporter.presses("上传", on=reporter.last)
    await reporter.sends("合同第1页.jpg")
    await reporter.sends("合同第2页.jpg")
    assert "放在「合同原件」里，这一项共 2 份" in reporter.last.text
    shown = await reporter.presses("发完了，看清单", on=reporter.last)
    assert "📎 合同原件 · 2 份" in shown.text
    await reporter.sends("别的.jpg")
    steps = [file.step for file in sorted(await product.all(StoredFile), key=lambda file: file.received_at)]
    assert steps == ["contract_original", "contract_original", "evidence"]
    assert (await checklist(product)).readiness.have == 1


async def test_cancel_leaves_the_item(product: Product, reporter: Reporter):
    """After /cancel the next file belongs to the case, not to the item."""
    await reporter.has_reported()
    await opens(reporter, "合同原件")
    await reporter.presses("上传", on=reporter.last)
    await reporter.says("/cancel")
    await reporter.sends("别的.jpg")
    assert [file.step for file in await product.all(StoredFile)] == ["evidence"]


async def test_a_question_reaches_the_desk_with_the_item(product: Product, reporter: Reporter):
    """The expert reads what the question is about; the next text is an ordinary one again."""
    expert = await product.expert()
    await reporter.has_reported()
    await opens(reporter, "合同原件")
    await reporter.presses("问专家", on=reporter.last)
    await reporter.says("只有扫描件行吗？")
    assert "已转给" in reporter.last.text
    await expert.looks()
    assert "关于「合同原件」：只有扫描件行吗？" in expert.last.text
    await reporter.says("还有一点要说。")
    await expert.looks()
    assert "还有一点要说。" in expert.last.text
    assert "关于" not in expert.last.text


async def test_words_while_uploading_name_the_item_and_the_files_go_on(product: Product, reporter: Reporter):
    """A remark between two files is passed on, and the second file still goes to the item."""
    await reporter.has_reported()
    await opens(reporter, "合同原件")
    await reporter.presses("上传", on=reporter.last)
    await reporter.says("第二页有点糊。")
    await reporter.sends("合同第2页.jpg")
    assert len(await product.all(CaseMessage)) == 1
    assert [file.step for file in await product.all(StoredFile)] == ["contract_original"]


async def test_a_report_being_told_keeps_its_answers(product: Product, reporter: Reporter):
    """Uploading for an old case while a new report is open: files go to the item, what is typed answers the report."""
    await reporter.has_reported()
    await opens(reporter, "合同原件")
    item = reporter.last
    await reporter.says("/start")
    await reporter.tells(until="loss_amount")
    await reporter.presses("上传", on=item)
    await reporter.sends("合同第1页.jpg")
    await reporter.says("三百二十万元")
    assert "320 万元" in reporter.last.text
    assert [file.step for file in await product.all(StoredFile)] == ["contract_original"]
    assert await product.all(CaseMessage) == []


async def test_everything_waived_still_fits_one_letter(product: Product, reporter: Reporter):
    """The longest round there can be is sent, and is no longer than Telegram takes."""
    await product.expert("陈立")
    await reporter.has_reported()
    waived = {line.id: "理" * 100 for line in (await checklist(product)).lines}
    await asks(product, added=[("名" * 40, "由" * 100)] * 5, waived=waived)
    await reporter.looks()
    assert len(reporter.sees("一次列在这里").text) <= 4096
    assert [row.state.value for row in await product.outgoing("materials_asked")] == ["sent"]


async def test_an_officer_adds_and_waives_in_one_round(product: Product, reporter: Reporter):
    """One message with everything: what is new and why, what is still missing; the case waits for the company."""
    await product.expert("陈立")
    await reporter.has_reported()
    before = (await checklist(product)).readiness.needed
    case = await asks(product, added=[("送货司机的联系方式", "要核实货到没到")], waived={"D03": "已经当面看过"})
    assert case.service is Service.MATERIALS_REQUESTED
    assert case.materials_asked_at
    await reporter.looks()
    letter = reporter.sees("一次列在这里")
    for words in (
        "陈立",
        "加上：送货司机的联系方式（要核实货到没到）",
        "不用了：法定代表人身份证明（已经当面看过）",
        "○ 合同原件",
    ):
        assert words in letter.text
    assert (await checklist(product)).readiness.needed == before  # one more, one less
    await reporter.presses("材料清单", on=letter)
    assert "– 法定代表人身份证明 · 不用了：已经当面看过" in reporter.last.text
    events = [line.event for line in await product.all(TimelineEntry)]
    assert events.count(Event.MATERIALS_ASKED) == events.count(Event.MATERIAL_WAIVED) == 1


async def test_what_an_officer_added_is_an_item_like_the_others(product: Product, reporter: Reporter):
    """It has its page with the officer's reason, and takes files."""
    await product.expert("陈立")
    await reporter.has_reported()
    await asks(product, added=[("送货司机的联系方式", "要核实货到没到")])
    await reporter.looks()
    await opens(reporter, "送货司机的联系方式")
    assert "陈立 需要这一项：要核实货到没到" in reporter.last.text
    await reporter.presses("上传", on=reporter.last)
    await reporter.sends("司机.jpg")
    assert "放在「送货司机的联系方式」里" in reporter.last.text


@pytest.mark.postgres
async def test_a_second_round_takes_new_facts(product: Product, reporter: Reporter):
    """Without them it is refused and nothing is written; with them the reporter reads what is new."""
    await product.expert()
    await reporter.has_reported()
    await asks(product, added=[("提货单", "看货去了哪里")])
    with pytest.raises(RoundAlreadyMade):
        await asks(product, added=[("仓库租约", "看谁租的")])
    with pytest.raises(NothingAsked):
        await asks(product, new_facts="对方又换了仓库")
    assert [row.item for row in await product.all(Material)] == ["own_1"]
    await asks(product, added=[("仓库租约", "看谁租的")], new_facts="对方又换了仓库")
    await reporter.looks()
    letter = reporter.sees("有了新情况")
    assert "对方又换了仓库" in letter.text
    assert "加上：仓库租约" in letter.text
    assert "加上：提货单" not in letter.text
    assert {row.item for row in await product.all(Material)} == {"own_1", "own_2"}


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"waived": {"D03": "再免一次"}, "new_facts": "有新情况"}, MaterialAlreadyDecided),
        ({"waived": {"own_1": "又不要了"}, "new_facts": "有新情况"}, MaterialAlreadyDecided),
        ({"waived": {"mark_certificate": "不是商标案"}, "new_facts": "有新情况"}, MaterialNotListed),
        ({"added": [("一", "二")] * 6, "new_facts": "有新情况"}, TooManyAdded),
    ],
    ids=["waived", "added", "of another offence", "six"],
)
async def test_a_decided_item_stays_decided(product: Product, reporter: Reporter, asked, refused):
    """What an officer added or waived is not turned round, and a refused round leaves nothing behind."""
    await product.expert()
    await reporter.has_reported()
    await asks(product, added=[("提货单", "看货去了哪里")], waived={"D03": "看过了"})
    sent = len(await product.outgoing("materials_asked"))
    with pytest.raises(refused):
        await asks(product, **asked)
    assert len(await product.all(Material)) == 2
    assert len(await product.outgoing("materials_asked")) == sent


async def test_the_same_form_twice_asks_once(product: Product, reporter: Reporter):
    """A second press of the officer's button is no second round."""
    await product.expert()
    await reporter.has_reported()
    for _ in range(2):
        await asks(product, added=[("提货单", "看货去了哪里")], source="console:abcdefghijklmnop")
    assert len(await product.outgoing("materials_asked")) == 1
    assert len(await product.all(Material)) == 1


async def test_whoever_asks_for_materials_has_the_case(product: Product, reporter: Reporter):
    """No promise of an answer runs out on a case somebody asked materials for, and the next news has its date."""
    await product.expert()
    await reporter.has_reported()
    case = await asks(product)
    assert case.holder_id
    await reporter.looks()
    assert reporter.count("接手了您的案件") == 0  # the list names the officer already
    assert [row.state.value for row in await product.outgoing("still_waiting")] == ["cancelled"]
    assert [row.state.value for row in await product.outgoing("materials_reminder")] == ["cancelled"]
    assert "waiting" in {row.state.value for row in await product.outgoing("still_working")}


async def test_an_auditor_asks_for_nothing(product: Product, reporter: Reporter):
    """Reading is not asking."""
    await product.expert("孙审", Role.AUDITOR)
    await reporter.has_reported()
    door, case = product.parts.door, await product.case()
    (auditor,) = await product.all(Member)
    with pytest.raises(NotAllowed):
        async with door.database.writing() as session:
            await ask_materials(door.hand(session, member=auditor), case.number, Round())


async def test_a_case_that_ended_asks_for_nothing(product: Product, reporter: Reporter):
    """After the company withdrew, nobody sends it a list, and a tick is refused in words."""
    await product.expert()
    await reporter.has_reported()
    await opens(reporter, "营业执照")
    item = reporter.last
    await reporter.says("/withdraw")
    await reporter.presses("撤回", on=reporter.last)
    await reporter.presses("确定撤回")
    with pytest.raises(CaseEnded):
        await asks(product)
    await reporter.presses("手头有，先不传", on=item)
    assert "已经结束" in reporter.toast
    assert await product.all(Material) == []


async def test_both_sides_read_the_same_figure(product: Product, reporter: Reporter):
    """The reporter's list, the desk's card and the checklist say the same."""
    expert = await product.expert()
    number = await reporter.has_reported()
    await opens(reporter, "营业执照")
    ticked = await reporter.presses("手头有，先不传", on=reporter.last)
    await asks(product, waived={"D01": "口头说清了"})
    found = (await checklist(product)).readiness
    assert f"已有 1/{found.needed + 1}" in ticked.text
    await reporter.presses("材料清单")
    assert f"已有 {found.have}/{found.needed}" in reporter.last.text
    await expert.says(number)
    assert f"材料 {found.have}/{found.needed}，" in expert.last.text


@pytest.mark.postgres
async def test_the_desk_hears_once_that_all_is_there(product: Product, reporter: Reporter):
    """With the last item the expert is told; ticking it off and on again tells nothing new."""
    expert = await product.expert()
    await reporter.has_reported()
    found = await checklist(product)
    last, *rest = [line.id for line in found.lines if not line.is_optional]
    await asks(product, waived=dict.fromkeys(rest, "这次用不上"))
    assert last == "D01"
    for press in ("手头有，先不传", "还没有", "手头有，先不传"):
        await opens(reporter, "书面报案材料")
        await reporter.presses(press, on=reporter.last)
    await expert.looks()
    assert expert.count("材料齐了：1/1") == 1


async def test_a_list_is_only_its_own_reporters(product: Product, reporter: Reporter):
    """A stranger who has the number sees no more than for a number that does not exist."""
    await reporter.has_reported()
    door, case = product.parts.door, await product.case()
    other = await product.person()
    await other.says("/start")
    stranger = await look_up(door.database, product.parts.web_chat.bot.id, other.chat_id)
    with pytest.raises(CaseNotFound):
        async with door.database.writing() as session:
            await tick(door.hand(session, conversation=stranger.conversation), case.number, "D01")


async def test_the_evidence_question_names_what_is_usual(reporter: Reporter):
    """While the report is still being told: a short list of what such a case needs besides."""
    await reporter.tells(until="evidence")
    assert "通常还要：" in reporter.last.text
    assert "合同原件" in reporter.last.text
    assert "营业执照" not in reporter.last.text


async def test_the_reminder_names_what_is_missing(product: Product, reporter: Reporter):
    """Not "send something", but what, and the way to the list."""
    await reporter.has_reported()
    await product.passes(timedelta(days=2))
    await reporter.looks()
    reminder = reporter.sees("还没有材料")
    assert "合同原件" in reminder.text
    assert "材料清单" in reminder.buttons


async def test_the_list_in_english(product: Product, reporter: Reporter):
    """Not a word of Chinese on the list, its items and the officer's letter, but what the officer wrote."""
    await product.expert("Chen Li")
    await reporter.presses("English")
    reporter.language = "en"
    await reporter.has_reported(company_name="Yongjiang Precision Ltd", contact_name="Wang Jianguo", story="No goods.")
    begins = len(reporter.screen)
    await asks(product, added=[("Delivery notes", "to see what arrived")], waived={"D03": "seen in person"})
    await reporter.looks()
    await reporter.presses("Materials")
    await reporter.presses("Business licence")
    await reporter.presses("I have it")
    await reporter.presses("Business licence")
    await reporter.presses("Upload")
    await reporter.sends("licence.pdf")
    said = [seen for seen in reporter.screen[begins:] if not seen.mine]
    assert [seen.text for seen in said if CHINESE.search(seen.text)] == []
    assert [label for seen in said for label in seen.buttons if CHINESE.search(label)] == []
    assert {row.kind for row in await product.outgoing("materials_asked")} == {Kind.MATERIALS_ASKED}


async def test_what_to_bring_is_answered_from_the_list(product: Product, reporter: Reporter):
    """A case has its own list: what is missing is named, not that a list comes after submitting."""
    await reporter.has_reported()
    await reporter.says("还要带公章吗？需要准备什么材料？")
    said = reporter.sees("材料清单已经列好")
    assert "还缺" in said.text
    assert "营业执照" in said.text
    assert not reporter.count("提交以后，我按您的情况")
    await reporter.presses("材料清单", on=said)
    assert "营业执照" in " ".join((reporter.last.text, *reporter.last.buttons))
