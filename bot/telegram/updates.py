"""What both ways in, polling and webhook, do with an update."""

from __future__ import annotations

from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.types import Update
from pydantic import ValidationError

from bot.places import Rank, rank

WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]

log = structlog.get_logger()


def read_update(bot: Bot, raw: dict[str, Any]) -> Update | None:
    """None for one this aiogram does not understand: Telegram grows, and one strange update must not stop all."""
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except ValidationError:
        log.error("telegram update not understood", update=raw.get("update_id"))
        return None


async def feed(bot: Bot, dispatcher: Dispatcher, update: Update) -> None:
    """Handles one update to its end. An error that no handler caught is logged by its type only, never raised."""
    before = rank.set(Rank.ANSWER)
    try:
        await dispatcher.feed_update(bot, update)
    except Exception as error:  # noqa: BLE001 - a border: one person's trouble is not the others'
        log.error("telegram update failed", update=update.update_id, error=type(error).__name__)
    finally:
        rank.reset(before)


def queue_of(update: Update) -> int:
    """Updates with the same number are handled one after another: those of a chat, or of a person outside any chat."""
    where = UserContextMiddleware.resolve_event_context(update)
    return where.chat_id or where.user_id or 0
