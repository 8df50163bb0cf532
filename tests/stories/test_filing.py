"""What a file is: asked once it is there, answered by a press or a few words, and counted only then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.place import name_files
from cases.evidence import LONGEST_NAME
from cases.messages import Kind
from cases.placing import ANY_ITEM, NO_ITEM
from cases.tracks import Service
from handlers.callbacks import FilePress
from storage.tables import Author, Case, CaseMessage, Event, Member, StoredFile, TimelineEntry
from tests.stories.test_materials import asks, checklist, opens
from tests.stories.test_replies import taken
from tests.world import Person, Product, Reporter

PHOTO = b"\xff\xd8\xff\xe0 a photo"
HOSTILE = "<b>合同 & \n{name}.pdf"


async def steps(product: Product) -> list[str]:
    """Where each file stands, in the order they came."""
    return [file.step for file in sorted(await product.all(StoredFile), key=lambda file: file.received_at)]


async def reclassified(product: Product) -> None:
    """An officer set the case to another offence, whose list is another."""
    async with product.parts.door.database.writing() as session:
        (await session.get(Case, (await product.case()).id)).offence = "EMBEZZLEMENT"


async def names(product: Product, reporter: Reporter, item: str) -> None:
    """What another device of the reporter does: the first file is that item."""
    door, chat = product.parts.door, (await reporter.caller()).conversation
    mark = (await product.all(StoredFile))[0].id.hex[:8]
    async with door.database.writing() as session:
        await name_files(door.hand(session, conversation=chat), (await product.case()).number, mark, item)


async def test_a_file_is_asked_what_it_is(product: Product, reporter: Reporter):
    """The likely item, none and the whole list; until one is pressed, nothing counts."""
    expert = await product.expert()
    await reporter.has_reported()
    asked = await reporter.sends("合同.pdf")
    assert "收到「合同.pdf」，专家能看到。\n这是清单里的哪一样？" in asked.text
    assert asked.buttons == ["合同原件", "都不是", "看整张清单"]
    assert (await checklist(product)).readiness.have == 0
    await reporter.presses("合同原件", on=asked)
    assert "「合同.pdf」放在「合同原件」里了。" in reporter.last.text
    assert "材料已有 1/" in reporter.last.text
    assert await steps(product) == ["contract_original"]
    assert (await checklist(product)).readiness.have == 1
    shown = await reporter.presses("材料清单", on=reporter.last)
    assert "📎 合同原件 · 1 份" in shown.text
    await expert.looks()
    assert "合同.pdf" in expert.last.text
    events = [line.event for line in await product.all(TimelineEntry)]
    assert events.count(Event.FILE_NAMED) == 1


@pytest.mark.parametrize("said", ["是合同", "合同原件", "这个就是合同的照片"])
async def test_a_few_words_are_as_good_as_a_press(product: Product, reporter: Reporter, said: str):
    """They say what it is, and the desk is not asked to read them."""
    await reporter.has_reported()
    await reporter.sends("photo-7.jpg", PHOTO)
    await reporter.says(said)
    assert "放在「合同原件」里了" in reporter.last.text
    assert await steps(product) == ["contract_original"]
    assert await product.all(CaseMessage) == []


async def test_words_that_could_mean_several_are_asked_back(product: Product, reporter: Reporter):
    """Nobody guesses which."""
    await reporter.has_reported()
    await reporter.sends("photo-7.jpg", PHOTO)
    asked = await reporter.says("转账回单")
    assert "银行账户流水" in asked.buttons
    assert await steps(product) == [ANY_ITEM]
    await reporter.presses("银行账户流水", on=asked)
    assert await steps(product) == ["account_statements"]


async def test_other_words_go_to_the_desk_as_ever(product: Product, reporter: Reporter):
    """A sentence is a message; the question above stays good."""
    await reporter.has_reported()
    asked = await reporter.sends("合同.pdf")
    await reporter.says("合同我明天补一份盖章的")
    assert "已转给" in reporter.last.text
    assert len(await product.all(CaseMessage)) == 1
    await reporter.presses("合同原件", on=asked)
    assert await steps(product) == ["contract_original"]


@pytest.mark.parametrize("said", ["他骗我们签了合同", "昨天他又来抢合同", "他把公章和营业执照", "我昨天看到他卖发票"])
async def test_a_sentence_that_ends_in_a_paper_is_a_message(product: Product, reporter: Reporter, said: str):
    """Nothing is filed by it, and the desk reads it word for word."""
    expert = await product.expert()
    await reporter.has_reported()
    await reporter.sends("IMG_1.jpg", PHOTO)
    await reporter.says(said)
    assert "已转给" in reporter.last.text
    assert await steps(product) == [ANY_ITEM]
    await expert.looks()
    assert said in expert.last.text


@pytest.mark.parametrize("between", ["看进展", "", "现在到哪一步了？"])
async def test_a_name_said_later_is_a_message(product: Product, reporter: Reporter, between: str):
    """Ten minutes after the file, or after anything else that was said, nobody waits for its name."""
    await reporter.has_reported()
    await reporter.sends("IMG_1.jpg", PHOTO)
    if between:
        await reporter.says(between)
    else:
        await product.passes(timedelta(minutes=11))
    before = len(await product.all(CaseMessage))
    await reporter.says("合同")
    assert len(await product.all(CaseMessage)) == before + 1
    assert await steps(product) == [ANY_ITEM]


async def test_none_of_them(product: Product, reporter: Reporter):
    """By button or in words; it is not asked about again, and can still be changed."""
    await reporter.has_reported()
    await reporter.sends("别的.jpg", PHOTO)
    await reporter.says("都不是")
    assert "不放进清单，专家照样能看到" in reporter.last.text
    assert await steps(product) == [NO_ITEM]
    shown = await reporter.presses("材料清单", on=reporter.last)
    assert "还没对上清单" not in shown.text
    await reporter.presses("放错了，改一下")
    await reporter.presses("看整张清单")
    await reporter.presses("营业执照", on=reporter.sees("这是清单里的哪一样"))
    assert await steps(product) == ["D02"]


async def test_an_album_is_one_question(product: Product, reporter: Reporter):
    """Six files, one question, one press."""
    await reporter.has_reported()
    asked = await reporter.sends_all(*((f"{page}.jpg", PHOTO + bytes([page])) for page in range(6)))
    assert "这 6 个文件是清单里的哪一样？" in asked.text
    assert sum("哪一样" in one.text for one in reporter.screen) == 1
    await reporter.presses("合同原件", on=asked)
    assert "这 6 个文件都放在「合同原件」里了。" in reporter.last.text
    assert await steps(product) == ["contract_original"] * 6


async def test_photos_sent_one_after_the_other_are_one_question_too(product: Product, reporter: Reporter):
    """None of them says what it is; a paper that does is asked about alone, and so is what comes later."""
    await reporter.has_reported()
    for page in range(3):
        await reporter.sends(f"photo-{page}.jpg", PHOTO + bytes([page]))
    assert "这 3 个文件是清单里的哪一样？" in reporter.last.text
    photos = reporter.last
    await reporter.sends("流水.xlsx", b"PK")
    assert "收到「流水.xlsx」" in reporter.last.text
    await reporter.presses("银行账户流水", on=reporter.last)
    await reporter.presses("合同原件", on=photos)
    assert await steps(product) == ["contract_original"] * 3 + ["account_statements"]
    await reporter.sends("photo-8.jpg", PHOTO)
    await product.passes(timedelta(minutes=11))
    await reporter.sends("photo-9.jpg", PHOTO)
    assert "收到「photo-9.jpg」" in reporter.last.text


async def test_files_of_the_report_are_gone_through_afterwards(product: Product, reporter: Reporter):
    """After submitting it is said how many stand nowhere; one by one, each said back above the next."""
    await reporter.tells_up_to_submit()
    for name in ("合同.pdf", "流水.xlsx", "x.bin"):
        await reporter.sends(name)
    await reporter.says("OK")
    await reporter.submits()
    offered = reporter.sees("您传的 3 个文件，还没对上清单")
    assert offered.buttons == ["说说是什么"]
    assert await steps(product) == [ANY_ITEM] * 3
    first = await reporter.presses("说说是什么", on=offered)
    assert "「合同.pdf」：" in first.text
    assert "后面还有 2 个文件" in first.text
    second = await reporter.presses("合同原件", on=first)
    assert "放在「合同原件」里了。" in second.text
    assert "「流水.xlsx」：" in second.text
    third = await reporter.presses("都不是", on=second)
    assert "「x.bin」：" in third.text
    await reporter.presses("看整张清单", on=third)
    done = await reporter.presses("书面报案材料", on=reporter.last)
    assert "放在「书面报案材料」里了" in done.text
    assert await steps(product) == ["contract_original", NO_ITEM, "D01"]


async def test_the_list_says_how_many_stand_nowhere(product: Product, reporter: Reporter):
    """And leads to them; when there are none, it says nothing of them."""
    await reporter.has_reported()
    await reporter.sends("x.bin")
    shown = await reporter.presses("材料清单")
    assert "1 个文件还没对上清单" in shown.text
    assert shown.buttons[0] == "说说是什么"
    await reporter.presses("说说是什么", on=shown)
    await reporter.presses("营业执照", on=reporter.last)
    shown = await reporter.presses("材料清单", on=reporter.last)
    assert "还没对上清单" not in shown.text


async def test_a_wrong_one_is_taken_out(product: Product, reporter: Reporter):
    """From the item's page: of one file at once, of several the one that is pressed; and then asked again."""
    await reporter.has_reported()
    for name in ("合同1.pdf", "合同2.pdf"):
        await reporter.sends(name)
        await reporter.presses("合同原件", on=reporter.last)
    await opens(reporter, "合同原件")
    which = await reporter.presses("这个文件不属于这一项", on=reporter.last)
    assert {"合同1.pdf", "合同2.pdf"} <= set(which.buttons)
    asked = await reporter.presses("合同2.pdf", on=which)
    assert "「合同2.pdf」：" in asked.text
    assert sorted(await steps(product)) == ["contract_original", ANY_ITEM]
    await reporter.presses("看整张清单", on=asked)
    await reporter.presses("营业执照", on=reporter.last)
    assert sorted(await steps(product)) == ["D02", "contract_original"]
    await opens(reporter, "合同原件")
    asked = await reporter.presses("这个文件不属于这一项", on=reporter.last)
    assert "「合同1.pdf」：" in asked.text
    assert Event.FILE_TAKEN_OUT in {line.event for line in await product.all(TimelineEntry)}


