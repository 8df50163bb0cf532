"""The page's own notices in a real browser: asked for by a press, shown by the worker while the page is closed.

Chrome's push service is out of reach here, so two things stand in for it: `PushManager.subscribe` gives a subscription
to a service of the test, and the browser is handed what came there as its push service would hand it over.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Page, Worker, expect

from storage.push_key import push_public_key
from storage.tables import WebChat
from tests.browser import PATIENCE
from tests.stories.test_reaching import ANSWER, answers
from tests.world import Clock, Reporter
from tests.world.outside import Browser as AtHome
from tests.world.outside import PushService, push_service, vouched_for
from tests.world.product import Served, opened

from .conftest import PHONE, says

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
OFFER = "让这个浏览器提醒"
NEITHER = "delete window.PushManager"

SUBSCRIBES = """
const ofAnotherKey = { options: { applicationServerKey: new Uint8Array(65) }, unsubscribe: async () => { window.ended = true; } };
PushManager.prototype.getSubscription = async () => window.ended ? null : ofAnotherKey;
PushManager.prototype.subscribe = async (asked) => {
  window.asked = [asked.userVisibleOnly, btoa(String.fromCharCode(...asked.applicationServerKey))];
  return { toJSON: () => (%s) };
};
"""
SHOWN = "registration.getNotifications().then((all) => all.map((one) => [one.title, one.body]))"
# only a press of a person may open or focus a window; here is none, and so it is noted what the worker would have done
IS_PRESSED = """async () => {
  self.did = [];
  clients.openWindow = async (address) => { self.did.push("opens " + address); };
  WindowClient.prototype.focus = async function () { self.did.push("focuses " + new URL(this.url).pathname); };
  for (const one of await registration.getNotifications()) dispatchEvent(new NotificationEvent("notificationclick", { notification: one }));
  while (!self.did.length) await new Promise((done) => setTimeout(done, 20));
  return [self.did, (await registration.getNotifications()).length];
}"""


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as server:
        yield server


@pytest.fixture
async def served(tmp_path: Path, database_url: str, clock: Clock, service: PushService) -> AsyncIterator[Served]:
    clock.set(datetime(2026, 11, 30, 2, tzinfo=UTC))
    settings = {"push": "mailto:it@example.org", "push_services": service.url}
    async with opened(Served(tmp_path, database_url, clock, **settings)) as product:
        yield product


async def has_reported(served: Served, context: BrowserContext, *others: int) -> tuple[Page, str]:
    """A page of somebody whose report is in, and its number."""
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    await page.goto(served.address)
    await expect(page.locator("article").first).to_be_visible()
    (chat,) = [one for one in await served.all(WebChat) if one.chat_id not in others]
    reporter = Reporter(served, chat.chat_id)
    await reporter.looks()
    number = await reporter.has_reported()
    await expect(says(page, "怎么通知您")).to_be_visible()
    return page, number


async def hand_over(page: Page, said: dict[str, str]) -> Worker:
    """As the browser's push service does, whether a page is open or not."""
    browser, (worker,) = await page.context.new_cdp_session(page), page.context.service_workers
    found: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    browser.on("ServiceWorker.workerRegistrationUpdated", lambda seen: heard(found, seen["registrations"]))
    await browser.send("ServiceWorker.enable")
    origin = worker.url.removesuffix("/push-worker.js")
    facts = {"origin": origin, "registrationId": await found, "data": json.dumps(said)}
    await browser.send("ServiceWorker.deliverPushMessage", facts)
    return page.context.service_workers[-1]  # it may have been begun anew for it


def heard(found: asyncio.Future[str], registrations: list[dict[str, str]]) -> None:
    for one in registrations:
        if not found.done() and one["scopeURL"].endswith("/push-worker/"):
            found.set_result(one["registrationId"])


async def shown(worker: Worker) -> list[list[str]]:
    async with asyncio.timeout(PATIENCE / 1000):
        while not (seen := await worker.evaluate(SHOWN)):
            await asyncio.sleep(0.05)
    return seen


async def test_a_closed_page_is_told_by_its_browser(served: Served, service: PushService, browser: Browser):
    """One press, and the worker shows that there is news and no word of it; pressed, it opens the chat, or the tab that has it."""
    officer, at_home = await served.expert("陈立"), AtHome(service.url)
    context = await browser.new_context(viewport=PHONE, locale="zh-CN")
    await context.grant_permissions(["notifications"], origin=served.address)
    await context.add_init_script(SUBSCRIBES % at_home.subscribes())
    page, number = await has_reported(served, context, officer.chat_id)
    await page.get_by_role("button", name=OFFER).click()
    await expect(says(page, "确认好了：浏览器通知")).to_be_visible()
    key = push_public_key(served.parts.door.keys)
    assert await page.evaluate("window.asked") == [True, base64.b64encode(base64.urlsafe_b64decode(key + "=")).decode()]
    assert await page.evaluate("window.ended"), "what was subscribed to another key is no use to us"
    await page.goto("about:blank")  # before there is an answer, or the page may have shown it
    await answers(officer, ANSWER)
    await served.passes(timedelta(hours=1))
    ((who, came),) = service.taken
    assert vouched_for(who, key)
    worker = await hand_over(page, at_home.reads(came))
    ((title, body),) = await shown(worker)
    assert number in title
    assert not [word for word in (ANSWER[:6], "合同", "6222", "陈立") if word in title + body]
    assert await worker.evaluate(IS_PRESSED) == [["opens /"], 0]
    await page.goto(served.address)
    await expect(says(page, ANSWER)).to_be_visible()
    worker = await hand_over(page, at_home.reads(came))
    await shown(worker)
    assert await worker.evaluate(IS_PRESSED) == [["focuses /"], 0]


async def test_where_a_browser_does_not_agree_or_cannot(served: Served, browser: Browser):
    """Who refuses, and whose push service is away, reads what can be done; where there is none, no button is shown."""
    context = await browser.new_context(viewport=PHONE, locale="zh-CN")
    page, _ = await has_reported(served, context)
    await page.get_by_role("button", name=OFFER).click()
    await expect(says(page, "这个浏览器的通知没开成")).to_have_count(1)
    await context.grant_permissions(["notifications"], origin=served.address)
    await page.get_by_role("button", name=OFFER).click()
    await expect(says(page, "这个浏览器的通知没开成")).to_have_count(2)
    await page.add_init_script(NEITHER)
    await page.reload()
    await expect(page.get_by_role("button", name="不用，我自己来看")).to_be_visible()
    await expect(page.get_by_role("button", name=OFFER)).to_have_count(0)
