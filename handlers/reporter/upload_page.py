"""The one-time page for a file too large for the chat: one file, straight into the sealed store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.requests import ClientDisconnect

from actions.evidence import UploadLinkBusy, UploadLinkNotValid, caller_of_link, claim_upload_link
from cases.errors import CaseError
from cases.evidence import LARGEST, FileBelongsNowhere, safe_name
from handlers.door import Door
from handlers.reporter.keeping import LIMIT, Arriving, Belongs, belongs_to, keep
from handlers.room import House, Room, announced_bytes, fingerprint_of, room_for
from handlers.said.errors import error_words
from storage.conversations import Caller
from storage.files import FileTooLarge

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}


def upload_router(door: Door) -> APIRouter:
    """GET shows the page, PUT takes the file's bytes with its name in X-File-Name."""
    router = APIRouter(include_in_schema=False)

    @router.get("/upload/{token}")
    async def show(token: str) -> Response:
        """The form, or why there is none: nobody should wait for a hundred megabytes to hear it."""
        voice, problem, status = door.own_voice, None, 200
        try:
            caller = await _caller(door, token)
            voice = door.voice(caller)
            await _place(door, caller)
        except CaseError as error:
            problem, status = error_words(voice, error), _status(error)
        page = voice.page("chat/upload", problem=problem, limit=LIMIT)
        return HTMLResponse(page, status_code=status, headers=HEADERS)

    @router.put("/upload/{token}")
    async def take(token: str, request: Request) -> Response:
        """One file; the link is used up only when it was kept."""
        voice, file = door.own_voice, _arriving(request, token)
        try:
            caller = await _caller(door, token)
            voice = door.voice(caller)
            where = await _place(door, caller)
            async with _room(door, caller, request, token) as room:
                await keep(door, where, file, room.counted(_bytes_of(request)), door.clock())
        except CaseError as error:
            return PlainTextResponse(error_words(voice, error, **file.facts), status_code=_status(error))
        except ClientDisconnect:  # nothing was kept, and the link is still good
            return Response(status_code=400)
        number = where.number if where.is_beside else None
        return PlainTextResponse(voice.text("uploaded", name=file.name, number=number))

    return router


async def _caller(door: Door, token: str) -> Caller:
    """Whose page this is. Raises UploadLinkNotValid."""
    async with door.database.reading() as session:
        return await caller_of_link(session, token, door.clock())


async def _place(door: Door, caller: Caller) -> Belongs:
    """Raises FileBelongsNowhere: since the link was made, what it was made for may be gone."""
    where = await belongs_to(door, caller)
    if where is None:
        raise FileBelongsNowhere
    return where


@asynccontextmanager
async def _room(door: Door, caller: Caller, request: Request, token: str) -> AsyncIterator[Room]:
    """The link is this file's until the block ends, and there is room for it.

    Raises FileTooLarge, UploadLinkNotValid, UploadLinkBusy, NoRoomLeft, TooMuchToday, FilesWait before a byte is read.
    """
    announced, address = announced_bytes(request), fingerprint_of(door.keys, request)
    if announced > LARGEST:
        raise FileTooLarge(LARGEST)
    async with door.database.writing() as session:
        await claim_upload_link(session, token, door.clock())
    house = House(door.database, door.files.disk, door.clock)
    async with room_for(house, caller.conversation.id, announced, address=address, link=token) as room:
        yield room


def _arriving(request: Request, token: str) -> Arriving:
    name = safe_name(unquote(request.headers.get("x-file-name", "")))
    return Arriving(name, request.headers.get("content-type", "application/octet-stream"), link=token)


def _status(error: CaseError) -> int:
    return 404 if isinstance(error, UploadLinkNotValid) else 409 if isinstance(error, UploadLinkBusy) else 422


async def _bytes_of(request: Request) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        if chunk:
            yield chunk
