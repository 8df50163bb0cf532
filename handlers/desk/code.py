"""A code that a browser shows, typed in the officer's chat: which browser that is, and a press to say it is theirs."""

from __future__ import annotations

from aiogram.types import Message

from actions.sign_in_code import confirm_code, refuse_code, typed_code
from cases.errors import CaseError
from cases.sign_in_code import CodeNotValid
from handlers.callbacks import TeamPress
from handlers.chat import button, change, keyboard
from handlers.door import Door
from handlers.said.errors import error_words
from storage.conversations import Caller

MINE, NOT_MINE = "code_mine", "code_not_mine"
STEPS = {MINE: confirm_code, NOT_MINE: refuse_code}


async def typed(message: Message, said: str, door: Door, caller: Caller) -> None:
    """Nothing is signed in yet: somebody may have been talked into typing it."""
    voice = door.voice(caller)
    try:
        async with door.database.writing() as session:
            origin = await typed_code(door.hand(session, member=caller.member), said)
        if origin is None:
            raise CodeNotValid
    except CaseError as error:
        await message.answer(error_words(voice, error, to="desk"))
        return
    rows = [[button(voice.say(f"buttons.{one}"), TeamPress(action=one, argument=origin.mark))] for one in STEPS]
    await message.answer(voice.chat("desk/code", origin=origin, now=door.clock()), reply_markup=keyboard(*rows))


async def pressed(message: Message, press: TeamPress, door: Door, caller: Caller) -> None:
    """In place of the question, so that it is answered once."""
    voice = door.voice(caller)
    try:
        async with door.database.writing() as session:
            await STEPS[press.action](door.hand(session, member=caller.member), press.argument)
    except CaseError as error:
        await change(message, error_words(voice, error, to="desk"))
        return
    await change(message, voice.chat("desk/code_done", is_mine=press.action == MINE))
