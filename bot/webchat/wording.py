"""Texts and captions as a method gives them: parsed in the bot's default mode, and measured."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.types import MessageEntity

from bot.webchat import limits
from bot.webchat.markup import Entity, parse, trimmed
from bot.webchat.refused import Refused
from handlers.chat import utf16

Wording = tuple[str, list[Entity]]


def text_of(bot: Bot, said: str | None, parse_mode: Any, given: list[MessageEntity] | None) -> Wording:
    """Raises Refused when it is empty, longer than 4096 or not markup."""
    text, entities = _parsed(bot, said, parse_mode, given)
    if not text:
        raise Refused("message text is empty")
    if utf16(text) > limits.TEXT:
        raise Refused("message is too long")
    return text, entities


def caption_of(bot: Bot, said: str | None, parse_mode: Any, given: list[MessageEntity] | None) -> Wording:
    """Raises Refused when it is longer than 1024 or not markup; it may be empty."""
    text, entities = _parsed(bot, said, parse_mode, given)
    if utf16(text) > limits.CAPTION:
        raise Refused("message caption is too long")
    return text, entities


def _parsed(bot: Bot, said: str | None, parse_mode: Any, given: list[MessageEntity] | None) -> Wording:
    mode = bot.default[parse_mode.name] if isinstance(parse_mode, Default) else parse_mode
    if given is not None or not mode:
        return trimmed(said or "", [one.model_dump(exclude_none=True) for one in given or []])
    if str(getattr(mode, "value", mode)).upper() != "HTML":
        raise Refused("unsupported parse_mode")
    return parse(said or "")
