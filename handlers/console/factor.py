"""The second factor, on one page: proved by a browser that came in, set up and changed by whoever is in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import APIRoute
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from actions.hand import Hand
from actions.passkeys import Site, ask_to_prove, ask_to_set_up, prove_by_passkey, set_up_passkey
from actions.second_factor import offer_app, offered_app, prove, remove_factor, renew_codes, set_up_app
from cases.errors import CaseError
from cases.people import CaseNotFound, NotAllowed
from cases.second_factor import FactorNotValid, Owed, WaitFirst, app_address, said_recovery
from cases.verbs import Verb
from handlers.console.guard import FACTOR, Arrived, ArrivedForm, Here, MembersForm, SignedIn, find_arrival, said
from handlers.console.parts import Console, Page, Visitor, page
from handlers.said.browser import browser_name
from handlers.said.errors import error_words
from handlers.site import passkey_host
from storage.factors import factors_of
from templates.documents import qr_code

Asking = Callable[[Hand, str, Site | None], Awaitable[str]]
FACTOR_PAGE = Page("factor", Verb.READ)
REFUSED = (NotAllowed, CaseNotFound)


def factor_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/factor")(factor_page)
    router.post("/factor/prove")(prove_it)
    router.post("/factor/prove/ask")(ask_passkey)
    router.post("/factor/app")(add_app)
    router.post("/factor/passkey")(add_passkey)
    router.post("/factor/passkey/ask")(ask_new_passkey)
    router.post("/factor/codes")(new_codes)
    router.post("/factor/{factor_id}/remove")(remove)
    return router


async def factor_page(request: Request, console: Here, visitor: Arrived) -> Response:
    """What is still owed, or what there is."""
    return await _show(request, console, visitor)


async def prove_it(request: Request, console: Here, visitor: Arrived, form: ArrivedForm) -> Response:
    """By a code, or by what a passkey signed; then on, to where they were let in or what they came to change."""
    site, answer = _site(console, visitor), said(form, "answer")
    try:
        async with console.door.database.writing() as session:
            hand = console.door.hand(session, member=visitor.member)
            if answer:
                fits = await prove_by_passkey(hand, visitor.cookie, site, answer)
            else:
                fits = await prove(hand, visitor.cookie, said(form, "code"))
        if not fits:  # written down, so that the next one may have to wait
            raise FactorNotValid
    except CaseError as error:
        return await _refused(request, console, visitor, error)
    return RedirectResponse("/console" if visitor.owes else FACTOR, 303)


async def ask_passkey(console: Here, visitor: Arrived, _form: ArrivedForm) -> Response:
    """What one of their passkeys is to sign."""
    return await _asked(console, visitor, ask_to_prove)


async def ask_new_passkey(console: Here, visitor: Arrived, _form: ArrivedForm) -> Response:
    """What the browser makes one from."""
    return await _asked(console, visitor, ask_to_set_up)


async def add_app(request: Request, console: Here, visitor: Arrived, form: ArrivedForm) -> Response:
    try:
        async with console.door.database.writing() as session:
            hand = console.door.hand(session, member=visitor.member)
            codes = await set_up_app(hand, visitor.cookie, said(form, "sealed"), said(form, "code"))
    except CaseError as error:
        again = said(form, "sealed") if isinstance(error, FactorNotValid) else ""
        return await _refused(request, console, visitor, error, sealed=again, at="app")
    return await _added(request, console, visitor, codes)


async def add_passkey(request: Request, console: Here, visitor: Arrived, form: ArrivedForm) -> Response:
    site = _site(console, visitor)
    name = said(form, "name") or browser_name(request.headers.get("user-agent", ""))
    try:
        async with console.door.database.writing() as session:
            hand = console.door.hand(session, member=visitor.member)
            codes = await set_up_passkey(hand, visitor.cookie, site, said(form, "answer"), name)
    except CaseError as error:
        return await _refused(request, console, visitor, error, at="passkey")
    return await _added(request, console, visitor, codes)


async def new_codes(request: Request, console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    """Shown this once; only their hashes are kept."""
    try:
        async with console.door.database.writing() as session:
            codes = await renew_codes(console.door.hand(session, member=visitor.member), visitor.cookie)
    except CaseError as error:
        return await _refused(request, console, visitor, error)
    return await _added(request, console, visitor, codes)


async def remove(factor_id: UUID, request: Request, console: Here, visitor: SignedIn, _form: MembersForm) -> Response:
    try:
        async with console.door.database.writing() as session:
            await remove_factor(console.door.hand(session, member=visitor.member), visitor.cookie, factor_id)
    except CaseError as error:
        return await _refused(request, console, visitor, error)
    return RedirectResponse(FACTOR, 303)


async def _asked(console: Console, visitor: Visitor, ask: Asking) -> Response:
    """JSON for the page's script; where it cannot be, the words to show."""
    site = _site(console, visitor)
    try:
        async with console.door.database.writing() as session:
            asked = await ask(console.door.hand(session, member=visitor.member), visitor.cookie, site)
    except REFUSED:
        raise
    except CaseError as error:
        return JSONResponse({"words": error_words(visitor.voice, error, to="desk")}, _status(error))
    return Response(asked, media_type="application/json")


