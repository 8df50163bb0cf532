"""A chat's messages: buttons and their rows, a message ready to show, and putting it in the place of another."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from html import escape

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    CallbackQuery,
    CopyTextButton,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from storage.chat_numbers import kept_as
from storage.keys import KeyRing

ANSWER, TICKED, URGENT = "primary", "success", "danger"  # an answer, one that is chosen already, what cannot wait
WAY = "way"  # back, skip, why: no answer, and drawn unlike one; no style of Telegram's

LONGEST_LABEL = 60
MOST_TO_CHOOSE = 60  # buttons of one choice: more nobody reads, and above a hundred the chat refuses them
ELSEWHERE = 0  # the id of a message that does not stand in the chat where it is answered


@dataclass(frozen=True)
class Shown:
    """A message ready to send or to edit into place."""

    text: str
    keyboard: InlineKeyboardMarkup | None


def message_of(query: CallbackQuery) -> Message | None:
    """The message under the pressed button, if it can still be reached."""
    return None if query.message is None or isinstance(query.message, InaccessibleMessage) else query.message


async def change(message: Message, text: str, rows: InlineKeyboardMarkup | None = None) -> Message:
    """Turn the message into another one; where that is not possible any more, send it anew. Where it stands now."""
    if message.message_id == ELSEWHERE:
        return await message.answer(text, reply_markup=rows)
    try:
        await message.edit_text(text, reply_markup=rows)
    except TelegramBadRequest as error:
        if not is_unchanged(error):
            return await message.answer(text, reply_markup=rows)
    return message


NO_ROOM = "the chat holds no more files"  # what the web chat answers, as Telegram answers other things


def is_full(error: TelegramBadRequest) -> bool:
    return NO_ROOM in error.message


def is_unchanged(error: TelegramBadRequest) -> bool:
    """The message says that already: nothing is wrong."""
    return "not modified" in error.message


async def reply(message: Message, shown: Shown) -> None:
    await message.answer(shown.text, reply_markup=shown.keyboard)


async def put_in_place(query: CallbackQuery, shown: Shown) -> None:
    """Turn the pressed message into the next one."""
    message = query.message
    if isinstance(message, Message):
        await change(message, shown.text, shown.keyboard)
    elif query.bot:
        await query.bot.send_message(query.from_user.id, shown.text, reply_markup=shown.keyboard)


async def put_below(query: CallbackQuery, shown: Shown) -> None:
    """A new message; the pressed one stays what it was."""
    if message := message_of(query):
        await reply(message, shown)
    else:
        await put_in_place(query, shown)


async def go_below(query: CallbackQuery, shown: Shown) -> None:
    """The next message below the pressed one, which keeps what was pressed and loses its buttons."""
    message = message_of(query)
    if message is None:
        await put_in_place(query, shown)
        return
    await message.answer(shown.text, reply_markup=shown.keyboard)
    if message.message_id == ELSEWHERE:
        return
    pressed = f"{message.html_text}\n<blockquote expandable>{escape(_label(message, query.data))}</blockquote>"
    with suppress(TelegramBadRequest):  # it can be too old to change: then it stays as it is
        await message.edit_text(pressed)


def _label(message: Message, data: str | None) -> str:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    return next((one.text for row in rows for one in row if one.callback_data == data), "")


def source_of(message: Message, keys: KeyRing) -> str:
    """The update a message came from, so that a repeated one is known; of whom is not to be read in it."""
    bot_id = message.bot.id if message.bot else 0
    return f"{bot_id}:{kept_as(keys, bot_id, message.chat.id)}:{message.message_id}"


def keyboard(*rows: Iterable[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    """Rows of buttons, empty rows left out; None when there are none."""
    filled = [list(row) for row in rows]
    filled = [row for row in filled if row]
    return InlineKeyboardMarkup(inline_keyboard=filled) if filled else None


def button(label: str, data: object, style: str | None = None) -> InlineKeyboardButton:
    """A button; `data` is one of handlers/callbacks.py, `style` how it looks: see ANSWER and the others."""
    facts = {"way": True} if style == WAY else {"style": style}
    return InlineKeyboardButton(text=label, callback_data=data.pack(), **facts)  # type: ignore[attr-defined]


def asking_the_browser(label: str, data: object, key: str) -> InlineKeyboardButton:
    """A button by which the page asks its browser for push messages of this key, and brings what it answers."""
    return InlineKeyboardButton(text=label, callback_data=data.pack(), push=key)  # type: ignore[attr-defined]


def copying(label: str, text: str, *, as_picture: bool = False) -> InlineKeyboardButton:
    """A button that copies; the web page can also save its message as a picture."""
    style = "success" if as_picture else None
    return InlineKeyboardButton(text=label, copy_text=CopyTextButton(text=text), style=style)


def shortened(label: str) -> str:
    """A label as long as a button can be read."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def in_rows(buttons: list[InlineKeyboardButton], widest: int = 10) -> list[list[InlineKeyboardButton]]:
    """Short labels two in a row, long ones alone.

    `widest` counts a Chinese character as one and a Latin one as half.
    """
    rows: list[list[InlineKeyboardButton]] = []
    for one in buttons:
        is_short = _width(one.text) <= widest
        if is_short and rows and len(rows[-1]) < 2 and _width(rows[-1][0].text) <= widest:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def fitting(buttons: list[InlineKeyboardButton]) -> tuple[list[InlineKeyboardButton], int]:
    """As many of them as one choice can show, and how many those are if some are left out, else 0."""
    shown = buttons[:MOST_TO_CHOOSE]
    return shown, len(shown) if len(shown) < len(buttons) else 0


def _width(label: str) -> float:
    return sum(1 if ord(letter) > 0x2E80 else 0.5 for letter in label)


def utf16(text: str) -> int:
    """Length as Telegram and JavaScript count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
