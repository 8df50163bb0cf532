"""The product as its users meet it: a real process, and a real Chromium for each person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world.service import Service


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Service]:
    service = Service(tmp_path)
    await service.start()
    yield service
    assert await service.stop() == 0
