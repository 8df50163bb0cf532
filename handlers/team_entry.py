"""Joining the team by invitation: the one thing a stranger's chat can do beside reporting."""

from __future__ import annotations

from aiogram.types import Message

from actions.inviting import Came, HasReport, InviteNotValid, use_invite
from handlers.chat import keyboard
from handlers.door import Door, Voice
from handlers.said.house import ReaderSaid, welcome_rows
from storage.conversations import Caller

PREFIX = "join-"


async def try_to_join(message: Message, said: str, door: Door, caller: Caller) -> bool:
    """Use an invitation's code. False when it is not one that works: then the chat says nothing about teams."""
    try:
        async with door.database.writing() as session:
            came = await use_invite(door.hand(session), caller.conversation, said.removeprefix(PREFIX))
    except InviteNotValid:
        return False
    except HasReport:
        await message.answer(door.voice(caller).say("phrases.join_elsewhere"))
        return True
    await _greet(message, door.voice(caller), came)
    return True


async def _greet(message: Message, voice: Voice, came: Came) -> None:
    """That they are on the team; or that they wait, for whom, and how they hear of it."""
    if came.member is None:
        await message.answer(voice.chat("desk/waits_to_join", name=came.name))
        return
    reader = ReaderSaid(came.name, came.member.role, came.member.district)
    await message.answer(voice.chat("desk/welcome", reader=reader), reply_markup=keyboard(*welcome_rows(voice)))
