"""Whoever was named by a reporter comes by a code, in a chat of their own, and says whether it is them."""

from __future__ import annotations

from uuid import UUID

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from actions.colleagues import agree, come_by_code, decline
from cases.colleagues import ColleagueNotFound, code_in
from cases.errors import CaseError
from handlers.callbacks import CasePress, MenuPress
from handlers.chat import ANSWER, WAY, button, keyboard, message_of
from handlers.door import Door, Voice
from handlers.outside import read_id
from handlers.said.errors import error_words
from storage.colleagues import waits_to_be_known
from storage.conversations import Caller
from storage.spoken import speak_of

PREFIX = "with-"  # of the word that a link brings
YES, NO = "join_yes", "join_no"


def register(router: Router) -> None:
    router.callback_query.register(answered, CasePress.filter(F.action.in_({YES, NO})))


async def try_code(message: Message, said: str, door: Door, caller: Caller) -> bool:
    """Ask who comes whether it is them. False when these words are no such code."""
    code, voice = code_in(said.removeprefix(PREFIX)), door.voice(caller)
    if code is None:
        return False
    try:
        async with door.database.writing() as session:
            asked = await come_by_code(door.hand(session, conversation=caller.conversation), code)
    except CaseError as error:
        await message.answer(error_words(voice, error))
        return True
    if asked is None:
        await message.answer(voice.say("errors.colleague_code_not_valid"))
        return True
    speak_of(asked.case.key_id)
    rows = [[_press(voice, one, asked.case.number, asked.row.id.hex)] for one in (YES, NO)]
    await message.answer(voice.chat("colleague_asked", asked=asked), reply_markup=keyboard(*rows))
    return True


async def is_not_known_yet(message: Message, door: Door, caller: Caller) -> bool:
    """Who waits for the reporter to say that it is them begins no report by what they say to the case."""
    async with door.database.reading() as session:
        waits = await waits_to_be_known(session, caller.conversation.id)
    if waits:
        voice = door.voice(caller)
        report = button(voice.say("buttons.report"), MenuPress(action="report"))
        await message.answer(voice.say("colleagues.waits"), reply_markup=keyboard([report]))
    return waits


async def answered(query: CallbackQuery, callback_data: CasePress, door: Door, caller: Caller) -> None:
    """Of the chat that came by the code alone; in any other the button is of nobody."""
    voice, message, colleague = door.voice(caller), message_of(query), read_id(callback_data.argument)
    try:
        if colleague is None:
            raise ColleagueNotFound
        text, rows = await _answer(callback_data.action == YES, colleague, door, caller)
    except CaseError as error:
        await query.answer(error_words(voice, error), show_alert=True)
        return
    if message:
        await message.answer(text, reply_markup=keyboard(*rows))
    await query.answer()  # last: what could not be stored is told by the one answer a press has


async def _answer(
    is_them: bool, colleague: UUID, door: Door, caller: Caller
) -> tuple[str, list[list[InlineKeyboardButton]]]:
    voice = door.voice(caller)
    async with door.database.writing() as session:
        hand = door.hand(session, conversation=caller.conversation)
        if not is_them:
            await decline(hand, colleague)
            return voice.say("colleagues.declined"), []
        asked = await agree(hand, colleague)
    speak_of(asked.case.key_id)
    rows = [[button(voice.say("buttons.code"), MenuPress(action="code"), WAY)]] if _needs_code(door, caller) else []
    if asked.row.joined_at:
        rows.insert(
            0, [button(voice.say("buttons.status"), CasePress(action="status", number=asked.case.number), ANSWER)]
        )
    return voice.chat("colleague_joined", asked=asked), rows


def _needs_code(door: Door, caller: Caller) -> bool:
    return door.ways_in[caller.conversation.channel].return_code is not None


def _press(voice: Voice, action: str, number: str, colleague: str) -> InlineKeyboardButton:
    style = ANSWER if action == YES else WAY
    return button(voice.say(f"colleagues.{action}"), CasePress(action=action, number=number, argument=colleague), style)
