"""Files of a case, opened for a member: decrypted on the way, never written to disk in the clear."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote
from uuid import UUID

import structlog
from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.responses import Response

from cases.people import CaseNotFound
from handlers.console.guard import Here, SignedIn
from storage.cases import case_for_member
from storage.keys import Cipher, keys_of
from storage.tables import Member, StoredFile

log = structlog.get_logger()

SHOWN = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf"})
NOTHING = "default-src 'none'; frame-ancestors 'none'; sandbox"
# Browsers refuse to show a PDF in a sandbox; their viewers keep its scripts away from us by themselves
PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def files_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/cases/{number}/files/{file_id}")(file)
    return router


async def file(number: str, file_id: UUID, console: Here, visitor: SignedIn) -> Response:
    """The bytes as received. Raises CaseNotFound for a file of another case, FileMissing and KeyLost."""
    async with console.door.database.reading() as session:
        row, name, cipher = await _file(session, number, file_id, visitor.member)
    chunks = console.door.files.open(cipher, row.id)
    first = await anext(chunks)  # whether it opens must be known before the answer begins
    is_shown = row.media_type in SHOWN
    headers = {
        "Content-Disposition": f"{'inline' if is_shown else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": PDF if row.media_type == "application/pdf" else NOTHING,
        "Content-Length": str(row.size),
    }
    return StreamingResponse(
        _all(first, chunks), media_type=row.media_type if is_shown else "application/octet-stream", headers=headers
    )


async def _file(session: AsyncSession, number: str, file_id: UUID, member: Member) -> tuple[StoredFile, str, Cipher]:
    case = await case_for_member(session, number, member)
    same = select(StoredFile).where(StoredFile.id == file_id, StoredFile.report_id == case.id)
    row = (await session.exec(same)).one_or_none()
    if row is None:
        raise CaseNotFound
    cipher = await keys_of(session).cipher(session, row.key_id)
    log.info("file opened", case=number, file=str(row.id), member=str(member.id), by="console")
    return row, cipher.open_text(row.sealed_name, f"file:{row.id}"), cipher


async def _all(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk
