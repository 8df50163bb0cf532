"""The ways outside as channels: nobody writes to us by them, and each has lanes, tries and a ledger like the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping

from aiogram import Bot

from bot.carriers.sending import AT_ONCE, NotTaken, Sender
from bot.channels import Channel
from bot.outcome import Outcome, outcome_of
from bot.places import Few
from bot.reach.push import Pusher
from bot.reach.session import ReachSession, Send
from bot.settings import Settings
from cases.reach import By
from handlers.door import Door
from storage import tables

BOTS: Mapping[By, int] = {By.MAIL: 2, By.SMS: 3, By.PUSH: 4}


def reach_channels(settings: Settings, door: Door) -> Iterator[Channel]:
    """One for each way that the settings open."""
    if settings.mail:
        mail = Sender(settings.mail.get_secret_value())
        yield reach_channel(By.MAIL, door, _with_title(mail), mail.close)
    if settings.sms:
        sms = Sender(settings.sms.get_secret_value())
        yield reach_channel(By.SMS, door, _as_one(sms), sms.close)
    if settings.push:
        push = Pusher(door.keys, settings.push)
        yield reach_channel(By.PUSH, door, push.send, push.close)


def reach_channel(by: By, door: Door, send: Send, let_go: Callable[[], None]) -> Channel:
    return Channel(
        name=tables.Channel(by.value),
        link=_no_link,
        bot=Bot(f"{BOTS[by]}:{by.value}", session=ReachSession(door.database, send, let_go)),
        line=Few(AT_ONCE),
        listen=_hears_nobody,
        outcome=_outcome,
    )


def _with_title(sender: Sender) -> Send:
    """The first line is the subject."""

    async def send(to: str, text: str) -> None:
        title, _, body = text.partition("\n")
        await sender.send(to, title, body or title)

    return send


def _as_one(sender: Sender) -> Send:
    async def send(to: str, text: str) -> None:
        await sender.send(to, "", text.replace("\n", " ") if text.isascii() else text.replace("\n", ""))

    return send


def _outcome(error: BaseException) -> Outcome:
    return error.outcome if isinstance(error, NotTaken) else outcome_of(error)


async def _no_link(_start: str) -> None:
    return None


async def _hears_nobody(stop: asyncio.Event) -> None:
    await stop.wait()
