"""Updates that Telegram brings: only from Telegram, only when handled, and again until then."""

from __future__ import annotations

import asyncio

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from bot.telegram.webhook import LARGEST_BODY, PATH, set_webhook, webhook_router

SECRET = "a-secret_of-the-test"
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@pytest.fixture
def heard(dispatcher):
    """Everything handlers were given."""
    texts = []

    async def hear(message):
        texts.append(message.text)
        await message.answer(f"收到：{message.text}")

    dispatcher.message.register(hear)
    return texts


@pytest.fixture
def app(bot, dispatcher):
    site = FastAPI()
    site.include_router(webhook_router(bot, dispatcher, SECRET))
    return site


@pytest.fixture
async def page(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://site") as client:
        yield client


class Site:
    """The product's HTTP server on a free port."""

    def __init__(self, app) -> None:
        self._server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", ws="none"))

    async def __aenter__(self) -> str:
        self._task = asyncio.create_task(self._server.serve())
        while not self._server.started:
            await asyncio.sleep(0.005)
        return f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    async def __aexit__(self, *_) -> None:
        self._server.should_exit = True
        await self._task


def update(api, text="喂"):
    person = api.person()
    message = {"message_id": 1, "date": 1, "chat": person.chat.json(), "from": person.user, "text": text}
    return {"update_id": 1, "message": message}


async def test_a_conversation_by_webhook(api, app, bot, heard):
    """Telegram is told where we are, posts what a person says with the secret, and the person is answered."""
    async with Site(app) as address:
        await set_webhook(bot, address + "/", SECRET)
        assert api.updates.webhook == address + PATH
        reporter = api.person()
        await reporter.says("第一句")
        await reporter.says("第二句")
        await reporter.waits_for("收到：第二句")
        await api.settled()
    assert heard == ["第一句", "第二句"]
    assert [status for _, status in api.updates.webhook_answers] == [200, 200]


async def test_repeated_until_it_is_taken(api, app, bot, heard):
    """What is said while the site is down or failing waits at Telegram and is handled once when it is up."""
    down = True

    @app.middleware("http")
    async def failing(request, call_next):
        return PlainTextResponse("down", 503) if down else await call_next(request)

    async with Site(app) as address:
        await set_webhook(bot, address, SECRET)
        reporter = api.person()
        await reporter.says("很急")
        await api.bell.wait(lambda: len(api.updates.webhook_answers) >= 2, 5)
        assert heard == []
        down = False
        await reporter.waits_for("收到：很急")
        await api.settled()
    assert heard == ["很急"]
    assert [status for _, status in api.updates.webhook_answers][-1] == 200
    assert {status for _, status in api.updates.webhook_answers[:-1]} == {503}


async def test_answered_only_when_handled(api, dispatcher, page):
    """The 200 waits for the handler: a process that dies before has confirmed nothing."""
    gate = asyncio.Event()

    async def wait(message):
        await gate.wait()

    dispatcher.message.register(wait)
    post = asyncio.create_task(page.post(PATH, json=update(api), headers=HEADER))
    await asyncio.sleep(0.05)
    assert not post.done()
    gate.set()
    assert (await post).status_code == 200


@pytest.mark.parametrize(
    "headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}, {"X-Telegram-Bot-Api-Secret-Token": "é"}]
)
async def test_a_stranger_finds_no_page(api, page, heard, headers):
    """Without the secret the answer is that of any page that does not exist."""
    encoded = {name: value.encode() for name, value in headers.items()}
    answer = await page.post(PATH, json=update(api), headers=encoded)
    missing = await page.post("/no/such/page", json={})
    assert (answer.status_code, answer.content) == (missing.status_code, missing.content) == (404, missing.content)
    assert heard == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
async def test_other_methods_find_no_page_either(page, method):
    """Not even "method not allowed" tells that there is something here."""
    answer = await page.request(method, PATH, headers=HEADER)
    missing = await page.request(method, "/no/such/page")
    assert (answer.status_code, answer.content) == (404, missing.content)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b"{}", b'{"update_id": "x"}', b"[" * 100_000])
async def test_what_is_not_an_update_is_refused(page, heard, body):
    """Broken JSON and JSON that is no update are told apart from handled updates."""
    assert (await page.post(PATH, content=body, headers=HEADER)).status_code == 400
    assert heard == []


async def test_a_body_too_large_is_refused(page):
    """More than a megabyte is no update, whether or not the length was announced."""

    async def pieces():
        for _ in range(LARGEST_BODY // 65536 + 1):
            yield b" " * 65536

    assert (await page.post(PATH, content=b" " * (LARGEST_BODY + 1), headers=HEADER)).status_code == 413
    assert (await page.post(PATH, content=pieces(), headers=HEADER)).status_code == 413


async def test_a_failing_handler_is_not_repeated_for_ever(api, dispatcher, page):
    """A handler's error is logged and taken as handled, as in polling: Telegram would else repeat it for a day."""

    async def fail(message):
        raise ValueError(message.text)

    dispatcher.message.register(fail)
    assert (await page.post(PATH, json=update(api), headers=HEADER)).status_code == 200
