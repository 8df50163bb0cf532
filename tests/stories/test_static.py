"""Style, scripts and icons: one way for all pages, kept by browsers for ever, and nothing else of the folder."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import PurePosixPath

import httpx
import pytest

from bot.web import make_app
from templates.served import address_of, served
from tests.world import Product

KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@pytest.fixture
async def browser(product: Product) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_app(product.parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://here", follow_redirects=True) as client:
        yield client


def modules(script: str) -> set[str]:
    """Every module that a script brings with it, by the imports and workers that it and they name."""
    found, open_ones = set(), [script]
    while open_ones:
        name = open_ones.pop()
        text = served()[name].read_text()
        named = re.findall(r'^import .*"(\./[^"]+)";$', text, flags=re.MULTILINE)
        named += re.findall(r'new Worker\(new URL\("(\./[^"]+)"', text)
        fresh = {str(PurePosixPath(name).parent / one) for one in named} - found
        found |= fresh
        open_ones += fresh
    return found


@pytest.mark.parametrize(
    ("page", "files"),
    [
        ("/", {"chat.css", "chat.js"}),
        ("/upload/nobodys-link", {"upload.css", "upload.js"}),
        ("/console", {"console.css", "console.svg"}),
    ],
    ids=["chat", "upload", "console"],
)
async def test_a_page_brings_its_style_and_scripts(browser: httpx.AsyncClient, page: str, files: set[str]):
    """Each file a page names is there, of the right kind, and need not be asked for again."""
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', (await browser.get(page)).text)
    assert {address.rpartition("/")[2] for address in found} == files
    for address in found:
        answer = await browser.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"].partition(";")[0] == KINDS[address.rpartition(".")[2]]


async def test_only_what_pages_use_is_served(browser: httpx.AsyncClient):
    """No note, no licence, no way up, no folder; what is served are the files of the pages."""
    address = address_of("chat.css")
    others = ("vendor/README.md", "vendor/htmx.LICENSE.txt", "vendor", "", "%2e%2e/rendering.py", "..%2frendering.py")
    for name in others:
        assert (await browser.get(address.replace("chat.css", name))).status_code == 404, name
    assert (await browser.get("/static/chat.css")).status_code == 404
    of_pages = {name for name in served() if not name.startswith("chat/")}
    assert len(of_pages) == 35
    assert set(served()) - of_pages == modules("chat.js")


async def test_a_page_from_before_an_upgrade_keeps_nothing(browser: httpx.AsyncClient):
    """It gets the file of today and forgets it: whoever goes back a version must not meet it again."""
    answer = await browser.get("/static/000000000000/chat.css")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
