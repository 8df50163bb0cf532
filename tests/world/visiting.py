"""A browser at the web chat, as the requests of its page."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"


def solved(riddle: str) -> str:
    """The work that a page does before it is let in, done as it does it."""
    zeros = int(riddle.partition(".")[0])
    for number in itertools.count():
        digest = hashlib.sha256(f"{riddle} {number}".encode()).digest()
        if int.from_bytes(digest) >> (256 - zeros) == 0:
            return f"{riddle} {number}"
    raise AssertionError


class Visitor:
    """Someone with a browser. What the page is answered comes back as it is, refusals too."""

    def __init__(self, address: str, **headers: str) -> None:
        headers = {"Sec-Fetch-Site": "same-origin", **headers}
        self.http = httpx.AsyncClient(base_url=address, headers=headers, timeout=60, verify=False)  # there is no TLS

    async def post(self, path: str, **facts: object) -> httpx.Response:
        return await self.http.post(path, json=facts)

    async def opens(self, **facts: object) -> dict[str, Any]:
        response = await self.post("/chat/open", **facts)
        assert response.status_code == 200, response.text
        return response.json()

    async def opens_own(self, link: str) -> httpx.Response:
        """A member's own chat, as after their press in the console of this browser."""
        self.http.cookies.set("gc_own_chat", link)
        return await self.post("/chat/own")

    async def says(self, text: str, client_id: str | None = None) -> httpx.Response:
        return await self.post("/chat/say", text=text, client_id=client_id or secrets.token_hex(8))

    async def presses(self, message: dict[str, Any], text: str) -> httpx.Response:
        """The button with these words on it."""
        button = button_of(message, text)
        assert button, f"no button {text!r} on {message}"
        return await self.post("/chat/press", message_id=message["id"], button=button["key"])

    async def sends(self, *files: tuple[str, bytes], caption: str = "", client_id: str | None = None) -> httpx.Response:
        return await self.http.post(
            "/chat/files",
            data={"client_id": client_id or secrets.token_hex(8), "caption": caption},
            files=[("file", file) for file in files],
        )

    async def history(self, **query: int) -> dict[str, Any]:
        """One page of what was said, the newest when nothing else is asked for."""
        response = (await self.http.get("/chat/history", params=query)).raise_for_status()
        return response.json()

    async def messages(self) -> list[dict[str, Any]]:
        """The newest page's, oldest first."""
        return (await self.history())["messages"]

    async def sees(self, words: str, seconds: float = 5) -> dict[str, Any]:
        """Waits for a message of the house with these words in it."""
        async with asyncio.timeout(seconds):
            while True:
                for message in reversed(await self.messages()):
                    if words in message.get("text", "") and not message["mine"]:
                        return message
                await asyncio.sleep(0.01)

    @asynccontextmanager
    async def page(self, after: int = 0, **headers: str) -> AsyncIterator[Page]:
        """The page open, with what happens from there on."""
        async with self.http.stream("GET", "/chat/events", params={"after": after}, headers=headers) as response:
            assert response.status_code == 200
            yield Page(response)

    async def leaves_town(self) -> None:
        await self.http.aclose()


class Page:
    """An open page: the events as they come."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()

    async def next(self, kind: str = "message") -> dict[str, Any]:
        """The next event of that kind, with its id as "event_id"."""
        found: dict[str, str] = {}
        async with asyncio.timeout(30):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                found[name] = value
                if line == "":
                    if found.get("event") == kind:
                        return {**json.loads(found["data"]), "event_id": int(found.get("id", 0))}
                    found = {}
        raise AssertionError("the stream ended")

    async def beats(self, times: int) -> None:
        """So many times it was said that the other side is still there."""
        async with asyncio.timeout(30):
            async for line in self._lines:
                times -= line.startswith(":")
                if times <= 0:
                    return

    async def ends(self) -> bool:
        async with asyncio.timeout(30):
            async for _ in self._lines:
                pass
        return True


def button_of(message: dict[str, Any], words: str) -> dict[str, Any] | None:
    """The button with just these words, else one that contains them."""
    shown = [one for row in message.get("keyboard") or [] for one in row]
    exact = [one for one in shown if one["text"] == words]
    return next(iter(exact or [one for one in shown if words in one["text"]]), None)
