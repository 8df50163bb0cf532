"""Files for a reporter, chosen in the composer: taken in while they arrive, and shown until they go with the words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import structlog
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from actions.attaching import LARGEST, MOST, drop_attached
from cases.errors import CaseError
from cases.evidence import safe_name
from cases.people import CaseNotFound, NotAllowed
from cases.verbs import Verb, check_may
from handlers.attaching import take_in
from handlers.console.case import Trouble, show_case
from handlers.console.guard import (
    LARGEST_FORM,
    ForgedForm,
    Here,
    MembersForm,
    SignedIn,
    check_token,
    check_upload,
    said,
)
from handlers.console.parts import Console, Visitor, page
from handlers.multipart import BrokenOff, Multipart, NoForm, Part
from handlers.outside import read_number
from handlers.said.errors import error_words
from handlers.said.preview import KINDS
from handlers.site import is_ours
from storage.attached import pending_of
from storage.cases import case_for_member

log = structlog.get_logger()
REFUSED = (NotAllowed, CaseNotFound)
LIMIT = LARGEST // 1024**2
MOST_FIELDS = 40  # the composer has ten
MOST_PARTS = MOST_FIELDS + 2 * MOST  # a few files too many are said to be so
LARGEST_UPLOAD = MOST * LARGEST + LARGEST_FORM


def attaching_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.post("/cases/{number}/attach")(take_one)
    router.post("/cases/{number}/attach_form")(take_form)
    router.post("/cases/{number}/attach/{file_id}/drop")(drop)
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
        words = error_words(visitor.voice, error, to="desk", name=shown, limit=LIMIT)
        return await _list(console, visitor, number, trouble=words, status=422)
    return await _list(console, visitor, number)


async def take_form(request: Request, number: str, console: Here, visitor: SignedIn) -> Response:
    """The composer as a browser without a script sends it: files are sealed as they arrive, words stay in it."""
    async with console.door.database.reading() as session:
        hand = console.door.hand(session, member=visitor.member)
        check_may(visitor.member.role, Verb.ANSWER)
        await hand.see(number)
    typed, why_not = await _read_form(request, number, console, visitor)
    verb = next((one for one in KINDS if one == typed.get("verb")), Verb.ANSWER)
    trouble = Trouble(verb, "\n".join(why_not), typed)
    return await show_case(request, number, console, visitor, trouble=trouble, status=422 if why_not else 200)


async def _read_form(
    request: Request, number: str, console: Console, visitor: Visitor
) -> tuple[dict[str, str], list[str]]:
    """What was typed, and why a file was not taken in. Raises ForgedForm also where the token stands behind a file."""
    size = read_number(request.headers.get("content-length", ""), most=LARGEST_UPLOAD)
    if size is None or not is_ours(request, console.door.address):
        raise ForgedForm
    typed, why_not, found = {"csrf": request.headers.get("x-csrf", "")}, [], 0
    try:
        kind = request.headers.get("content-type", "")
        async for part in Multipart(request.stream(), kind, most=MOST_PARTS).parts():
            if part.file_name is None:
                typed[part.name] = await part.text(LARGEST_FORM)
                if len(typed) > MOST_FIELDS:
                    raise ForgedForm
                continue
            check_token(typed["csrf"], visitor)
            if part.file_name:
                found += 1
                why_not += await _take_part(console, visitor, number, part)
            async for _rest in part.chunks:
                pass  # of a file that was not taken in, so that what comes behind it is read
    except (NoForm, BrokenOff) as error:
        check_token(typed["csrf"], visitor)
        return typed, [error_words(visitor.voice, error, to="desk")]
    check_token(typed["csrf"], visitor)
    return typed, why_not if found else [visitor.voice.say("errors.desk.no_file_chosen")]


async def _take_part(console: Console, visitor: Visitor, number: str, part: Part) -> list[str]:
    """Why not, if it was not taken in."""
    name, media_type = safe_name(part.file_name or ""), part.media_type or "application/octet-stream"
    try:
        await take_in(console.door, visitor.member, number, uuid4(), name, media_type, part.chunks)
    except (*REFUSED, NoForm, BrokenOff):
        raise
    except CaseError as error:
        return [error_words(visitor.voice, error, to="desk", name=name, limit=LIMIT)]
    return []


async def drop(
    request: Request, number: str, file_id: UUID, console: Here, visitor: SignedIn, form: MembersForm
) -> Response:
    """The row, then the bytes; without a script the page again, with what was typed. Raises CaseNotFound."""
    async with console.door.database.writing() as session:
        await drop_attached(console.door.hand(session, member=visitor.member), number, file_id)
    await console.door.files.remove(file_id)
    if verb := next((one for one in KINDS if one == said(form, "verb")), None):
        typed = {name: said(form, name) for name in form}
        return await show_case(request, number, console, visitor, trouble=Trouble(verb, "", typed))
    return await _list(console, visitor, number)


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
