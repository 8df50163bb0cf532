"""The ways into a chat and out of it on one browser: by the code, for a moment, for good."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from bot.webchat.doors import new_token, refuse_other_sites
from bot.webchat.newcomers import chat_of_code
from bot.webchat.reception import NO_STORE, Reception, body_of
from storage import web_chats
from storage.outgoing import close_shown
from storage.web_locks import LEFT, close_device


class Returning(BaseModel):
    code: str = Field(max_length=100)


class Leaving(BaseModel):
    """`at_once`: it is to be locked, and not only out of sight."""

    at_once: bool = False


def add_lock_routes(router: APIRouter, reception: Reception) -> None:
    @router.post("/chat/return")
    async def return_to_chat(request: Request) -> Response:
        """A return code makes this browser a device of that chat, and of no other; locked, it is open again."""
        refuse_other_sites(request, reception.public_url)
        returning = await body_of(request, Returning)
        old = reception.cookies.token(request)
        chat_id = await chat_of_code(reception, request, returning.code)
        token = await _new_device(reception, chat_id, old)
        reception.hang_up(old)
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
                await web_chats.forget_device(session, token)
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


async def _new_device(reception: Reception, chat_id: int, old_token: str | None) -> str:
    token = new_token()
    async with reception.transcript.database.writing() as session:
        if old_token:
            await web_chats.forget_device(session, old_token)
        await web_chats.add_device(session, chat_id, token, reception.clock())
    return token
