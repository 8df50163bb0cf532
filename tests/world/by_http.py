"""The page as its own script uses it, and what a person left on the disk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from bot.web import make_app
from tests.world import Product


@asynccontextmanager
async def browser(product: Product) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody's browser with a chat of its own, for what a page would not do."""
    transport = httpx.ASGITransport(make_app(product.parts), raise_app_exceptions=False)
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(transport=transport, base_url="http://site", headers=headers) as client:
        assert (await client.post("/chat/open", json={})).status_code == 200
        await product.settles()
        yield client


def stored(product: Product) -> list[Path]:
    return [path for path in (product.parts.settings.data / "files").rglob("*") if path.is_file()]
