"""Is this officer real? Announced calls, a code to be read aloud, and whether a number or link is recorded with us."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from actions.officers import (
    Result,
    ask_for_code,
    could_not_read,
    note_looked_up,
    read_back,
    somebody_rings,
    strangers_are_rung,
)
from cases.officers import CHECKS_WITHIN, CODES_WITHIN, MOST_CHECKS, MOST_CODES, Came, NoCheckHere, code_in, is_not_read
from cases.people import CaseNotFound
from cases.understanding.officer_asked import NAMED, RANG, asks_of_officer, demands, is_only_a_value
from cases.understanding.reply import gives_up, stands_for_a_button
from handlers.callbacks import MenuPress
from handlers.chat import URGENT, button, keyboard, message_of, reply
from handlers.door import Door, Voice
from handlers.reporter.after import open_number
from handlers.reporter.asking import Asking, show
from handlers.reporter.drafting import enter_mode, until_in
from handlers.said.officers import Known, holds_anything, known_of, looked_up, name_of_caller
from storage import tallies
from storage.cases import asked_last, case_for_firm
from storage.conversations import Caller, set_mode
from storage.utterances import Words, keep_words

MODE = "officer"  # the next text is a code that was heard, or what is to be looked up
ONE_MORE, FOR = "officer_more", timedelta(minutes=10)  # so is a number or a link that is pasted by itself after that


def register(router: Router) -> None:
    router.message.register(show_officers, Command("check"))
    router.callback_query.register(pressed, MenuPress.filter(F.action.in_(PRESSES)))


async def show_officers(message: Message, door: Door, caller: Caller, *, by_name: bool = False) -> None:
    """Who has their case, which calls were announced, and what can be checked; the next text is looked up.

    `by_name`: somebody asked of a name, which proves nothing whoever bears it.
    """
    number = await open_number(door, caller)
    async with door.database.reading() as session:
        case = await case_for_firm(session, number, caller.conversation) if number else None
        known = await known_of(session, door, case)
    async with door.database.writing() as session:
        await set_mode(session, caller.conversation.id, MODE, number=number or "")
    voice = door.voice(caller)
    rings = _press(voice, "officer_rings", number or "", URGENT)
    text = voice.chat("officer", known=known, by_name=by_name, now=door.clock())
    await message.answer(text, reply_markup=keyboard([rings]))


async def pressed(query: CallbackQuery, callback_data: MenuPress, door: Door, caller: Caller) -> None:
    """Somebody else's case counts as none."""
    number = await _own(door, caller, callback_data.argument) or await open_number(door, caller) or ""
    if message := message_of(query):
        if callback_data.action == "officer":
            await show_officers(message, door, caller)
        elif callback_data.action == "officer_rings":
            await rings(message, number, door, caller)
        elif callback_data.action == "officer_code":
            await give_code(message, number, door, caller)
        else:
            await not_read(message, number, door, caller)
    await query.answer()  # last: what could not be stored is told by the one answer a press has


async def _own(door: Door, caller: Caller, number: str) -> str:
    """Not believed because a button says it."""
    with suppress(CaseNotFound):
        async with door.database.reading() as session:
            return (await case_for_firm(session, number, caller.conversation)).number if number else ""
    return ""


PRESSES = frozenset({"officer", "officer_rings", "officer_code", "officer_unread"})


async def rings(message: Message, number: str, door: Door, caller: Caller) -> None:
    """Somebody rings, or rang, and says that they are one of ours."""
    voice, is_counted = door.voice(caller), await _counts(door, caller, "officers ring", MOST_CHECKS)
    known, heard = None, False
    async with door.database.writing() as session:
        hand = door.hand(session, conversation=caller.conversation)
        if number and is_counted:
            case, heard = await somebody_rings(hand, number)
            known = await known_of(session, door, case)
        elif is_counted:
            await strangers_are_rung(hand)
    if number and not is_counted:
        known = await _known(door, caller, number)
    await _one_more(number, door, caller)
    rows = [[_press(voice, "officer_code", number)]] if number else []
    said = voice.chat("officer_rings", known=known, heard=heard, now=door.clock())
    await message.answer(said, reply_markup=keyboard(*rows))


async def warn(message: Message, said: str, door: Door, caller: Caller) -> None:
    """Somebody is being asked for what none of us ever asks: they read so first, whatever else becomes of the words."""
    if caller.conversation.mode != MODE and demands(said) and (number := await open_number(door, caller)):
        await rings(message, number, door, caller)


async def _known(door: Door, caller: Caller, number: str) -> Known | None:
    async with door.database.reading() as session:
        return await known_of(session, door, await case_for_firm(session, number, caller.conversation))


async def give_code(message: Message, number: str, door: Door, caller: Caller) -> None:
    """A code goes to the officer of the case; what is typed next is what the reporter heard."""
    voice = door.voice(caller)
    if not number or not await _counts(door, caller, "officer codes", MOST_CODES):
        await message.answer(voice.chat("officer_code", code=None, name="", often=bool(number), now=door.clock()))
        return
    async with door.database.writing() as session:
        code = await ask_for_code(door.hand(session, conversation=caller.conversation), number)
        name = await name_of_caller(session, code.member_id if code else None)
        if code:
            await set_mode(session, caller.conversation.id, MODE, number=number)
    rows = keyboard([_press(voice, "officer_unread", number)]) if code else None
    said = voice.chat("officer_code", code=code, name=name, often=False, now=door.clock())
    await message.answer(said, reply_markup=rows)


