"""What holds for every address of the site, whichever door answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.web import make_app
from handlers.site import SAFE
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
