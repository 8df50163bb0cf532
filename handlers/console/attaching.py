"""Files for a reporter, chosen in the composer: taken in while they arrive, and shown until they go with the words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import structlog
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from actions.attaching import LARGEST, drop_attached
from cases.errors import CaseError
from cases.evidence import safe_name
from cases.people import CaseNotFound, NotAllowed
from handlers.attaching import take_in
from handlers.console.files import SHOWN
from handlers.console.guard import Here, MembersForm, SignedIn, check_upload
from handlers.console.parts import Console, Visitor, page
from handlers.said.errors import error_words
from handlers.site import sealed_file
from storage.attached import pending_of
from storage.cases import case_for_member
from storage.keys import keys_of
from storage.looks import note_look
from storage.tables import DeskFile, Seen

log = structlog.get_logger()
REFUSED = (NotAllowed, CaseNotFound)


def attaching_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.post("/cases/{number}/attach")(take_one)
    router.post("/cases/{number}/attach/{file_id}/drop")(drop)
    router.get("/cases/{number}/sent/{file_id}")(sent)
    return router


async def take_one(request: Request, number: str, console: Here, visitor: SignedIn, name: str = "") -> Response:
    """One file as the body of the request. The list again; what cannot be taken is said there."""
    check_upload(request, console, visitor)
    shown = safe_name(name)
    media_type = request.headers.get("content-type", "application/octet-stream")
    try:
        await take_in(console.door, visitor.member, number, uuid4(), shown, media_type, _body(request))
    except REFUSED:
        raise
    except CaseError as error:
        words = error_words(visitor.voice, error, to="desk", name=shown, limit=LARGEST // 1024**2)
        return await _list(console, visitor, number, trouble=words, status=422)
    return await _list(console, visitor, number)


async def drop(number: str, file_id: UUID, console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    """The row, then the bytes. Raises CaseNotFound."""
    async with console.door.database.writing() as session:
        await drop_attached(console.door.hand(session, member=visitor.member), number, file_id)
    await console.door.files.remove(file_id)
    return await _list(console, visitor, number)


async def sent(number: str, file_id: UUID, console: Here, visitor: SignedIn) -> Response:
    """The bytes as they were chosen. Raises CaseNotFound, FileMissing and KeyLost."""
    async with console.door.database.reading() as session:
        case = await case_for_member(session, number, visitor.member)
        row = await session.get(DeskFile, file_id)
        if row is None or row.case_id != case.id:
            raise CaseNotFound
        cipher = await keys_of(session).cipher(session, case.key_id)
    door = console.door
    await note_look(door.database, case, visitor.member, Seen.FILE, "console", door.clock(), about=row.id)
    name = cipher.open_text(row.sealed_name, f"desk file:{row.id}")
    chunks = door.files.open(cipher, row.id)
    return await sealed_file(chunks, name=name, media_type=row.media_type, size=row.size, shown=SHOWN)


async def _list(console: Console, visitor: Visitor, number: str, *, trouble: str = "", status: int = 200) -> Response:
    async with console.door.database.reading() as session:
        case = await case_for_member(session, number, visitor.member)
        pending = await pending_of(session, case, visitor.member)
    return page(console, visitor, "case_attached", status, pending=pending, case=case, attach_trouble=trouble)


async def _body(request: Request) -> AsyncIterator[bytes]:
    """Raises ClientDisconnect, and then nothing is kept."""
    try:
        async for chunk in request.stream():
            if chunk:
                yield chunk
    except ClientDisconnect:
        log.info("upload broken off")
        raise
