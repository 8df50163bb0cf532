"""A chat and its page speak one language, whichever of the two was asked for another."""

from __future__ import annotations

import asyncio

import pytest

from bot.webchat.language import Languages
from tests.world.visiting import Visitor

from .conftest import House


@pytest.fixture
def languages(house: House) -> Languages:
    return Languages(house.database, house.web.bot.id, "zh")


@pytest.mark.parametrize(("asked", "spoken"), [("en-GB,en;q=0.9", "en"), ("zh-CN,zh;q=0.9", "zh"), ("fr-FR", "zh")])
async def test_a_chat_begins_in_the_language_of_its_page(house, newcomer, languages, asked, spoken):
    """What the browser asks for, where we have it, else the unit's."""
    person = newcomer(**{"Accept-Language": asked})
    page = await person.http.get("/")
    await person.opens()
    await person.sees("护企绿色通道")
    assert page.headers["Content-Language"] == spoken
    assert await languages.spoken(house.seen[-1].chat.id) == spoken


async def test_a_page_hears_of_another_language(reporter, house, languages):
    """Before anything else that is said; never of the one it is in, and not when it does not say which that is."""
    chat_id = house.seen[-1].chat.id
    assert await heard(reporter, language="zh") == ["message"]
    await languages.speak(chat_id, "en")
    assert await heard(reporter, language="zh") == ["language", "message"]
    assert await heard(reporter, language="en") == ["message"]
    assert await heard(reporter) == ["message"]


async def heard(person: Visitor, **query: str) -> list[str]:
    """The kinds of events up to the greeting, after whether the chat locks, which every page hears first."""
    found: list[str] = []
    async with asyncio.timeout(30), person.http.stream("GET", "/chat/events", params=query) as response:
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            found += [value] if name == "event" else []
            if name == "data" and "护企绿色通道" in value:
                assert found[0] == "lock"
                return found[1:]
    raise AssertionError("the stream ended")


async def test_the_pages_switch_changes_the_chat(house, reporter, languages):
    """Pressed in the page's menu it is what the chat speaks from now on; an unknown one changes nothing."""
    chat_id = house.seen[-1].chat.id
    answer = await reporter.http.post("/chat/language/en")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert await languages.spoken(chat_id) == "en"
    await reporter.http.post("/chat/language/fr")
    assert await languages.spoken(chat_id) == "en"


async def test_nobody_elses_page_changes_the_language(house, reporter, languages):
    """Neither a link or a picture's address, nor a form of another site."""
    chat_id = house.seen[-1].chat.id
    link = await reporter.http.get("/chat/language/en")
    form = await reporter.http.post("/chat/language/en", headers={"Sec-Fetch-Site": "cross-site"})
    assert (link.status_code, form.status_code) == (404, 403)
    assert "set-cookie" not in {*link.headers, *form.headers}
    assert await languages.spoken(chat_id) == "zh"
