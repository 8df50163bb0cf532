"""The one-time page for a file too large for the chat: one file, straight into the sealed store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from urllib.parse import unquote
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from actions.evidence import add_file, caller_of_link, use_upload_link
from cases.errors import CaseError
from cases.evidence import LARGEST, check_kind, safe_name
from handlers.door import Door
from handlers.reporter.files import Belongs, belongs_to
from handlers.said.errors import error_words
from storage.conversations import Caller
from storage.files import Stored
from storage.keys import keys_of
from storage.tables import StoredFile

CSP = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    )
}


def upload_router(door: Door) -> APIRouter:
    """GET shows the page, PUT takes the file's bytes with its name in X-File-Name."""
    router = APIRouter(include_in_schema=False)

    @router.get("/upload/{token}")
    async def show(token: str) -> Response:
        caller, problem = await _caller(door, token)
        voice = door.voice(caller) if caller else door.own_voice
        page = voice.page("chat/upload", problem=problem, limit=LARGEST // 1024 // 1024)
        return HTMLResponse(page, status_code=404 if problem else 200, headers=CSP | {"Cache-Control": "no-store"})

    @router.put("/upload/{token}")
    async def take(token: str, request: Request) -> Response:
        caller, problem = await _caller(door, token)
        if caller is None:
            return Response(problem, status_code=404, media_type="text/plain")
        name = safe_name(unquote(request.headers.get("x-file-name", "")))
        try:
            await _keep(door, caller, token, name, request)
        except CaseError as error:
            said = error_words(door.voice(caller), error, name=name, limit=LARGEST // 1024 // 1024, most=0)
            return Response(said, status_code=422, media_type="text/plain")
        return Response(door.voice(caller).page("chat/uploaded", name=name), media_type="text/plain")

    return router


async def _caller(door: Door, token: str) -> tuple[Caller | None, str | None]:
    try:
        async with door.database.reading() as session:
            return await caller_of_link(session, token, door.clock()), None
    except CaseError as error:
        return None, error_words(door.own_voice, error)


async def _keep(door: Door, caller: Caller, token: str, name: str, request: Request) -> None:
    where = await belongs_to(door, caller)
    if where is None:
        return
    async with door.database.reading() as session:
        cipher = await keys_of(session).cipher(session, where.key_id)
    file_id, now = uuid4(), door.clock()
    stored = await door.files.put(cipher, file_id, _bytes_of(request), LARGEST)
    try:
        check_kind(name, stored.head)
        async with door.database.writing() as session:
            await use_upload_link(session, token, now)
            row = _row(file_id, where, request, stored, now)
            await add_file(session, row, name, now)
    except BaseException:
        await door.files.remove(file_id)
        raise


def _row(file_id: UUID, where: Belongs, request: Request, stored: Stored, now: datetime) -> StoredFile:
    return StoredFile(
        id=file_id,
        report_id=where.report_id,
        key_id=where.key_id,
        step=where.step,
        sealed_name=b"",
        media_type=request.headers.get("content-type", "application/octet-stream")[:100],
        size=stored.size,
        sha256=stored.sha256,
        received_at=now,
    )


async def _bytes_of(request: Request) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        if chunk:
            yield chunk
