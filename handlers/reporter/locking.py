"""The lock of a chat: offered with its key when somebody asks for quiet, turned on and off by word or button."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta

from aiogram.types import InlineKeyboardButton, Message

from actions.tell import plan
from cases.answers import asks_for_quiet
from cases.messages import Kind
from cases.money_lane import is_open, is_told
from handlers.callbacks import MenuPress
from handlers.chat import WAY, Shown, button, copying, keyboard
from handlers.door import Door, Voice
from handlers.reporter.asking import Asking
from handlers.reporter.just_in import held_until, say_held
from storage.conversations import Caller
from storage.tables import OutgoingState

CODE_STANDS = timedelta(minutes=10)  # long enough to write it down


async def heed(message: Message | None, asking: Asking, caller: Caller, answer: Awaitable[Shown]) -> Shown:
    """Every door's answer to a report passes here: whoever asks for quiet with it gets another device, code and lock.

    What is shown next. `message` is what to write below. Raises what the answer does.
    """
    had_sheet = _has_sheet(asking)
    was_quiet, way = asks_for_quiet(asking.told.answers), asking.door.ways_in[caller.conversation.channel]
    shown = await answer
    is_quiet = asks_for_quiet(asking.told.answers)
    if is_quiet and not was_quiet and way.lock is None:
        return Shown(f"{asking.say('phrases.safer_elsewhere')}\n\n{shown.text}", shown.keyboard)
    if message and is_quiet and not was_quiet:
        await lock(message, asking.door, caller)
    elif message and was_quiet and not is_quiet and await is_locking(asking.door, caller):
        await _still_locks(message, asking.voice)
    if message and not had_sheet:
        await give_key_with_sheet(message, asking, caller)
    return shown


async def give_key_with_sheet(message: Message, asking: Asking, caller: Caller) -> None:
    """Whoever has told of a payment has a case, and may need the way back to it before the report is sent.

    In a message of its own: the sheet is read aloud, and its paper is left at the bank.
    """
    if _has_sheet(asking) and not await has_code(asking.door, caller):
        await give_code(message, "money_code", asking.door, caller)


async def give_code_with_receipt(message: Message, asking: Asking, caller: Caller) -> None:
    """Below it, when the report was just sent and there is no code that opens it elsewhere."""
    if asking.draft.submitted_at and not await has_code(asking.door, caller):
        await give_code(message, "receipt_code", asking.door, caller)


def _has_sheet(asking: Asking) -> bool:
    answers = asking.told.answers
    return is_open(answers) and is_told(answers)


async def lock(message: Message, door: Door, caller: Caller) -> None:
    """The code at once, then the lock: there is never a lock whose key nobody has seen."""
    voice, way = door.voice(caller), door.ways_in[caller.conversation.channel]
    if way.lock is None or way.return_code is None:
        return
    if await is_locking(door, caller):
        await _still_locks(message, voice)
        return
    if until := await held_until(door, caller):  # its key would be one that only this browser has seen
        await say_held(message, until, door, caller)
        return
    await give_code(message, "quiet_code", door, caller, [_unlock(voice)])
    async with door.database.writing() as session:
        await way.lock.turn(session, caller.conversation.chat_id, door.clock(), on=True)


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
    if until := await held_until(door, caller):
        await say_held(message, until, door, caller)
        return
    async with door.database.writing() as session:
        await way.lock.turn(session, caller.conversation.chat_id, door.clock(), on=False)
    again = button(voice.say("buttons.lock"), MenuPress(action="lock"), WAY)
    await message.answer(voice.say("phrases.unlocked"), reply_markup=keyboard([again]))


async def give_code(
    message: Message, template: str, door: Door, caller: Caller, *more: list[InlineKeyboardButton]
) -> bool:
    """A fresh code in a message of its own; a code before it is void, and that is said.

    False where none is needed, or none is given: a browser that came by one has the next already.
    """
    if await held_until(door, caller):
        return False
    voice, replaced = door.voice(caller), await has_code(door, caller)
    code = await make_code(door, caller)
    if code is None:
        return False
    text = voice.chat(template, code=code, address=door.address, replaced=replaced)
    await code_shown(message, text, code, door, caller, *more)
    return True


async def code_shown(
    message: Message, text: str, code: str, door: Door, caller: Caller, *more: list[InlineKeyboardButton]
) -> None:
    """The message with a code; bot/closing.py takes the code out of it after a while, whoever looks at it then."""
    keeps = copying(door.voice(caller).say("buttons.copy_code"), code, as_picture=True)
    sent = await message.answer(text, reply_markup=keyboard([keeps], *more))
    now = door.clock()
    async with door.database.writing() as session:
        row = plan(session, caller.conversation.id, Kind.RETURN_CODE, now, case_id=None)
        row.state, row.sent_at = OutgoingState.SENT, now
        row.message_id, row.shown_until = sent.message_id, now + CODE_STANDS


async def make_code(door: Door, caller: Caller) -> str | None:
    """A code that opens this chat on another device, where it needs one."""
    make = door.ways_in[caller.conversation.channel].return_code
    if make is None or caller.member:
        return None
    async with door.database.writing() as session:
        return await make(session, caller.conversation.chat_id)


async def has_code(door: Door, caller: Caller) -> bool:
    """Whether a code opens this chat already: it may stand on paper, and another one would make it void."""
    way = door.ways_in[caller.conversation.channel]
    if way.has_code is None:
        return False
    async with door.database.reading() as session:
        return await way.has_code(session, caller.conversation.chat_id)


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
