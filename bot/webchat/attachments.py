"""Files of the web chat: sealed under the chat's key; an image is one by its first bytes, not by its name."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from uuid import uuid4

from bot.webchat import limits
from bot.webchat.content import INLINE_IMAGES, Attachment
from bot.webchat.transcript import Transcript
from cases.evidence import safe_name
from storage.keys import Cipher
from storage.tables import WebFile

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
    cipher, file_id, name = await transcript.cipher(chat_id), uuid4(), safe_name(name)
    stored = await transcript.files.put(cipher, file_id, chunks, limits.FILE_BYTES)
    media_type = type_of(stored.head, name, declared_type)
    row = WebFile(
        id=file_id,
        chat_id=chat_id,
        sealed_name=cipher.seal_text(name, f"web_files {file_id}"),
        media_type=media_type,
        size=stored.size,
        received_at=transcript.clock(),
    )
    attachment = Attachment(id=file_id, name=name, media_type=media_type, size=stored.size, as_photo=as_photo)
    return Kept(attachment, row)


async def drop(transcript: Transcript, files: Iterable[Kept]) -> None:
    """Take files back out of the store whose message did not come about."""
    for file in files:
        if file.row:
            await transcript.files.remove(file.row.id)


def name_of(row: WebFile, cipher: Cipher) -> str:
    return cipher.open_text(row.sealed_name, f"web_files {row.id}")


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