async def test_the_whole_list_is_a_page_at_a_time(reporter: Reporter):
    """Forward, back, and back to the likely ones."""
    await reporter.has_reported()
    asked = await reporter.sends("合同.pdf")
    first = await reporter.presses("看整张清单", on=asked)
    assert "营业执照" in first.buttons
    later = await reporter.presses("往后翻", on=first)
    assert "往前翻" in later.buttons
    back = await reporter.presses("返回", on=later)
    assert back.buttons == ["合同原件", "都不是", "看整张清单"]


async def test_an_item_that_left_the_list_meanwhile(product: Product, reporter: Reporter):
    """The officer changed the offence: the press is answered with the list as it is now, and nothing counts wrongly."""
    await reporter.has_reported()
    asked = await reporter.sends("合同.pdf")
    await reclassified(product)
    await reporter.presses("合同原件", on=asked)
    assert "清单变了" in (reporter.toast or "")
    assert await steps(product) == [ANY_ITEM]
    assert "合同原件" not in reporter.last.buttons


async def test_a_file_whose_item_left_the_list_is_asked_about_again(product: Product, reporter: Reporter):
    """It counts nowhere, and the list says so."""
    await reporter.has_reported()
    await reporter.sends("合同.pdf")
    await reporter.presses("合同原件", on=reporter.last)
    await reclassified(product)
    shown = await reporter.presses("材料清单", on=reporter.last)
    assert "1 个文件还没对上清单" in shown.text