async def not_read(message: Message, number: str, door: Door, caller: Caller) -> None:
    if not await _is_not_read(message, number, door, caller):
        await message.answer(door.voice(caller).say("errors.no_check_here"))


async def _is_not_read(message: Message, number: str, door: Door, caller: Caller) -> bool:
    """False when no code is waited for."""
    try:
        async with door.database.writing() as session:
            result = await could_not_read(door.hand(session, conversation=caller.conversation), number)
            await set_mode(session, caller.conversation.id)
    except NoCheckHere:
        return False
    await _say(message, number, result, door, caller)
    return True


async def take_code(message: Message, number: str, code: str, door: Door, caller: Caller) -> bool:
    """False when none is waited for."""
    try:
        async with door.database.writing() as session:
            result = await read_back(door.hand(session, conversation=caller.conversation), number, code)
            if not result.left:
                await set_mode(session, caller.conversation.id)
    except NoCheckHere:
        return False
    await _say(message, number, result, door, caller)
    return True


async def _say(message: Message, number: str, result: Result, door: Door, caller: Caller) -> None:
    voice = door.voice(caller)
    known = await _known(door, caller, number)
    rows = _after(voice, number, result)
    said = voice.chat("officer_result", result=result, known=known, now=door.clock())
    await message.answer(said, reply_markup=rows)


def _after(voice: Voice, number: str, result: Result) -> InlineKeyboardMarkup | None:
    if result.left:
        return keyboard([_press(voice, "officer_unread", number)])
    return keyboard([_press(voice, "officer_code", number)]) if result.came is Came.EXPIRED else None


async def look_up(message: Message, said: str, door: Door, caller: Caller) -> None:
    """Whether the numbers and links in these words are recorded with us: never that they are safe."""
    voice, number = door.voice(caller), await open_number(door, caller)
    async with door.database.writing() as session:
        await set_mode(session, caller.conversation.id)
    if not await _counts(door, caller, "officers looked up", MOST_CHECKS):
        await message.answer(voice.chat("officer_recorded", looked=None))
        return
    async with door.database.writing() as session:
        case = await case_for_firm(session, number, caller.conversation) if number else None
        looked, values = await looked_up(session, door, said, case)
        await note_looked_up(door.hand(session, conversation=caller.conversation), case, values)
    await _one_more(number, door, caller)
    again = keyboard([_press(voice, "officer_rings", number or ""), _press(voice, "officer", number or "")])
    await message.answer(voice.chat("officer_recorded", looked=looked), reply_markup=again)


async def _one_more(number: str | None, door: Door, caller: Caller) -> None:
    """Who has one number to check often has a link as well. In a report the next words are of that."""
    if number and caller.draft is None:
        await enter_mode(door, caller, ONE_MORE, FOR)


async def typed(message: Message, words: Words, asking: Asking | None, door: Door, caller: Caller) -> bool:
    """Whether these words are about an officer: asked in the midst of anything, or waited for here.

    What was being asked of a report comes again.
    """
    asked = asks_of_officer(words.text, door.asked)
    if asked is None and await _takes_code(message, words.text, door, caller):
        return True
    if asked is None and not await _is_looked_up(words.text, asking, door, caller):
        return False
    if asking:
        await keep_words(door.database, asking.draft, words)
    if asked == RANG:
        await rings(message, await open_number(door, caller) or "", door, caller)
    elif asked == NAMED:
        await show_officers(message, door, caller, by_name=True)
    else:
        await look_up(message, words.text, door, caller)
    if asking:
        await reply(message, show(asking))
    return True


async def _takes_code(message: Message, said: str, door: Door, caller: Caller) -> bool:
    """The code that somebody heard, or that it is not read, while one is waited for: whatever was said in between."""
    code, unread = code_in(said), is_not_read(said)
    if not code and not unread:
        return False
    chat = caller.conversation
    number = str(chat.about.get("number") or "") if chat.mode == MODE else await open_number(door, caller) or ""
    if not number:
        return False
    if code:
        return await take_code(message, number, code, door, caller)
    return await _is_not_read(message, number, door, caller)


async def _is_looked_up(said: str, asking: Asking | None, door: Door, caller: Caller) -> bool:
    """Something that can be, where that is waited for; else, of a report or a case is what holds nothing of it."""
    chat = caller.conversation
    if until := until_in(caller, ONE_MORE):
        is_one = door.clock() < until and holds_anything(said) and is_only_a_value(said)
        return is_one and not await asked_last(door.database, chat.id)
    if chat.mode != MODE or gives_up(said) or stands_for_a_button(said):
        return False
    if holds_anything(said) or not (asking or chat.about.get("number")):
        return True
    async with door.database.writing() as session:
        await set_mode(session, chat.id)
    return False


async def _counts(door: Door, caller: Caller, what: str, most: int) -> bool:
    """Once more of this chat; False when it was too often, which costs no transaction."""
    whose, now = str(caller.conversation.id), door.clock()
    within = CODES_WITHIN if most == MOST_CODES else CHECKS_WITHIN
    async with door.database.reading() as session:
        if await tallies.times(session, what, whose, within, now) >= most:
            return False
    async with door.database.writing() as session:
        return await tallies.count(session, what, whose, within, now) <= most


def _press(voice: Voice, action: str, number: str, style: str | None = None) -> InlineKeyboardButton:
    return button(voice.say(f"buttons.{action}"), MenuPress(action=action, argument=number), style)
