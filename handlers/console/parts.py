"""What every page of the console is made from: the parts, the person in front of it, and the way a page is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi.responses import HTMLResponse
from starlette.requests import Request

from cases.second_factor import Owed
from cases.verbs import Verb, may
from handlers.console.live import Live
from handlers.door import Door, Voice
from handlers.said.palette import KEYS
from storage.tables import Member
from templates.rendering import language_of


@dataclass(frozen=True)
class Page:
    """A page that the header leads to, for those who may; its words are console.pages.<name>."""

    name: str
    verb: Verb

    @property
    def path(self) -> str:
        return f"/console/{self.name}"


@dataclass(frozen=True)
class Console:
    """The parts behind the console."""

    door: Door
    live: Live
    pages: tuple[Page, ...] = ()

    @property
    def is_https(self) -> bool:
        return self.door.address.startswith("https:")


@dataclass(frozen=True)
class Visitor:
    """A member who is signed in. `csrf` is the token that every form of theirs carries.

    `owes` is what this browser still has to prove before anything is theirs, `proved_at` when it last did.
    """

    member: Member
    name: str
    cookie: str
    csrf: str
    voice: Voice
    since: str
    """Up to where the news had come when they asked: what they read holds all of it."""
    owes: Owed | None = None
    proved_at: datetime | None = None
    wants_note: bool = False  # that the session is used is to be written down again

    @property
    def language(self) -> str:
        return self.voice.language


class Typed(dict[str, str]):
    """What a form said, for the page that keeps it: whatever else a template asks for was not said."""

    def __missing__(self, name: str) -> str:
        return ""


def page(console: Console, visitor: Visitor, name: str, status: int = 200, **facts: Any) -> HTMLResponse:
    """A page or a part of one for a member: templates/console/<name>.html.jinja."""
    facts = {"visitor": visitor, "now": console.door.clock(), **facts}
    facts["own_verbs"] = [verb.value for verb in Verb if may(visitor.member.role, verb)]
    facts["verb_keys"] = [(verb.value, key) for verb, key in KEYS.items() if may(visitor.member.role, verb)]
    facts["pages"] = [one for one in console.pages if may(visitor.member.role, one.verb)]
    return HTMLResponse(visitor.voice.page(f"console/{name}", **facts), status)


def open_page(console: Console, request: Request, name: str, status: int = 200, **facts: Any) -> HTMLResponse:
    """A page for somebody who is not signed in, in the language of their browser."""
    language = language_of(request.headers.get("accept-language"), console.door.language)
    facts = {"is_part": wants_part(request), **facts}
    return HTMLResponse(console.door.words.page(f"console/{name}", language, **facts), status)


def wants_part(request: Request) -> bool:
    """Asked by htmx for a part of the page that is already there."""
    return "hx-request" in request.headers
