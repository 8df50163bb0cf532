"""Who may come in: the session behind the cookie, the proof that a form is ours, and one answer for everybody else."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Annotated, Any

from fastapi import Depends
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from sqlalchemy.exc import IntegrityError
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from actions.signing_in import SESSION_FOR, note_use, wants_note
from cases.errors import CaseError
from cases.people import CaseNotFound, NotAllowed
from cases.second_factor import HalfIn
from handlers.console.parts import Console, Visitor, open_page, page, wants_part
from handlers.cookies import Cookie
from handlers.door import Voice
from handlers.last_words import log_failure
from handlers.outside import printable, read_number
from handlers.site import is_ours, of_pages
from storage.database import AWAY, points_nowhere
from storage.factors import owed_by
from storage.files import FileMissing
from storage.keys import KeyLost, ValueChanged, token_hash
from storage.team import name_of, session_member

SESSION = Cookie("gc_console", "/console")
FACTOR = "/console/factor"  # where the second factor is proved, and set up
LARGEST_FORM = 256 * 1024  # a hundred thousand bytes of Chinese, as a form spells them, and more
BY_ITSELF = frozenset({"events", "alarms", "live", "presence"})  # the last word of an address
LISTS = frozenset({"queue", "board"})  # what asks anew at every news of them (its id)
FORM_ID = re.compile(r"[\w-]{16,40}")

HEADERS = of_pages(
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'", "HX-Request"
)


class SignedOut(CaseError):
    """Nobody is signed in with this cookie."""


class ForgedForm(CaseError):
    """The form did not come from a page of this console."""


REFUSALS: dict[type[Exception], tuple[int, str]] = {
    ForgedForm: (403, "forged_form"),
    NotAllowed: (404, "not_found"),  # as what does not exist: nothing is learned from the difference
    CaseNotFound: (404, "not_found"),
    FileMissing: (404, "file_missing"),
    RequestValidationError: (404, "not_found"),
    KeyLost: (410, "forgotten"),
    ValueChanged: (410, "changed"),
    **dict.fromkeys(AWAY, (503, "away")),
}


def guarded_route(console: Console) -> type[APIRoute]:
    """The route class of every page here: it hands on the parts, answers refusals in words, and sets the headers."""

    class GuardedRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def guarded(request: Request) -> Response:
                request.state.console = console
                try:
                    response = await handle(request)
                except SignedOut:
                    response = _signed_out(console, request)
                except HalfIn:
                    response = _half_in(console, request)
                except tuple(REFUSALS) as error:
                    response = refuse(console, request, *REFUSALS[type(error)])
                except HTTPException as error:  # a form that cannot be read, or one too large
                    response = refuse(console, request, error.status_code, "forged_form")
                except ClientDisconnect:
                    raise
                except Exception as error:  # noqa: BLE001 - the last one at this door
                    response = _last(console, request, error)
                return _finished(console, request, response)

            return guarded

    return GuardedRoute


def _finished(console: Console, request: Request, response: Response) -> Response:
    """With the headers of every page, and a cookie of a version before replaced."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if moved := getattr(request.state, "moved", None):
        keep_session(response, console, moved)
    return response


def _last(console: Console, request: Request, error: Exception) -> Response:
    """What no door foresaw, in words on a page of the console; htmx leaves what was typed where it stands."""
    if isinstance(error, IntegrityError) and points_nowhere(error):
        return refuse(console, request, *REFUSALS[CaseNotFound])  # it was destroyed meanwhile
    log_failure(request, error)
    return refuse(console, request, 500, "broken")


def refuse(console: Console, request: Request, status: int, reason: str) -> Response:
    """A page that says what is not possible; its words are console.refused.<reason>."""
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    facts = {"reason": reason, "is_part": wants_part(request)}
    return (
        page(console, visitor, "refused", status, **facts)
        if visitor
        else open_page(console, request, "refused", status, **facts)
    )


def _signed_out(console: Console, request: Request) -> Response:
    """One neutral page, whatever was asked for; a part of a page cannot show it, so htmx is sent there."""
    response = open_page(console, request, "signed_out", 401)
    if wants_part(request):
        response.headers["HX-Redirect"] = "/console"
    return response


def _half_in(console: Console, request: Request) -> Response:
    """One answer, whatever was asked for; whoever opens a page is led to where the rest is proved."""
    if request.method == "GET" and not wants_part(request) and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(FACTOR, 303)
    response = open_page(console, request, "refused", 401, reason="half_in")
    if wants_part(request):
        response.headers["HX-Redirect"] = FACTOR
    return response


async def console_of(request: Request) -> Console:
    console: Console = request.state.console
    return console


Here = Annotated[Console, Depends(console_of)]


async def arrival_of(request: Request, console: Here) -> Visitor:
    """Who came in by a link or a code, whatever they still owe. Raises SignedOut; who was revoked is out at once."""
    visitor = await _find_here(request, console)
    if visitor is None:
        raise SignedOut
    return visitor


