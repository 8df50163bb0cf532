"""The copy of what was reported as a page of its own: to read, to print, and as PDF. It works without a script."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from bot.webchat.doors import TooOften
from bot.webchat.reception import Reception
from bot.webchat.routes import spoken_errors
from cases.people import CaseNotFound
from handlers.door import Door
from handlers.reporter.my_report import own_copy, printed
from handlers.said.report import Copy
from handlers.site import handed_out_as, of_pages
from storage.conversations import look_up
from storage.keys import KeyLost

LOOKED_AT_AGAIN = "60"  # seconds
HEADERS = of_pages(
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Accept-Language, Cookie",
)


def report_router(door: Door, reception: Reception) -> APIRouter:
    """For the browser that has the chat, and for no other: missing and not theirs look alike."""
    router = APIRouter(include_in_schema=False, route_class=spoken_errors(reception))

    @router.get("/chat/report/{number}.pdf")
    async def document(request: Request, number: str) -> Response:
        copy = await _own_copy(door, reception, request, number)
        if copy is None:
            return _no_copy(reception, request)
        device = await reception.find_device(request)
        pdf = await printed(copy, device.chat_id) if device else None
        if pdf is None:
            raise TooOften
        kept = {**HEADERS, "Content-Disposition": handed_out_as(f"{copy.say('file_name')}-{copy.number}.pdf")}
        return Response(pdf, media_type="application/pdf", headers=kept)

    @router.get("/chat/report/{number}.json")
    async def receipts(request: Request, number: str) -> Response:
        copy = await _own_copy(door, reception, request, number)
        if copy is None or copy.receipts is None:
            return _no_copy(reception, request)
        kept = {**HEADERS, "Content-Disposition": handed_out_as(copy.receipts.file_name)}
        return Response(copy.receipts.as_json(), media_type="application/json", headers=kept)

    @router.get("/chat/report/{number}")
    async def page(request: Request, number: str) -> Response:
        copy = await _own_copy(door, reception, request, number)
        if copy is None:
            return _no_copy(reception, request)
        device = await reception.find_device(request)
        again = {"Refresh": LOOKED_AT_AGAIN} if device and device.locks else {}  # once locked, it lies open no longer
        made_at = door.clock()
        return HTMLResponse(copy.voice.page("chat/report", copy=copy, made_at=made_at), headers={**HEADERS, **again})

    return router


async def _own_copy(door: Door, reception: Reception, request: Request, number: str) -> Copy | None:
    """A browser that is locked has none. Raises TooOften."""
    device = await reception.find_device(request)
    if device is None or not device.is_open(door.clock()):
        return None
    chat_id = device.chat_id
    reception.count(reception.presses, str(chat_id))
    caller = await look_up(door.database, reception.languages.bot_id, chat_id)
    try:
        return await own_copy(door, caller, number) if caller else None
    except (CaseNotFound, KeyLost):
        return None


def _no_copy(reception: Reception, request: Request) -> Response:
    page = reception.words.page("chat/report", reception.language(request), copy=None, made_at=None)
    return HTMLResponse(page, status_code=404, headers=HEADERS)
