"""What the doors of the web chat refuse."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.webchat import limits
from storage import web_chats


async def test_no_cookie_no_chat(newcomer):
    """Without a cookie there is nothing to read, and looking at the page makes no chat."""
    person = newcomer()
    page = await person.http.get("/")
    assert page.status_code == 200 and not page.cookies
    assert "default-src 'self'" in page.headers["content-security-policy"]
    for path in ("/chat/history", "/chat/events", "/chat/files/x"):
        assert (await person.http.get(path)).status_code == 401
    assert (await person.says("x")).status_code == 401


async def test_the_cookie(house, reporter, newcomer):
    """The cookie is for this site only, out of reach of scripts, kept as a hash, and worth nothing when altered."""
    header = (await newcomer().post("/chat/open")).headers["set-cookie"]
    assert "HttpOnly" in header and "SameSite=lax" in header and "Max-Age=34560000" in header and "Secure" not in header
    value = reporter.http.cookies["gc_chat"]
    assert value.rsplit(".", 1)[0].encode() not in house.on_disk()
    other = newcomer()
    other.http.cookies.set("gc_chat", value[:-2] + ("aa" if not value.endswith("aa") else "bb"))
    assert (await other.http.get("/chat/history")).status_code == 401


async def test_secure_behind_https(house, newcomer):
    """On https the cookie never travels in the clear."""
    await house.stop()
    house.settings["public_url"] = "https://chat.example"
    await house.start()
    person = newcomer()
    assert "Secure" in (await person.post("/chat/open")).headers["set-cookie"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_cross_site_posts_are_refused(house, reporter, headers):
    """Another site cannot speak for the person, whatever it asks for."""
    if "Origin" in headers:
        del reporter.http.headers["Sec-Fetch-Site"]
    before = len(await reporter.messages())
    for path in ("/chat/open", "/chat/say", "/chat/press", "/chat/files", "/chat/return", "/chat/leave"):
        answer = await reporter.http.post(path, json={}, headers=headers)
        assert answer.status_code == 403 and answer.json()["error"].startswith("这个请求来自别的网站")
    assert len(await reporter.messages()) == before


async def test_own_origin_is_accepted(house, newcomer):
    """A browser without Sec-Fetch-Site is known by its Origin."""
    person = newcomer(Origin=house.url)
    del person.http.headers["Sec-Fetch-Site"]
    await person.opens()


async def test_only_json_and_only_small(reporter):
    """Other content types, broken JSON and large bodies are refused."""
    post = reporter.http.post
    plain = {"Content-Type": "text/plain"}
    assert (await post("/chat/say", content=b'{"text":"x"}', headers=plain)).status_code == 400
    assert (await reporter.post("/chat/say", text="x")).status_code == 400
    assert (await reporter.says("x", "short")).status_code == 400
    assert (await reporter.says("x" * 70_000)).status_code == 413
    assert (await reporter.says("x" * 4097)).status_code == 413
    assert (await reporter.says(" \n")).status_code == 422
    assert (await post("/chat/open", json={"start": "a b"})).status_code == 400


async def test_forged_presses(house, reporter, newcomer):
    """A button that is not on the stored message is told to be gone: forged, foreign, or of an older state."""
    greeting = await reporter.sees("护企")
    stranger = newcomer()
    await stranger.opens()
    await stranger.sees("护企")
    house.seen.clear()
    tries = [
        await reporter.post("/chat/press", message_id=greeting["id"], button="yes"),
        await reporter.post("/chat/press", message_id=greeting["id"], button=""),
        await reporter.post("/chat/press", message_id=999, button=greeting["keyboard"][0][0]["key"]),
    ]
    await reporter.presses(greeting, "不是")
    tries.append(await reporter.presses(greeting, "钱刚转出去"))
    assert [one.status_code for one in tries] == [409] * 4
    assert tries[0].json()["error"].startswith("这个按钮已经用不了了")
    assert [one.data for one in house.seen] == ["no"]


async def test_a_press_that_fails_says_so(house, reporter):
    """When the handler fails the person is told to press again; an unanswered press just ends."""
    await house.web.bot.send_message(house.seen[0].chat.id, "x", reply_markup=_one("坏", "fail"))
    answer = await reporter.presses(await reporter.sees("x"), "坏")
    assert answer.status_code == 500 and "请再点一次" in answer.json()["error"]


@pytest.mark.postgres
async def test_return_code(house, reporter, newcomer):
    """The code opens the chat in another browser, typed as people type; the one before it no longer does."""
    chat_id = house.seen[0].chat.id
    async with house.database.writing() as session:
        old = await web_chats.new_return_code(session, chat_id)
        code = await web_chats.new_return_code(session, chat_id)
    assert len(code) == 19 and code.count("-") == 3
    other = newcomer()
    assert (await other.post("/chat/return", code=old)).status_code == 404
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert (await other.post("/chat/return", code=f" {typed}　")).status_code == 200
    assert await other.messages() == await reporter.messages()
    assert code.encode() not in house.on_disk()


async def test_returning_moves_open_pages(house, reporter, newcomer):
    """A tab that was open on the browser's earlier chat is let go, and does not mix two chats."""
    other = newcomer()
    tag = (await other.opens())["chat"]
    async with house.database.writing() as session:
        code = await web_chats.new_return_code(session, house.seen[0].chat.id)
    async with other.page() as page:
        await other.post("/chat/return", code=code)
        assert await page.ends()
    assert (await other.http.get("/chat/events", params={"chat": tag})).status_code == 401


