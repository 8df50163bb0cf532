"""What the bot sends into a web chat: texts, files and albums become stored messages."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import uuid4

from aiogram import Bot
from aiogram import methods as api
from aiogram.types import BufferedInputFile, InputFile, InputMediaPhoto, Message

from bot.channels import delivering
from bot.webchat import attachments, limits
from bot.webchat.attachments import Kept
from bot.webchat.content import Attachment, Content, for_aiogram, person_user
from bot.webchat.keyboards import keyboard_of
from bot.webchat.refused import Refused
from bot.webchat.sealing import ChatMissing
from bot.webchat.transcript import Entry, MessageMissing, Transcript
from bot.webchat.wording import caption_of, text_of
from handlers.chat import NO_ROOM
from handlers.outside import read_id
from storage import web_chats
from storage.room import ours_has_no_room
from storage.tables import WebFile


class Sending:
    """The send methods, one per API method."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript

    async def message(self, bot: Bot, method: api.SendMessage) -> Message:
        text, entities = text_of(bot, method.text, method.parse_mode, method.entities)
        content = Content(text=text, entities=entities, **await self._around(method))
        return (await self._store(bot, chat_of(method), [content], []))[0]

    async def document(self, bot: Bot, method: api.SendDocument) -> Message:
        return await self._file(bot, method, method.document, as_photo=False)

    async def photo(self, bot: Bot, method: api.SendPhoto) -> Message:
        return await self._file(bot, method, method.photo, as_photo=True)

    async def media_group(self, bot: Bot, method: api.SendMediaGroup) -> list[Message]:
        if not 2 <= len(method.media) <= limits.FILES_AT_ONCE:
            raise Refused("wrong number of media specified")
        said = [caption_of(bot, one.caption, one.parse_mode, one.caption_entities) for one in method.media]
        sources = [(one.media, isinstance(one, InputMediaPhoto)) for one in method.media]
        files = await self._attachments(bot, chat_of(method), sources)
        group = uuid4().hex
        contents = [
            Content(text=text, entities=entities, file=file.attachment, group=group)
            for (text, entities), file in zip(said, files, strict=True)
        ]
        return await self._store(bot, chat_of(method), contents, files)

    async def file_row(self, file_id: str) -> WebFile:
        """Raises Refused when there is no such file."""
        wanted = read_id(file_id)
        if wanted is None:
            raise Refused(WRONG_FILE)
        async with self.transcript.database.reading() as session:
            row = await web_chats.any_file(session, wanted)
        if row is None:
            raise Refused(WRONG_FILE)
        return row

    async def _file(self, bot: Bot, method: Any, source: InputFile | str, *, as_photo: bool) -> Message:
        # whatever can be refused comes before the bytes are taken in
        caption, entities = caption_of(bot, method.caption, method.parse_mode, method.caption_entities)
        around = await self._around(method)
        files = await self._attachments(bot, chat_of(method), [(source, as_photo)])
        content = Content(text=caption, entities=entities, file=files[0].attachment, **around)
        return (await self._store(bot, chat_of(method), [content], files))[0]

    async def _around(self, method: Any) -> dict[str, Any]:
        return {"keyboard": keyboard_of(method.reply_markup), "reply_to": await self._replied(method)}

    async def _replied(self, method: Any) -> int | None:
        """The message answered to; one that is gone is an error only when the sender did not allow for it."""
        wanted = method.reply_parameters
        message_id = wanted.message_id if wanted else method.reply_to_message_id
        if message_id is None:
            return None
        try:
            return (await self.transcript.read(chat_of(method), message_id)).message_id
        except MessageMissing:
            if wanted and wanted.allow_sending_without_reply is True:
                return None
            raise Refused("message to be replied not found") from None

    async def _attachments(self, bot: Bot, chat_id: int, sources: Sequence[tuple[Any, bool]]) -> list[Kept]:
        kept: list[Kept] = []
        try:
            for source, as_photo in sources:
                kept.append(await self._attachment(bot, chat_id, source, as_photo=as_photo))
        except BaseException:
            await attachments.drop(self.transcript, kept)
            raise
        return kept

    async def _attachment(self, bot: Bot, chat_id: int, source: InputFile | str, *, as_photo: bool) -> Kept:
        """An upload is sealed; a file id must be of a file of the same chat, as keys are not shared between chats."""
        if isinstance(source, InputFile):
            name, stream, print_of = source.filename or "file", source.read(bot), self._fingerprint(source)
            if print_of and (same := await self._sent_before(chat_id, print_of, as_photo=as_photo)):
                return same
            await self._check_room(chat_id)
            kept = await attachments.keep(self.transcript, chat_id, stream, name=name, as_photo=as_photo)
            assert kept.row
            kept.row.fingerprint = print_of
            return kept
        row = await self.file_row(source)
        if row.chat_id != chat_id:
            raise Refused(WRONG_FILE)
        return await self._again(row, as_photo=as_photo)

    def _fingerprint(self, source: InputFile) -> str | None:
        """Of a paper of ours: name and bytes."""
        if not isinstance(source, BufferedInputFile):
            return None
        return self.transcript.keys.blind("paper", f"{source.filename}:{sha256(source.data).hexdigest()}")

    async def _sent_before(self, chat_id: int, fingerprint: str, *, as_photo: bool) -> Kept | None:
        """The same paper, asked for again, is in the chat already: its new message shows the same file."""
        async with self.transcript.database.reading() as session:
            row = await web_chats.file_like(session, chat_id, fingerprint)
        return await self._again(row, as_photo=as_photo) if row else None

    async def _again(self, row: WebFile, *, as_photo: bool) -> Kept:
        async with self.transcript.database.reading() as session:
            cipher = await self.transcript.seals.of_file(session, row)
        name, size = attachments.name_of(row, cipher), attachments.size_of(row, cipher) or row.size
        file = Attachment(id=row.id, name=name, media_type=row.media_type, size=size, as_photo=as_photo)
        return Kept(file, None)

    async def _check_room(self, chat_id: int) -> None:
        """Before a byte is taken in. Raises Refused."""
        async with self.transcript.database.reading() as session:
            if await ours_has_no_room(session, chat_id):
                raise Refused(NO_ROOM)

    async def _store(self, bot: Bot, chat_id: int, contents: list[Content], files: list[Kept]) -> list[Message]:
        rows = [file.row for file in files if file.row]
        try:
            entries, new = await self.transcript.add(chat_id, contents, files=rows, outgoing_id=delivering.get())
        except Exception:
            # not when cancelled: the commit may have happened, and a file too many is better than one lost
            await attachments.drop(self.transcript, files)
            raise
        if not new:
            await attachments.drop(self.transcript, files)
        return [message_of(entry, bot) for entry in entries]


WRONG_FILE = "wrong file_id or the file is temporarily unavailable"


def chat_of(method: Any) -> int:
    """Raises ChatMissing for a name: nobody here has one."""
    if isinstance(method.chat_id, str):
        raise ChatMissing(method.chat_id)
    chat_id: int = method.chat_id
    return chat_id


def message_of(entry: Entry, bot: Bot) -> Message:
    return for_aiogram(entry.row, entry.content, bot, person_user(entry.row.chat_id, entry.content.language))
