"""Signing in to the console on a computer by a short code that is typed in one's own chat."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.responses import Response

from bot.webchat.doors import new_token
from cases.people import Role
from cases.sign_in_code import MOST_AT_ALL, MOST_OF_ONE, MOST_WRONG, read_code, said_code
from storage import web_devices
from storage.tables import SignInCode, TeamEntry
from tests.console.browsing import Browser
from tests.stories.test_leaving import leaves

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)


async def asks(browser: Browser) -> str:
    """Presses the button of the signed-out page; the code that is shown."""
    browser.http.headers["User-Agent"] = CHROME
    page = await browser.posts("/console/code")
    assert page.status_code == 200, page.text
    return re.findall(r"/console ([\w-]+)</strong>", page.text)[0]


@pytest.mark.postgres
async def test_a_code_signs_the_browser_in(house):
    """Typed in the chat, said to be one's own, and the page that waited is in the console; the log says so."""
    officer = await house.expert("陈立")
    async with Browser(house) as browser:
        code = await asks(browser)
        assert (await browser.opens("/console/code/state")).status_code == 204
        await officer.says(f"/console {code.lower()}")
        assert "Chrome · Windows · 127.0.0.1" in officer.last.text.replace("</b>", "")
        assert "别人发来、让您输的码，不要点" in officer.last.text
        assert (await browser.opens("/console/code/state")).status_code == 204
        await officer.presses("是我面前这台")
        assert (await browser.opens("/console/code/state")).status_code == 205
        page = await browser.opens("/console/code")
        assert (page.url.path, "陈立" in page.text) == ("/console", True)
    assert await house.all(SignInCode) == []
    assert "signed_in_by_code" in {row.event.value for row in await house.all(TeamEntry)}


async def test_a_code_is_for_one_browser_and_one_use(house):
    """Whoever else has it, and whoever comes with the cookie of one that was used, is not signed in."""
    officer = await house.expert("陈立")
    async with Browser(house) as browser, Browser(house) as thief:
        code = await asks(browser)
        kept = browser.http.cookies.get("gc_code")
        await officer.says(f"/console {code}")
        await officer.presses("是我面前这台")
        thief.http.cookies.set("gc_code", f"{read_code(code)}.guessed", path="/console/code")
        assert (await thief.opens("/console/code")).status_code == 410
        assert (await browser.opens("/console/code")).url.path == "/console"
        thief.http.cookies.set("gc_code", kept, path="/console/code")
        assert (await thief.opens("/console/code")).status_code == 410
        await officer.says(f"/console {code}")
        assert officer.sees("已经过期、用过了")


async def test_a_code_that_is_not_mine(house):
    """Talked into typing it: one press, and it is void."""
    officer = await house.expert("陈立")
    async with Browser(house) as browser:
        await officer.says(f"/console {await asks(browser)}")
        asked = officer.last
        await officer.presses("不是，不登录")
        assert "告诉带班领导" in officer.last.text
        assert (await browser.opens("/console/code")).status_code == 410
        assert asked.text != officer.last.text


async def test_a_code_lasts_five_minutes(house):
    """Typed too late, and confirmed too late."""
    officer = await house.expert("陈立")
    async with Browser(house) as browser, Browser(house) as other:
        late, later = await asks(browser), await asks(other)
        await officer.says(f"/console {later}")
        house.clock.passes(timedelta(minutes=5, seconds=1))
        await officer.presses("是我面前这台")
        assert "过期" in officer.last.text
        await officer.says(f"/console {late}")
        assert "过期" in officer.last.text
        assert (await browser.opens("/console/code")).status_code == 410
        assert (await asks(browser)) != late


async def test_two_officers_type_the_same_code(house):
    """The first who says that it is theirs has it."""
    first, second = await house.expert("陈立"), await house.expert("王芳")
    async with Browser(house) as browser:
        code = await asks(browser)
        await first.says(f"/console {code}")
        await second.says(f"/console {code}")
        await first.presses("是我面前这台")
        await second.presses("是我面前这台")
        assert "用过了" in second.last.text
        assert "陈立" in (await browser.opens("/console/code")).text


