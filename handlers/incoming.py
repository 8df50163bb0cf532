"""A file as a channel hands it over, at whichever door: what it is, its bytes, and one answer to each album."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Message

from cases.evidence import LARGEST, safe_name
from handlers.chat import Shown, is_unchanged
from handlers.door import Door
from storage.conversations import Caller
from storage.files import FileTooLarge

REMEMBERED_ALBUMS = 1000


@dataclass(frozen=True)
class Received:
    """A file as the channel describes it; nothing of it is believed but the bytes."""

    file_id: str
    name: str
    media_type: str
    size: int


class Albums:
    """The one answer to each album: its later files change that answer instead of making another."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[int, str], int] = OrderedDict()

    async def reply(self, message: Message, shown: Shown) -> None:
        key = (message.chat.id, message.media_group_id or "")
        earlier = self._answers.get(key) if message.media_group_id else None
        if earlier and message.bot:
            try:
                await message.bot.edit_message_text(
                    shown.text, chat_id=message.chat.id, message_id=earlier, reply_markup=shown.keyboard
                )
            except TelegramBadRequest as error:
                if not is_unchanged(error):
                    raise
            return
        sent = await message.answer(shown.text, reply_markup=shown.keyboard)
        self._answers[key] = sent.message_id
        if len(self._answers) > REMEMBERED_ALBUMS:
            self._answers.popitem(last=False)


Take = Callable[[Message, Door, Caller, datetime, Albums], Awaitable[None]]


def on_files(router: Router, take: Take) -> None:
    """Every message with a file goes to `take`, with the albums of this door."""
    albums = Albums()

    async def has_file(message: Message) -> bool:  # async, because aiogram sends plain functions through threads
        return received(message) is not None

    async def came(message: Message, door: Door, caller: Caller, now: datetime) -> None:
        await take(message, door, caller, now, albums)

    router.message.register(came, has_file)


def received(message: Message) -> Received | None:
    """The file of a message, whatever it was sent as."""
    if message.photo:
        photo = max(message.photo, key=lambda size: size.width * size.height)
        return Received(photo.file_id, f"photo-{message.message_id}.jpg", "image/jpeg", photo.file_size or 0)
    found = (
        message.document or message.video or message.audio or message.voice or message.video_note or message.animation
    )
    if found is None:
        return None
    media_type = getattr(found, "mime_type", None) or "application/octet-stream"
    name = getattr(found, "file_name", None) or f"{type(found).__name__.lower()}-{message.message_id}"
    return Received(found.file_id, safe_name(name), media_type[:100], found.file_size or 0)


async def stream(bot: Bot, file: Received) -> AsyncIterator[bytes]:
    """The file's bytes as they arrive. Raises FileTooLarge when the channel does not hand over files of that size."""
    try:
        found = await bot.get_file(file.file_id)
    except TelegramBadRequest as error:
        raise FileTooLarge(LARGEST) from error
    url = bot.session.api.file_url(bot.token, found.file_path or "")
    async for chunk in bot.session.stream_content(url, timeout=300, chunk_size=65536, raise_for_status=True):
        yield chunk
