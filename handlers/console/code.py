"""Coming in by a short code: this browser shows it, its officer types it in their chat, and it is signed in.

Made by a press, never by looking at a page: whoever fetches pages makes none.
"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from actions.sign_in_code import check_address, is_confirmed, offer_code, sign_in_by_code
from cases.sign_in_code import LASTS, CodeNotValid, TooManyCodes, said_code
from handlers.console.guard import Here, OwnForm
from handlers.console.parts import Console, open_page
from handlers.console.signing_in import comes_from, signed_in
from handlers.cookies import Cookie
from handlers.said.browser import browser_name
from handlers.site import address_of

PATH = "/console/code"
CODE = Cookie("gc_code", PATH, "strict")


def code_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.post("/code")(ask_for_code)
    router.get("/code")(wait_or_come_in)
    router.get("/code/state")(state)
    return router


async def ask_for_code(request: Request, console: Here, _form: OwnForm) -> Response:
    """Shown at once, and again by this browser alone for as long as it lasts."""
    browser, address = browser_name(request.headers.get("user-agent", "")), address_of(request)
    try:
        async with console.door.database.reading() as session:
            await check_address(session, address, console.door.clock())
        async with console.door.database.writing() as session:
            offered = await offer_code(session, browser, address, console.door.clock())
    except TooManyCodes:
        return open_page(console, request, "refused", 429, reason="too_many_codes")
    response = RedirectResponse(PATH, 303)
    _keep(response, console, f"{offered.code}.{offered.browser}", int(LASTS.total_seconds()))
    return response


async def wait_or_come_in(request: Request, console: Here) -> Response:
    """The code, until its officer has said that this browser is theirs; then the console."""
    code, browser = _kept(request, console)
    try:
        async with console.door.database.reading() as session:
            is_theirs = await is_confirmed(session, browser, console.door.clock())
        if not is_theirs:
            return open_page(console, request, "code", code=said_code(code))
        async with console.door.database.writing() as session:
            cookie = await sign_in_by_code(console.door.hand(session), browser, comes_from(request))
    except CodeNotValid:
        return _let_go(open_page(console, request, "refused", 410, reason="code_over"), console)
    return _let_go(signed_in(console, cookie), console)


async def state(request: Request, console: Here) -> Response:
    """For the page's script: 204 while it waits, 205 when there is something else to see."""
    try:
        async with console.door.database.reading() as session:
            changed = await is_confirmed(session, _kept(request, console)[1], console.door.clock())
    except CodeNotValid:
        changed = True
    return Response(status_code=205 if changed else 204)


def _let_go(response: Response, console: Console) -> Response:
    _keep(response, console, "", 0)
    return response


def _kept(request: Request, console: Console) -> tuple[str, str]:
    code, _, browser = CODE.read(request, secure=console.is_https).partition(".")
    return code, browser


def _keep(response: Response, console: Console, kept: str, seconds: int) -> None:
    CODE.give(response, kept, seconds, secure=console.is_https)
