"""Robots of group chats hear that something happened, in the format that each asks for, and no word of the case."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from bot.carriers.sending import Sender
from bot.robots import Robots
from cases.people import Role
from tests.world import Clock, Product, open_product

SECRET, TOKEN = "SEC" + "a1b2" * 15, "f" * 64
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
FEISHU = "a1b2c3d4-1111-2222-3333-444455556666"
FEISHU_SECRET = "Xk3" + "0fQ9" * 5
URLS = f"dingtalk://{SECRET}@{TOKEN} wecombot://{KEY} feishu://{FEISHU_SECRET}@{FEISHU}"


class RobotHosts:
    """What DingTalk, WeCom and Feishu publish of their robots: where, in which format, signed how; or an error in a yes."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.told, self.refuses = clock, dict[str, list[str]](), set[str]()

    async def dingtalk(self, request: web.Request) -> web.Response:
        """Signed over its milliseconds: HmacSHA256 of time and secret, in base64."""
        at, said = request.query["timestamp"], json.loads(await request.text())
        signed = hmac.digest(SECRET.encode(), f"{at}\n{SECRET}".encode(), hashlib.sha256)
        assert request.query["access_token"] == TOKEN
        assert base64.b64encode(signed).decode() == request.query["sign"]
        assert said["msgtype"] == "text"
        return self._takes(
            "dingtalk", said["text"]["content"], {"errcode": 310000, "errmsg": "keywords not in content"}
        )

    async def wecom(self, request: web.Request) -> web.Response:
        said = json.loads(await request.text())
        assert (request.query["key"], said["msgtype"]) == (KEY, "text")
        return self._takes("wecom", said["text"]["content"], {"errcode": 93000, "errmsg": "invalid webhook url"})

    async def feishu(self, request: web.Request) -> web.Response:
        """Signed in what is said, over its seconds: they and the secret are the key, and nothing is what it is over."""
        said = json.loads(await request.text())
        signed = hmac.digest(f"{said['timestamp']}\n{FEISHU_SECRET}".encode(), b"", hashlib.sha256)
        assert base64.b64encode(signed).decode() == said["sign"]
        assert abs(time.time() - int(said["timestamp"])) < 3600
        assert (request.match_info["token"], said["msg_type"]) == (FEISHU, "text")
        return self._takes("feishu", said["content"]["text"], {"code": 19024, "msg": "Key Words Not Found"})

    def _takes(self, who: str, text: str, error: dict[str, Any]) -> web.Response:
        if who in self.refuses:
            return web.json_response(error)
        self.told.setdefault(who, []).append(text)
        return web.json_response({"errcode": 0, "errmsg": "ok", "code": 0, "msg": "success"})


@pytest.fixture
async def hosts(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RobotHosts]:
    """Only the address is another: request, format and signature are those that go out."""
    found, app = RobotHosts(clock), web.Application()
    app.router.add_post("/robot/send", found.dingtalk)
    app.router.add_post("/cgi-bin/webhook/send", found.wecom)
    app.router.add_post("/open-apis/bot/v2/hook/{token}/", found.feishu)
    app.router.add_post("/open-apis/bot/v2/hook/{token}", found.feishu)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    here = f"http://127.0.0.1:{runner.addresses[0][1]}"
    for plugin in (NotifyDingTalk, NotifyWeComBot, NotifyFeishu):
        theirs = plugin.notify_url.split("/", 3)[3]
        monkeypatch.setattr(plugin, "notify_url", f"{here}/{theirs}")
    yield found
    await runner.cleanup()


@pytest.fixture
async def product(tmp_path: Path, database_url: str, clock: Clock) -> AsyncIterator[Product]:
    clock.set(datetime(2026, 11, 30, 2, tzinfo=UTC))
    settings = {"desk_notices": URLS, "public_url": "https://green.example.org"}
    async with open_product(tmp_path, database_url, clock, **settings) as opened:
        yield opened


@pytest.fixture
def robots(product: Product) -> Robots:
    return Robots(product.parts.door, [Sender(url) for url in product.parts.settings.robots])


@pytest.mark.postgres
async def test_robots_hear_sorts_and_numbers(product: Product, robots: Robots, hosts: RobotHosts):
    """Once each; what came meanwhile in one message; a robot that says no is told all of it later, and a lead hears of it."""
    lead = await product.expert("陈立", Role.LEAD)
    await robots.tick()
    first = await (await product.reporter()).has_reported()
    await robots.tick()
    await robots.tick()
    assert {who: len(texts) for who, texts in hosts.told.items()} == {"dingtalk": 1, "wecom": 1, "feishu": 1}
    for (text,) in hosts.told.values():
        assert f"新案件 1 件：{first}" in text
        assert "green.example.org/console" in text
        assert not [word for word in ("宁波", "合同", "王", "陈立", "://") if word in text]
    hosts.refuses.add("dingtalk")
    urgent = [await (await product.reporter()).has_reported(money_moving="just_now") for _ in range(2)]
    for _ in range(6):
        await product.passes(timedelta(minutes=11))
        await robots.tick()
    assert len(hosts.told["dingtalk"]) == 1
    assert "新案件 2 件" in hosts.told["wecom"][1]
    assert all(number in hosts.told["wecom"][1] for number in urgent)
    await lead.looks()
    lead.sees("群机器人一直不收")
    hosts.refuses.clear()
    await product.passes(timedelta(minutes=11))
    await robots.tick()
    assert all(number in hosts.told["dingtalk"][1] for number in urgent)
