"""The lock of a chat: offered with its key when somebody asks for quiet, turned on and off by word or button."""

from __future__ import annotations

from collections.abc import Awaitable

from aiogram.types import InlineKeyboardButton, Message

from cases.answers import asks_for_quiet
from handlers.callbacks import MenuPress
from handlers.chat import WAY, Shown, button, copying, keyboard
from handlers.door import Door, Voice
from handlers.reporter.asking import Asking
from storage.conversations import Caller


async def heed(message: Message | None, asking: Asking, caller: Caller, answer: Awaitable[Shown]) -> Shown:
    """Every door's answer to a report passes here: whoever asks for quiet with it gets another device, code and lock.

    What is shown next. `message` is what to write below. Raises what the answer does.
    """
    was_quiet, way = asks_for_quiet(asking.told.answers), asking.door.ways_in[caller.conversation.channel]
    shown = await answer
    is_quiet = asks_for_quiet(asking.told.answers)
    if is_quiet and not was_quiet and way.lock is None:
        return Shown(f"{asking.say('phrases.safer_elsewhere')}\n\n{shown.text}", shown.keyboard)
    if message and is_quiet and not was_quiet:
        await lock(message, asking.door, caller)
    elif message and was_quiet and not is_quiet and await is_locking(asking.door, caller):
        await _still_locks(message, asking.voice)
    return shown


async def lock(message: Message, door: Door, caller: Caller) -> None:
    """The code at once, then the lock: there is never a lock whose key nobody has seen."""
    voice, way = door.voice(caller), door.ways_in[caller.conversation.channel]
    if way.lock is None or way.return_code is None:
        return
    if await is_locking(door, caller):
        await _still_locks(message, voice)
        return
    chat_id = caller.conversation.chat_id
    async with door.database.writing() as session:
        code = await way.return_code(session, chat_id)
    keeps = copying(voice.say("buttons.copy_code"), code, as_picture=True)
    text = voice.chat("quiet_code", code=code, address=door.address)
    await message.answer(text, reply_markup=keyboard([keeps], [_unlock(voice)]))
    async with door.database.writing() as session:
        await way.lock.turn(session, chat_id, door.clock(), on=True)


async def lock_as_asked(message: Message, door: Door, caller: Caller) -> None:
    """By word, where there is a lock."""
    if door.ways_in[caller.conversation.channel].lock is None:
        await message.answer(door.voice(caller).say("phrases.no_lock_here"))
    else:
        await lock(message, door, caller)


async def unlock(message: Message, door: Door, caller: Caller) -> None:
    """From now on whoever has this device reads everything, and that is said."""
    voice, way = door.voice(caller), door.ways_in[caller.conversation.channel]
    if way.lock is None:
        await message.answer(voice.say("phrases.no_lock_here"))
        return
    async with door.database.writing() as session:
        await way.lock.turn(session, caller.conversation.chat_id, door.clock(), on=False)
    again = button(voice.say("buttons.lock"), MenuPress(action="lock"), WAY)
    await message.answer(voice.say("phrases.unlocked"), reply_markup=keyboard([again]))


async def is_locking(door: Door, caller: Caller) -> bool:
    way = door.ways_in[caller.conversation.channel]
    if way.lock is None:
        return False
    async with door.database.reading() as session:
        return await way.lock.is_on(session, caller.conversation.chat_id)


async def _still_locks(message: Message, voice: Voice) -> None:
    await message.answer(voice.say("phrases.still_locks"), reply_markup=keyboard([_unlock(voice)]))


def _unlock(voice: Voice) -> InlineKeyboardButton:
    return button(voice.say("buttons.unlock"), MenuPress(action="unlock"), WAY)
