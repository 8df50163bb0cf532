"""Files for a reporter from the desk chat, and words looked at before they go."""

from __future__ import annotations

import pytest

from actions import attaching
from bot.webchat.attachments import open_file
from cases.people import Role
from storage.tables import CaseMessage, DeskFile, Unsent, WebFile
from tests.world import Product, Reporter
from tests.world.on_telegram import Site

PAPER = b"%PDF-1.4 the form for the bank"
PHOTO = b"\xff\xd8\xff\xe0 a photo"


async def writing(product: Product, reporter: Reporter, how: str = "答复报案人"):
    """An officer at the form, and the case."""
    officer = await product.expert("陈立")
    number = await reporter.has_reported()
    await officer.says(number)
    await officer.presses(how, on=officer.last)
    return officer, number


async def handed(product: Product, reporter: Reporter) -> bytes:
    """What lies in the reporter's chat as a file."""
    (row,) = [one for one in await product.all(WebFile) if one.chat_id == reporter.chat_id]
    return b"".join([chunk async for chunk in open_file(product.parts.web_chat.transcript, row)])


@pytest.mark.postgres
@pytest.mark.parametrize("how", ["答复报案人", "问报案人"])
async def test_a_file_goes_with_the_words(product: Product, reporter: Reporter, how: str):
    """Sent at the form it is attached and nothing goes; then the words take it along, and the reporter has the bytes."""
    officer, _ = await writing(product, reporter, how)
    assert "最多 5 个" in officer.last.text
    await officer.sends("止付申请表.pdf", PAPER)
    assert "止付申请表.pdf" in officer.last.text
    assert "现在还没发出" in officer.last.text
    assert "还能再附 4 个" in officer.last.text
    (row,) = await product.all(DeskFile)
    assert row.message_id is None
    assert "止付".encode() not in row.sealed_name
    assert b"the form" not in product.parts.door.files._path(row.id).read_bytes()
    await officer.says("请填好这张表。")
    assert "一起发出的文件：1 个" in officer.last.text
    await reporter.looks()
    assert "随信文件 1 个" in reporter.last.text
    await reporter.presses("收文件：止付申请表.pdf")
    assert await handed(product, reporter) == PAPER


async def test_what_was_chosen_before_stands_at_the_form(product: Product, reporter: Reporter):
    """Put aside with its file, the form has it again when it is opened; a press takes it out, bytes and all."""
    officer, number = await writing(product, reporter)
    await officer.sends("一.pdf", PAPER)
    await officer.says("/cancel")
    await officer.says(number)
    await officer.presses("答复报案人", on=officer.last)
    assert "一.pdf" in officer.last.text
    (row,) = await product.all(DeskFile)
    await officer.presses("不发「一.pdf」", on=officer.last)
    assert await product.all(DeskFile) == []
    assert not product.parts.door.files._path(row.id).exists()
    await officer.says("请下午来一趟。")
    assert "一起发出" not in officer.last.text
    await reporter.looks()
    assert "随信文件" not in reporter.last.text


@pytest.mark.postgres
async def test_the_preview_is_what_the_reporter_reads(product: Product, reporter: Reporter):
    """Pressed before anything is written, the next words are shown and not sent; then they go, file and all."""
    officer, _ = await writing(product, reporter)
    await officer.sends("止付申请表.pdf", PAPER)
    await officer.presses("预览", on=officer.last)
    assert "不会直接发出" in officer.last.text
    await officer.says("请填好<这张>表。")
    assert await product.all(CaseMessage) == []
    shown, asked = officer.screen[-2:]
    assert "还没有发出" in asked.text
    assert "收文件：止付申请表.pdf" in asked.text
    assert "网页" in asked.text
    await officer.presses("发出", on=asked)
    assert "已发给" in officer.sees("已发给").text
    await reporter.looks()
    assert reporter.last.text == shown.text
    assert [one for one in reporter.last.buttons if one not in asked.text] == []
    assert await product.all(Unsent) == []