async def test_guessing_codes_is_slow(reporter, clock):
    """Ten tries with the same half of a code in a quarter of an hour, then a rest."""
    answers = [(await reporter.post("/chat/return", code="0" * 16)).status_code for _ in range(11)]
    assert answers == [404] * 10 + [429]
    clock.ahead = timedelta(minutes=16)
    assert (await reporter.post("/chat/return", code="0" * 16)).status_code == 404


@pytest.mark.postgres
async def test_leaving(reporter):
    """Leaving forgets the browser: its open pages end, its cookie is worth nothing, a new visit is a new chat."""
    cookie = reporter.http.cookies["gc_chat"]
    async with reporter.page() as page:
        assert (await reporter.post("/chat/leave")).status_code == 200
        assert await page.ends()
    assert "gc_chat" not in reporter.http.cookies
    reporter.http.cookies.set("gc_chat", cookie)
    assert (await reporter.http.get("/chat/history")).status_code == 401


async def test_too_often(reporter, clock, moved):
    """Sixty messages a minute, then a friendly refusal until it is over."""
    answers = [(await reporter.says("x")).status_code for _ in range(limits.MESSAGES.times + 1)]
    assert answers[-2:] == [200, 429]
    clock.ahead = timedelta(minutes=2)
    assert (await reporter.says("x")).status_code == 200


async def test_a_link_followed_too_often(reporter, clock, moved):
    """What an opened page says to the bot counts as a message; the page itself opens as often as anybody likes."""
    asked = [{"start": "upload"}] * (limits.MESSAGES.times + 1)
    answers = [(await reporter.post("/chat/open", **one)).status_code for one in asked]
    assert answers[-1] == 429
    assert set(answers[:-2]) == {200}
    assert (await reporter.says("x")).status_code == 429
    await reporter.opens()
    clock.ahead = timedelta(minutes=2)
    await reporter.opens(start="upload")


async def test_opening_again_says_nothing_twice(house, reporter):
    """Reloading greets nobody twice; a start link followed later is told to the bot."""
    await reporter.opens()
    await reporter.opens(start="upload")
    await reporter.says("完")
    await reporter.sees("完")
    assert [one.text for one in house.seen] == ["/start", "/start upload", "完"]


@pytest.mark.postgres
def _one(text: str, data: str):
    from .conftest import keyboard

    return keyboard([(text, data)])
