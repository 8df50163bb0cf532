"""A whole product for each story."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
import structlog

from storage.database import Database
from tests.case_rows import counted, kept
from tests.telegram.bot_api import BotApi
from tests.world import Clock, Product, Reporter, open_product
from tests.world.on_telegram import Site, open_site
from tests.world.outside import Gateway, MailServer, mail_server, sms_gateway
from tests.world.product import Served, opened
from tests.world.visiting import CHROME, Visitor


@pytest.fixture(scope="session", autouse=True)
def short_logs() -> None:
    """One line each; structlog's own way in a terminal draws every local variable of a traceback, for seconds."""
    structlog.configure(processors=[structlog.processors.add_log_level, structlog.processors.JSONRenderer(default=str)])


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with mail_server() as server:
        yield server


@pytest.fixture
async def sms() -> AsyncIterator[Gateway]:
    async with sms_gateway() as server:
        yield server


@pytest.fixture
async def product(tmp_path: Path, database_url: str, clock) -> AsyncIterator[Product]:
    async with open_product(tmp_path, database_url, clock) as opened:
        yield opened
        database = opened.parts.door.database
        assert await kept(database) == await counted(database), "whatever the story did, its cases are counted"


@pytest.fixture
async def served(tmp_path: Path, database_url: str, clock) -> AsyncIterator[Served]:
    async with opened(Served(tmp_path, database_url, clock)) as product:
        yield product


@pytest.fixture
async def browsers(served: Served) -> AsyncIterator[Callable[..., Visitor]]:
    """Makes as many as a story has, by default of a computer."""
    found: list[Visitor] = []

    def another(agent: str = CHROME) -> Visitor:
        found.append(Visitor(served.address, **{"User-Agent": agent}))
        return found[-1]

    yield another
    for one in found:
        await one.leaves_town()


@pytest.fixture
async def reporter(product: Product) -> Reporter:
    return await product.reporter()


@pytest.fixture
def impatient_url(database_url: str) -> str:
    """For a product that gives up waiting for another process after a twentieth of a second."""
    return f"{database_url}?timeout=0.05"


@pytest.fixture
def hold_the_database() -> Callable[[Database], AbstractAsyncContextManager[None]]:
    """Another process writes and does not end."""

    @asynccontextmanager
    async def hold(database: Database) -> AsyncIterator[None]:
        other = sqlite3.connect(str(database.address.database), isolation_level=None)
        try:
            other.execute("PRAGMA busy_timeout=5000")
            other.execute("BEGIN IMMEDIATE")
            yield
        finally:
            other.close()

    return hold


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def site(tmp_path: Path, database_url: str, clock: Clock, api: BotApi) -> AsyncIterator[Site]:
    """The whole product behind a Bot API of our own."""
    async with open_site(tmp_path, database_url, clock, api) as opened:
        yield opened
