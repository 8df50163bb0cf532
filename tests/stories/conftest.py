"""A whole product for each story, on each kind of database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.product import Product, Reporter, open_product


@pytest.fixture
async def product(tmp_path: Path, database_url: str, clock) -> AsyncIterator[Product]:
    async with open_product(tmp_path, database_url, clock) as opened:
        yield opened


@pytest.fixture
async def reporter(product: Product) -> Reporter:
    return await product.reporter()
