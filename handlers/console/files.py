"""Files of a case, opened for a member: decrypted on the way, never written to disk in the clear."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.responses import Response

from cases.people import CaseNotFound
from handlers.console.guard import Here, SignedIn, while_signed_in
from handlers.site import sealed_file
from storage.cases import case_for_member
from storage.file_facts import facts_of
from storage.keys import Cipher, keys_of
from storage.looks import note_file
from storage.tables import Case, Deed, Member, StoredFile

SHOWN = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf"})


def files_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/cases/{number}/files/{file_id}")(file)
    return router


async def file(number: str, file_id: UUID, console: Here, visitor: SignedIn) -> Response:
    """The bytes as received. Raises CaseNotFound for a file of another case, FileMissing and KeyLost."""
    async with console.door.database.reading() as session:
        case, row, name, cipher = await _file(session, number, file_id, visitor.member)
    door = console.door
    await note_file(door.database, case, visitor.member, row, name, Deed.OPENED, "console", door.clock())
    chunks = while_signed_in(console, visitor, door.files.open(cipher, row.id))
    return await sealed_file(chunks, name=name, media_type=row.media_type, size=facts_of(cipher, row).size, shown=SHOWN)


async def _file(
    session: AsyncSession, number: str, file_id: UUID, member: Member
) -> tuple[Case, StoredFile, str, Cipher]:
    case = await case_for_member(session, number, member)
    same = select(StoredFile).where(StoredFile.id == file_id, StoredFile.report_id == case.id)
    row = (await session.exec(same)).one_or_none()
    if row is None:
        raise CaseNotFound
    cipher = await keys_of(session).cipher(session, row.key_id)
    return case, row, cipher.open_text(row.sealed_name, f"file:{row.id}"), cipher
