"""What a message of the web chat holds, sealed in its row; its two faces: an aiogram Message, JSON for the page."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from aiogram import Bot
from aiogram.types import Message
from pydantic import BaseModel, ConfigDict

from bot.webchat.markup import Entity
from storage.keys import Cipher
from storage.tables import WebMessage

INLINE_IMAGES = ("image/png", "image/jpeg", "image/webp", "image/gif")


class Button(BaseModel):
    """One of callback_data, url or copy is set."""

    text: str
    callback_data: str | None = None
    url: str | None = None
    copy_text: str | None = None
    style: str | None = None
    way: bool = False  # back, skip, why: no answer, even where no answer stands beside it
    push: str | None = None  # a public key: the page brings along the browser's subscription to its messages

    def key(self, message_id: int) -> str | None:
        """By what the page names this button when it is pressed: the callback data itself never leaves the house."""
        if self.callback_data is None:
            return None
        return hashlib.sha256(f"{message_id} {self.callback_data}".encode()).hexdigest()[:12]


class Attachment(BaseModel):
    id: UUID
    name: str
    media_type: str
    size: int
    as_photo: bool = False  # sent by the bot with sendPhoto
    gone: bool = False  # nobody took it in, so it was not kept

    @property
    def shows_inline(self) -> bool:
        return self.media_type in INLINE_IMAGES


class Content(BaseModel):
    """Everything of a message that is nobody else's business."""

    model_config = ConfigDict(extra="ignore")

    text: str = ""
    entities: list[Entity] = []
    keyboard: list[list[Button]] = []
    file: Attachment | None = None
    group: str | None = None
    reply_to: int | None = None
    edited_at: datetime | None = None
    hidden: bool = False  # the /start the page says by itself
    update_id: int = 0  # of a person's message: feeding it again is the same update
    said_at: datetime | None = None  # by a person, in real time as storage/modes.py counts
    language: str | None = None
    device: str = ""  # by its mark, where a person wrote it

    def button(self, message_id: int, key: str) -> Button | None:
        return next((one for row in self.keyboard for one in row if key and one.key(message_id) == key), None)


def seal(content: Content, cipher: Cipher, chat_id: int, message_id: int) -> bytes:
    return cipher.seal_text(content.model_dump_json(exclude_defaults=True), _place(chat_id, message_id))


def unseal(row: WebMessage, cipher: Cipher) -> Content:
    return Content.model_validate_json(cipher.open_text(row.sealed_content, _place(row.chat_id, row.message_id)))


def for_aiogram(row: WebMessage, content: Content, bot: Bot, person: dict[str, Any]) -> Message:
    """The message as handlers know it. `person` is the user on the other side."""
    facts: dict[str, Any] = {
        "message_id": row.message_id,
        "date": row.at,
        "chat": {"id": row.chat_id, "type": "private", "first_name": ""},
        "from": person if row.from_person else bot_user(bot),
        "edit_date": int(content.edited_at.timestamp()) if content.edited_at else None,
        "media_group_id": content.group,
        "reply_markup": _markup(content),
        **_body(content),
    }
    present = {name: value for name, value in facts.items() if value is not None}
    return Message.model_validate(present, context={"bot": bot})


def for_page(row: WebMessage, content: Content) -> dict[str, Any]:
    """The message as the page draws it: no callback data, nothing it does not show."""
    if row.deleted:
        return {"id": row.message_id, "event": row.event_id, "deleted": True}
    facts: dict[str, Any] = {
        "id": row.message_id,
        "event": row.event_id,
        "mine": row.from_person,
        "at": row.at.isoformat(),
        "edited": content.edited_at is not None or None,
        "text": content.text or None,
        "entities": content.entities or None,
        "keyboard": [[_page_button(one, row.message_id) for one in line] for line in content.keyboard] or None,
        "file": content.file and _page_file(content.file),
        "group": content.group,
        "reply_to": content.reply_to,
        "client_id": row.client_id,
        "unseen": (row.outgoing_id is not None and row.seen_at is None) or None,
    }
    return {name: value for name, value in facts.items() if value is not None}


def bot_user(bot: Bot) -> dict[str, Any]:
    return {"id": bot.id, "is_bot": True, "first_name": "护企绿色通道", "username": "web"}


def person_user(chat_id: int, language: str | None) -> dict[str, Any]:
    """The person behind a web chat: nameless until they give a name."""
    return {"id": chat_id, "is_bot": False, "first_name": "", "language_code": language}


def file_facts(file: Attachment) -> dict[str, Any]:
    return {"file_id": str(file.id), "file_unique_id": file.id.hex, "file_size": file.size}


def _place(chat_id: int, message_id: int) -> str:
    return f"web_messages {chat_id} {message_id}"


def _body(content: Content) -> dict[str, Any]:
    if content.file is None:
        return {"text": content.text, "entities": content.entities or None}
    said = {"caption": content.text or None, "caption_entities": content.entities or None}
    if content.file.as_photo:
        return {**said, "photo": [{**file_facts(content.file), "width": 0, "height": 0}]}
    named = {"file_name": content.file.name, "mime_type": content.file.media_type}
    return {**said, "document": {**file_facts(content.file), **named}}


def _markup(content: Content) -> dict[str, Any] | None:
    if not content.keyboard:
        return None
    return {"inline_keyboard": [[_aiogram_button(one) for one in row] for row in content.keyboard]}


def _aiogram_button(button: Button) -> dict[str, Any]:
    facts = button.model_dump(exclude_defaults=True, exclude={"copy_text"})
    return {**facts, "copy_text": {"text": button.copy_text}} if button.copy_text else facts


def _page_button(button: Button, message_id: int) -> dict[str, Any]:
    kind: tuple[Literal["url", "copy", "key"], str | None]
    if button.url:
        kind = ("url", button.url)
    elif button.copy_text:
        kind = ("copy", button.copy_text)
    else:
        kind = ("key", button.key(message_id))
    looks = button.model_dump(include={"style", "way", "push"}, exclude_defaults=True)
    return {"text": button.text, kind[0]: kind[1], **looks}


def _page_file(file: Attachment) -> dict[str, Any]:
    facts = {"name": file.name, "size": file.size}
    if file.gone:
        return facts | {"gone": True}
    return facts | {"id": str(file.id), "type": file.media_type, "image": file.shows_inline}
