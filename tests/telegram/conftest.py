"""A fake Telegram, a bot connected to it, and a dispatcher to hang handlers on."""

from __future__ import annotations

import asyncio

import pytest
from aiogram import Dispatcher
from aiogram.utils.backoff import BackoffConfig

from bot.telegram.connect import telegram_bot
from bot.telegram.limits import Limits, RateLimits
from bot.telegram.polling import poll
from tests.telegram.bot_api import BotApi

SOON = BackoffConfig(min_delay=0.02, max_delay=0.1, factor=1.5, jitter=0.001)


@pytest.fixture
async def api():
    async with BotApi() as server:
        yield server


@pytest.fixture
async def bot(api):
    telegram = telegram_bot(api.token, api.url, RateLimits(Limits()))
    yield telegram
    await (
        await telegram.session.create_session()
    ).close()  # session.close() would wait 0.25 s for TLS that is not there


@pytest.fixture
def dispatcher():
    return Dispatcher()


class Poller:
    """Runs `poll` as the product does: `start`, `stop` it politely, or `kill` it."""

    def __init__(self, bot, dispatcher) -> None:
        self.bot, self.dispatcher = bot, dispatcher
        self.stopping = asyncio.Event()
        self.task = None

    def start(self) -> Poller:
        self.task = asyncio.create_task(poll(self.bot, self.dispatcher, self.stopping, SOON))
        return self

    async def stop(self) -> None:
        self.stopping.set()
        await asyncio.wait_for(self.task, 5)

    async def kill(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@pytest.fixture
async def poller(bot, dispatcher):
    running = Poller(bot, dispatcher)
    yield running
    if running.task:
        await running.kill()