async def test_changed_and_shown_again(product: Product, reporter: Reporter):
    """The old words stand there to be copied, the new ones take their place; an old button sends nothing unseen."""
    officer, _ = await writing(product, reporter)
    await officer.presses("预览", on=officer.last)
    await officer.says("请下午来一趟。")
    first = officer.last
    await officer.presses("接着改", on=first)
    assert "请下午来一趟。" in officer.last.text
    await officer.says("请上午来一趟。")
    assert "请上午来一趟。" in officer.screen[-2].text
    await officer.presses("发出", on=first)
    assert await product.all(CaseMessage) == []
    assert "刚才改过，还没有发出" in officer.last.text
    await officer.presses("发出", on=officer.last)
    await reporter.looks()
    assert "请上午来一趟。" in reporter.last.text
    assert "请下午来一趟。" not in reporter.last.text
    await officer.presses("发出", on=first)
    assert "已发出或已放下" in officer.toast
    assert len(await product.all(CaseMessage)) == 1


async def test_what_is_not_sent_is_gone(product: Product, reporter: Reporter):
    """Words, file and form; what is typed next goes to nobody."""
    officer, _ = await writing(product, reporter)
    await officer.sends("一.pdf", PAPER)
    await officer.presses("预览", on=officer.last)
    await officer.says("请下午来一趟。")
    await officer.presses("不发了", on=officer.last)
    assert "都删了" in officer.sees("没有发出").text
    assert (await product.all(DeskFile), await product.all(Unsent)) == ([], [])
    await officer.says("这句不给任何人。")
    assert await product.all(CaseMessage) == []


async def test_what_is_written_below_a_file_is_kept_as_words(product: Product, reporter: Reporter):
    """It waits for a press like an answer that was picked; several files of one album have one answer."""
    officer, _ = await writing(product, reporter)
    await officer.sends_all(("一.pdf", PAPER), ("二.pdf", PAPER), caption="请填这两张表。")
    assert await product.all(CaseMessage) == []
    assert officer.count("附好了") == 1
    assert "请填这两张表。" in officer.last.text
    assert "还能再附 3 个" in officer.last.text
    await officer.presses("预览", on=officer.last)
    await officer.presses("发出", on=officer.last)
    await reporter.looks()
    assert "请填这两张表。" in reporter.last.text
    assert "随信文件 2 个" in reporter.last.text


async def test_a_watched_phone_shows_the_reminder_first(product: Product, reporter: Reporter):
    """The preview has both: what comes by itself, and what is behind it."""
    officer = await product.expert("陈立")
    number = await reporter.has_reported(suspect_can_read="unsure", quiet_hours="anytime")
    await officer.says(number)
    await officer.presses("答复报案人", on=officer.last)
    await officer.presses("预览", on=officer.last)
    await officer.says("请下午来一趟。")
    closed, letter, asked = officer.screen[-3:]
    assert "请下午来一趟。" in letter.text
    assert "请下午来一趟。" not in closed.text
    assert "第一条是提醒" in asked.text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.exe", b"x", "是程序或快捷方式"),
        ("表.pdf", b"MZ\x90", "是程序或快捷方式"),
        ("<b>.pdf", b"x" * 65, "「<b>.pdf」太大了"),
    ],
    ids=["a program", "a program with another name", "too large"],
)
async def test_what_is_not_taken(
    product: Product, reporter: Reporter, monkeypatch, name: str, content: bytes, words: str
):
    """Said by name as in the console; nothing of it waits, and the form goes on."""
    monkeypatch.setattr("handlers.attaching.LARGEST", 64)
    officer, _ = await writing(product, reporter)
    await officer.sends(name, content)
    assert words in officer.last.text
    assert await product.all(DeskFile) == []
    await officer.says("请下午来一趟。")
    assert len(await product.all(CaseMessage)) == 1


async def test_no_more_than_a_message_carries(product: Product, reporter: Reporter, monkeypatch):
    """The limit is said at the form and by the refusal."""
    monkeypatch.setattr(attaching, "MOST", 1)
    officer, _ = await writing(product, reporter)
    await officer.sends("一.pdf", PAPER)
    await officer.sends("二.pdf", PAPER)
    assert "最多带 1 个文件" in officer.last.text
    assert len(await product.all(DeskFile)) == 1


