"""A browser that is closed shows that there is news: sealed for it alone, with the unit's own key, and no word of the case."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases.push import NotSubscribed, read_subscription
from storage.push_key import push_public_key
from storage.tables import Reach, WebChat
from tests.stories.test_reaching import ANSWER, answers, notices
from tests.world import Clock, Product, Reporter, open_product
from tests.world.by_http import browser
from tests.world.outside import Browser, PushService, push_service, vouched_for
from tests.world.visiting import button_of

CONTACT = "mailto:it@example.org"


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as server:
        yield server


@pytest.fixture
async def product(tmp_path: Path, database_url: str, clock: Clock, service: PushService) -> AsyncIterator[Product]:
    clock.set(datetime(2026, 11, 30, 2, tzinfo=UTC))
    settings = {"push": CONTACT, "push_services": service.url}
    async with open_product(tmp_path, database_url, clock, **settings) as opened:
        yield opened


async def test_a_closed_browser_shows_that_there_is_news(product: Product, service: PushService):
    """It subscribes by one press in the page; what came opens with its own keys; once it is gone, that is written down."""
    officer, at_home = await product.expert("陈立"), Browser(service.url)
    async with browser(product) as page:
        (chat,) = [one for one in await product.all(WebChat) if one.chat_id != officer.chat_id]
        reporter = Reporter(product, chat.chat_id)
        await reporter.looks()
        number = await reporter.has_reported()
        offer = reporter.sees("怎么通知您")
        messages = (await page.get("/chat/history")).json()["messages"]
        shown = button_of(next(one for one in messages if one["id"] == offer.id), "让这个浏览器提醒")
        assert shown
        assert shown["push"] == push_public_key(product.parts.door.keys)
        facts = {"message_id": offer.id, "button": shown["key"]}
        await page.post("/chat/press", json={**facts, "brought": ""})
        await reporter.looks()
        reporter.sees("没有允许")
        assert (await page.post("/chat/press", json={**facts, "brought": at_home.subscribes()})).status_code == 200
        assert (await page.get("/push-worker.js")).headers["content-type"].startswith("text/javascript")
    await reporter.looks()
    reporter.sees("确认好了：浏览器通知")
    await answers(officer, ANSWER)
    await product.passes(timedelta(hours=1))
    ((who, came),) = service.taken
    claims = vouched_for(who, push_public_key(product.parts.door.keys))
    assert (claims["sub"], claims["aud"]) == (CONTACT, service.url)
    said = at_home.reads(came)
    assert number in said["title"]
    assert not [word for word in (ANSWER[:6], "合同", "6222", "陈立") if word in said["title"] + said["body"]]
    service.status = 410
    await officer.presses("答复")
    await officer.says("再补一份")
    await product.passes(timedelta(hours=2))
    assert await notices(product) == [("sent", None), ("gone", "the browser takes none any more: 410")]
    (reach,) = await product.all(Reach)
    assert (reach.sealed_address, reach.ended_at is None) == (b"", False)
    await reporter.looks()
    reporter.sees("浏览器通知收不到我们的提醒")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:9200/_all",
        "https://fcm.googleapis.com.example.org/x",
        "https://fcm.googleapis.com@10.0.0.1/x",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://evil.example/.notify.windows.com",
        "https://fcm.googleapis.com/" + "x" * 1100,
        7,
    ],
)
def test_nobody_makes_us_knock_elsewhere(endpoint: object):
    """What a page hands in is an address that we send to: of a push service that is known, or none."""
    handed = json.loads(Browser("https://fcm.googleapis.com").subscribes())
    assert read_subscription(json.dumps(handed))
    for wrong in (json.dumps({**handed, "endpoint": endpoint}), json.dumps({**handed, "keys": {}}), "[]", "{", ""):
        with pytest.raises(NotSubscribed):
            read_subscription(wrong)