async def test_two_devices_answer_at_once(product: Product, reporter: Reporter):
    """The first counts; the second is told where the file is, and can change it there."""
    await reporter.has_reported()
    asked = await reporter.sends("photo-1.jpg", PHOTO)
    other = await reporter.presses("看整张清单", on=asked)
    await names(product, reporter, "D02")
    await reporter.presses("法定代表人身份证明", on=other)
    assert "「photo-1.jpg」已经放在「营业执照」里了。" in reporter.last.text
    assert await steps(product) == ["D02"]


async def test_the_same_press_twice_changes_nothing(product: Product, reporter: Reporter):
    """One line in the timeline."""
    await reporter.has_reported()
    await reporter.presses("合同原件", on=await reporter.sends("合同.pdf"))
    await names(product, reporter, "contract_original")
    assert [line.event for line in await product.all(TimelineEntry)].count(Event.FILE_NAMED) == 1


@pytest.mark.parametrize("name", [HOSTILE, "合同" * 150 + ".pdf", "<script>.pdf", "\n", "合同.pdf\u202e"])
async def test_any_name_is_said_as_it_is(product: Product, reporter: Reporter, name: str):
    """Escaped, shortened where a button could not hold it, and asked about like any other."""
    await reporter.has_reported()
    await reporter.sends(name)
    assert "这是清单里的哪一样？" in reporter.last.text
    await reporter.presses("看整张清单", on=reporter.last)
    await reporter.presses("营业执照", on=reporter.last)
    assert "放在「营业执照」里了" in reporter.last.text
    await opens(reporter, "营业执照")
    await reporter.presses("这个文件不属于这一项", on=reporter.last)
    assert await steps(product) == [ANY_ITEM]
    assert all(len(one) <= LONGEST_NAME for seen in reporter.screen for one in seen.buttons)


