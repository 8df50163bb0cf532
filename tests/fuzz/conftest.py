"""A fuzzer of a fixed seed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fuzz.running import Fuzzer, fuzzer

SEED = 20261129


@pytest.fixture
async def fuzzing(tmp_path: Path, database_url: str) -> AsyncIterator[Fuzzer]:
    async with fuzzer(tmp_path, database_url, SEED) as opened:
        yield opened
