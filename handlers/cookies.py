"""A secret that a browser keeps for us. With https under a name that a browser takes from nobody but this very address.

Versions before used the plain name, with https too: it is read until the browser has the other one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

HOST = "__Host-"  # a browser takes it only with Secure, for / and for no other address


@dataclass(frozen=True)
class Cookie:
    """`path` is that of the plain name; the other one can have none but /."""

    plain: str
    path: str
    same_site: Literal["lax", "strict"] = "lax"

    def name(self, *, secure: bool) -> str:
        return f"{HOST}{self.plain}" if secure else self.plain

    def read(self, request: Request, *, secure: bool) -> str:
        return request.cookies.get(self.name(secure=secure), "")

    def read_earlier(self, request: Request, *, secure: bool) -> str:
        """What a version before gave it; without https there is no other name."""
        return request.cookies.get(self.plain, "") if secure else ""

    def give(self, response: Response, value: str, seconds: int, *, secure: bool) -> None:
        path = "/" if secure else self.path
        response.set_cookie(
            self.name(secure=secure),
            value,
            max_age=seconds,
            path=path,
            secure=secure,
            httponly=True,
            samesite=self.same_site,
        )
        if secure:
            self._drop_plain(response, secure=secure)

    def take_back(self, response: Response, *, secure: bool) -> None:
        """Under either name."""
        self.give(response, "", 0, secure=secure)

    def _drop_plain(self, response: Response, *, secure: bool) -> None:
        response.delete_cookie(self.plain, path=self.path, secure=secure, httponly=True, samesite=self.same_site)


# A press in the console sets it, and it is good once: by it the chat of this browser becomes the member's own
# (bot/webchat/own_chat.py). In no link, so nobody can send it to somebody else.
OWN_CHAT = Cookie("gc_own_chat", "/chat", "strict")
