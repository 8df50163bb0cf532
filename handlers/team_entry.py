"""Joining the team by invitation: the one thing a stranger's chat can do beside reporting."""

from __future__ import annotations

from datetime import datetime

from aiogram.types import Message

from actions.team import InviteNotValid, join_team
from handlers.callbacks import QueuePress, TeamPress
from handlers.chat import button, keyboard
from handlers.door import Door
from storage.conversations import Caller

PREFIX = "join-"


async def try_to_join(message: Message, said: str, door: Door, caller: Caller, now: datetime) -> bool:
    """Use an invitation's code. False when it is not one that works: then the chat says nothing about teams."""
    try:
        async with door.database.writing() as session:
            member, name = await join_team(session, caller.conversation, said.removeprefix(PREFIX), now)
    except InviteNotValid:
        return False
    voice = door.voice(caller)
    rows = (
        [button(voice.say("buttons.queue"), QueuePress(show="waiting"))],
        [button(voice.say("buttons.console"), TeamPress(action="console"))],
    )
    text = voice.chat("desk/welcome", name=name, role=member.role, district=member.district)
    await message.answer(text, reply_markup=keyboard(*rows))
    return True