Arrived = Annotated[Visitor, Depends(arrival_of)]


async def visitor_of(request: Request, console: Here) -> Visitor:
    """Who is signed in, and owes nothing. Raises SignedOut and HalfIn."""
    visitor = await arrival_of(request, console)
    if visitor.owes:
        raise HalfIn
    request.state.visitor = visitor
    if visitor.wants_note and not asks_by_itself(request):
        with suppress(*AWAY):  # to read is possible without
            async with console.door.database.writing() as session:
                await note_use(session, token_hash(visitor.cookie), console.door.clock())
    return visitor


async def _find_here(request: Request, console: Console) -> Visitor | None:
    """By the cookie; one of a version before is good for a session of a version before, and replaced."""
    secure = console.is_https
    if cookie := SESSION.read(request, secure=secure):
        return await find_arrival(console, cookie)
    earlier = SESSION.read_earlier(request, secure=secure)
    visitor = await find_arrival(console, earlier, only_earlier=True) if earlier else None
    request.state.moved = earlier if visitor else None
    return visitor


def keep_session(response: Response, console: Console, cookie: str) -> None:
    SESSION.give(response, cookie, int(SESSION_FOR.total_seconds()), secure=console.is_https)


def asks_by_itself(request: Request) -> bool:
    """An open page asks so without anybody at it: it keeps nobody signed in."""
    last = request.url.path.rpartition("/")[2]
    return last in BY_ITSELF or request.headers.get("hx-trigger") in LISTS


SignedIn = Annotated[Visitor, Depends(visitor_of)]


async def find_visitor(console: Console, cookie: str) -> Visitor | None:
    """The member behind this cookie, while the session lasts and owes nothing."""
    found = await find_arrival(console, cookie)
    return None if found is None or found.owes else found


async def find_arrival(console: Console, cookie: str, *, only_earlier: bool = False) -> Visitor | None:
    """The same, whatever it still owes; `only_earlier`, if a version before opened it."""
    door, since = console.door, console.live.place()
    async with door.database.reading() as session:
        found = await session_member(session, token_hash(cookie)) if cookie else None
        if found is None or found[0].expires_at <= door.clock() or (only_earlier and found[0].sealed_from):
            return None
        opened, member = found
        return Visitor(
            member,
            name_of(session, member),
            cookie,
            _csrf(console, cookie),
            Voice(door, member.language or door.language),
            since,
            await owed_by(session, opened, member),
            opened.proved_at,
            wants_note(opened, door.clock()),
        )


async def own_form(request: Request, console: Here) -> FormData:
    """A form of one of our pages, before anybody is signed in. Raises ForgedForm."""
    size = read_number(request.headers.get("content-length", ""), most=LARGEST_FORM)
    if size is None or not is_ours(request, console.door.address):
        raise ForgedForm
    async with request.form() as form:  # a file where none is asked for is let go at once
        return form


async def members_form(request: Request, console: Here, visitor: SignedIn) -> FormData:
    """A form of this member's own session. Raises SignedOut and ForgedForm."""
    form = await own_form(request, console)
    check_token(request.headers.get("x-csrf") or form.get("csrf"), visitor)
    return form


async def arrivals_form(request: Request, console: Here, visitor: Arrived) -> FormData:
    """The same of a browser that may still owe something."""
    return await members_form(request, console, visitor)


def check_token(token: object, visitor: Visitor) -> None:
    """Raises ForgedForm for what no form of this member's session carries."""
    if not isinstance(token, str) or not hmac.compare_digest(token.encode(), visitor.csrf.encode()):
        raise ForgedForm


def check_upload(request: Request, console: Console, visitor: Visitor) -> None:
    """A file as the body of a request of this member's own page. Raises ForgedForm."""
    if not is_ours(request, console.door.address):
        raise ForgedForm
    check_token(request.headers.get("x-csrf"), visitor)


OwnForm = Annotated[FormData, Depends(own_form)]
MembersForm = Annotated[FormData, Depends(members_form)]
ArrivedForm = Annotated[FormData, Depends(arrivals_form)]


def said(form: FormData, name: str) -> str:
    """A text field of a form; an upload in its place counts as nothing."""
    value = form.get(name)
    return printable(value) if isinstance(value, str) else ""


def said_all(form: FormData, name: str, most: int) -> tuple[str, ...]:
    """What a form says under one name several times, up to so many."""
    return tuple(printable(one) for one in form.getlist(name)[:most] if isinstance(one, str))


def form_source(form: FormData) -> str | None:
    """The id made with the form: sending the form again carries the same one."""
    form_id = said(form, "form_id")
    return f"console:{form_id}" if FORM_ID.fullmatch(form_id) else None


def _csrf(console: Console, cookie: str) -> str:
    return hmac.new(console.door.keys.derive("console forms"), cookie.encode(), "sha256").hexdigest()
