"""The web chat over HTTP: the page, and the few requests it makes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from bot.webchat import limits
from bot.webchat.content import for_page
from bot.webchat.desk import signed_in
from bot.webchat.doors import (
    BadRequest,
    NoChat,
    NotAccepted,
    NothingSaid,
    TextTooLong,
    WorkNeeded,
    new_token,
    refuse_other_sites,
)
from bot.webchat.events import EventStream
from bot.webchat.file_routes import file_router
from bot.webchat.lock_routes import add_lock_routes
from bot.webchat.newcomers import new_chat
from bot.webchat.own_chat import add_own_chat_routes, back_to, set_aside
from bot.webchat.page import page_router
from bot.webchat.reception import NO_STORE, Reception, body_of
from bot.webchat.sight import as_its_member_may
from cases.errors import CaseError
from cases.room import FilesWait, NoMoreWords, NoRoomLeft, ReportFirst, TooManyWords, TooMuchToday
from handlers.chat import utf16
from handlers.door import brought
from handlers.last_words import last_words
from handlers.outside import read_number
from handlers.site import take_in
from storage.arrivals import mark_seen
from storage.files import FileTooLarge

log = structlog.get_logger()
START_PAYLOAD = r"^[A-Za-z0-9_-]{0,64}$"  # as in Telegram's deep links
STATUS: Mapping[type[CaseError], int] = {
    FileTooLarge: 413,
    NoRoomLeft: 413,
    ReportFirst: 413,
    TooMuchToday: 429,
    TooManyWords: 429,
    NoMoreWords: 429,
    FilesWait: 507,
}
CLIENT_ID = r"^[A-Za-z0-9_-]{8,40}$"


class Opening(BaseModel):
    start: str = Field("", pattern=START_PAYLOAD)


class Said(BaseModel):
    client_id: str = Field(pattern=CLIENT_ID)
    text: str


class Pressed(BaseModel):
    message_id: int = Field(ge=1, lt=2**31)
    button: str = Field(max_length=12)
    brought: str = Field("", max_length=2048)


class OnScreen(BaseModel):
    messages: list[Annotated[int, Field(ge=1, lt=2**31)]] = Field(min_length=1, max_length=limits.SEEN_AT_ONCE)


def chat_router(reception: Reception) -> APIRouter:
    """Everything under / and /chat."""
    router = APIRouter(include_in_schema=False, route_class=spoken_errors(reception))
    _opening_routes(router, reception)
    add_lock_routes(router, reception)
    add_own_chat_routes(router, reception)
    _talking_routes(router, reception)
    _reading_routes(router, reception)
    take_in(router, *(make(reception, spoken_errors(reception)) for make in (page_router, file_router)))
    return router


def _opening_routes(router: APIRouter, reception: Reception) -> None:
    @router.post("/chat/open")
    async def open_chat(request: Request) -> Response:
        """The page was opened: the chat is made now, so that a crawler that runs no script makes none."""
        refuse_other_sites(request, reception.public_url)
        opening = await body_of(request, Opening)
        device, token = await reception.find_device(request), reception.cookies.token(request)
        if device is None and (before := await set_aside(reception, request)):
            return back_to(reception, *before)  # the member's chat it had meanwhile is over
        if device is None or token is None:
            chat_id, token = await new_chat(reception, request)
            await _start(reception, request, chat_id, opening.start)
        else:
            chat_id = (await reception.device(request)).chat_id
            await reception.note_seen(request, device)
            if opening.start:
                reception.count(reception.messages, str(chat_id))  # it is said in the chat, like any other
                await _start(reception, request, chat_id, opening.start)
        response = JSONResponse({"chat": reception.tag(chat_id)}, headers=NO_STORE)
        reception.cookies.give(response, token)
        return response


def _talking_routes(router: APIRouter, reception: Reception) -> None:
    @router.post("/chat/say")
    async def say(request: Request) -> Response:
        chat_id = await reception.chat_to_change(request, reception.messages)
        said = await body_of(request, Said)
        text = said.text.strip()
        if not text:
            raise NothingSaid
        if utf16(text) > limits.TEXT:
            raise TextTooLong
        language = reception.language(request)
        entry = await reception.updates.say(
            chat_id, text, client_id=said.client_id, language=language, device=reception.mark(request)
        )
        return JSONResponse(for_page(entry.row, entry.content), headers=NO_STORE)

    @router.post("/chat/press")
    async def press(request: Request) -> Response:
        """Answers when the handler has answered: its toast goes to the tab that pressed, and to no other."""
        chat_id = await reception.chat_to_change(request, reception.presses)
        pressed = await body_of(request, Pressed)
        brought.set(pressed.brought)
        answer = await reception.updates.press(
            chat_id,
            pressed.message_id,
            pressed.button,
            language=reception.language(request),
            device=reception.mark(request),
        )
        return JSONResponse({"toast": answer.text, "alert": answer.alert, "url": answer.url}, headers=NO_STORE)


def _reading_routes(router: APIRouter, reception: Reception) -> None:
    @router.get("/chat/history")
    async def history(request: Request, before: Annotated[int | None, Query(ge=1, lt=2**31)] = None) -> Response:
        device = await reception.device(request)
        chat_id, database = device.chat_id, reception.transcript.database
        entries, event_id = await reception.transcript.latest(chat_id, before, limits.HISTORY_PAGE + 1)
        shown = await as_its_member_may(database, device.member_id, entries[-limits.HISTORY_PAGE :])
        facts = {
            "messages": [for_page(one.row, one.content) for one in shown if one.is_shown],
            "more": len(entries) > len(shown),
            "oldest": shown[0].message_id if shown else None,
            "event": event_id,
            "chat": reception.tag(chat_id),
            "top": reception.tops.lines(await reception.tops.look(chat_id), reception.language(request)),
            "desk": await signed_in(reception, chat_id, reception.language(request)),
            "before": device.member_id is not None and await set_aside(reception, request) is not None,
        }
        return JSONResponse(facts, headers=NO_STORE)

    @router.post("/chat/seen")
    async def seen(request: Request) -> Response:
        """These messages were on the screen. Of a chat that locks nothing is written down: anybody may hold it."""
        refuse_other_sites(request, reception.public_url)
        device = await reception.device(request)
        reception.count(reception.sights, str(device.chat_id))
        on_screen = await body_of(request, OnScreen)
        if not device.locks:
            database, bot_id = reception.transcript.database, reception.languages.bot_id
            await mark_seen(database, bot_id, device.chat_id, on_screen.messages, reception.clock())
        return JSONResponse({}, headers=NO_STORE)

    @router.get("/chat/events")
    async def events(
        request: Request,
        after: Annotated[int, Query(ge=0, lt=2**62)] = 0,
        chat: str | None = None,
        language: str | None = None,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> Response:
        """`chat` is the tag the page was given: a browser that has meanwhile gone to another chat gets no mixture.

        `language` is the one the page is in; it is told when the chat speaks another.
        """
        device = await reception.device(request)
        if chat is not None and chat != reception.tag(device.chat_id):
            raise NoChat
        seen = read_number(last_event_id or "")
        known = after if seen is None else seen
        return EventStream(reception, request, device, known, language)


def spoken_errors(reception: Reception) -> type[APIRoute]:
    """A route that turns our refusals into {"error": words in the person's language}."""

    class SpokenErrors(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer = super().get_route_handler()

            async def answer_or_explain(request: Request) -> Response:
                try:
                    return await answer(request)
                except CaseError as error:
                    return _explained(reception, request, error)
                except RequestValidationError:
                    return _explained(reception, request, BadRequest())
                except (HTTPException, ClientDisconnect):
                    raise
                except Exception as error:  # noqa: BLE001 - the last one at this door
                    language = reception.language(request)
                    return last_words(reception.words, request, language, error, script=True)

            return answer_or_explain

    return SpokenErrors


def _explained(reception: Reception, request: Request, error: CaseError) -> Response:
    path, language = f"errors.page.{error.code}", reception.language(request)
    if not reception.words.has(path):
        log.warning("refused without words of its own", error=error.code)
        path = "errors.not_possible"
    limit = getattr(error, "limit", None)
    facts = {"megabytes": limit // 1024**2} if limit else {}
    status = error.status if isinstance(error, NotAccepted) else STATUS.get(type(error), 400)
    work = {"work": error.riddle} if isinstance(error, WorkNeeded) else {}
    said = {"error": reception.words.text(path, language, **facts), **work}
    return JSONResponse(said, status, headers=NO_STORE)


async def _start(reception: Reception, request: Request, chat_id: int, payload: str) -> None:
    text = f"/start {payload}".strip()
    language = reception.language(request)
    await reception.updates.say(chat_id, text, client_id=new_token()[:40], language=language, hidden=True)
