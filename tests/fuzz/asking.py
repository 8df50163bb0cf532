"""Every address of the route table, asked over HTTP by each role, by a chat and by nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, urlencode

import httpx

from cases.people import Role
from cases.verbs import Verb
from storage.tables import Member
from tests.console.browsing import Browser
from tests.console.house import House
from tests.fuzz.hostile import body, named, value
from tests.matrix.test_addresses import addresses, everything
from tests.world.shipped import LAW
from tests.world.visiting import solved

FORMS = (
    "name text verb to district urgency role reason message identifier from files writes words_of words within sure series"
    " seen second_officer scope rule recommendation read other on officer offence new_facts move measure left last language"
    " item is_off is_liaison hour happened_at had form_id first file entry document_no despite deputy dated_on back attached"
    " panel others case specialty note title_0 reason_0 waive_contract code"
)
QUERIES = "after holder least open saved show shown sort stage urgency urgent before canned lang on words since chat"
FIELDS, QUERY = tuple(FORMS.split()), tuple(QUERIES.split())
HEADERS = (
    "HX-Current-URL",
    "HX-Request",
    "Last-Event-ID",
    "Accept-Language",
    "X-File-Name",
    "Range",
    "Accept",
    "X-Forwarded-For",
)
SAID = ("text", "client_id", "button", "message_id", "messages", "start", "code", "work", "caption", "file_id")
CALM = re.compile(r"^/console/(logout|language)$")  # now and then only: they end what the others need
OF_NOBODY = "nobody"


@dataclass
class Asker:
    """One browser; `member` where somebody is signed in, `token` what their forms carry."""

    name: str
    http: httpx.AsyncClient
    member: Member | None = None
    token: str = ""


@dataclass
class Ask:
    """One request, and who sends it."""

    who: str
    method: str
    path: str
    content: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.who}: {self.method} {self.path[:300]} {dict(self.headers)!r:.300} {self.content!r:.600}"


class Doors:
    """The addresses, what is known to stand at them, and the browsers that ask."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.routes: list[str] = []
        self.known: dict[str, list[str]] = {"verb": list(Verb), "move_id": list(LAW.moves), "clock": ["new"]}
        self.askers: dict[str, Asker] = {}
        self._begun = 0  # browsers so far

    async def open(self) -> None:
        """A case with all that belongs to it, and somebody of each role."""
        self.routes = sorted(set(addresses(self.house.server.config.app.routes)))
        for one in await everything(self.house):
            self._learn(one.row.split()[1], one.path)
        for role in Role:
            await self.sign_in(role.value, role)
        await self.sign_in("of another district", Role.LEAD, "yinzhou")
        await self.begin_chat()
        self.askers[OF_NOBODY] = Asker(OF_NOBODY, self._client())

    async def sign_in(self, name: str, role: Role, district: str | None = None) -> None:
        """As the member who did so before, or as a new one where they left the team."""
        browser = Browser(self.house)
        browser.http.follow_redirects = False
        known = self.askers.get(name)
        member = (known and known.member and await self.house.working(known.member)) or None
        member = member or await self.house.member("周五", role, district)
        await browser.signs_in(member)
        token = browser.hidden((await browser.opens("/console")).text, "none").get("csrf", "")
        await self._stands_for(Asker(name, browser.http, member, token))

    async def begin_chat(self) -> None:
        """Another person's browser, from an address of its own."""
        self._begun += 1
        number = self._begun
        asker = Asker("chat", self._client(f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"))
        opened = await asker.http.post("/chat/open", json={})
        if opened.status_code == 428:
            opened = await asker.http.post("/chat/open", json={}, headers={"X-Work": solved(opened.json()["work"])})
        assert opened.status_code == 200, opened.text
        await self._stands_for(asker)

    async def _stands_for(self, asker: Asker) -> None:
        """In the place of who did so before, whose browser is closed: an hour has thousands of them."""
        if before := self.askers.get(asker.name):
            await before.http.aclose()
        self.askers[asker.name] = asker

    async def renew(self, name: str, status: int) -> None:
        """Whoever was put out, or asks too often, comes again as another person of the kind."""
        asker = self.askers[name]
        if name == "chat" and status in {401, 404, 409, 429}:
            await self.begin_chat()
        elif asker.member and status == 401:
            await self.sign_in(name, Role(asker.member.role), asker.member.district)

    async def close(self) -> None:
        for asker in self.askers.values():
            await asker.http.aclose()

    def ask(self, rng: Random) -> Ask:
        method, template = rng.choice(self.routes).split()
        if CALM.match(template) and rng.random() < 0.95:
            method, template = "GET", "/console/queue"
        who = self._who(rng, template)
        path = re.sub(r"\{(\w+)(:path)?\}", lambda found: self._part(rng, found[1]), template)
        query = [(name, named(rng, name)[:4000]) for name in rng.sample(QUERY, rng.randrange(6))]
        path = f"{path}?{urlencode(query)}" if query else path
        ask = Ask(who, method, path[:8000], headers=self._headers(rng, who))
        if method in {"POST", "PUT"}:
            self._fill(rng, ask, template)
        return ask

    async def answer(self, ask: Ask) -> tuple[int, str]:
        """The status and what can be read; a stream is let go at once."""
        http = self.askers[ask.who].http
        async with http.stream(ask.method, ask.path, content=ask.content, headers=_sendable(ask.headers)) as response:
            if response.headers.get("content-type", "").startswith("text/event-stream"):
                return response.status_code, ""
            return response.status_code, (await response.aread()).decode("utf-8", "replace")

    def _client(self, address: str = "10.255.255.1") -> httpx.AsyncClient:
        browser = Browser(self.house)
        browser.http.follow_redirects = False
        browser.http.headers.update({"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": address})
        return browser.http

    def _who(self, rng: Random, template: str) -> str:
        """Mostly somebody who is let in at all."""
        if rng.random() < 0.15:
            return rng.choice(sorted(self.askers))
        members = sorted(name for name, one in self.askers.items() if one.member)
        return rng.choice(members) if template.startswith("/console") else "chat"

    def _learn(self, template: str, path: str) -> None:
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+?)", re.escape(template))
        if found := re.fullmatch(pattern, path):
            for name, value_ in found.groupdict().items():
                self.known.setdefault(name, [])
                self.known[name] += [value_] if value_ not in self.known[name] else []

    def _part(self, rng: Random, name: str) -> str:
        ids = self.known.get(name) or self.known["file_id"]
        if rng.random() < 0.75:
            return str(rng.choice(ids))
        return quote(value(rng)[:600], safe="") or "x"

    def _headers(self, rng: Random, who: str) -> dict[str, str]:
        headers = {"Sec-Fetch-Site": "same-origin", "X-CSRF": self.askers[who].token}
        for name in rng.sample(HEADERS, rng.randrange(5)):
            headers[name] = named(rng, name)[:5000]
        if rng.random() < 0.1:
            headers[rng.choice(("Origin", "X-CSRF", "Sec-Fetch-Site", "Cookie", "Content-Type"))] = value(rng)[:500]
        return headers

    def _fill(self, rng: Random, ask: Ask, template: str) -> None:
        if template.startswith("/chat") and template != "/chat/files":
            ask.headers.setdefault("Content-Type", "application/json")
            ask.content = body(rng, SAID)
        elif template == "/chat/files" or "attach" in template or rng.random() < 0.1:
            ask.headers.setdefault("Content-Type", "multipart/form-data; boundary=b")
            ask.content = _parts(rng)
        else:
            ask.headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            ask.content = urlencode(
                [(name, self._field(rng, name)) for name in rng.sample(FIELDS, rng.randrange(25))]
            ).encode()

    def _field(self, rng: Random, name: str) -> str:
        if rng.random() < 0.3:
            return str(rng.choice([one for ids in self.known.values() for one in ids]))
        return f"of-the-fuzzer-{rng.randrange(10**6):06}" if name == "form_id" else named(rng, name)


def _sendable(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """What a connection carries at all: no ends of lines and no NUL."""
    kept = {name: re.sub(r"[\x00-\x1f\x7f]", "", text).strip() for name, text in headers.items()}
    return [(name.encode(), text.encode("utf-8")) for name, text in kept.items()]


def _parts(rng: Random) -> bytes:
    """A form in parts, sometimes broken off."""
    made = b""
    for _ in range(rng.randrange(4)):
        name, file = value(rng)[:50], f'; filename="{value(rng)[:80]}"' if rng.random() < 0.6 else ""
        said = rng.choice((rng.choice(FIELDS + SAID), name)).replace("\r\n", "")
        head = f'--b\r\nContent-Disposition: form-data; name="{said}"{file}\r\n\r\n'
        made += head.encode() + rng.choice((value(rng).encode(), rng.randbytes(500), b"%PDF-1.4")) + b"\r\n"
    return made + (b"--b--\r\n" if rng.random() < 0.8 else b"")