async def test_a_file_without_a_form_goes_nowhere(product: Product, reporter: Reporter):
    """It is said by name that it was not kept, and what to do: with no form, at another, and before a choice was made."""
    officer, colleague = await product.expert("陈立"), await product.expert("吴越")
    number = await reporter.has_reported()
    await officer.sends("一.pdf", PAPER)
    assert "「一.pdf」没有收下" in officer.last.text
    assert "点「答复报案人」" in officer.last.text
    await officer.says(number)
    await officer.presses("备注", on=officer.last)
    await officer.sends("一.pdf", PAPER)
    assert "只收文字" in officer.last.text
    await colleague.says(number)
    await colleague.presses("接手", on=colleague.last)
    await officer.says(number)
    await officer.presses("答复报案人", on=officer.last)
    await officer.sends("一.pdf", PAPER)
    assert "请先按上面的按钮选" in officer.last.text
    assert await product.all(DeskFile) == []
    await officer.presses("仍要写", on=next(one for one in reversed(officer.screen) if one.buttons))
    await officer.sends("一.pdf", PAPER)
    assert len(await product.all(DeskFile)) == 1


async def test_a_member_who_may_no_longer_write_attaches_nothing(product: Product, reporter: Reporter):
    """The case went where they do not see it while the form was open: the form is left, and nothing is kept."""
    officer = await product.expert("陈立", district="yinzhou")
    number = await reporter.has_reported()
    await officer.says(number)
    await officer.presses("答复报案人", on=officer.last)
    lead = await product.expert("周敏", Role.LEAD)
    await lead.says(number)
    await lead.presses("改定罪名", on=lead.last)
    await lead.presses("合同诈骗罪", on=lead.last)
    await lead.presses("海曙区", on=lead.last)
    await lead.says("注册地在海曙。")
    form = officer.last
    await officer.sends("一.pdf", PAPER)
    assert "没有找到这件" in officer.last.text
    await officer.presses("预览", on=form)
    assert "没有找到这件" in officer.toast
    assert await product.all(DeskFile) == []
    assert list(product.parts.door.files.folder.rglob("*.partial")) == []


async def test_photos_of_an_album_from_a_phone(site: Site):
    """On Telegram: three photos and words below the first, one answer to them, the preview, and all of it at a press."""
    reporter, officer = await site.newcomer(), await site.officer()
    number = await reporter.has_reported()
    await officer.says(number)
    await officer.presses("答复报案人")
    await officer.waits_for("最多 5 个")
    for page in range(3):
        words = "请照这三页填。" if page == 0 else ""
        await officer.sends_file(f"{page}.jpg", PHOTO + bytes([page]), kind="photo", album="pages", caption=words)
    form = await officer.waits_for("还能再附 2 个")
    await site.api.settled()
    assert sum("附好了" in one.text for one in officer.sees()) == 1
    assert "请照这三页填。" in form.text
    assert await site.all(CaseMessage) == []
    await officer.presses("预览", on=form)
    asked = await officer.waits_for("还没有发出。")
    assert "Telegram" in asked.text
    letter = officer.sees()[-2]
    await officer.presses("发出", on=asked)
    await officer.waits_for("一起发出的文件：3 个")
    came = await reporter.person.waits_for("请照这三页填。")
    assert came.text == letter.text
    assert [row.message_id is None for row in await site.all(DeskFile)] == [False] * 3


async def test_a_repeated_update_attaches_once(site: Site):
    """A channel that was not sure whether a file had come brings it again: it is the same file."""
    reporter, officer = await site.newcomer(), await site.officer()
    number = await reporter.has_reported()
    await officer.says(number)
    await officer.presses("答复报案人")
    await officer.waits_for("最多 5 个")
    message = await officer.sends_file("一.pdf", PAPER)
    await officer.waits_for("还能再附 4 个")
    officer._push("message", message.json())
    await site.api.settled()
    assert len(await site.all(DeskFile)) == 1
    assert "还能再附 4 个" in officer.sees()[-1].text


async def test_what_telegram_does_not_hand_over(site: Site):
    """Larger than a bot is given: said by name with the limit, and the form goes on."""
    reporter, officer = await site.newcomer(), await site.officer()
    number = await reporter.has_reported()
    await officer.says(number)
    await officer.presses("答复报案人")
    await officer.waits_for("最多 5 个")
    await officer.sends_file("大.pdf", PAPER, size=30 * 1024 * 1024)
    await officer.waits_for("「大.pdf」太大了，最大 20 MB")
    assert await site.all(DeskFile) == []