async def test_thirty_files(product: Product, reporter: Reporter):
    """Three albums of ten are three questions, and an item holds them all, also when one is to be taken out."""
    await reporter.has_reported()
    for album in range(3):
        pages = ((f"<{album}-{page}>.jpg", PHOTO + bytes([album, page])) for page in range(10))
        await reporter.sends_all(*pages)
        await reporter.presses("合同原件", on=reporter.last)
    assert await steps(product) == ["contract_original"] * 30
    await opens(reporter, "合同原件")
    which = await reporter.presses("这个文件不属于这一项", on=reporter.last)
    later = await reporter.presses("往后翻", on=which)
    await reporter.presses("<0-9>.jpg", on=later)
    assert sorted(await steps(product)) == ["contract_original"] * 29 + [ANY_ITEM]


async def test_an_ended_case_is_not_asked_about(product: Product, reporter: Reporter):
    """An old button says that it is over; what is brought after the end opens the case again, and is asked about."""
    await reporter.has_reported()
    asked = await reporter.sends("合同.pdf")
    await reporter.presses("看进展")
    await reporter.presses("撤回")
    await reporter.presses("确定撤回")
    assert (await product.case()).service is Service.WITHDRAWN_BY_COMPANY
    await reporter.presses("合同原件", on=asked)
    assert "已经结束" in (reporter.toast or "")
    await reporter.sends("流水.xlsx")
    assert "这是清单里的哪一样" in reporter.last.text
    assert (await product.case()).ended_at is None
    assert await steps(product) == [ANY_ITEM] * 2


async def test_an_old_item_filed_is_not_asked_for_again(product: Product, reporter: Reporter):
    """What a file was put under is there: the reminder has nothing more to ask, and the desk hears once."""
    await product.expert()
    await reporter.has_reported()
    items = [line.id for line in (await checklist(product)).lines if not line.is_optional]
    await asks(product, added=[], waived=dict.fromkeys([one for one in items if one != "contract_original"], "不用"))
    await reporter.sends("合同.pdf")
    await reporter.presses("合同原件", on=reporter.last)
    assert (await checklist(product)).readiness.is_complete
    complete = [row for row in await product.outgoing() if row.details.get("complete")]
    assert len(complete) == 1
    await product.passes(timedelta(days=10))
    sent = [row for row in await product.outgoing() if row.kind is Kind.MATERIALS_REMINDER and row.sent_at]
    assert sent == []


async def test_an_officer_files_it_in_the_chat(product: Product, reporter: Reporter):
    """File and item by button; the reporter's list shows it, and the timeline says who."""
    expert = await product.expert()
    number = await reporter.has_reported()
    await reporter.sends(HOSTILE)
    await expert.looks()
    await expert.says(number)
    await expert.presses("归文件")
    await expert.presses("还没对上清单", on=expert.last)
    await expert.presses("合同原件", on=expert.last)
    assert "的这个文件已归到「合同原件」" in expert.last.text
    assert await steps(product) == ["contract_original"]
    shown = await reporter.presses("材料清单")
    assert "📎 合同原件 · 1 份" in (await reporter.presses("往后翻", on=shown)).text
    placed = [line for line in await product.all(TimelineEntry) if line.event is Event.FILE_PLACED]
    assert [line.member_id for line in placed] == [(await product.all(Member))[0].id]


async def forged(product: Product, person: Person, press: FilePress) -> str:
    """What a press with data of the person's own making is answered."""
    updates = product.parts.web_chat.updates
    query_id, answer = updates.answers.expect()
    await updates._feed_press(await person._entry(person.last.id), query_id, press.pack(), None)
    return str((await answer).text)


