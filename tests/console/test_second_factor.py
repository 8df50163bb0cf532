"""The second factor of a member: asked after every link, and never a way round it."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from html import unescape

import pyotp
import pytest

from actions.unit_settings import switch
from cases.people import Role
from cases.second_factor import FREE, RECOVERY_CODES
from storage.factors import LEADS_MUST
from storage.tables import ConsoleSession, FactorTry, Member, RecoveryCode, SecondFactor, TeamEntry
from storage.team import is_attended, team_of
from tests.console.browsing import Browser
from tests.console.house import House
from tests.console.test_live import heard, stream

DOOR = "再验证一次"


class App:
    """An authenticator app on a phone whose clock is off by so many seconds."""

    def __init__(self, house: House, secret: str) -> None:
        self.house, self.totp = house, pyotp.TOTP(secret)

    def code(self, off: int = 0) -> str:
        return self.totp.at(int(self.house.clock().timestamp()) + off)


async def members(house: House) -> dict[str, Member]:
    """By their names."""
    async with house.door.database.reading() as session:
        team = await team_of(session)
        return {team.name(one.id): one for one in team.today}


async def token(browser: Browser) -> dict[str, str]:
    page = await browser.opens("/console/factor")
    return browser.hidden(page.text, "none")


def field(page: str, name: str) -> str:
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


async def sets_up_app(browser: Browser) -> tuple[App, list[str]]:
    """As a person does: reads the secret, types the first code, copies the recovery codes."""
    page = (await browser.opens("/console/factor")).text
    app = App(browser.house, re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)[1].replace(" ", ""))
    answer = await browser.posts(
        "/console/factor/app", csrf=field(page, "csrf"), sealed=field(page, "sealed"), code=app.code()
    )
    assert answer.status_code == 200
    return app, re.findall(r"<li><code>([A-Z0-9-]+)</code></li>", answer.text)


async def proves(browser: Browser, code: str):
    return await browser.posts("/console/factor/prove", code=code, **(await token(browser)))


@pytest.mark.postgres
async def test_after_the_link_comes_the_code(house, chen, signed_in):
    """Whoever set up an app is asked for its code at the next sign-in, and nothing opens before that."""
    app, codes = await sets_up_app(await signed_in(chen))
    assert len(set(codes)) == RECOVERY_CODES
    house.clock.passes(timedelta(minutes=1))
    async with Browser(house) as browser:
        await browser.signs_in(chen)
        assert (await browser.opens("/console")).status_code == 401
        page = await browser.opens("/console", accept="text/html")
        assert page.url.path == "/console/factor"
        assert DOOR in page.text
        part = await browser.opens("/console/queue", **{"HX-Request": "true"})
        assert (part.status_code, part.headers["hx-redirect"]) == (401, "/console/factor")
        answer = await proves(browser, app.code())
        assert (answer.status_code, answer.url.path) == (200, "/console")
        assert (await browser.opens("/console/my_work")).status_code == 200


async def test_their_other_browsers_owe_it_too(house, chen, signed_in):
    """Who sets one up because somebody else may be in puts that one out as well."""
    first, other = await signed_in(chen), await signed_in(chen)
    await sets_up_app(first)
    assert (await first.opens("/console")).status_code == 200
    assert (await other.opens("/console")).status_code == 401


async def test_what_runs_ends_when_it_is_owed(house, chen, signed_in):
    """The news of a page that is open elsewhere stop at the next change, as for who was revoked."""
    first, other = await signed_in(chen), await signed_in(chen)
    async with stream(other) as lines:
        await sets_up_app(first)
        await house.reports()
        assert (await heard(lines, "event: "))[-1] == "event: signed-out"


@pytest.mark.postgres
async def test_a_code_counts_once(house, chen, signed_in):
    """Not again in another browser, nor the one with which it was set up, nor one of before."""
    app, _ = await sets_up_app(await signed_in(chen))
    used = app.code()
    async with Browser(house) as browser, Browser(house) as other:
        await browser.signs_in(chen)
        assert (await proves(browser, used)).status_code == 422
        house.clock.passes(timedelta(seconds=30))
        assert (await proves(browser, app.code())).status_code == 200
        await other.signs_in(chen)
        assert (await proves(other, app.code())).status_code == 422
        assert (await proves(other, app.code(off=-30))).status_code == 422


@pytest.mark.parametrize(("off", "status"), [(-60, 422), (-30, 200), (30, 200), (60, 422)])
async def test_a_clock_may_be_off_by_half_a_minute(house, chen, signed_in, off, status):
    """A phone that is 30 seconds behind or ahead signs in; one that is a minute off is told why it may not fit."""
    app, _ = await sets_up_app(await signed_in(chen))
    house.clock.passes(timedelta(minutes=10))
    async with Browser(house) as browser:
        await browser.signs_in(chen)
        answer = await proves(browser, app.code(off))
        assert answer.status_code == status
        assert ("自动对时" in answer.text) == (status == 422)


@pytest.mark.postgres
async def test_a_recovery_code_works_once(house):
    """However it is typed; the member is told in their chat, and how many are left stands on the page."""
    officer = await house.expert("陈立")
    member = (await members(house))["陈立"]
    async with Browser(house) as browser, Browser(house) as other:
        await browser.signs_in(member)
        _, codes = await sets_up_app(browser)
        await other.signs_in(member)
        assert (await proves(other, codes[3].lower().replace("-", " "))).url.path == "/console"
        assert "还剩 9 个" in (await other.opens("/console/factor")).text
        await house.settles()
        await officer.looks()
        assert any("恢复码" in one.text for one in officer.screen)
        await other.posts("/console/logout", **(await token(other)))
        await other.signs_in(member)
        assert (await proves(other, codes[3])).status_code == 422
        assert (await other.opens("/console")).status_code == 401
    kept = [row.code_hash for row in await house.all(RecoveryCode)]
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]


@pytest.mark.postgres
async def test_two_at_once_use_nothing_twice(house, chen, signed_in):
    """The same code, sent by two browsers at one moment, opens one of them; so does a recovery code."""
    app, codes = await sets_up_app(await signed_in(chen))
    house.clock.passes(timedelta(minutes=1))
    for code in (app.code(), codes[0]):
        async with Browser(house) as one, Browser(house) as other:
            tokens = []
            for browser in (one, other):
                await browser.signs_in(chen)
                tokens.append(await token(browser))
            said = zip((one, other), tokens, strict=True)
            found = await asyncio.gather(
                *(browser.posts("/console/factor/prove", code=code, **csrf) for browser, csrf in said)
            )
            assert sorted(answer.status_code for answer in found) == [200, 422]


@pytest.mark.postgres
async def test_wrong_ones_make_wait_and_never_lock_out(house, chen, signed_in):
    """A few are free, then each costs twice the time; what is typed meanwhile counts for nothing, and later the right one does."""
    app, _ = await sets_up_app(await signed_in(chen))
    house.clock.passes(timedelta(minutes=1))
    async with Browser(house) as browser:
        await browser.signs_in(chen)
        found = [(await proves(browser, "000000")).status_code for _ in range(FREE + 2)]
        assert found == [422] * FREE + [429, 429]
        waiting = await proves(browser, app.code())
        assert waiting.status_code == 429
        assert "请等到" in waiting.text
        for seconds in (30, 60, 120):
            house.clock.passes(timedelta(seconds=seconds))
            answer = await proves(browser, "000000")
            assert answer.status_code == 422
            assert "请等到" in answer.text
        house.clock.passes(timedelta(seconds=239))
        assert (await proves(browser, app.code())).status_code == 429
        house.clock.passes(timedelta(seconds=2))
        assert (await proves(browser, app.code())).status_code == 200
    (tried,) = await house.all(FactorTry)
    assert (tried.wrong, tried.wait_until) == (0, None)
    assert [row.event for row in await house.all(TeamEntry)].count("factor_wrong") == 4


async def test_a_wait_from_a_clock_set_back_holds_nobody(house, chen, signed_in):
    """A wait that ends later than any can is none."""
    app, _ = await sets_up_app(await signed_in(chen))
    house.clock.passes(timedelta(hours=5))
    async with Browser(house) as browser:
        await browser.signs_in(chen)
        for _ in range(FREE):
            await proves(browser, "000000")
        house.clock.passes(-timedelta(hours=2))
        assert (await proves(browser, app.code())).status_code == 200


async def test_what_there_is_changes_only_by_who_proved_it_lately(house, chen, signed_in):
    """Half an hour later the open page shows no forms, and a form kept from before changes nothing."""
    browser = await signed_in(chen)
    app, _ = await sets_up_app(browser)
    (factor,) = await house.all(SecondFactor)
    csrf = await token(browser)
    house.clock.passes(timedelta(minutes=30))
    page = await browser.opens("/console/factor")
    assert f"/console/factor/{factor.id}/remove" not in page.text
    refused = await browser.posts(f"/console/factor/{factor.id}/remove", **csrf)
    assert refused.status_code == 422
    assert "再验证一次" in refused.text
    assert (await browser.posts("/console/factor/codes", **csrf)).status_code == 422
    assert await house.all(SecondFactor)
    await proves(browser, app.code())
    assert "原来的全部作废" in (await browser.opens("/console/factor")).text
    await browser.posts("/console/factor/codes", **csrf)
    assert len(await house.all(RecoveryCode)) == RECOVERY_CODES
    await browser.posts(f"/console/factor/{factor.id}/remove", **csrf)
    assert [await house.all(one) for one in (SecondFactor, RecoveryCode, FactorTry)] == [[], [], []]
    assert (await browser.opens("/console")).status_code == 200


async def test_half_in_sets_nothing_up(house, chen, signed_in):
    """A thief with a link cannot answer the question by a factor of their own."""
    await sets_up_app(await signed_in(chen))
    async with Browser(house) as thief:
        await thief.signs_in(chen)
        csrf = await token(thief)
        other = await house.member("王芳")
        async with Browser(house) as elsewhere:
            await elsewhere.signs_in(other)
            sealed = field((await elsewhere.opens("/console/factor")).text, "sealed")
        for said in (sealed, "", "x" * 80):
            answer = await thief.posts("/console/factor/app", sealed=said, code="123456", **csrf)
            assert answer.status_code == 422
        assert (await thief.posts("/console/factor/passkey/ask", **csrf)).status_code == 422
        assert len(await house.all(SecondFactor)) == 1


async def test_an_offer_is_for_one_member_and_for_a_while(house, chen, signed_in):
    """The sealed secret of somebody else's page, and of a page of an hour ago, set nothing up."""
    browser, other = await signed_in(chen), await signed_in(await house.member("王芳"))
    page = (await browser.opens("/console/factor")).text
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    offered = {"sealed": field(page, "sealed"), "code": App(house, secret).code()}
    assert (await other.posts("/console/factor/app", **offered, **(await token(other)))).status_code == 422
    wrong = await browser.posts("/console/factor/app", **(offered | {"code": "12"}), **(await token(browser)))
    assert field(wrong.text, "sealed") == offered["sealed"]
    house.clock.passes(timedelta(minutes=31))
    late = {"sealed": offered["sealed"], "code": App(house, secret).code()}
    assert (await browser.posts("/console/factor/app", **late, **(await token(browser)))).status_code == 422
    assert await house.all(SecondFactor) == []


