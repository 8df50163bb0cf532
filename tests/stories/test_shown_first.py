"""A press is confirmed when what it brings stands in the chat."""

from __future__ import annotations

from typing import Any

import httpx

from bot.web import make_app
from tests.world import Product

FIRST = "我要报案"


async def test_the_answer_to_a_press_comes_after_what_it_brings(product: Product):
    """Whenever the page hears that a press was taken, the next question is there to be read: nothing is left to come."""
    transport = httpx.ASGITransport(make_app(product.parts))
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(transport=transport, base_url="http://unit", headers=headers) as http:
        await http.post("/chat/open", json={})
        await product.parts.web_chat.updates.idle()
        label = FIRST
        for _ in range(6):
            before = await newest(http)
            message, key = button(before, label)
            answer = await http.post("/chat/press", json={"message_id": message, "button": key})
            assert answer.status_code == 200
            after = await newest(http)
            assert after["event"] > before["event"]
            await product.parts.web_chat.updates.idle()
            assert (await newest(http))["event"] == after["event"], label
            label = next_label(after)


async def newest(http: httpx.AsyncClient) -> Any:
    return (await http.get("/chat/history")).json()


def buttons(page: Any) -> list[tuple[int, str, str]]:
    rows = [(one["id"], row) for one in page["messages"] for row in one.get("keyboard") or []]
    return [(number, one["key"], one["text"]) for number, row in rows for one in row if one.get("key")]


def button(page: Any, label: str) -> tuple[int, str]:
    return next((number, key) for number, key, text in reversed(buttons(page)) if label in text)


def next_label(page: Any) -> str:
    newest = max(number for number, _, _ in buttons(page))
    return next(text for number, _, text in buttons(page) if number == newest)
