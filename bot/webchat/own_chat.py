"""A member's own web chat, opened again from the console: no return code opens it, and a browser is good for hours."""

from __future__ import annotations

import re

from fastapi import Request
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.signing_in import LinkNotValid, is_good_link, use_link
from bot.webchat.doors import LinkGone, new_token
from bot.webchat.reception import Reception
from handlers.said.browser import browser_label
from storage.conversations import begin_conversation, web_chat_of
from storage.tables import Channel, Member
from storage.web_chats import add_chat
from storage.web_devices import add_device, forget_device

OWN_CHAT = re.compile(r"chat-([A-Za-z0-9_-]{20,50})")  # the word of the link that the console makes


async def open_own_chat(reception: Reception, request: Request, link: str) -> tuple[int, str]:
    """The chat of the member who signed in to the console, and the token by which this browser opens it.

    Raises LinkGone.
    """
    token, now, before = new_token(), reception.clock(), reception.cookies.token(request)
    async with reception.transcript.database.reading() as session:  # who guesses takes nobody's turn to write
        if not await is_good_link(session, link, now):
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
    reception.hang_up(before)
    await reception.updates.say(chat_id, "/start", client_id=new_token()[:40], hidden=True)
    return chat_id, token


async def _begin(session: AsyncSession, reception: Reception, member: Member) -> int:
    """Their first one on the web."""
    now, bot_id = reception.clock(), reception.languages.bot_id
    chat = await add_chat(session, now)
    conversation = await begin_conversation(session, bot_id, chat.chat_id, Channel.WEB, now)
    conversation.member_id = member.id
    return chat.chat_id