@pytest.mark.postgres
async def test_leads_must_have_one_where_the_unit_says_so(house, lead, chen, signed_in):
    """At once, also of a lead who is in; an expert goes on without. The setting is a lead's of the whole unit."""
    browser, expert = await signed_in(lead), await signed_in(chen)
    of_one = await signed_in(await house.member("钱立", Role.LEAD, "haishu"))
    csrf = await token(of_one)
    assert (await of_one.posts("/console/team/second_factor", on="1", **csrf)).status_code == 404
    page = await browser.opens("/console/team")
    assert "现在关着：每个人自己决定" in page.text
    await browser.posts("/console/team/second_factor", on="1", **browser.hidden(page.text, "none"))
    assert (await browser.opens("/console")).status_code == 401
    assert (await of_one.opens("/console")).status_code == 401
    assert (await expert.opens("/console")).status_code == 200
    assert "先设置两步验证" in (await browser.opens("/console", accept="text/html")).text
    await sets_up_app(browser)
    assert "要求带班领导必须两步验证" in (await browser.opens("/console/team")).text
    (factor,) = await house.all(SecondFactor)
    await browser.posts(f"/console/factor/{factor.id}/remove", **(await token(browser)))
    assert (await browser.opens("/console")).status_code == 401


@pytest.mark.postgres
async def test_a_lost_factor_is_taken_off_by_another_lead(house):
    """Never by oneself or a lead of elsewhere; the member and all leads are told, it stands in the log, and all browsers are out."""
    one, other = await house.expert("周敏", Role.LEAD), await house.expert("赵锋", Role.LEAD)
    await house.expert("钱立", Role.LEAD, "yinzhou")
    team = await members(house)
    async with Browser(house) as lost, Browser(house) as helping, Browser(house) as elsewhere:
        for browser, name in ((lost, "周敏"), (helping, "赵锋"), (elsewhere, "钱立")):
            await browser.signs_in(team[name])
        await sets_up_app(lost)
        await house.passes(timedelta(minutes=1))
        await one.looks()
        assert any("验证器 App" in shown.text for shown in one.screen)
        path = f"/console/team/{team['周敏'].id}/second_factor"
        assert (await elsewhere.posts(path, **(await token(elsewhere)))).status_code == 404
        assert (await lost.posts(path, **(await token(lost)))).status_code == 404
        assert len(await house.all(SecondFactor)) == 1
        page = await helping.opens("/console/team")
        assert path in page.text
        answer = await helping.posts(path, **helping.hidden(page.text, "none"))
        assert "赵锋 取消了 周敏 的两步验证" in answer.text
        assert path not in answer.text
        assert (await lost.opens("/console")).status_code == 401
        await lost.signs_in(team["周敏"])
        assert (await lost.opens("/console")).status_code == 200
    await house.settles()
    await one.looks()
    await other.looks()
    assert any("赵锋取消了您的两步验证" in shown.text for shown in one.screen)
    assert any("赵锋取消了周敏的两步验证" in shown.text for shown in other.screen)
    assert [await house.all(kind) for kind in (SecondFactor, RecoveryCode, FactorTry)] == [[], [], []]


