"""The composer as a browser without a script uses it: plain forms, by the buttons that stand on the page."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from actions import attaching
from cases.people import Role
from handlers import attaching as taking
from storage.tables import CaseMessage, DeskFile
from tests.console.browsing import Browser

PAPER = b"%PDF-1.4 the form for the bank"


def form_of(html: str, verb: str = "answer") -> tuple[dict[str, str], str]:
    """What the form of that verb would send now, and its markup."""
    form = re.search(rf'<form class="verb {verb}".*?</form>', html, re.DOTALL)
    assert form
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0])
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", form[0], re.DOTALL)
    assert text
    return {name: unescape(value) for name, value in hidden} | {"text": unescape(text[1])}, form[0]


async def presses(browser: Browser, label: str, *files: tuple[str, bytes], **typed: str) -> httpx.Response:
    """The button with that label in the form that was shown last, with what is typed and chosen in the form."""
    fields, form = form_of(browser.page.text)
    button = next(
        one for one in re.finditer(r"<button([^>]*)>([^<]*)</button>", form) if label in one[1] or label in one[2]
    )[1]
    own = dict(re.findall(r'([\w-]+)="([^"]*)"', button))
    assert own.get("type", "submit") == "submit"
    action = re.search(r'method="post" action="([^"]*)"', form)
    assert action
    path = unescape(own.get("formaction", action[1]))
    fields |= typed | ({own["name"]: own["value"]} if "name" in own else {})
    headers = {"origin": browser.house.address, "sec-fetch-site": "same-origin"}
    if own.get("formenctype") == "multipart/form-data":
        chosen = [("attached", (name, content, "application/pdf")) for name, content in files]
        sent = [*((name, (None, value)) for name, value in fields.items()), *chosen]
        browser.page = await browser.http.post(path, files=sent, headers=headers)
    else:
        names = {"attached": files[0][0] if files else ""}  # as a browser sends a chosen file in such a form
        browser.page = await browser.http.post(path, data=fields | names, headers=headers)
    return browser.page


@pytest.mark.postgres
async def test_attached_looked_at_and_sent(house, chen, signed_in):
    """What was typed stays in the form at every step, and the reporter gets what the preview showed."""
    case = await house.reports()
    browser, reporter = await signed_in(chen), house.reporters[case.number]
    await browser.opens(f"/console/cases/{case.number}")
    page = await presses(browser, "附上", ("止付申请表.pdf", PAPER), text="请填好<这张>表。")
    assert page.status_code == 200
    assert form_of(page.text)[0]["text"] == "请填好<这张>表。"
    (row,) = await house.all(DeskFile)
    assert form_of(page.text)[0]["files"] == str(row.id)
    assert b"the form" not in house.door.files._path(row.id).read_bytes()
    page = await presses(browser, "预览")
    assert page.status_code == 200
    assert "<html" in page.text
    shown = page.text[page.text.index('class="preview"') :]
    assert "请填好&lt;这张&gt;表。" in shown
    assert "收文件：止付申请表.pdf" in shown
    assert await house.all(CaseMessage) == []
    await presses(browser, "发给报案人")
    await reporter.looks()
    assert "请填好<这张>表。" in unescape(reporter.last.text)
    await reporter.presses("收文件：止付申请表.pdf")
    assert (await house.all(DeskFile))[0].message_id is not None


async def test_a_file_is_taken_out_and_the_words_stay(house, chen, signed_in):
    """Two are attached in one go; the button beside each sends the form, and the page comes back without that one."""
    case = await house.reports()
    browser = await signed_in(chen)
    await browser.opens(f"/console/cases/{case.number}?show=open")
    await presses(browser, "附上", ("一.pdf", PAPER), ("二.pdf", PAPER), text="请下午来一趟。")
    assert len(await house.all(DeskFile)) == 2
    page = await presses(browser, "不发「一.pdf」")
    assert form_of(page.text)[0]["text"] == "请下午来一趟。"
    (row,) = await house.all(DeskFile)
    assert form_of(page.text)[0]["files"] == str(row.id)
    assert "不发「二.pdf」" in page.text


async def test_a_colleagues_words_are_not_lost_between(house, chen, signed_in):
    """The form still knows what its writer had read when it comes back from a preview: the answer waits for a press."""
    case = await house.reports()
    mine, theirs = await signed_in(chen), await signed_in(await house.member("吴越"))
    await mine.opens(f"/console/cases/{case.number}")
    await theirs.does("answer", case.number, text="银行已经止付。")
    await presses(mine, "预览", text="银行还没有回。")
    page = await presses(mine, "发给报案人")
    assert page.status_code == 409
    assert "吴越" in page.text
    assert len(await house.all(CaseMessage)) == 1


async def test_what_is_said_at_the_form(house, chen, signed_in, monkeypatch):
    """Nothing chosen, chosen and not attached, nothing written, a program, too large, too many: the words stay."""
    monkeypatch.setattr(attaching, "MOST", 1)
    monkeypatch.setattr(taking, "LARGEST", 64)
    case = await house.reports()
    browser = await signed_in(chen)
    await browser.opens(f"/console/cases/{case.number}")
    for label, files, words, status in [
        ("附上", [("", b"")], "还没有选文件", 422),
        ("发给报案人", [("一.pdf", PAPER)], "还没有附上，什么都没有发出", 409),
        ("附上", [("a.exe", b"x")], "「a.exe」是程序或快捷方式", 422),
        ("附上", [("大.pdf", b"x" * 65)], "「大.pdf」太大了", 422),
        ("附上", [("一.pdf", PAPER), ("二.pdf", PAPER)], "最多带 1 个文件", 422),
    ]:
        page = await presses(browser, label, *files, text="请下午来一趟。")
        assert (page.status_code, words in page.text) == (status, True), words
        assert form_of(page.text)[0]["text"] == "请下午来一趟。"
    assert len(await house.all(DeskFile)) == 1
    assert await house.all(CaseMessage) == []
    page = await presses(browser, "预览", text=" ")
    assert page.status_code == 422
    assert 'class="preview"' not in page.text
    assert 'id="trouble-answer"' in page.text


async def test_a_form_of_nobodys_attaches_nothing(house, chen, signed_in):
    """From elsewhere, without the token, with the token behind the file, of an auditor, broken off: nothing is kept."""
    case = await house.reports(district="yuyao")
    browser = await signed_in(chen)
    token = browser.hidden((await browser.opens("/console")).text, "none")["csrf"]
    path, own = f"/console/cases/{case.number}/attach_form", {"origin": house.address, "sec-fetch-site": "same-origin"}
    csrf, file = ("csrf", (None, token)), ("attached", ("一.pdf", PAPER))
    elsewhere = {"origin": "https://elsewhere.example"}
    for sent, headers in [
        ([csrf, file], elsewhere),
        ([file], own),
        ([file, csrf], own),
        ([("csrf", (None, "x")), file], own),
    ]:
        assert (await browser.http.post(path, files=sent, headers=headers)).status_code == 403
    broken = own | {"content-type": "multipart/form-data; boundary=XX", "x-csrf": token}
    body = b'--XX\r\nContent-Disposition: form-data; name="attached"; filename="a.pdf"\r\n\r\nhalf'
    assert (await browser.http.post(path, content=body, headers=broken)).status_code == 422
    for one in (await house.member("孙审", Role.AUDITOR), await house.member("林海", district="haishu")):
        other = await signed_in(one)
        token = other.hidden((await other.opens("/console")).text, "none")["csrf"]
        sent = [("csrf", (None, token)), file]
        assert (await other.http.post(path, files=sent, headers=own)).status_code == 404
    assert await house.all(DeskFile) == []
    assert [one for one in house.door.files.folder.rglob("*") if one.is_file()] == []
