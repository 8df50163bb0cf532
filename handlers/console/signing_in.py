"""Coming in by a one-time link, choosing a language, going out."""

from __future__ import annotations

import re
from contextlib import suppress

import structlog
from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from actions.signing_in import ComesFrom, LinkNotValid, is_good_link, sign_in, sign_out
from actions.team import set_member_language
from handlers.console.guard import (
    SESSION,
    Arrived,
    ArrivedForm,
    Here,
    MembersForm,
    OwnForm,
    SignedIn,
    keep_session,
    said,
)
from handlers.console.parts import Console, open_page
from handlers.said.browser import address_name, browser_name
from handlers.site import address_of
from templates.rendering import LANGUAGES

log = structlog.get_logger()
# What may lie in a browser that is somebody else's in an hour; not the cookies, among which is a chat of this address
CLEAR = '"cache", "storage"'
CODE_OF_LINK = re.compile(r"[\w-]{8,64}")


def signing_in_router(route: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/console", route_class=route)
    router.get("/login")(ask_to_sign_in)
    router.post("/login")(use_code)
    router.get("/login/{token}")(ask_to_use_link)
    router.post("/login/{token}")(use_link)
    router.post("/logout")(leave)
    router.post("/language")(choose_language)
    return router


def comes_from(request: Request) -> ComesFrom:
    browser = browser_name(request.headers.get("user-agent", ""))
    return ComesFrom(browser[:80], address_name(address_of(request))[:64])


async def ask_to_sign_in(request: Request, console: Here) -> Response:
    """What signs in stands behind the # of the link, which no server is told: a script puts it into the form.

    A person presses: a page that signs in by itself could be made to sign somebody in as somebody else.
    """
    return open_page(console, request, "login", token=None)


async def use_code(request: Request, console: Here, form: OwnForm) -> Response:
    """The same, typed or pasted; the whole link will do."""
    found = CODE_OF_LINK.findall(re.split(r"[#/]", said(form, "code").strip())[-1])
    return await _use(request, console, found[0] if found else "")


async def ask_to_use_link(request: Request, token: str, console: Here) -> Response:
    """A link of a version before. Chat programs fetch it to show a preview, and that must not use it up."""
    return open_page(console, request, "login", token=token)


async def use_link(request: Request, token: str, console: Here, _form: OwnForm) -> Response:
    return await _use(request, console, token)


async def _use(request: Request, console: Console, token: str) -> Response:
    """Sign in on this device. Unknown, used and too old are answered alike, and nothing is written for them."""
    cookie = await _used(request, console, token)
    if cookie is None:
        log.warning("sign-in link not valid")  # how often, the log counts
        return open_page(console, request, "refused", 410, reason="link_not_valid")
    return signed_in(console, cookie)


async def _used(request: Request, console: Console, token: str) -> str | None:
    """The cookie for the link, if it is good."""
    async with console.door.database.reading() as session:
        if not await is_good_link(session, token, console.door.clock()):
            return None
    with suppress(LinkNotValid):  # used by somebody else at this moment
        async with console.door.database.writing() as session:
            return await sign_in(session, token, console.door.clock(), comes_from(request))
    return None


def signed_in(console: Console, cookie: str) -> Response:
    """On to the console, in this browser."""
    response = RedirectResponse("/console", 303)
    keep_session(response, console, cookie)
    return response


async def leave(console: Here, visitor: Arrived, _form: ArrivedForm) -> Response:
    async with console.door.database.writing() as session:
        await sign_out(session, visitor.cookie)
    return signed_out(console)


def signed_out(console: Console) -> Response:
    """This browser keeps nothing of it."""
    response = RedirectResponse("/console", 303, headers={"Clear-Site-Data": CLEAR})
    SESSION.take_back(response, secure=console.is_https)
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
