"""The ways into a chat and out of it on one browser: by the code, for a moment, for good."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from bot.webchat.doors import CodeUnknown, new_token, refuse_other_sites
from bot.webchat.newcomers import chat_of_code
from bot.webchat.reception import NO_STORE, Reception, body_of
from handlers.said.browser import browser_label
from storage import web_chats
from storage.lying_open import close_shown
from storage.web_devices import add_device, forget_device, mark_of_token, own_device
from storage.web_locks import LEFT, close_device

ARRIVED = "/arrived"  # what a browser that came in by a code has said of itself (handlers/reporter/devices.py)


class Returning(BaseModel):
    code: str = Field(max_length=100)


class Leaving(BaseModel):
    """`at_once`: it is to be locked, and not only out of sight."""

    at_once: bool = False


def add_lock_routes(router: APIRouter, reception: Reception) -> None:
    @router.post("/chat/return")
    async def return_to_chat(request: Request) -> Response:
        """A return code makes this browser a device of that chat, and of no other; locked, it is open again.

        Opening the lock of this browser is no use of the code; coming in with it is, and is told in the chat.
        """
        refuse_other_sites(request, reception.public_url)
        returning = await body_of(request, Returning)
        old = reception.cookies.token(request)
        token, chat_id, is_new = await _new_device(reception, request, returning.code)
        reception.hang_up(old)
        if is_new:
            await reception.updates.say(
                chat_id, ARRIVED, client_id=new_token()[:40], hidden=True, device=mark_of_token(token)
            )
        response = JSONResponse({"chat": reception.tag(chat_id)}, headers=NO_STORE)
        reception.cookies.give(response, token)
        return response

    @router.post("/chat/leave")
    async def leave(request: Request) -> Response:
        """Forget this browser, on a phone that others use; the chat stays for those with its code."""
        refuse_other_sites(request, reception.public_url)
        _count(reception, request)
        if token := reception.cookies.token(request):
            async with reception.transcript.database.writing() as session:
                await forget_device(session, token)
            reception.hang_up(token)
        response = JSONResponse({}, headers={**NO_STORE, "Clear-Site-Data": '"cache", "storage"'})
        reception.cookies.take_back(response)
        return response

    @router.post("/chat/away")
    async def away(request: Request) -> Response:
        """The page of a chat that locks is out of sight, or to be locked at once; elsewhere it changes nothing."""
        refuse_other_sites(request, reception.public_url)
        _count(reception, request)
        leaving = await body_of(request, Leaving)
        device, token = await reception.find_device(request), reception.cookies.token(request)
        if device is not None and token is not None and device.locks:
            now = reception.clock()
            async with reception.transcript.database.writing() as session:
                await close_device(session, token, now if leaving.at_once else now + LEFT)
                await close_shown(session, reception.languages.bot_id, device.chat_id, now)
            if leaving.at_once:
                reception.hang_up(token)
        return JSONResponse({}, headers=NO_STORE)

    @router.post("/chat/here")
    async def here(request: Request) -> Response:
        """Somebody is at the open page: it stays open. Raises Locked."""
        refuse_other_sites(request, reception.public_url)
        await reception.keep_open(request, await reception.device(request))
        return JSONResponse({}, headers=NO_STORE)


def _count(reception: Reception, request: Request) -> None:
    """By browser: one that goes without end keeps no other from locking. Raises TooOften."""
    reception.count(reception.goings, reception.cookies.token(request) or reception.address(request))


async def _new_device(reception: Reception, request: Request, code: str) -> tuple[str, int, bool]:
    """The token of this browser from now on, its chat, and whether it has come in and was not there before.

    Raises what `chat_of_code` does.
    """
    token, now = new_token(), reception.clock()
    before, label = reception.cookies.token(request), browser_label(request.headers.get("user-agent", ""))
    found = await chat_of_code(reception, request, code)  # first: who guesses takes nobody's turn to write
    async with reception.transcript.database.writing() as session:
        old = await own_device(session, before) if before else None
        is_here = old is not None and old.chat_id == found
        chat_id = old.chat_id if old and is_here else await web_chats.use_return_code(session, code)
        if chat_id is None:
            raise CodeUnknown
        here = old if is_here else None
        if here and await web_chats.chat_of_code(session, code) == chat_id:
            here.used_code = None  # they have the newest
        if before:
            await forget_device(session, before)
        await add_device(session, chat_id, token, now, label, instead_of=here, by_code=not is_here)
    return token, chat_id, not is_here