async def test_who_leaves_takes_it_along(house, chen, signed_in):
    """Nothing of it stays behind a member who was revoked."""
    await sets_up_app(await signed_in(chen))
    await house.revokes(chen)
    for kind in (SecondFactor, RecoveryCode, FactorTry, ConsoleSession):
        assert await house.all(kind) == []


async def test_nothing_of_it_stands_open(house, chen, signed_in):
    """Neither the secret nor a recovery code stands in a row or in the log."""
    app, codes = await sets_up_app(await signed_in(chen))
    (row,) = await house.all(SecondFactor)
    assert app.totp.secret.encode() not in row.sealed_facts
    rows = repr([await house.all(one) for one in (SecondFactor, RecoveryCode, FactorTry, TeamEntry)])
    assert not [said for said in (app.totp.secret, *codes) if said in rows]


async def test_who_is_half_in_attends_to_nothing(house, chen, signed_in):
    """A desk where the only browser still owes its proof is a desk where nobody is."""
    browser = await signed_in(chen)
    await sets_up_app(browser)
    await browser.posts("/console/logout", **(await token(browser)))
    await browser.signs_in(chen)
    async with house.door.database.reading() as session:
        assert not await is_attended(session, "haishu", house.clock())


async def test_a_setting_of_the_unit_is_off_at_first(house, lead, signed_in):
    """And switching it to what it is writes nothing down."""
    async with house.door.database.writing() as session:
        await switch(house.door.hand(session, member=lead), LEADS_MUST, on=False)
    assert await house.all(TeamEntry) == []
    assert (await (await signed_in(lead)).opens("/console")).status_code == 200