async def test_who_is_taken_out_meanwhile_signs_in_nothing(house):
    """Confirmed, then revoked before the page looked."""
    officer = await house.expert("陈立")
    async with Browser(house) as browser:
        await officer.says(f"/console {await asks(browser)}")
        await officer.presses("是我面前这台")
        await leaves(house, "陈立")
        assert (await browser.opens("/console/code")).status_code == 410
        assert (await browser.opens("/console")).status_code == 401


async def test_guessing_is_stopped(house):
    """Five wrong ones in a quarter of an hour; then not even a right one is taken, until the time is over."""
    officer = await house.expert("陈立")
    async with Browser(house) as browser:
        for _ in range(MOST_WRONG):
            await officer.says("/console ABCD-EFGH")
            assert "这个码不对" in officer.last.text
        await officer.says(f"/console {await asks(browser)}")
        assert "错得太多了" in officer.last.text
        house.clock.passes(timedelta(minutes=15))
        await officer.says(f"/console {await asks(browser)}")
        assert "有一台设备" in officer.last.text


async def test_an_address_asks_for_so_many(house):
    """The next one is told to wait; it is counted in the database, and over after five minutes."""
    async with Browser(house) as browser:
        for _ in range(MOST_OF_ONE):
            await asks(browser)
        assert (await browser.posts("/console/code")).status_code == 429
        assert len(await house.all(SignInCode)) == MOST_OF_ONE < MOST_AT_ALL
        house.clock.passes(timedelta(minutes=5, seconds=1))
        assert await asks(browser)


async def test_looking_makes_no_code(house):
    """Neither a page that is fetched nor another site's form makes one."""
    async with Browser(house) as browser:
        page = await browser.opens("/console")
        assert "用短码登录这台电脑" in page.text
        assert "打开工作台" in page.text
        assert (await browser.opens("/console/code")).status_code == 410
        elsewhere = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
        assert (await browser.posts("/console/code", headers=elsewhere)).status_code == 403
    assert await house.all(SignInCode) == []


@pytest.mark.parametrize("said", ["abcd-efgh", "ABCD EFGH", "abcdefgh", "ABCD—EFGH"])
def test_a_code_however_it_is_typed(said: str):
    assert read_code(said) == "ABCDEFGH"
    assert said_code("ABCDEFGH") == "ABCD-EFGH"


@pytest.mark.parametrize("said", ["", "ABCD", "ABCD-EFG0", "ABCD-EFGHJ", "ABCD-EFG%"])
def test_what_is_no_code(said: str):
    assert read_code(said) is None


async def test_an_auditor_is_told_what_they_are_for(house):
    """No promise of new cases, and none comes; the menu says who is signed in."""
    auditor = await house.expert("钱督", Role.AUDITOR)
    assert "新案件会直接发到这里" not in auditor.last.text
    await house.reports()
    await auditor.looks()
    assert len(auditor.screen) == 3  # what they typed, that they wait, and this
    officer = await house.expert("陈立", Role.EXPERT, "yinzhou")
    await officer.says("/menu")
    assert "陈立 · 护企专家 · 鄞州区" in officer.last.text


async def test_an_officers_chat_has_nothing_of_a_reporters(house):
    """Whose chat it is stands on the page and in what its script is told; a reporter's page has its promise."""
    officer = await house.expert("陈立", Role.EXPERT, "yinzhou")
    token = new_token()
    async with house.door.database.writing() as session:
        await web_devices.add_device(session, officer.chat_id, token, house.clock())
    reception = house.parts.web_chat.reception
    async with Browser(house) as browser, Browser(house) as stranger:
        given = Response()
        reception.cookies.give(given, token)
        name, _, value = given.headers["set-cookie"].partition(";")[0].partition("=")
        browser.http.cookies.set(name, value)
        page = await browser.opens("/")
        assert "data-desk" in page.text
        assert "陈立 · 护企专家 · 鄞州区" in page.text
        history = (await browser.opens("/chat/history")).json()
        assert history["desk"] == "陈立 · 护企专家 · 鄞州区"
        assert "data-desk" not in (await stranger.opens("/")).text
