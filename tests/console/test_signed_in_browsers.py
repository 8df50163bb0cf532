"""Where a member is signed in: told of, listed, ended one by one or all at once, and over when nobody is there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.signing_in import make_login_link
from cases.people import Role
from storage.tables import ConsoleSession, Member
from tests.console.browsing import Browser
from tests.world import Product

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Safari/604.1"
AN_HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nobody_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Browser, "comes_back", False)


def ends(page: str) -> list[str]:
    """Where the forms of the list lead."""
    return [part.partition('"')[0] for part in page.split('action="')[1:] if part.startswith("/console/sessions/")]


async def officer_with_chat(house: Product, name: str = "沈清", role: Role = Role.CASE_OFFICER):
    person = await house.expert(name, role)
    (member,) = [one for one in await house.all(Member) if one.role is role]
    return person, member


@pytest.mark.postgres
async def test_every_sign_in_is_told_in_the_members_chat(house):
    """Which browser, about where; one press and it is out."""
    person, member = await officer_with_chat(house)
    async with Browser(house) as thief:
        thief.http.headers["user-agent"] = WINDOWS
        await thief.signs_in(member)
        await person.looks()
        assert "有人用您的名字打开了工作台" in person.last.text
        assert "Chrome · Windows" in person.last.text and "127.0.0.*" in person.last.text
        await person.presses("不是我，让它退出")
        assert "那台设备已经退出了" in person.last.text
        assert (await thief.opens("/console")).status_code == 401


async def test_the_list_of_browsers(house, chen, signed_in):
    """Which, since when, and which one this is; one of them goes, and this one stays."""
    here, other = await signed_in(chen), await signed_in(chen)
    other.http.headers["user-agent"] = IPHONE
    async with Browser(house) as phone:
        phone.http.headers["user-agent"] = IPHONE
        await phone.signs_in(chen)
        page = (await here.opens("/console/sessions")).text
        assert page.count("就是这一台") == 1
        assert "Safari · iPhone" in page and "127.0.0.*" in page
        mine = page.partition("就是这一台")[2].partition("</tr>")[0]
        (of_phone,) = ends(page.partition("Safari · iPhone")[2].partition("</tr>")[0])
        assert of_phone not in mine
        await here.posts(of_phone, **here.hidden(page, "none"))
        assert [(await one.opens("/console")).status_code for one in (here, other, phone)] == [200, 200, 401]


@pytest.mark.postgres
async def test_out_of_all_browsers_at_once(house, chen, signed_in):
    """This one too, and no link that lies about lets anybody in."""
    here, other, link = await signed_in(chen), await signed_in(chen), await house.link(chen)
    page = (await here.opens("/console/sessions")).text
    await here.posts("/console/sessions/end_all", **here.hidden(page, "none"))
    assert [(await one.opens("/console")).status_code for one in (here, other)] == [401, 401]
    assert (await other.posts(link)).status_code == 410


async def test_out_of_all_browsers_from_the_chat(house):
    """The chat says where they are signed in, and ends it."""
    person, member = await officer_with_chat(house)
    async with Browser(house) as browser:
        browser.http.headers["user-agent"] = WINDOWS
        await browser.signs_in(member)
        await house.settles()
        assert "Chrome · Windows" in (await person.says("/console")).text
        await person.presses("在所有设备上退出")
        assert "1 台设备都退出了" in person.last.text
        assert (await browser.opens("/console")).status_code == 401


async def test_nobody_ends_the_sessions_of_another(house, chen, officer, signed_in):
    """Whoever is no lead, or leads elsewhere; a lead may."""
    theirs, mine = await signed_in(chen), await signed_in(officer)
    csrf = mine.hidden((await mine.opens("/console")).text, "none")
    (row,) = [one for one in await house.all(ConsoleSession) if one.member_id == chen.id]
    assert (await mine.posts(f"/console/sessions/{row.token_hash[:24]}/end", **csrf)).status_code == 404
    assert (await mine.posts(f"/console/team/{chen.id}/sign_out", **csrf)).status_code == 404
    elsewhere = await signed_in(await house.member("钱进", Role.LEAD, "haishu"))
    csrf = elsewhere.hidden((await elsewhere.opens("/console")).text, "none")
    assert (await elsewhere.posts(f"/console/team/{chen.id}/sign_out", **csrf)).status_code == 404
    assert (await theirs.opens("/console")).status_code == 200
    leads = await signed_in(await house.member("周敏", Role.LEAD))
    csrf = leads.hidden((await leads.opens("/console/team")).text, "none")
    assert "让 陈立 在所有设备上退出了工作台" in (await leads.posts(f"/console/team/{chen.id}/sign_out", **csrf)).text
    assert (await theirs.opens("/console")).status_code == 401


@pytest.mark.postgres
async def test_a_browser_nobody_is_at_is_signed_out(house, chen, signed_in):
    """After two hours; what an open page asks for by itself is no sign of a person."""
    used, open_page = await signed_in(chen), await signed_in(chen)
    for _ in range(2):
        house.clock.passes(AN_HOUR)
        assert (await used.opens("/console")).status_code == 200
        await open_page.opens("/console/alarms", **{"hx-request": "true"})
    assert (await open_page.opens("/console")).status_code == 401
    house.clock.passes(2 * AN_HOUR)
    assert (await used.opens("/console")).status_code == 401


async def test_a_browser_in_use_is_signed_out_in_the_evening(house, chen, signed_in):
    """However much it is used: twelve hours are a day's work."""
    browser = await signed_in(chen)
    for _ in range(11):
        house.clock.passes(AN_HOUR)
        assert (await browser.opens("/console")).status_code == 200
    house.clock.passes(AN_HOUR)
    assert (await browser.opens("/console")).status_code == 401


@pytest.mark.postgres
async def test_a_new_link_ends_the_ones_before(house, chen):
    """A link that lies in some old message is good for nothing once there is another."""
    old, new = await house.link(chen), await house.link(chen)
    async with Browser(house) as browser:
        assert (await browser.posts(old)).status_code == 410
        assert (await browser.posts(new)).url.path == "/console"


async def test_no_server_is_told_what_signs_in(house, chen):
    """It stands behind #; without a script it is pasted, as a whole if one likes."""
    link = await house.link(chen)
    assert "#" in link and "?" not in link
    async with Browser(house) as browser:
        page = await browser.opens(link.partition("#")[0])
        assert 'name="code"' in page.text
        assert "console-login.js" in page.text
        assert (await browser.posts("/console/login", code=f" {link} ")).url.path == "/console"


async def test_a_link_of_the_version_before_is_still_good(house, chen):
    """It stood in the path; it runs out within minutes."""
    async with house.door.database.writing() as session:
        token = await make_login_link(session, chen.id, house.clock())
    async with Browser(house) as browser:
        old = f"/console/login/{token}"
        assert "在这台设备上登录" in (await browser.opens(old)).text
        assert (await browser.posts(old)).url.path == "/console"


async def test_signing_out_leaves_nothing_in_the_browser(house, chen, signed_in):
    """What it kept of the pages is thrown away; nothing was kept by a cache."""
    browser = await signed_in(chen)
    page = await browser.opens("/console")
    browser.http.follow_redirects = False
    left = await browser.posts("/console/logout", **browser.hidden(page.text, "none"))
    assert '"cache"' in left.headers["clear-site-data"]
    assert left.headers["cache-control"] == "no-store"
