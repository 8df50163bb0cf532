"""The menu beside Telegram's input: what works at any moment, money first."""

from __future__ import annotations

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import BotCommand

from templates.rendering import LANGUAGES, Words

log = structlog.get_logger()
COMMANDS = ("money", "report", "status", "help", "language")


async def offer_commands(bot: Bot, words: Words, language: str) -> None:
    """In each language, the unit's own for everybody else. A Telegram that cannot be reached goes without."""
    try:
        for one in LANGUAGES:
            menu = [BotCommand(command=name, description=words.text(f"commands.{name}", one)) for name in COMMANDS]
            await bot.set_my_commands(menu, language_code=None if one == language else one)
    except AiogramError as error:
        log.warning("commands not offered", error=type(error).__name__)
