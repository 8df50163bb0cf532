"""Files of the web chat, sealed as its messages are; an image is one by its first bytes, not by its name."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from bot.webchat import limits
from bot.webchat.content import INLINE_IMAGES, Attachment
from bot.webchat.transcript import Transcript
from cases.evidence import safe_name
from storage import web_chats
from storage.files import FileMissing, size_class
from storage.keys import Cipher
from storage.tables import WebFile
from storage.web_chats import others

ANY_TYPE = "application/octet-stream"
_TYPE = re.compile(r"[a-z0-9][\w.+-]{0,60}/[a-z0-9][\w.+-]{0,60}")


@dataclass(frozen=True)
class Kept:
    """A file already sealed on disk, and the row that is still to be written with its message."""

    attachment: Attachment
    row: WebFile | None  # None: it was there before


async def keep(
    transcript: Transcript,
    chat_id: int,
    chunks: AsyncIterator[bytes],
    *,
    name: str,
    declared_type: str | None = None,
    as_photo: bool = False,
) -> Kept:
    """Seal a stream. Raises FileTooLarge, FileEmpty, FileNotStored (and then nothing is left), ChatMissing."""
    file_id, name = uuid4(), safe_name(name)
    async with transcript.database.reading() as session:
        found = await transcript.seals.now_in(session, chat_id)
    stored = await transcript.files.put(found.cipher, file_id, chunks, limits.FILE_BYTES)
    media_type = type_of(stored.head, name, declared_type)
    row = WebFile(
        id=file_id,
        chat_id=chat_id,
        key_id=found.keys[0] if found.keys else None,
        other_keys=others(found.keys),
        sealed_name=sealed_name(file_id, name, found.cipher),
        media_type=media_type,
        size=size_class(stored.size),
        sealed_size=sealed_size(file_id, stored.size, found.cipher),
        received_at=transcript.clock(),
    )
    attachment = Attachment(id=file_id, name=name, media_type=media_type, size=stored.size, as_photo=as_photo)
    return Kept(attachment, row)


async def drop(transcript: Transcript, files: Iterable[Kept]) -> None:
    """Take files back out of the store whose message did not come about."""
    for file in files:
        if file.row:
            await transcript.files.remove(file.row.id)


async def open_file(transcript: Transcript, row: WebFile) -> AsyncIterator[bytes]:
    """The bytes as they came, where they lie. Raises FileMissing, KeyLost."""
    try:
        first, rest = await _begin(transcript, row)
    except FileMissing:  # it was handed on to its report in this moment
        async with transcript.database.reading() as session:
            handed_on = await web_chats.any_file(session, row.id)
        if handed_on is None or handed_on.stored_id == row.stored_id:
            raise
        first, rest = await _begin(transcript, handed_on)
    yield first
    async for chunk in rest:
        yield chunk


async def _begin(transcript: Transcript, row: WebFile) -> tuple[bytes, AsyncIterator[bytes]]:
    async with transcript.database.reading() as session:
        cipher = await transcript.seals.of_file(session, row)
    chunks = transcript.files.open(cipher, row.stored_id or row.id)
    return await anext(chunks), chunks


def sealed_name(file_id: UUID, name: str, cipher: Cipher) -> bytes:
    return cipher.seal_text(name, f"web_files {file_id}")


def name_of(row: WebFile, cipher: Cipher) -> str:
    return cipher.open_text(row.sealed_name, f"web_files {row.id}")


def sealed_size(file_id: UUID, size: int, cipher: Cipher) -> bytes:
    return cipher.seal_json(size, f"web_files size {file_id}")


def size_of(row: WebFile, cipher: Cipher) -> int | None:
    """To the byte; None where that was forgotten, and only the file itself knows."""
    return cipher.open_json(row.sealed_size, f"web_files size {row.id}") if row.sealed_size else None


def type_of(head: bytes, name: str, declared: str | None) -> str:
    """An image only if its bytes are one; else what the sender or the name says, and never an image."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    said = (declared or "").split(";")[0].strip().lower()
    if not _TYPE.fullmatch(said) or said == ANY_TYPE:
        said = mimetypes.guess_type(name)[0] or ANY_TYPE
    return ANY_TYPE if said in INLINE_IMAGES else said