@pytest.mark.parametrize("action", ["put", "none", "all", "ask", "out", "sort", "which"])
async def test_somebody_elses_number_and_one_there_is_not(product: Product, reporter: Reporter, action: str):
    """Both are answered alike, and nothing is changed."""
    number = await reporter.has_reported()
    await reporter.sends("合同.pdf")
    mark = (await product.all(StoredFile))[0].id.hex[:8]
    stranger = await product.reporter()
    for tried in (number, "GC-261123-AAAAA"):
        press = FilePress(action=action, number=tried, file=mark, item="contract_original", page=99)
        assert "没有找到这个编号" in await forged(product, stranger, press)
    assert await steps(product) == [ANY_ITEM]


@pytest.mark.parametrize("mark", ["", "zzzzzzzz", "00000000"])
async def test_a_file_there_is_not(product: Product, reporter: Reporter, mark: str):
    """Said so."""
    number = await reporter.has_reported()
    press = FilePress(action="put", number=number, file=mark, item="contract_original")
    assert "没有找到这个文件" in await forged(product, reporter, press)


@pytest.mark.parametrize("item", ["", "nonsense", "evidence", "own_9"])
async def test_an_item_there_is_not(product: Product, reporter: Reporter, item: str):
    """The question again, and nothing counted."""
    number = await reporter.has_reported()
    await reporter.sends("合同.pdf")
    mark = (await product.all(StoredFile))[0].id.hex[:8]
    assert "清单变了" in await forged(product, reporter, FilePress(action="put", number=number, file=mark, item=item))
    assert await steps(product) == [ANY_ITEM]


@pytest.mark.parametrize("name", ["<b>.exe", "a & <i>.bat", "</code>.lnk"])
async def test_a_refused_file_is_named_as_it_is(product: Product, reporter: Reporter, name: str):
    """In the report and in the case; no name is taken for markup."""
    await reporter.begins()
    await reporter.sends(name)
    assert f"「{name.rpartition('/')[2]}」是程序或快捷方式" in reporter.last.text
    await reporter.has_reported()
    await reporter.sends(name)
    assert f"「{name.rpartition('/')[2]}」是程序或快捷方式" in reporter.last.text
    assert await product.all(StoredFile) == []


async def test_who_is_asked_for_materials_hears_of_the_files_that_stand_nowhere(product: Product, reporter: Reporter):
    """What is asked for may have been sent already."""
    await product.expert()
    await reporter.has_reported()
    await reporter.sends("x.bin")
    await asks(product, added=[("提货单", "看货去了哪里")], waived={})
    await reporter.looks()
    assert "您传过的 1 个文件还没对上清单" in reporter.sees("要准备的材料一次列在这里").text
    shown = await reporter.presses("材料清单")
    await reporter.presses("说说是什么", on=shown)
    await reporter.says("提货单")
    assert "放在「提货单」里了" in reporter.last.text
    assert await steps(product) == ["own_1"]


async def test_an_album_put_wrongly_is_taken_back_as_one(product: Product, reporter: Reporter):
    """The way to change it stands below what was said, for all that was sent together."""
    await reporter.has_reported()
    asked = await reporter.sends_all(*((f"{page}.jpg", PHOTO + bytes([page])) for page in range(6)))
    await reporter.presses("合同原件", on=asked)
    again = await reporter.presses("放错了，改一下", on=reporter.last)
    assert "这 6 个文件是清单里的哪一样？" in again.text
    assert await steps(product) == [ANY_ITEM] * 6
    await reporter.presses("营业执照", on=again)
    assert await steps(product) == ["D02"] * 6


async def test_the_first_of_a_lot_taken_out_is_asked_about_alone(product: Product, reporter: Reporter):
    """When the others are taken out too, they are a question of their own."""
    number = await reporter.has_reported()
    for page in range(3):
        await reporter.sends(f"photo-{page}.jpg", PHOTO + bytes([page]))
    await reporter.presses("合同原件", on=reporter.last)
    head, other, _ = sorted(await product.all(StoredFile), key=lambda file: file.received_at)
    for action, file in (("out", head), ("undo", other), ("none", other)):
        await forged(product, reporter, FilePress(action=action, number=number, file=file.id.hex[:8]))
    assert await steps(product) == [ANY_ITEM, NO_ITEM, NO_ITEM]


