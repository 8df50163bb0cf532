"""Files into a web chat, sealed while they arrive, and out of it again, to the chat's own browsers only."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from bot.webchat import attachments, limits
from bot.webchat.attachments import Kept
from bot.webchat.content import INLINE_IMAGES, for_page
from bot.webchat.doors import (
    BadRequest,
    NoChat,
    NoSuchFile,
    NothingSaid,
    TextTooLong,
    TooLarge,
    TooManyFiles,
    UploadBroken,
)
from bot.webchat.reception import Reception
from bot.webchat.sight import keys_hidden_from
from handlers.chat import utf16
from handlers.multipart import BrokenOff, Multipart, NoForm, Part
from handlers.outside import read_id
from handlers.room import House, Room, announced_bytes, fingerprint_of, room_for
from handlers.site import sealed_file
from storage import web_chats
from storage.conversations import look_up
from storage.files import FileMissing
from storage.keys import KeyLost
from storage.tables import WebFile
from storage.web_devices import Device

AROUND = 1024 * 1024  # what the multipart form may add to the files
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")


@dataclass
class Upload:
    """One request with its files, as far as it has come."""

    client_id: str = ""
    caption: str = ""
    files: list[Kept] = field(default_factory=list)


def file_router(reception: Reception, route_class: type[APIRoute]) -> APIRouter:
    router = APIRouter(include_in_schema=False, route_class=route_class)

    @router.post("/chat/files")
    async def receive_files(request: Request) -> Response:
        chat_id = await reception.chat_to_change(request, reception.uploads)
        async with await _room(reception, request, chat_id) as room:
            upload = await _taken_in(reception, request, chat_id, room)
            try:
                entries = await reception.updates.upload(
                    chat_id,
                    upload.files,
                    upload.caption,
                    client_id=upload.client_id,
                    language=reception.language(request),
                    device=reception.mark(request),
                )
            except Exception:
                await attachments.drop(reception.transcript, upload.files)
                raise
        return JSONResponse({"messages": [for_page(one.row, one.content) for one in entries]})

    @router.get("/chat/files/{file_id}")
    async def give_file(request: Request, file_id: str) -> Response:
        """A foreign file and a missing one look alike. It goes no further than its browser may read."""
        device = await reception.device(request)
        row, name, size = await _own_file(reception, device, file_id)
        chunks = while_theirs(reception, request, device.chat_id, row, attachments.open_file(reception.transcript, row))
        try:
            return await sealed_file(chunks, name=name, media_type=row.media_type, size=size, shown=INLINE_IMAGES)
        except (FileMissing, KeyLost) as error:
            raise NoSuchFile from error

    return router


async def while_theirs(
    reception: Reception, request: Request, chat_id: int, row: WebFile, chunks: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    """As long as this browser may read that chat, and its reader that file.

    Raises NoChat, NoSuchFile: what has gone out is cut off.
    """
    async for chunk in chunks:
        device = await reception.device(request)
        if device.chat_id != chat_id:
            raise NoChat
        await _still_there(reception, device, row.id)
        yield chunk


async def _still_there(reception: Reception, device: Device, file_id: UUID) -> None:
    """Neither forgotten meanwhile nor, in a member's chat, of a case they do not see any more. Raises NoSuchFile."""
    database = reception.transcript.database
    async with database.glancing() as session:
        row = await web_chats.file_by_id(session, device.chat_id, file_id)
    if row is None or await keys_hidden_from(database, device.member_id, {*web_chats.keys_of_row(row)}):
        raise NoSuchFile


async def _room(reception: Reception, request: Request, chat_id: int) -> AbstractAsyncContextManager[Room]:
    """Raises TooLarge before a byte is read; entering it, NoRoomLeft, TooMuchToday, FilesWait."""
    announced, transcript = announced_bytes(request), reception.transcript
    if announced > limits.FILES_AT_ONCE * limits.FILE_BYTES + AROUND:
        raise TooLarge
    caller = await look_up(transcript.database, reception.languages.bot_id, chat_id)
    if caller is None:
        raise NoChat
    house = House(transcript.database, transcript.files.disk, reception.clock)
    address = fingerprint_of(transcript.keys, request)
    return room_for(house, caller.conversation.id, announced, address=address)


async def _taken_in(reception: Reception, request: Request, chat_id: int, room: Room) -> Upload:
    """Everything of the request, or nothing: whatever goes wrong, the files already sealed are dropped."""
    upload = Upload()
    try:
        body = room.counted(request.stream())
        form = Multipart(body, request.headers.get("content-type", ""), most=limits.PARTS_AT_ONCE)
        async for part in form.parts():
            await _take_part(reception, chat_id, part, upload)
        _check(upload)
    except (ClientDisconnect, BrokenOff) as error:
        await attachments.drop(reception.transcript, upload.files)
        raise UploadBroken from error
    except NoForm as error:
        await attachments.drop(reception.transcript, upload.files)
        raise BadRequest from error
    except BaseException:
        await attachments.drop(reception.transcript, upload.files)
        raise
    return upload


async def _take_part(reception: Reception, chat_id: int, part: Part, upload: Upload) -> None:
    if part.file_name is not None:
        if len(upload.files) == limits.FILES_AT_ONCE:
            raise TooManyFiles
        kept = await attachments.keep(
            reception.transcript,
            chat_id,
            part.chunks,
            name=part.file_name,
            declared_type=part.media_type,
        )
        upload.files.append(kept)
    elif part.name == "client_id":
        upload.client_id = await part.text()
    elif part.name == "caption":
        upload.caption = (await part.text()).strip()
    else:
        raise BadRequest


def _check(upload: Upload) -> None:
    if not CLIENT_ID.fullmatch(upload.client_id):
        raise BadRequest
    if not upload.files:
        raise NothingSaid
    if utf16(upload.caption) > limits.CAPTION:
        raise TextTooLong


async def _own_file(reception: Reception, device: Device, file_id: str) -> tuple[WebFile, str, int | None]:
    """With its name, and its size if that is still known. Raises NoSuchFile."""
    transcript = reception.transcript
    wanted = read_id(file_id)
    if wanted is None:
        raise NoSuchFile
    async with transcript.database.reading() as session:
        row = await web_chats.file_by_id(session, device.chat_id, wanted)
        if row is None:
            raise NoSuchFile
        try:
            cipher = await transcript.seals.of_file(session, row)
            name, size = attachments.name_of(row, cipher), attachments.size_of(row, cipher)
        except KeyLost as error:
            raise NoSuchFile from error
    if await keys_hidden_from(transcript.database, device.member_id, {*web_chats.keys_of_row(row)}):
        raise NoSuchFile
    return row, name, size
