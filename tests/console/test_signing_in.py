"""Coming into the console, and staying out of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.console.browsing import Browser


@pytest.mark.postgres
async def test_a_link_signs_in_once(house, chen):
    """The first press signs in; the same link on another device is refused."""
    link = await house.link(chen)
    async with Browser(house) as first, Browser(house) as second:
        assert "陈立" in (await first.posts(link)).text
        refused = await second.posts(link)
        assert refused.status_code == 410
        assert "这个链接不能用了" in refused.text
        assert (await second.opens("/console")).status_code == 401


async def test_a_preview_does_not_use_the_link_up(house, chen):
    """Chat programs fetch a link to show what is behind it; the member can still sign in after that."""
    link = await house.link(chen)
    async with Browser(house) as browser:
        for _ in range(3):
            assert "在这台设备上登录" in (await browser.opens(link)).text
        assert (await browser.posts(link)).url.path == "/console"


async def test_unknown_used_and_old_links_are_answered_alike(house, chen):
    """Nobody learns from the answer which links exist."""
    used, old = await house.link(chen), await house.link(chen)
    async with Browser(house) as browser, Browser(house) as stranger:
        await browser.posts(used)
        house.clock.passes(timedelta(minutes=16))
        answers = [await stranger.posts(link) for link in (used, old, f"{house.address}/console/login/never-made")]
    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.content for answer in answers}) == 1


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(house, chen):
    """HttpOnly, SameSite and bound to the console."""
    async with Browser(house) as browser:
        browser.http.follow_redirects = False
        cookie = (await browser.signs_in(chen)).headers["set-cookie"]
    for part in ("gc_console=", "HttpOnly", "SameSite=lax", "Path=/console", "Max-Age=43200"):
        assert part in cookie


async def test_signed_out_every_page_is_the_same_page(house, chen):
    """A stranger learns nothing from any address; a part of a page sends htmx to the whole one."""
    case = await house.reports()
    paths = [
        "/console",
        "/console/team",
        f"/console/cases/{case.number}",
        "/console/cases/GC-000000-00000",
        "/console/events",
        "/console/nothing",
    ]
    async with Browser(house) as stranger:
        answers = [await stranger.opens(path) for path in paths]
        part = await stranger.opens("/console/queue", **{"HX-Request": "true"})
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert part.headers["hx-redirect"] == "/console"


async def test_a_revoked_member_is_out_at_once(house, chen, signed_in):
    """The open session ends with the membership."""
    browser = await signed_in(chen)
    assert (await browser.opens("/console")).status_code == 200
    await house.revokes(chen)
    assert (await browser.opens("/console")).status_code == 401


async def test_a_session_ends_after_twelve_hours(house, chen, signed_in):
    """Tomorrow needs a new link."""
    browser = await signed_in(chen)
    browser.comes_back = False
    house.clock.passes(timedelta(hours=12, seconds=1))
    assert (await browser.opens("/console")).status_code == 401


@pytest.mark.postgres
async def test_signing_out_ends_the_session(house, chen, signed_in):
    """The cookie, even if kept, opens nothing any more."""
    browser = await signed_in(chen)
    page = await browser.opens("/console")
    kept = dict(browser.http.cookies)
    await browser.posts("/console/logout", **browser.hidden(page.text, "none"))
    async with Browser(house) as other:
        other.http.cookies.update(kept)
        assert (await other.opens("/console")).status_code == 401


@pytest.mark.postgres
async def test_the_language_is_remembered(house, chen, signed_in):
    """The switch belongs to the member, not to the browser."""
    browser = await signed_in(chen)
    csrf = browser.hidden((await browser.opens("/console")).text, "none")
    page = await browser.posts("/console/language", language="en", back="/console?show=mine", **csrf)
    assert page.url.query == b"show=mine"
    assert '<html lang="en">' in page.text
    assert '<html lang="en">' in (await (await signed_in(chen)).opens("/console")).text


async def test_pages_may_load_nothing_from_elsewhere(house, chen, signed_in):
    """No inline script or style, no frames, nothing kept by caches."""
    browser = await signed_in(chen)
    page = await browser.opens("/console")
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert " style=" not in page.text
    assert "<script>" not in page.text
    assert "http://" not in page.text.replace(house.address, "")
