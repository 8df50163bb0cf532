"""A file from the desk to a reporter: sealed, sent with the next words, and handed over in the reporter's own chat."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlmodel import select

from actions import attaching
from cases.people import Role
from cases.room import GB
from handlers import attaching as door
from storage.tables import DeskFile, Member, TimelineEntry, WebFile

PAPER = b"%PDF-1.4 the form for the bank"


async def files(house):
    async with house.door.database.reading() as session:
        return (await session.exec(select(DeskFile))).all()


async def attaches(browser, case, name: str = "止付申请表.pdf", content: bytes = PAPER, **headers: str):
    """As the composer's script does it."""
    page = await browser.opens("/console")
    own = {"origin": browser.house.address, "sec-fetch-site": "same-origin", "content-type": "application/pdf"}
    own["x-csrf"] = browser.hidden(page.text, "none")["csrf"]
    return await browser.http.post(
        f"/console/cases/{case.number}/attach", params={"name": name}, content=content, headers=own | headers
    )


@pytest.mark.postgres
async def test_a_file_goes_with_the_next_words(house, chen, signed_in):
    """Nothing of it stands readable on the disk; the reporter has a button, and behind it the same bytes."""
    case = await house.reports()
    browser, reporter = await signed_in(chen), house.reporters[case.number]
    listed = await attaches(browser, case)
    assert "止付申请表.pdf" in listed.text
    (row,) = await files(house)
    assert row.sha256 == ""  # in the clear it would tell whoever has the same paper
    sealed = house.door.files._path(row.id).read_bytes()
    assert b"the form" not in sealed
    await browser.does("answer", case.number, text="请填好这张表。")
    await reporter.looks()
    assert "随信文件 1 个" in reporter.last.text
    await reporter.presses("收文件：止付申请表.pdf")
    assert await handed(house) == PAPER
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert "陈立 给报案人发了文件" in page
    assert f"SHA-256 {sha256(PAPER).hexdigest()}" in page
    assert (await browser.opens(f"/console/cases/{case.number}/sent/{row.id}")).content == PAPER
    async with house.door.database.reading() as session:
        details = [one.details for one in (await session.exec(select(TimelineEntry))).all() if one.event == "file_sent"]
    assert details == [{"file": str(row.id)}]


async def handed(house) -> bytes | None:
    """What came into the reporter's web chat as a file."""
    async with house.door.database.reading() as session:
        (row,) = (await session.exec(select(WebFile))).all()
        cipher = await house.parts.web_chat.transcript.seals.of_file(session, row)
    return b"".join([chunk async for chunk in house.door.files.open(cipher, row.stored_id or row.id)])


async def test_a_file_that_does_not_stand_at_the_form_stays(house, chen, signed_in):
    """Chosen in another window after this form was made: it neither shows in the preview nor goes, and waits on."""
    case = await house.reports()
    browser = await signed_in(chen)
    form = browser.hidden((await browser.opens(f"/console/cases/{case.number}")).text, "answer")
    await attaches(browser, case)
    address = f"/console/cases/{case.number}"
    words = form | {"text": "请下午来一趟。"}
    assert "止付申请表" not in (await browser.previews(case.number, **words, verb="answer")).text
    await browser.posts(f"{address}/answer", **words)
    (row,) = await files(house)
    assert row.message_id is None
    page = await browser.opens(address)
    assert "请下午来一趟。" in page.text
    shown = browser.hidden(page.text, "answer") | {"text": "表在这里。", "verb": "answer"}
    assert "止付申请表" in (await browser.previews(case.number, **shown)).text
    await browser.does("answer", case.number, text="表在这里。")
    (row,) = await files(house)
    assert row.message_id is not None


@pytest.mark.parametrize("how", ["答复报案人", "问报案人"])
async def test_a_file_of_the_console_stands_at_the_form_of_the_chat(house, signed_in, how):
    """One list at both doors: it is named there, goes with words written in the chat, and is gone from the console."""
    case = await house.reports()
    officer = await house.expert("陈立")
    async with house.door.database.reading() as session:
        (member,) = (await session.exec(select(Member))).all()
    browser = await signed_in(member)
    await officer.looks()
    await attaches(browser, case)
    await officer.says(case.number)
    await officer.presses(how, on=officer.last)
    assert "止付申请表.pdf" in officer.last.text
    await attaches(browser, case, "后来选的.pdf")
    await officer.says("请下午来一趟。")
    sent, waiting = sorted(await files(house), key=lambda row: row.message_id is None)
    assert sent.message_id is not None
    assert waiting.message_id is None
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert "不发「后来选的.pdf」" in page
    assert "不发「止付申请表.pdf」" not in page


