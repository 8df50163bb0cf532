"""Inline keyboards as Telegram accepts them, or Telegram's refusal."""

from __future__ import annotations

from typing import Any

from aiogram.types import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardRemove

from bot.webchat.content import Button
from bot.webchat.limits import BUTTONS, CALLBACK_BYTES
from bot.webchat.markup import SAFE_LINK
from bot.webchat.refused import Refused


class BadKeyboard(Refused):
    """Telegram would refuse this keyboard."""


def keyboard_of(markup: Any) -> list[list[Button]]:
    """Raises BadKeyboard. Removing a reply keyboard or forcing a reply is nothing here: there is only one input."""
    if markup is None or isinstance(markup, ReplyKeyboardRemove | ForceReply):
        return []
    if not isinstance(markup, InlineKeyboardMarkup):
        raise BadKeyboard("reply keyboards are not supported here")
    rows = [[_button(one) for one in row] for row in markup.inline_keyboard if row]
    if sum(map(len, rows)) > BUTTONS:
        raise BadKeyboard("reply markup is too long")
    return rows


def _button(button: InlineKeyboardButton) -> Button:
    if not button.text.strip():
        raise BadKeyboard("can't parse inline keyboard button: Text must be non-empty")
    if button.url is not None:
        if not SAFE_LINK.fullmatch(button.url):
            raise BadKeyboard(f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL")
        return Button(text=button.text, url=button.url, style=button.style)
    if button.copy_text is not None:
        return Button(text=button.text, copy_text=button.copy_text.text, style=button.style)
    if button.callback_data is None:
        raise BadKeyboard("BUTTON_TYPE_INVALID")
    if not 1 <= len(button.callback_data.encode()) <= CALLBACK_BYTES:
        raise BadKeyboard("BUTTON_DATA_INVALID")
    return Button(text=button.text, callback_data=button.callback_data, style=button.style, **_of_our_own(button))


def _of_our_own(button: InlineKeyboardButton) -> dict[str, Any]:
    """InlineKeyboardButton(…, way=True, push="…"): fields of our own, which Telegram does not read."""
    extra = button.model_extra or {}
    return {"way": bool(extra.get("way")), "push": extra.get("push")}
