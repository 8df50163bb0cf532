"""Putting an answer right in the console: the form begins with its present words, and with those of no other."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from playwright.async_api import expect

from tests.console.test_in_a_browser import sign_in, window

__all__ = ["window"]
OLD, NEW = "请带 300 万元的回单来。", "明天下午三点在受案窗口见，<b>带身份证</b>。"


async def answered(house, browser):
    """Two answers; the reporter has both."""
    case = await house.reports()
    await browser.does("take", case.number)
    for text in (OLD, NEW):
        await browser.does("answer", case.number, text=text)
        house.clock.passes(timedelta(minutes=1))
    await house.reporters[case.number].looks()
    return case


def begun(page: str) -> str:
    """What stands in the box of the correction."""
    found = re.search(r'<textarea id="revise-text"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found[1])


def choices(page: str) -> dict[str, str]:
    """The messages that can be put right: the id by the words of now."""
    found = re.findall(r'<option value="([^"]+)" data-words="([^"]*)"', page)
    return {unescape(words): id_ for id_, words in found}


@pytest.mark.postgres
async def test_the_form_begins_with_what_the_message_says_now(house, chen, signed_in):
    """The newest; one word is changed and the rest stays as it was."""
    browser = await signed_in(chen)
    case = await answered(house, browser)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert begun(page) == NEW
    sent = await browser.does("revise", case.number, message=choices(page)[NEW], text=NEW.replace("三", "四"))
    assert sent.status_code == 200
    assert begun(sent.text) == NEW.replace("三", "四")
    await house.reporters[case.number].looks()
    house.reporters[case.number].sees("下午四点")


async def test_words_of_one_message_never_become_another(house, chen, signed_in):
    """Without a script the box holds the newest's words; choosing another brings its own before anything is sent."""
    browser = await signed_in(chen)
    case = await answered(house, browser)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    refused = await browser.does("revise", case.number, message=choices(page)[OLD], text=NEW)
    assert refused.status_code == 409
    assert "已换成这一条的原话" in refused.text
    assert begun(refused.text) == OLD
    hidden = browser.hidden(refused.text, "revise")
    assert hidden["words_of"].startswith(choices(page)[OLD])
    sent = await browser.posts(
        f"/console/cases/{case.number}/revise",
        **hidden,
        message=choices(page)[OLD],
        text=OLD.replace("300", "320"),
    )
    assert sent.status_code == 200
    assert set(choices(sent.text)) == {NEW, OLD.replace("300", "320")}


@pytest.mark.postgres
async def test_a_correction_never_undoes_a_colleagues(house, chen, lead, signed_in):
    """Refused with what the message says now; what was typed stays, also through another refusal, and the next press sends it."""
    browser, hers = await signed_in(chen), await signed_in(lead)
    case = await answered(house, browser)
    path = f"/console/cases/{case.number}/revise"
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    message, begun_with = choices(page)[NEW], browser.hidden(page, "revise")
    right, mine = NEW.replace("三", "四"), f"{NEW}带原件。"
    assert (await hers.does("revise", case.number, message=message, text=right)).status_code == 200
    empty = await browser.posts(path, **begun_with, message=message, text="  ")
    assert empty.status_code == 409
    refused = await browser.posts(path, **browser.hidden(empty.text, "revise"), message=message, text=mine)
    assert refused.status_code == 409
    assert "周敏 刚改过这一条" in refused.text
    assert "下午四点" in re.search(r'<blockquote class="other">(.*?)</blockquote>', refused.text, re.DOTALL)[1]
    assert begun(refused.text) == mine
    assert right in choices(refused.text)
    sent = await browser.posts(path, **browser.hidden(refused.text, "revise"), message=message, text=mine)
    assert sent.status_code == 200
    assert set(choices(sent.text)) == {OLD, mine}


@pytest.mark.browser
async def test_choosing_another_message_brings_its_words(house, chen, signed_in, window):
    """In the open form; what was begun on the first is still there on the way back, and leaving asks nothing."""
    case = await answered(house, await signed_in(chen))
    page = await sign_in(window, house, chen)
    await page.goto(f"{house.address}/console/cases/{case.number}")
    await page.locator("label[for=compose-revise]").click()
    box, which = page.locator("#revise-text"), page.locator("#revise-message")
    await expect(box).to_have_value(NEW)
    await box.fill(f"{NEW}带原件。")
    await which.select_option(index=1)
    await expect(box).to_have_value(OLD)
    await which.select_option(index=0)
    await expect(box).to_have_value(f"{NEW}带原件。")
    await page.locator("form.revise button.primary").click()
    await expect(page.locator("#conversation .bubbles")).to_contain_text("带原件。")
    await expect(page.locator("#revise-text")).to_have_value(f"{NEW}带原件。")