async def test_what_answers_the_desk_goes_to_the_desk(product: Product, reporter: Reporter):
    """The officer asked after the file came: two words are the answer to that, and the buttons stay good."""
    expert = await product.expert()
    await reporter.has_reported()
    asked = await reporter.sends("photo-1.jpg", PHOTO)
    await expert.looks()
    await product.passes(timedelta(minutes=1))
    await expert.presses("问报案人")
    await expert.says("您手里有合同还是收据？")
    await reporter.looks()
    await reporter.says("合同")
    assert [one.author.value for one in await product.all(CaseMessage)].count("reporter") == 1
    assert await steps(product) == [ANY_ITEM]
    await reporter.presses("合同原件", on=asked)
    assert await steps(product) == ["contract_original"]


async def telling_beside(product: Product, reporter: Reporter, first: str) -> tuple[Person, Case]:
    """Their case is with an officer, and they are in the midst of another report."""
    expert = await taken(product, reporter)
    if first != "/money":
        await reporter.says("/menu")
        await reporter.presses("我要报案", on=reporter.last)
    await reporter.says(first)
    await product.passes(timedelta(minutes=1))
    return expert, await product.case()


async def is_asked(expert: Person, reporter: Reporter, number: str, question: str) -> None:
    await expert.says(number)
    await expert.presses("问报案人", on=expert.last)
    await expert.says(question)
    await reporter.looks()


@pytest.mark.parametrize(
    ("first", "question"),
    [
        ("/money", "请把转账回单拍一张发来"),
        ("/money", "手上有没有当时的聊天截图？"),
        ("有人拿着假公章跟客户签合同，我们今天才发现", "营业执照是哪一年的？"),
        ("有人拿着假公章跟客户签合同，我们今天才发现", ""),
    ],
)
async def test_the_photo_an_officer_asked_for(product: Product, reporter: Reporter, first: str, question: str):
    """By a question or by a list: in the midst of another report it goes to that case, and says so; the report goes on."""
    expert, case = await telling_beside(product, reporter, first)
    asked = reporter.last.text
    if question:
        await is_asked(expert, reporter, case.number, question)
    else:
        await asks(product, added=[("公司章程", "核对法定代表人")])
        await reporter.looks()
    await reporter.sends("回单.pdf")
    (file,) = await product.all(StoredFile)
    assert file.report_id == case.id
    assert f"已交给 {case.number}（共 1 份）" in reporter.last.text
    assert asked.splitlines()[-1] in reporter.last.text
    await expert.looks()
    assert "报案人补了材料：回单.pdf" in expert.sees("报案人补了材料").text


async def test_what_was_asked_for_comes_after_the_words(product: Product, reporter: Reporter):
    """A photo that was promised in words, and an album with words below it: all of them go to that case."""
    expert, case = await telling_beside(product, reporter, "/money")
    await is_asked(expert, reporter, case.number, "请把转账回单拍一张发来")
    await reporter.says("好的，我去柜子里找一下，找到马上拍")
    await reporter.sends_all(("回单一.pdf", b"%PDF-1.4 one"), ("回单二.pdf", b"%PDF-1.4 two"), caption="两张都在这里")
    assert {one.report_id for one in await product.all(StoredFile)} == {case.id}
    assert len(await product.all(StoredFile)) == 2
    assert len([one for one in await product.all(CaseMessage) if one.author is Author.REPORTER]) == 2


@pytest.mark.parametrize("how", ["about a paper", "taken back", "told on", "closed"])
async def test_a_photo_that_nobody_asked_for_stays_with_the_report(product: Product, reporter: Reporter, how: str):
    """Money first: the slip of the lane is not given away for a question about something else, nor for one that is gone."""
    expert, case = await telling_beside(product, reporter, "/money")
    await is_asked(
        expert, reporter, case.number, "营业执照是哪一年的？" if how == "about a paper" else "请把合同拍一张发来"
    )
    if how == "taken back":
        await expert.says(case.number)
        await expert.presses("撤回", on=expert.last)
        await expert.presses(expert.last.buttons[0], on=expert.last)
    elif how == "told on":
        await product.passes(timedelta(minutes=1))
        await reporter.says("6222 0212 3456 7890 123")
    elif how == "closed":
        await expert.says(case.number)
        await expert.presses("结束", on=expert.last)
        await expert.presses("咨询已答复", on=expert.last)
    await reporter.sends("回单.pdf")
    (file,) = await product.all(StoredFile)
    assert file.report_id != case.id
    assert how == "closed" or "放进正在写的这一件" in reporter.last.text
