"""The product as its users meet it: a real process, and a real Chromium for each person."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser import FLAGS, chromium
from tests.postgres import free_port


class Running:
    """`green-channel run` as a process of its own."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        known = {name: value for name, value in os.environ.items() if not name.startswith("GC_")}
        self.environment = known | {"GC_DATA": str(folder), "GC_BIND": f"127.0.0.1:{self.port}"} | settings
        self.log = folder.parent / "log"

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", stdout=log, stderr=log, env=self.environment
            )
        async with httpx.AsyncClient() as http:
            for _ in range(300):
                assert self.process.returncode is None, self.log.read_text()
                try:
                    if (await http.get(f"{self.address}/health")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)
        raise AssertionError(self.log.read_text())

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(self.process.wait(), 20)

    @property
    def first_link(self) -> str:
        """The one-time console link it printed at its last start."""
        return re.findall(r"http://\S+/console/login/\S+", self.log.read_text())[-1]


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    product = Running(tmp_path / "data")
    await product.start()
    yield product
    await product.stop()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield opened
        await opened.close()