async def test_a_file_is_taken_out_before_it_goes(house, chen, signed_in):
    """The row and the bytes; a colleague cannot, and one that went cannot be."""
    case = await house.reports()
    hers, his = await signed_in(chen), await signed_in(await house.member("吴越"))
    await attaches(hers, case)
    (row,) = await files(house)
    for browser, status in ((his, 404), (hers, 200)):
        csrf = browser.hidden((await browser.opens("/console")).text, "none")
        answer = await browser.posts(f"/console/cases/{case.number}/attach/{row.id}/drop", **csrf)
        assert answer.status_code == status
    assert await files(house) == []
    assert not house.door.files._path(row.id).exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.exe", b"x", "是程序或快捷方式"),
        ("表.pdf", b"MZ\x90", "是程序或快捷方式"),
        ("表.pdf", b"", "是空的"),
        ("表.pdf", b"x" * 65, "太大了"),
    ],
    ids=["a program", "a program with another name", "empty", "too large"],
)
async def test_what_is_not_taken(house, chen, signed_in, monkeypatch, name, content, words):
    """Said by name, and nothing stays on the disk."""
    monkeypatch.setattr(door, "LARGEST", 64)
    case = await house.reports()
    answer = await attaches(await signed_in(chen), case, name, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert await files(house) == []
    assert [path for path in house.door.files.folder.rglob("*") if path.is_file()] == []


async def test_no_more_than_a_message_carries_and_none_from_elsewhere(house, chen, signed_in, monkeypatch):
    """The limit is said; a request of another site, of an auditor, or of another district is refused."""
    monkeypatch.setattr(attaching, "MOST", 1)
    case = await house.reports(district="yuyao")
    browser = await signed_in(chen)
    assert (await attaches(browser, case)).status_code == 200
    assert "最多带 1 个文件" in (await attaches(browser, case)).text
    assert (await attaches(browser, case, origin="https://elsewhere.example")).status_code == 403
    assert (await attaches(browser, case, **{"x-csrf": "none"})).status_code == 403
    auditor = await signed_in(await house.member("孙审", Role.AUDITOR))
    csrf = auditor.hidden((await auditor.opens("/console")).text, "none")["csrf"]
    refused = await attaches(auditor, case, **{"x-csrf": csrf})
    assert refused.status_code == 404
    other = await signed_in(await house.member("林海", district="haishu"))
    csrf = other.hidden((await other.opens("/console")).text, "none")["csrf"]
    assert (await attaches(other, case, **{"x-csrf": csrf})).status_code == 404
    assert len(await files(house)) == 1


async def test_a_watched_phone_is_asked_first(house, chen, signed_in):
    """The file would stay in the chat: one more press."""
    case = await house.reports(suspect_can_read="unsure", quiet_hours="anytime")
    browser, reporter = await signed_in(chen), house.reporters[case.number]
    await attaches(browser, case)
    await browser.does("answer", case.number, text="请填好这张表。")
    await reporter.looks()
    await reporter.presses("现在方便，打开看")
    await reporter.presses("收文件：止付申请表.pdf")
    assert "能看到这部手机的人也能打开" in reporter.last.text
    await reporter.presses("仍要收到这部手机上")
    assert await handed(house) == PAPER


@pytest.mark.postgres
async def test_a_file_asked_for_again_is_the_one_that_lies_there(house, chen, signed_in):
    """Three presses are three messages with one file: the disk holds it once for the chat."""
    case = await house.reports()
    browser, reporter = await signed_in(chen), house.reporters[case.number]
    await attaches(browser, case)
    await browser.does("answer", case.number, text="请填好这张表。")
    await reporter.looks()
    letter = reporter.last
    for _ in range(3):
        await reporter.presses("收文件：止付申请表.pdf", on=letter)
    assert await handed(house) == PAPER
    entries = await house.parts.web_chat.transcript.latest(reporter.chat_id, None, 3)
    assert [one.content.file.name for one in entries[0]] == ["止付申请表.pdf"] * 3


async def test_a_chat_that_is_full_takes_no_file_of_the_desks(house, chen, signed_in, monkeypatch):
    """The room of a chat is asked for also when the bot sends; the reporter reads why, and nothing is kept."""
    monkeypatch.setattr("storage.room.OURS", -GB)
    case = await house.reports()
    browser, reporter = await signed_in(chen), house.reporters[case.number]
    await attaches(browser, case)
    await browser.does("answer", case.number, text="请填好这张表。")
    await reporter.looks()
    await reporter.presses("收文件：止付申请表.pdf")
    assert "这个对话里的文件已经太多" in reporter.toast
    async with house.door.database.reading() as session:
        assert (await session.exec(select(WebFile))).all() == []


async def test_a_message_taken_back_hands_out_nothing(house, chen, signed_in):
    """Its button leaves the chat with its words."""
    case = await house.reports()
    browser, reporter = await signed_in(chen), house.reporters[case.number]
    await attaches(browser, case)
    await browser.does("answer", case.number, text="请填好这张表。")
    await reporter.looks()
    (row,) = await files(house)
    await browser.does("take_back", case.number, message=str(row.message_id))
    await reporter.looks()
    assert not [label for seen in reporter.screen for label in seen.buttons if "收文件" in label]
