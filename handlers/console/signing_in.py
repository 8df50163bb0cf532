"""Coming in by a one-time link, choosing a language, going out."""

from __future__ import annotations

from contextlib import suppress

import structlog
from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from actions.team import SESSION_FOR, LinkNotValid, is_good_link, set_member_language, sign_in, sign_out
from handlers.console.guard import COOKIE, Arrived, ArrivedForm, Here, MembersForm, OwnForm, SignedIn, said
from handlers.console.parts import Console, open_page
from templates.rendering import LANGUAGES

log = structlog.get_logger()


def signing_in_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/login/{token}")(ask_to_sign_in)
    router.post("/login/{token}")(use_link)
    router.post("/logout")(leave)
    router.post("/language")(choose_language)
    return router


async def ask_to_sign_in(request: Request, token: str, console: Here) -> Response:
    """A question and a button: chat programs fetch links to show a preview, and that must not use the link up."""
    return open_page(console, request, "login", token=token)


async def use_link(request: Request, token: str, console: Here, _form: OwnForm) -> Response:
    """Sign in on this device. Unknown, used and too old are answered alike, and nothing is written for them."""
    cookie = await _used(console, token)
    if cookie is None:
        log.warning("sign-in link not valid")  # how often, the log counts
        return open_page(console, request, "refused", 410, reason="link_not_valid")
    return signed_in(console, cookie)


async def _used(console: Console, token: str) -> str | None:
    """The cookie for the link, if it is good."""
    async with console.door.database.reading() as session:
        if not await is_good_link(session, token, console.door.clock()):
            return None
    with suppress(LinkNotValid):  # used by somebody else at this moment
        async with console.door.database.writing() as session:
            return (await sign_in(session, token, console.door.clock()))[0]
    return None


def signed_in(console: Console, cookie: str) -> Response:
    """On to the console, in this browser."""
    response = RedirectResponse("/console", 303)
    _set_cookie(response, console, cookie, int(SESSION_FOR.total_seconds()))
    return response


async def leave(console: Here, visitor: Arrived, _form: ArrivedForm) -> Response:
    async with console.door.database.writing() as session:
        await sign_out(session, visitor.cookie)
    response = RedirectResponse("/console", 303)
    _set_cookie(response, console, "", 0)
    return response


async def choose_language(console: Here, visitor: SignedIn, form: MembersForm) -> Response:
    """Remember the language and come back to the same page."""
    if (language := said(form, "language")) in LANGUAGES:
        async with console.door.database.writing() as session:
            await set_member_language(session, visitor.member.id, language)
    back = said(form, "back")
    return RedirectResponse(back if _is_page_of_ours(back) else "/console", 303)


def _is_page_of_ours(path: str) -> bool:
    return path == "/console" or path.startswith(("/console/", "/console?"))


def _set_cookie(response: Response, console: Console, cookie: str, seconds: int) -> None:
    response.set_cookie(
        COOKIE, cookie, max_age=seconds, path="/console", secure=console.is_https, httponly=True, samesite="lax"
    )
