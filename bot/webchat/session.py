"""The Bot API of the web chat: an aiogram session whose other end is our own database and the open pages.

As strict as Telegram, with Telegram's words, so that a handler that works here works there.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, cast

from aiogram import Bot
from aiogram import methods as api
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import File, Message, User

from bot.webchat import limits
from bot.webchat.answers import Answer, Answers
from bot.webchat.attachments import open_file
from bot.webchat.content import Attachment, Content, bot_user, file_facts
from bot.webchat.keyboards import keyboard_of
from bot.webchat.refused import NOT_MODIFIED, Refused
from bot.webchat.sealing import ChatMissing
from bot.webchat.sending import Sending, chat_of, message_of
from bot.webchat.transcript import Entry, MessageMissing, Transcript
from bot.webchat.wording import caption_of, text_of
from handlers.chat import utf16
from storage.files import FileEmpty, FileTooLarge

TOKEN = "1:web"  # noqa: S105 - a name, not a secret: there is no server to show it to
WEB_BOT_ID = 1
_HERE = TelegramAPIServer(base="web:{token}/{method}", file="{path}")  # a file's address is its id


class WebChatSession(BaseSession):
    """Turns API methods into stored messages and events for the browser."""

    def __init__(self, transcript: Transcript, answers: Answers) -> None:
        super().__init__(api=_HERE)
        self.transcript, self.answers = transcript, answers
        self.sending = Sending(transcript)
        self._doors: dict[type[TelegramMethod[Any]], Callable[[Bot, Any], Awaitable[Any]]] = {
            api.GetMe: self._get_me,
            api.SendMessage: self.sending.message,
            api.SendDocument: self.sending.document,
            api.SendPhoto: self.sending.photo,
            api.SendMediaGroup: self.sending.media_group,
            api.EditMessageText: self._edit_text,
            api.EditMessageCaption: self._edit_caption,
            api.EditMessageReplyMarkup: self._edit_markup,
            api.DeleteMessage: self._delete,
            api.DeleteMessages: self._delete_several,
            api.AnswerCallbackQuery: self._answer,
            api.SendChatAction: self._typing,
            api.GetFile: self._get_file,
            **dict.fromkeys(ONLY_ON_TELEGRAM, _accepted),
        }

    async def close(self) -> None:
        """Nothing is open here."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ARG002
    ) -> TelegramType:
        door = self._doors.get(type(method))
        if door is None:
            raise TelegramBadRequest(method, "Bad Request: method not supported here")
        try:
            return cast("TelegramType", await door(bot, method))
        except ChatMissing as error:
            raise TelegramBadRequest(method, "Bad Request: chat not found") from error
        except MessageMissing as error:
            what = "delete" if isinstance(method, api.DeleteMessage) else "edit"
            raise TelegramBadRequest(method, f"Bad Request: message to {what} not found") from error
        except Refused as error:
            raise TelegramBadRequest(method, f"Bad Request: {error}") from error
        except FileEmpty as error:
            raise TelegramBadRequest(method, "Bad Request: file must be non-empty") from error
        except FileTooLarge as error:
            raise TelegramEntityTooLarge(method, "Request Entity Too Large") from error

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,  # noqa: ARG002
        timeout: int = 30,  # noqa: ARG002
        chunk_size: int = 65536,  # noqa: ARG002
        raise_for_status: bool = True,  # noqa: ARG002
    ) -> AsyncGenerator[bytes, None]:
        """The bytes of a file as they came; `url` is its id. Raises FileMissing."""
        row = await self.sending.file_row(url)
        async for chunk in open_file(self.transcript, row):
            yield chunk

    async def _get_me(self, bot: Bot, _method: api.GetMe) -> User:
        return User.model_validate(bot_user(bot), context={"bot": bot})

    async def _edit_text(self, bot: Bot, method: api.EditMessageText) -> Message:
        text, entities = text_of(bot, method.text, method.parse_mode, method.entities)
        changes = {"text": text, "entities": entities, "keyboard": keyboard_of(method.reply_markup)}
        return await self._edit(bot, method, changes, part="text")

    async def _edit_caption(self, bot: Bot, method: api.EditMessageCaption) -> Message:
        text, entities = caption_of(bot, method.caption, method.parse_mode, method.caption_entities)
        changes = {"text": text, "entities": entities, "keyboard": keyboard_of(method.reply_markup)}
        return await self._edit(bot, method, changes, part="caption")

    async def _edit_markup(self, bot: Bot, method: api.EditMessageReplyMarkup) -> Message:
        return await self._edit(bot, method, {"keyboard": keyboard_of(method.reply_markup)}, part=None)

    async def _edit(self, bot: Bot, method: Any, changes: dict[str, Any], *, part: str | None) -> Message:
        """`part` is what the message must have to be edited this way."""

        def alter(entry: Entry) -> Content:
            if entry.row.from_person:
                raise Refused("message can't be edited")
            if part and part != ("caption" if entry.content.file else "text"):
                raise Refused(f"there is no {part} in the message to edit")
            if all(getattr(entry.content, name) == value for name, value in changes.items()):
                raise Refused(NOT_MODIFIED)
            return entry.content.model_copy(update=changes)

        if method.chat_id is None or method.message_id is None:
            raise Refused("message identifier is not specified")
        return message_of(await self.transcript.change(chat_of(method), method.message_id, alter), bot)

    async def _delete(self, _bot: Bot, method: api.DeleteMessage) -> bool:
        await self.transcript.delete(chat_of(method), method.message_id)
        return True

    async def _delete_several(self, _bot: Bot, method: api.DeleteMessages) -> bool:
        for message_id in method.message_ids:
            try:
                await self.transcript.delete(chat_of(method), message_id)
            except MessageMissing:
                continue  # as Telegram: those that are gone are skipped
        return True

    async def _answer(self, _bot: Bot, method: api.AnswerCallbackQuery) -> bool:
        if utf16(method.text or "") > limits.TOAST:
            raise Refused("MESSAGE_TOO_LONG")
        answer = Answer(text=method.text, alert=bool(method.show_alert), url=method.url)
        if not self.answers.give(method.callback_query_id, answer):
            raise Refused("query is too old and response timeout expired or query ID is invalid")
        return True

    async def _typing(self, _bot: Bot, method: api.SendChatAction) -> bool:
        self.transcript.live.typing(chat_of(method))
        return True

    async def _get_file(self, bot: Bot, method: api.GetFile) -> File:
        row = await self.sending.file_row(method.file_id)
        kept = Attachment(id=row.id, name="", media_type=row.media_type, size=row.size)
        return File.model_validate({**file_facts(kept), "file_path": str(row.id)}, context={"bot": bot})


async def _accepted(_bot: Bot, _method: Any) -> bool:
    return True


ONLY_ON_TELEGRAM: tuple[type[TelegramMethod[Any]], ...] = (
    api.SetMyCommands,
    api.DeleteMyCommands,
    api.SetMyName,
    api.SetMyDescription,
    api.SetMyShortDescription,
    api.SetChatMenuButton,
    api.SetWebhook,
    api.DeleteWebhook,
)
"""Accepted and of no effect: they dress the bot up in Telegram's own client."""