async def _added(request: Request, console: Console, visitor: Visitor, codes: list[str]) -> Response:
    if not codes:
        return RedirectResponse(FACTOR, 303)
    now = await find_arrival(console, visitor.cookie) or visitor
    return await _show(request, console, now, codes=[said_recovery(one) for one in codes])


async def _refused(
    request: Request, console: Console, visitor: Visitor, error: CaseError, *, sealed: str = "", at: str = "prove"
) -> Response:
    """The same page, with what was wrong. Raises what is none of this page's."""
    if isinstance(error, REFUSED):
        raise error
    return await _show(request, console, visitor, _status(error), sealed=sealed, trouble=_trouble(visitor, error, at))


def _trouble(visitor: Visitor, error: CaseError, at: str) -> dict[str, str]:
    """What was wrong, in words, and at which form."""
    return {"at": at, "words": error_words(visitor.voice, error, to="desk")}


def _status(error: CaseError) -> int:
    return 429 if isinstance(error, WaitFirst) else 422


async def _show(
    request: Request, console: Console, visitor: Visitor, status: int = 200, *, sealed: str = "", **facts: Any
) -> Response:
    """Who owes something sees that alone."""
    async with console.door.database.reading() as session:
        found = await factors_of(session, visitor.member.id, visitor.proved_at, console.door.clock())
        hand = console.door.hand(session, member=visitor.member)
        may_change = found.is_recent and visitor.owes is not Owed.PROOF
        offer = (offered_app(hand, sealed), sealed) if sealed else offer_app(hand)
    name = "factor_door" if visitor.owes else FACTOR_PAGE.name
    facts |= {"found": found, "may_change": may_change, "has_passkeys": _site(console, visitor) is not None}
    if may_change and not found.has_app:
        facts["app"] = _drawn(console, visitor, *offer)
    if found.waits_until:
        facts["trouble"] = _trouble(visitor, WaitFirst(found.waits_until), "prove")
    facts = {"trouble": None, "codes": [], "app": None, "named": _browser(request), "here": FACTOR, **facts}
    return page(console, visitor, name, status, **facts)


def _drawn(console: Console, visitor: Visitor, secret: str, sealed: str) -> dict[str, Any]:
    """What an app reads, and what a person types where it cannot: in fours."""
    address = app_address(secret, visitor.name, _unit(console, visitor))
    in_fours = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    drawn = Markup(qr_code(address))  # noqa: S704 - by us
    return {"drawn": drawn, "address": address, "secret": in_fours, "sealed": sealed}


def _site(console: Console, visitor: Visitor) -> Site | None:
    found = passkey_host(console.door.address)
    return Site(*found, name=_unit(console, visitor)) if found else None


def _unit(console: Console, visitor: Visitor) -> str:
    return console.door.words.common.get("unit_name") or visitor.voice.say("console.name")


def _browser(request: Request) -> str:
    return browser_name(request.headers.get("user-agent", ""))
