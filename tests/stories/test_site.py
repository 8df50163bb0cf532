"""What holds for every address of the site, whichever door answers."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request

from bot.web import make_app
from handlers.site import SAFE, address_of, networks
from tests.matrix.rights import OPEN
from tests.world import Clock, Product, open_product


@pytest.fixture
async def site(tmp_path: Path, database_url: str, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    """A stranger's client, which says nothing about itself."""
    async with open_product(tmp_path, database_url, clock) as product, client(product) as http:
        yield http


def client(product: Product) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(make_app(product.parts)), base_url="http://site")


ADDRESSES = (
    "/",
    "/health",
    "/metrics",
    "/nowhere",
    "/static/chat.css",
    "/chat/history",
    "/chat/files/1",
    "/console",
    "/console/events",
    "/console/nowhere",
    "/upload/unknown",
)


@pytest.mark.parametrize("address", ADDRESSES)
async def test_every_answer_is_safe(site: httpx.AsyncClient, address: str):
    """Found or not, open or closed: no sniffing, no frames, no other site's pages; only the referrer differs."""
    headers = (await site.get(address)).headers
    assert {name: headers[name] for name in SAFE if name != "Referrer-Policy"} == {
        name: value for name, value in SAFE.items() if name != "Referrer-Policy"
    }
    assert headers["Referrer-Policy"] in {"no-referrer", "same-origin"}


@pytest.mark.parametrize("address", sorted(OPEN))
async def test_what_cannot_be_read_is_refused_in_our_own_words(site: httpx.AsyncClient, address: str):
    """An id, a number or a body that is none: no door lets the framework say what was wrong with it."""
    method, path = address.split()
    path = re.sub(r"{\w+(:path)?}", "%00%ff~", path) + "?before=x&after=99999999999999999999999&chat=&language="
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
    answer = await site.request(method, path, content=b'{"messages": 7', headers=headers)
    assert answer.status_code < 500
    assert '"detail"' not in answer.text


@pytest.mark.parametrize("address", ["/chat/open", "/chat/leave", "/console/login/x"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    ],
)
async def test_both_doors_refuse_what_is_not_from_our_pages(
    site: httpx.AsyncClient, address: str, headers: dict[str, str]
):
    """Chat and console by one rule: from another site, contradicting itself, or from nowhere at all."""
    answer = await site.post(address, json={}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("address", ["/chat/open", "/console/login/x"])
@pytest.mark.parametrize("headers", [{"Origin": "http://site"}, {"Sec-Fetch-Site": "same-origin"}])
async def test_both_doors_know_our_pages(site: httpx.AsyncClient, address: str, headers: dict[str, str]):
    """A browser that says only one of the two is known by that one."""
    assert (await site.post(address, json={}, headers=headers)).status_code in {200, 410}


BEHIND = [
    ("", "198.51.100.7", [], "198.51.100.7"),
    ("", "127.0.0.1", ["203.0.113.9"], "127.0.0.1"),  # nobody is believed who was not named
    ("127.0.0.1", "127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
    ("127.0.0.1", "127.0.0.1", ["6.6.6.6, 203.0.113.9"], "203.0.113.9"),  # what was sent along is before it
    ("127.0.0.1", "127.0.0.1", ["6.6.6.6", "203.0.113.9"], "203.0.113.9"),
    ("127.0.0.1, 10.0.0.0/8", "127.0.0.1", ["6.6.6.6, 203.0.113.9, 10.1.2.3"], "203.0.113.9"),
    ("10.0.0.0/8", "198.51.100.7", ["203.0.113.9"], "198.51.100.7"),
    ("127.0.0.1", "127.0.0.1", ["zzz"], "127.0.0.1"),  # what is no address counts as the proxy's
    ("127.0.0.1", "127.0.0.1", ["203.0.113.9, "], "127.0.0.1"),
    ("127.0.0.1", "127.0.0.1", [], "127.0.0.1"),
    ("127.0.0.1", "127.0.0.1", ["203.0.113.9:4711"], "203.0.113.9"),
    ("127.0.0.1", "127.0.0.1", ["[2001:db8:1:2:3::4]:4711"], "2001:db8:1:2::/64"),
    ("::1", "::1", ["2001:db8:1:2:3::4"], "2001:db8:1:2::/64"),
    ("127.0.0.1", "::ffff:127.0.0.1", ["::ffff:203.0.113.9"], "203.0.113.9"),
    ("127.0.0.1", "fe80::1%eth0", ["203.0.113.9"], "fe80::/64"),
    ("127.0.0.0/8", "127.0.0.1", [", ".join(["127.0.0.2"] * 10_000)], "127.0.0.2"),
]


@pytest.mark.parametrize(("trusted", "peer", "forwarded", "counts"), BEHIND)
def test_whose_address_counts(trusted: str, peer: str, forwarded: list[str], counts: str):
    """The last one that a proxy of ours speaks for; a customer with IPv6 has a whole network of them."""
    app = FastAPI()
    app.state.proxies = networks(trusted)
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    request = Request({"type": "http", "app": app, "client": (peer, 4711), "headers": headers})
    assert address_of(request) == counts
