"""A member's own web chat, opened again from the console: no return code opens it, and a browser is good for hours.

A browser with a chat of its own keeps that beside it, and goes back to it at a press, or when the member's is over.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.signing_in import LinkNotValid, is_good_link, use_link
from bot.webchat.doors import LinkGone, NoChat, new_token, refuse_other_sites
from bot.webchat.reception import NO_STORE, Reception
from handlers.cookies import OWN_CHAT
from handlers.said.browser import browser_label
from storage.conversations import begin_conversation, web_chat_of
from storage.tables import Channel, Member
from storage.web_chats import add_chat
from storage.web_devices import Device, add_device, forget_device


def add_own_chat_routes(router: APIRouter, reception: Reception) -> None:
    @router.post("/chat/own")
    async def own(request: Request) -> Response:
        """The chat of the member who pressed in the console of this browser. Raises LinkGone for everybody else."""
        refuse_other_sites(request, reception.public_url)
        link = OWN_CHAT.read(request, secure=reception.cookies.secure)
        before, device = reception.cookies.token(request), await reception.find_device(request)
        chat_id, token = await _open(reception, request, link, before if device and device.member_id else None)
        response = JSONResponse({"chat": reception.tag(chat_id)}, headers=NO_STORE)
        reception.cookies.give(response, token)
        if before and device and device.member_id is None:
            reception.cookies.set_aside(response, before)
        OWN_CHAT.take_back(response, secure=reception.cookies.secure)
        return response

    @router.post("/chat/back")
    async def back(request: Request) -> Response:
        """From a member's chat to the one this browser had before. Raises NoChat."""
        refuse_other_sites(request, reception.public_url)
        found, here = await set_aside(reception, request), await reception.find_device(request)
        if found is None:
            raise NoChat
        if here and here.member_id and (token := reception.cookies.token(request)):
            async with reception.transcript.database.writing() as session:
                await forget_device(session, token)
            reception.hang_up(token)
        return back_to(reception, *found)


async def set_aside(reception: Reception, request: Request) -> tuple[Device, str] | None:
    """The browser's chat from before, while it can be opened."""
    token = reception.cookies.aside(request)
    device = await reception.device_with(token)
    return (device, token) if device and token else None


def back_to(reception: Reception, device: Device, token: str) -> Response:
    response = JSONResponse({"chat": reception.tag(device.chat_id)}, headers=NO_STORE)
    reception.cookies.give(response, token)
    reception.cookies.drop_aside(response)
    return response


async def _open(reception: Reception, request: Request, link: str, before: str | None) -> tuple[int, str]:
    """The chat of the member whose link it is, and the token by which this browser opens it instead of `before`."""
    token, now = new_token(), reception.clock()
    async with reception.transcript.database.reading() as session:  # who guesses takes nobody's turn to write
        if not link or not await is_good_link(session, link, now):
            raise LinkGone
    try:
        async with reception.transcript.database.writing() as session:
            member = await use_link(session, link, now)
            chat_id = await web_chat_of(session, member) or await _begin(session, reception, member)
            if before:
                await forget_device(session, before)
            await add_device(session, chat_id, token, now, browser_label(request.headers.get("user-agent", "")))
    except LinkNotValid as error:
        raise LinkGone from error
    reception.hang_up(reception.cookies.token(request))
    await reception.updates.say(chat_id, "/start", client_id=new_token()[:40], hidden=True)
    return chat_id, token


async def _begin(session: AsyncSession, reception: Reception, member: Member) -> int:
    """Their first one on the web."""
    now, bot_id = reception.clock(), reception.languages.bot_id
    chat = await add_chat(session, now)
    conversation = await begin_conversation(session, bot_id, chat.chat_id, Channel.WEB, now)
    conversation.member_id = member.id
    return chat.chat_id
