"""Files of a case, for a member: looked at on a page of ours, or taken along as they are; nothing of them runs here.

They are decrypted on the way and never written to disk in the clear. What a page shows of one was made by a process of
its own (handlers/viewing.py).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from cases.people import CaseNotFound
from cases.viruses import UNCHECKED, held_by
from handlers.checking import wait_for_check
from handlers.console.guard import HEADERS, Here, MembersForm, SignedIn, said
from handlers.console.parts import Console, Visitor, page
from handlers.console.still import check_still, while_theirs
from handlers.outside import read_number
from handlers.site import sealed_file
from handlers.viewing import NotViewable, View, ViewersBusy
from storage.cases import case_for_member
from storage.file_facts import Facts, facts_of
from storage.keys import Cipher, keys_of
from storage.looks import note_file, note_view
from storage.tables import Case, Deed, DeskFile, Member, StoredFile

# a page as a picture is part of the page that shows it, so that each is looked at once
WITH_PICTURE = HEADERS["Content-Security-Policy"] + "; img-src 'self' data:"


@dataclass(frozen=True)
class CaseFile:
    """A file that the reporter or the desk sent, with what opens it."""

    case: Case
    row: StoredFile | DeskFile
    name: str
    cipher: Cipher

    @property
    def facts(self) -> Facts:
        return facts_of(self.cipher, self.row)

    @property
    def is_theirs(self) -> bool:
        """Of the reporter, and not of the desk."""
        return isinstance(self.row, StoredFile)

    def held(self, console: Console) -> str:
        """What is to be said before anybody opens it as it is."""
        return held_by(self.row.virus, checks=console.door.checker is not None)

    @property
    def path(self) -> str:
        """Where it is taken along; with /view behind it, where it is looked at."""
        folder = "files" if self.is_theirs else "sent"
        return f"/console/cases/{self.case.number}/{folder}/{self.row.id}"


def files_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console/cases/{number}", route_class=route)
    router.get("/files/{file_id}")(take_received)
    router.post("/files/{file_id}")(take_received_despite)
    router.get("/files/{file_id}/view")(view_received)
    router.get("/sent/{file_id}")(take_sent)
    router.post("/sent/{file_id}")(take_sent_despite)
    router.get("/sent/{file_id}/view")(view_sent)
    return router


Find = Callable[[AsyncSession, str, UUID, Member], Awaitable[CaseFile]]


async def take_received(number: str, file_id: UUID, console: Here, visitor: SignedIn) -> Response:
    """The bytes as received. Raises CaseNotFound for a file of another case, FileMissing and KeyLost."""
    return await _take(console, visitor, await _found(console, visitor, _received, number, file_id))


async def take_received_despite(
    number: str, file_id: UUID, console: Here, visitor: SignedIn, form: MembersForm
) -> Response:
    """The same after a press that says what stands in the way."""
    file = await _found(console, visitor, _received, number, file_id)
    return await _take(console, visitor, file, said(form, "despite"))


async def take_sent(number: str, file_id: UUID, console: Here, visitor: SignedIn) -> Response:
    """The bytes as they were chosen. Raises CaseNotFound, FileMissing and KeyLost."""
    return await _take(console, visitor, await _found(console, visitor, _sent, number, file_id))


async def take_sent_despite(
    number: str, file_id: UUID, console: Here, visitor: SignedIn, form: MembersForm
) -> Response:
    file = await _found(console, visitor, _sent, number, file_id)
    return await _take(console, visitor, file, said(form, "despite"))


async def view_received(number: str, file_id: UUID, request: Request, console: Here, visitor: SignedIn) -> Response:
    """A page of it. Raises CaseNotFound for a file of another case, FileMissing and KeyLost."""
    return await _show(request, console, visitor, await _found(console, visitor, _received, number, file_id))


async def view_sent(number: str, file_id: UUID, request: Request, console: Here, visitor: SignedIn) -> Response:
    """The same of what the desk sent, or has chosen to send."""
    return await _show(request, console, visitor, await _found(console, visitor, _sent, number, file_id))


async def _found(console: Console, visitor: Visitor, find: Find, number: str, file_id: UUID) -> CaseFile:
    """As it stands after a moment for whoever looks for viruses, where nobody has looked at it yet."""
    database = console.door.database
    async with database.reading() as session:
        file = await find(session, number, file_id, visitor.member)
    if file.held(console) != UNCHECKED:
        return file
    await wait_for_check(console.door, file.row)
    async with database.reading() as session:
        return await find(session, number, file_id, visitor.member)


async def _received(session: AsyncSession, number: str, file_id: UUID, member: Member) -> CaseFile:
    case = await case_for_member(session, number, member)
    same = select(StoredFile).where(StoredFile.id == file_id, StoredFile.report_id == case.id)
    row = (await session.exec(same)).one_or_none()
    if row is None:
        raise CaseNotFound
    cipher = await keys_of(session).cipher(session, case.key_id)  # with which one of another case does not open
    return CaseFile(case, row, cipher.open_text(row.sealed_name, f"file:{row.id}"), cipher)


async def _sent(session: AsyncSession, number: str, file_id: UUID, member: Member) -> CaseFile:
    case = await case_for_member(session, number, member)
    row = await session.get(DeskFile, file_id)
    if row is None or row.case_id != case.id:
        raise CaseNotFound
    cipher = await keys_of(session).cipher(session, case.key_id)
    return CaseFile(case, row, cipher.open_text(row.sealed_name, f"desk file:{row.id}"), cipher)


async def _take(console: Console, visitor: Visitor, file: CaseFile, despite: str = "") -> Response:
    """To be saved, whatever it is: what a stranger made is never opened under our address.

    What is held is given only to who was told why: of what was found since, they were not.
    """
    door, member, held = console.door, visitor.member, file.held(console)
    if held != despite and held:
        return _page(console, visitor, file, 409, why="virus" if file.row.virus else UNCHECKED)
    await note_file(door.database, file.case, member, file.row, file.name, Deed.OPENED, "console", door.clock(), held)
    chunks = while_theirs(console, visitor, file.case.number, door.files.open(file.cipher, file.row.id))
    return await sealed_file(chunks, name=file.name, media_type=file.row.media_type, size=file.facts.size, shown=())


async def _show(request: Request, console: Console, visitor: Visitor, file: CaseFile) -> Response:
    """On the record before it is shown; why it cannot be, in words, with the way to the file itself."""
    if file.row.virus:
        return _page(console, visitor, file, why="virus")
    door, member = console.door, visitor.member
    await note_view(door.database, file.case, member, file.row, file.name, "console", door.clock())
    wanted = read_number(request.query_params.get("page", ""), least=1) or 1
    view, why, status = None, "", 200
    try:
        chunks = while_theirs(console, visitor, file.case.number, door.files.open(file.cipher, file.row.id))
        view = await door.viewer.view(member.id, chunks, wanted)
    except NotViewable as error:
        why = error.why
    except ViewersBusy:
        why, status = "busy", 503
    await check_still(console, visitor, file.case.number)
    return _page(console, visitor, file, status, view=view, why=why)


def _page(
    console: Console,
    visitor: Visitor,
    file: CaseFile,
    status: int = 200,
    *,
    view: View | None = None,
    why: str = "",
) -> Response:
    facts = {"file": file, "view": view, "why": why, "picture": _picture(view), "here": f"{file.path}/view"}
    shown = page(console, visitor, "file", status, **facts, held=file.held(console))
    shown.headers["Content-Security-Policy"] = WITH_PICTURE
    return shown


def _picture(view: View | None) -> str:
    return b64encode(view.picture).decode() if view and view.picture else ""
