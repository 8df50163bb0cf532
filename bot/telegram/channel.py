"""Telegram as a channel: how its updates come in, and the link that opens a chat with its bot."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from functools import partial

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError
from fastapi import APIRouter

from bot.away import Away
from bot.channels import Channel
from bot.events import set_by
from bot.keeper import Keeper
from bot.settings import Settings
from bot.telegram.commands import offer_commands
from bot.telegram.connect import telegram_bot
from bot.telegram.inbox import Inbox
from bot.telegram.limits import Limits, RateLimits
from bot.telegram.polling import bring, poll
from bot.telegram.webhook import set_webhook, webhook_router
from handlers.door import Door
from storage import tables
from storage.keys import KeyRing

log = structlog.get_logger()
WEBHOOK_AGAIN = 15  # seconds
NAME_WITHIN = 5  # seconds; who invites somebody waits for it


def telegram_channel(settings: Settings, door: Door, dispatcher: Dispatcher, limits: Limits) -> Channel | None:
    """None without a token."""
    if settings.telegram_token is None:
        return None
    rates, away = RateLimits(limits), Away()
    bot = telegram_bot(settings.telegram_token.get_secret_value(), settings.telegram_api, rates, away)

    keeper = Keeper(door.database.house, f"telegram {bot.id}")
    inbox = Inbox(door.database, bot.id, door.clock) if door.database.house.is_shared else None

    def routes() -> Iterable[APIRouter]:
        if settings.telegram_webhook:
            yield webhook_router(bot, dispatcher, _secret(door.keys), inbox)

    async def keep(stop: asyncio.Event) -> None:
        """By webhook where one is set, else by polling; a Telegram that cannot be reached stops nothing else."""
        await offer_commands(bot, door.words, door.language)
        if not settings.telegram_webhook:
            await (_poll_for_all(bot, dispatcher, inbox, stop) if inbox else poll(bot, dispatcher, stop))
            return
        await _bring_here(bot, settings.public_url or "", _secret(door.keys), stop)
        if inbox:
            await inbox.work(bot, dispatcher, stop)

    async def listen(stop: asyncio.Event) -> None:
        """While this process keeps the bot; where it is the only one, always."""
        while await keeper.waits(stop):
            async with set_by(asyncio.Event(), stop, keeper.over) as over:
                await keep(over)
            if not keeper.over.is_set():
                break  # told to stop, or the token is refused
        keeper.leaves()

    return Channel(
        name=tables.Channel.TELEGRAM,
        link=partial(_link, bot),
        bot=bot,
        line=rates,
        listen=listen,
        routes=routes,
        away=away,
        keeper=keeper,
    )


async def _link(bot: Bot, start: str) -> str | None:
    """None while Telegram cannot be asked for the bot's name; it is asked until it has answered once."""
    try:
        async with asyncio.timeout(NAME_WITHIN):
            me = await bot.me()
    except (AiogramError, TimeoutError):
        return None
    return f"https://t.me/{me.username}?start={start}"


async def _poll_for_all(bot: Bot, dispatcher: Dispatcher, inbox: Inbox, stop: asyncio.Event) -> None:
    """What is brought is handled by the side of it, until the stop, or until the token is refused."""
    async with asyncio.TaskGroup() as tasks, set_by(asyncio.Event(), stop) as over:
        tasks.create_task(inbox.work(bot, dispatcher, over))
        await bring(bot, inbox.put, over)
        over.set()


async def _bring_here(bot: Bot, public_url: str, secret: str, stop: asyncio.Event) -> None:
    """Tell Telegram where the webhook is, until it has heard."""
    while not stop.is_set():
        try:
            await set_webhook(bot, public_url, secret)
            return
        except AiogramError as error:  # also a page instead of JSON, which is no TelegramAPIError
            log.warning("webhook not set yet", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), WEBHOOK_AGAIN)


def _secret(keys: KeyRing) -> str:
    return keys.derive("telegram webhook").hex()
