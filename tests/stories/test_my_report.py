"""The copy of what was reported: everything the person said and sent, in the chat, as a page and as PDF."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from http.cookies import SimpleCookie

import httpx
import pypdfium2
import pytest
from fastapi import Response

from actions.desk import add_note, answer_reporter
from bot.closing import close_opened
from bot.web import make_app
from bot.webchat.doors import COOKIE, new_token
from cases.people import Role
from cases.quiet import OPEN_FOR
from handlers.callbacks import ReportPress
from handlers.chat import utf16
from handlers.said.printed import MOST_PRINTED, Line, Part
from handlers.said.report import ROOM, Copy, as_pdf
from storage import web_devices
from storage.lying_open import close_shown
from storage.tables import CaseMessage, Channel, Member, StoredFile
from tests.stories.test_filing import forged
from tests.telegram.bot_api import BotApi
from tests.world import Product, Reporter
from tests.world.on_telegram import Site

STORY = "对方收了 <预付款> & 定金以后一直不发货。\n第二天电话也打不通，微信把我们拉黑了。"
HOSTILE = '"><script>alert(1)&amp;.pdf'
NOTE, ANSWER = "内部备注：这家有前科", "请把合同原件留好"


async def tells(reporter: Reporter) -> str:
    """A report with a story, a file of it, and afterwards words and a file."""
    await reporter.tells_up_to_submit(story=STORY)
    await reporter.sends("合同.pdf", b"%PDF-1.4 contract")
    await reporter.says("还有一句：合同是在宁波签的")
    number = await reporter.submits()
    reporter.product.clock.passes(timedelta(hours=1))
    await reporter.says("今天又打通了一次电话，说下周还钱")
    await reporter.sends(HOSTILE, b"%PDF-1.4 later")
    return number


async def the_desk_writes(product: Product, number: str) -> None:
    """A note that nobody but the team reads, and an answer."""
    member = next(one for one in await product.all(Member) if one.role is not Role.AUDITOR)
    async with product.parts.door.database.writing() as session:
        await add_note(product.parts.door.hand(session, member=member), number, NOTE)
    async with product.parts.door.database.writing() as session:
        await answer_reporter(product.parts.door.hand(session, member=member), number, ANSWER)
    await product.settles()


@asynccontextmanager
async def device_of(product: Product, reporter: Reporter | None) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that has that person's chat, or none; it asks as an address typed by hand does."""
    transport = httpx.ASGITransport(make_app(product.parts), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
        if reporter:
            token, given = new_token(), Response()
            async with product.parts.door.database.writing() as session:
                await web_devices.add_device(session, reporter.chat_id, token, product.clock())
            product.parts.web_chat.reception.cookies.give(given, token)
            client.cookies.set(COOKIE, SimpleCookie(given.headers["set-cookie"])[COOKIE].value)
        yield client


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def flat(text: str) -> str:
    return re.sub(r"\s|\u200b|\ufffe", "", text)


async def everything(reporter: Reporter) -> str:
    """All pages of it in the chat."""
    shown = await reporter.presses("我报的内容")
    found = [shown.text]
    while "往后翻" in shown.buttons:
        shown = await reporter.presses("往后翻", on=shown)
        found.append(shown.text)
    return "\n".join(found)


async def test_everything_said_and_sent_is_there(product: Product, reporter: Reporter):
    """Answers, story, sentences besides, files with size and hash, what came later; number, time, and what it is not."""
    await product.expert()
    number = await tells(reporter)
    await the_desk_writes(product, number)
    await reporter.looks()
    text = await everything(reporter)
    hashes = [sha256(one).hexdigest()[:12] for one in (b"%PDF-1.4 contract", b"%PDF-1.4 later")]
    for words in (
        number,
        "送出",
        "不是受案回执",
        STORY,
        "损失金额：320 万元",
        "宁波甬江精密机械有限公司",
        "王建国",
        "还有一句：合同是在宁波签的",
        "合同.pdf",
        "后来补充的话",
        "今天又打通了一次电话，说下周还钱",
        "后来补充的文件",
        HOSTILE,
        *hashes,
    ):
        assert words in text, words
    assert NOTE not in text
    assert ANSWER not in text
    assert "立案追诉标准" not in text
    assert text.index("一起传的文件") < text.index("合同.pdf") < text.index("后来补充的文件") < text.index(HOSTILE)


async def test_it_stands_at_the_receipt_and_at_the_status(product: Product, reporter: Reporter):
    """Nobody has to ask an officer for it, also when the case has ended; the receipt itself stays as it was."""
    await reporter.has_reported()
    receipt = reporter.sees("收到了，编号")
    assert "我报的内容" in receipt.buttons
    await reporter.presses("我报的内容", on=receipt)
    assert reporter.sees("收到了，编号").id == receipt.id
    status = await reporter.presses("看进展", on=reporter.last)
    assert "我报的内容" in status.buttons
    await reporter.presses("撤回", on=status)
    await reporter.presses("确定撤回", on=reporter.last)
    await reporter.says("/status")
    assert "我报的内容" in reporter.last.buttons
    assert (await reporter.presses("我报的内容", on=reporter.last)).text.startswith("我报的内容")


async def test_a_long_report_is_a_page_at_a_time(product: Product, reporter: Reporter):
    """Every page fits a message, no word is lost, and one comes back to the first."""
    story = "".join(f"第{place}句：对方又收了一笔钱😀，" for place in range(900))
    await reporter.has_reported(story=story)
    shown = await reporter.presses("我报的内容")
    assert "第 1 页，共" in shown.text
    text = await everything(reporter)
    assert flat(story) in flat(re.sub(r"我报的内容 · .*|.*送出|这是服务编号.*|事情经过(?!：)", "", text))
    assert all(utf16(one.text) <= 4096 for one in reporter.screen if not one.mine)
    assert ROOM < 4096
    shown = reporter.last
    while "往前翻" in shown.buttons:
        shown = await reporter.presses("往前翻", on=shown)
    assert "第 1 页，共" in shown.text
    assert product


async def test_as_pdf(product: Product, reporter: Reporter):
    """The same words on pages of A4, whatever a file is called."""
    number = await tells(reporter)
    await reporter.sends("x" * 110 + ".bin", b"1")
    await reporter.sends("😀 &#;[*_`#$.txt", b"2")
    sent = await reporter.presses("存成 PDF", on=await reporter.presses("我报的内容"))
    text = flat(text_of(await reporter.downloads(sent)))
    for words in (
        number,
        "演示系统，未连接任何公安机关",
        STORY,
        "还有一句：合同是在宁波签的",
        "今天又打通了一次电话，说下周还钱",
        HOSTILE,
        "不是受案回执",
    ):
        assert flat(words) in text, words
    assert "x" * 110 in text
    assert product


async def test_a_pdf_is_made_now_and_then(product: Product, reporter: Reporter, monkeypatch: pytest.MonkeyPatch):
    """Pressed again and again it is sent once; the page gives the last one again, and half a minute later a new one."""
    number = await tells(reporter)
    made = []

    async def counted(copy: Copy) -> bytes:
        made.append(copy.number)
        return await as_pdf(copy)

    monkeypatch.setattr("handlers.reporter.my_report.as_pdf", counted)
    shown = await reporter.presses("我报的内容")
    stored = len(product.stored_files())
    for _ in range(4):
        await reporter.presses("存成 PDF", on=shown)
    assert "过半分钟再点" in (reporter.toast or "")
    assert len(product.stored_files()) == stored + 1
    async with device_of(product, reporter) as client:
        for _ in range(3):
            assert (await client.get(f"/chat/report/{number}.pdf")).content.startswith(b"%PDF")
    assert len(made) == 1
    product.clock.passes(timedelta(seconds=31))
    await reporter.presses("存成 PDF", on=shown)
    assert len(made) == 2


async def test_a_long_first_piece_has_no_empty_page_before_it(product: Product):
    """However long a label is."""
    voice = product.parts.door.own_voice
    pages = Copy(voice, "", "", [Part("说的话", [Line("很" * ROOM, "长"), Line("", "短")])]).pages
    assert [len(page) for page in pages] == [1, 1]


async def test_what_is_too_much_for_a_pdf_is_said(product: Product):
    """It ends after a hundred pages or so, and says where the rest is."""
    voice = product.parts.door.own_voice
    lines = [Line("", f"{place} " + "我们的货款" * 800) for place in range(300)]
    text = flat(text_of(await as_pdf(Copy(voice, "GC-261123-AAAAA", "", [Part("后来补充的话", lines)]))))
    assert "没有印在这里" in text
    assert MOST_PRINTED * 0.9 < len(text) < MOST_PRINTED * 1.1


async def test_as_a_page_to_read_and_print(product: Product, reporter: Reporter):
    """On the device that has the chat; safe, not kept by anybody, no script; the PDF beside it."""
    number = await tells(reporter)
    await reporter.presses("我报的内容")
    assert "在网页里看，可以打印" in reporter.last.buttons
    async with device_of(product, reporter) as client:
        page = await client.get(f"/chat/report/{number}")
        assert page.status_code == 200
        assert "&lt;预付款&gt; &amp; 定金以后一直不发货。<br>第二天" in page.text
        assert "<script" not in page.text
        assert "&lt;script&gt;" in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        document = await client.get(f"/chat/report/{number}.pdf")
        assert document.headers["content-type"] == "application/pdf"
        assert document.headers["content-disposition"].startswith("attachment")
        assert flat(STORY) in flat(text_of(document.content))


async def test_nobody_else_sees_it(product: Product, reporter: Reporter):
    """Without a chat, with another's, and a number that nobody has: the same bytes each time, as PDF too."""
    number = await reporter.has_reported()
    stranger = await product.reporter()
    answers = set()
    for whose in (None, stranger, reporter):
        async with device_of(product, whose) as client:
            for asked in (*([number] if whose is not reporter else []), "GC-261123-AAAAA", "x", "%00", "字"):
                for ending in ("", ".pdf"):
                    found = await client.get(f"/chat/report/{asked}{ending}")
                    answers.add((found.status_code, found.text))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404
    for action in ("show", "page", "pdf"):
        press = ReportPress(action=action, number=number)
        assert "没有找到这个编号" in await forged(product, stranger, press)


async def test_turning_to_a_page_there_is_not(product: Product, reporter: Reporter):
    """The nearest there is."""
    number = await reporter.has_reported()
    shown = await reporter.presses("我报的内容")
    for page in (7, 999):
        await forged(product, reporter, ReportPress(action="page", number=number, page=page))
    await reporter.looks()
    assert shown.text[:12] == reporter.last.text[:12]


async def test_in_english(product: Product, reporter: Reporter):
    """The frame is English, the words are the person's."""
    await reporter.presses("English")
    reporter.language = "en"
    number = await reporter.has_reported(story=STORY)
    await reporter.presses("What I reported")
    assert f"What I reported · {number}" in reporter.last.text
    assert STORY in reporter.last.text
    assert "no official receipt" in reporter.last.text
    async with device_of(product, reporter) as client:
        assert "Save as PDF" in (await client.get(f"/chat/report/{number}")).text


async def test_quiet_sends_nothing_of_it_unasked(product: Product, reporter: Reporter):
    """Only a press shows it."""
    await reporter.has_reported(suspect_can_read="yes", story=STORY)
    sent = next(at for at, one in enumerate(reporter.screen) if "已送到" in one.text)
    await product.passes(timedelta(days=4))
    await reporter.looks()
    assert not [one for one in reporter.screen[sent:] if "定金" in one.text]
    assert "我报的内容" not in reporter.sees("收到了，编号").buttons


@pytest.mark.postgres
@pytest.mark.parametrize("asked", ["我报的内容", "看看我报了什么"])
async def test_on_a_quiet_phone_it_is_opened_and_closes(product: Product, reporter: Reporter, asked: str):
    """Said first what it shows; no file beside it; closed after five minutes, by hand, or when the page is left."""
    await reporter.has_reported(suspect_can_read="yes", story=STORY * 200)

    async def asks() -> None:
        if asked == "我报的内容":
            await reporter.says("看进展")
            await reporter.presses(asked)
        else:
            await reporter.says(asked)

    await asks()
    question = reporter.last
    assert "五分钟后自动收起" in question.text and not question.text.startswith("我报的内容")
    shown = await reporter.presses("现在方便，打开看")
    assert shown.id == question.id and shown.text.startswith("我报的内容")
    assert {"看完了，收起", "往后翻"} <= set(shown.buttons) and "存成 PDF" not in shown.buttons
    await product.passes(timedelta(minutes=4))
    await reporter.presses("往后翻")
    await product.passes(timedelta(minutes=4))
    await reporter.looks()
    assert reporter.last.text.startswith("我报的内容")  # whoever turns a page is reading
    await product.passes(timedelta(minutes=1, seconds=1))
    await reporter.looks()
    assert (reporter.last.text, reporter.last.buttons) == (question.text, question.buttons)
    await reporter.presses("现在方便，打开看")
    await reporter.presses("看完了，收起")
    assert reporter.last.text == question.text
    await reporter.presses("现在方便，打开看")
    assert reporter.last.text.startswith("我报的内容")
    async with product.parts.door.database.writing() as session:
        await close_shown(session, reporter.bot_id, reporter.chat_id, product.clock())
    await product.settles()
    await reporter.looks()
    assert reporter.last.text == question.text


async def test_on_a_quiet_telegram_it_closes_too(site: Site):
    """The same there: nothing of it stays in the chat."""
    reporter = await site.newcomer()
    await reporter.has_reported(suspect_can_read="yes", story=STORY)
    person = reporter.person
    await person.says("看看我报了什么")
    await person.presses("现在方便，打开看", on=await person.waits_for("五分钟后自动收起"))
    shown = await person.waits_for("不是法律文书")
    assert STORY in shown.text and "存成 PDF" not in [one["text"] for row in shown.keyboard for one in row]
    site.clock.passes(OPEN_FOR + timedelta(seconds=1))
    await close_opened(site.parts.delivery, Channel.TELEGRAM)
    assert not any("不是法律文书" in one.text for one in person.sees())


async def test_no_file_of_it_comes_to_a_quiet_phone(product: Product, reporter: Reporter):
    """Also by a button that was there before: it asks, as any other way."""
    number = await reporter.has_reported(suspect_can_read="yes", story=STORY)
    for action in ("pdf", "show"):
        await forged(product, reporter, ReportPress(action=action, number=number))
        await reporter.looks()
        assert "五分钟后自动收起" in reporter.last.text


async def test_on_telegram(site: Site, api: BotApi):
    """Paged and as a file like anywhere; no page on the web, which a Telegram chat has no cookie for."""
    reporter = await site.newcomer()
    await reporter.has_reported(story=STORY)
    person = reporter.person
    await person.presses("我报的内容", on=await person.waits_for("收到了，编号"))
    shown = await person.waits_for("不是法律文书")
    labels = [one["text"] for row in shown.keyboard for one in row]
    assert "存成 PDF" in labels
    assert not any("网页" in one for one in labels)
    await person.presses("存成 PDF", on=shown)
    await api.settled()
    sent = [one.file.content for one in person.sees() if one.file]
    assert flat(STORY) in flat(text_of(sent[-1]))


async def test_what_is_a_file_on_telegram(site: Site, api: BotApi):
    """An album is one question whose answer is edited, not repeated; a few words answer it."""
    reporter = await site.newcomer()
    await reporter.has_reported()
    person = reporter.person
    for page in range(3):
        await person.sends_file(f"{page}.jpg", b"\xff\xd8\xff\xe0" + bytes([page]), kind="photo", album="one")
    await person.waits_for("这 3 个文件是清单里的哪一样？")
    await api.settled()
    assert sum("哪一样" in one.text for one in person.sees()) == 1
    await person.says("都是合同")
    await person.waits_for("这 3 个文件都放在「合同原件」里了。")
    assert {file.step for file in await site.all(StoredFile)} == {"contract_original"}
    await person.sends_file("<b>流水 & co.xlsx", b"PK\x03\x04")
    asked = await person.waits_for("收到「<b>流水 & co.xlsx」")
    await person.presses("银行账户流水", on=asked)
    await person.waits_for("放在「银行账户流水」里了")


@pytest.mark.parametrize("name", ["我报的内容", "What I reported"])
def test_the_name_of_the_file_is_no_path(name: str):
    """It goes to a phone's downloads as it is."""
    assert not set(name) & set('/\\:*?"<>|')


@pytest.mark.parametrize("said", ["我刚才报的内容能给我看看吗", "看看我报了什么", "what did I report?"])
async def test_it_can_be_asked_for_in_words(product: Product, reporter: Reporter, said: str):
    """Nobody at the desk has to answer that; without a report it is said that there is none."""
    await reporter.says(said)
    assert STORY not in reporter.last.text
    await reporter.has_reported(story=STORY)
    await reporter.says(said)
    assert STORY in reporter.last.text
    assert await product.all(CaseMessage) == []
