"""A browser without a screen: httpx that fills in forms as a person's browser would."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx

from actions.signing_in import IDLE_FOR
from storage.tables import Member
from tests.console.house import House


class Browser:
    """One device. It sends what browsers send with a form of the same site.

    Whoever was away for hours and opens a page again signs in again, as a person would; `comes_back` off, they do not.
    """

    comes_back = True

    def __init__(self, house: House) -> None:
        self.house = house
        self.member: Member | None = None
        self._used = house.clock()
        self.http = httpx.AsyncClient(
            base_url=house.address, follow_redirects=True, timeout=60, verify=False
        )  # no TLS, so no certificates to load
        self.page: httpx.Response

    async def __aenter__(self) -> Browser:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def opens(self, path: str, **headers: str) -> httpx.Response:
        if self.member and self.comes_back and self.house.clock() - self._used >= IDLE_FOR:
            await self.signs_in(self.member)
        self._used = self.house.clock()
        self.page = await self.http.get(path, headers=headers)
        return self.page

    async def signs_in(self, member: Member) -> httpx.Response:
        self.member, self._used = member, self.house.clock()
        return await self.posts(await self.house.link(member))

    async def posts(self, path: str, *, headers: dict[str, str] | None = None, **fields: Any) -> httpx.Response:
        """Send a form as the page's own script or button would; what stands behind # goes into it."""
        path, _, code = path.partition("#")
        fields |= {"code": code} if code else {}
        headers = {"origin": self.house.address, "sec-fetch-site": "same-origin"} if headers is None else headers
        self.page = await self.http.post(path, data=fields, headers=headers)
        return self.page

    async def previews(self, number: str, **fields: Any) -> httpx.Response:
        """As the page's script asks for it: that part alone."""
        headers = {"origin": self.house.address, "sec-fetch-site": "same-origin", "hx-request": "true"}
        return await self.posts(f"/console/cases/{number}/preview", headers=headers, **fields)

    async def does(self, verb: str, number: str, **fields: Any) -> httpx.Response:
        """Open the case, fill in that verb's form and send it."""
        page = await self.opens(f"/console/cases/{number}")
        return await self.posts(f"/console/cases/{number}/{verb}", **(self.hidden(page.text, verb) | fields))

    def hidden(self, html: str, verb: str) -> dict[str, str]:
        """The hidden fields of a form; the token alone when the page does not offer the verb."""
        form = re.search(rf'<form class="verb {verb}".*?</form>', html, re.DOTALL)
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0] if form else html)
        return {name: unescape(value) for name, value in found if form or name == "csrf"}

    def filled(self, html: str, action: str) -> dict[str, str]:
        """Everything the form of that address holds, as it is on the page."""
        reader = Fields(action)
        reader.feed(html)
        return reader.found


class Fields(HTMLParser):
    """Names and values of the fields of one form."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.found = action, dict[str, str]()
        self._inside, self._name = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = said.get("action") == self.action
        elif self._inside and tag == "input":
            self.found[said["name"]] = said.get("value", "")
        elif self._inside and tag in {"select", "textarea"}:
            self._name = said["name"]
            self.found[self._name] = ""
        elif self._inside and tag == "option" and "selected" in said:
            self.found[self._name] = said["value"]

    def handle_data(self, data: str) -> None:
        if self._inside and self.lasttag == "textarea" and self._name:
            self.found[self._name] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self._name = ""
        elif tag == "form":
            self._inside = False
