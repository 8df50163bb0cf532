"""Passkeys in a real browser, with the authenticator that it brings for that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.async_api import Browser, CDPSession, Page, expect

from storage.tables import Member, SecondFactor, TeamEntry
from tests.console.browsing import Browser as Visiting
from tests.console.house import House
from tests.console.test_second_factor import token
from tests.world.product import opened

pytestmark = pytest.mark.browser
INSIDE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class AtAName(House):
    """Served where browsers make passkeys: at a name."""

    def at(self, bind: str) -> dict[str, str]:
        return {"bind": bind, "public_url": f"http://localhost:{bind.rpartition(':')[2]}"}


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with opened(AtAName(tmp_path, database_url)) as built:
        yield built


class Device:
    """A browser with an authenticator inside."""

    def __init__(self, page: Page, wires: CDPSession, house: House) -> None:
        self.page, self.wires, self.house = page, wires, house

    @classmethod
    async def of(cls, browser: Browser, house: House) -> Device:
        context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        page = await context.new_page()
        found = cls(page, await context.new_cdp_session(page), house)
        await found.wires.send("WebAuthn.enable")
        await found.gets_authenticator()
        return found

    async def gets_authenticator(self) -> None:
        made = await self.wires.send("WebAuthn.addVirtualAuthenticator", {"options": INSIDE})
        self.authenticator = made["authenticatorId"]

    async def credentials(self) -> list[dict]:
        found = await self.wires.send("WebAuthn.getCredentials", {"authenticatorId": self.authenticator})
        return found["credentials"]

    async def signs_in(self, member: Member) -> None:
        await self.page.goto(await self.house.link(member))
        await self.page.get_by_role("button", name="登录").click()

    async def adds_passkey(self, name: str) -> None:
        await self.page.goto(f"{self.house.address}/console/factor")
        await self.page.get_by_label("给它起个名字").fill(name)
        await self.page.get_by_role("button", name="添加通行密钥").click()

    async def signs_out(self) -> None:
        await self.page.goto(f"{self.house.address}/console/factor")
        await self.page.get_by_role("button", name="退出").click()
        await expect(self.page.get_by_role("heading", name="请先登录")).to_be_visible()


@pytest.fixture
async def device(house: House, browser: Browser) -> Device:
    return await Device.of(browser, house)


@pytest.mark.postgres
async def test_a_passkey_opens_the_console(house, chen, device):
    """Set up with a name, asked for at the next sign-in, and counted by how often it signed."""
    await device.signs_in(chen)
    await device.adds_passkey("值班室电脑")
    await expect(device.page.get_by_role("heading", name="恢复码：现在就抄下来")).to_be_visible()
    await expect(device.page.locator(".recovery li")).to_have_count(10)
    await expect(device.page.locator(".factors")).to_contain_text("值班室电脑")
    await device.signs_out()
    await device.signs_in(chen)
    await expect(device.page.get_by_role("heading", name="再验证一次")).to_be_visible()
    await device.page.get_by_role("button", name="用通行密钥验证").click()
    await expect(device.page.locator("#queue")).to_be_visible()
    (row,) = await house.all(SecondFactor)
    (there,) = await device.credentials()
    assert row.counter == there["signCount"] > 0


async def test_without_the_key_nothing_opens(house, chen, device):
    """Another device, cancelled or without that passkey, is told so and stays outside; one that was copied is refused."""
    await device.signs_in(chen)
    await device.adds_passkey("手机")
    await expect(device.page.locator(".recovery")).to_be_visible()
    (before,) = await device.credentials()
    await device.signs_out()
    await device.signs_in(chen)
    await device.page.get_by_role("button", name="用通行密钥验证").click()
    await expect(device.page.locator("#queue")).to_be_visible()
    await device.signs_out()
    await device.wires.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device.authenticator})
    await device.gets_authenticator()
    await device.signs_in(chen)
    await device.page.get_by_role("button", name="用通行密钥验证").click()
    await expect(device.page.get_by_text("没有验证成")).to_be_visible()
    copied = {"authenticatorId": device.authenticator, "credential": before}
    await device.wires.send("WebAuthn.addCredential", copied)
    await device.page.get_by_role("button", name="用通行密钥验证").click()
    await expect(device.page.get_by_text("不对，或者已经用过")).to_be_visible()
    await device.page.goto(f"{house.address}/console")
    await expect(device.page.get_by_role("heading", name="再验证一次")).to_be_visible()


async def test_what_was_signed_counts_once(house, chen, device):
    """The same answer sent again, and one that comes after five minutes, open nothing."""
    await device.signs_in(chen)
    await device.adds_passkey("手机")
    await expect(device.page.locator(".recovery")).to_be_visible()
    await device.signs_out()
    await device.signs_in(chen)
    async with device.page.expect_request("**/console/factor/prove") as sent:
        await device.page.get_by_role("button", name="用通行密钥验证").click()
    answer = (await sent.value).post_data_json["answer"]
    await expect(device.page.locator("#queue")).to_be_visible()
    async with Visiting(house) as thief:
        await thief.signs_in(chen)
        csrf = await token(thief)
        assert (await thief.posts("/console/factor/prove", answer=answer, **csrf)).status_code == 422
        assert (await thief.posts("/console/factor/prove/ask", **csrf)).status_code == 200
        assert (await thief.posts("/console/factor/prove", answer=answer, **csrf)).status_code == 422
        for rubbish in ("{}", "[]", "null", "7", '{"id":"x"}', "x" * 30_000, '{"response":{}}'):
            status = (await thief.posts("/console/factor/prove", answer=rubbish, **csrf)).status_code
            assert status in {422, 429}, rubbish
            house.clock.passes(timedelta(minutes=16))
        assert (await thief.opens("/console")).status_code == 401


async def test_several_with_names_go_one_by_one(house, chen, device):
    """A second one and an app beside the first; each is turned off by itself after the proof is given again."""
    page = device.page
    await device.signs_in(chen)
    await device.adds_passkey("值班室电脑")
    await page.get_by_role("link", name="抄好了").click()
    await device.wires.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device.authenticator})
    await device.gets_authenticator()
    await device.adds_passkey("我的手机")
    await expect(page.locator(".factors li")).to_have_count(3)
    secret = (await page.locator(".secret").inner_text()).replace(" ", "")
    await page.get_by_label("App 上的 6 位数字").fill(pyotp.TOTP(secret).at(int(house.clock().timestamp())))
    await page.get_by_role("button", name="启用验证器 App").click()
    await expect(page.locator(".factors li")).to_have_count(4)
    house.clock.passes(timedelta(minutes=6))
    await page.goto(f"{house.address}/console/factor")
    await expect(page.get_by_text("停用", exact=True)).to_have_count(0)
    await page.get_by_role("button", name="用通行密钥验证").click()
    first = page.locator(".factors li", has_text="值班室电脑")
    await first.get_by_text("停用", exact=True).click()
    await first.get_by_role("button", name="停用这一种").click()
    await expect(page.locator(".factors")).not_to_contain_text("值班室电脑")
    await expect(page.locator(".factors")).to_contain_text("我的手机")
    assert len(await house.all(SecondFactor)) == 2
    assert [row.event for row in await house.all(TeamEntry)].count("factor_removed") == 1
