"""Where news may reach a reporter who is not looking: asked once after the receipt, and in their hands ever after.

Nothing of the case goes there. An address counts once its code came back; taken off, it is told nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from aiogram.types import InlineKeyboardButton, Message

from actions.reaching import add_browser, begin_reach, end_reach, prove_reach
from cases.errors import CaseError
from cases.push import read_subscription
from cases.reach import MOST_TRIES, READERS, AddressNotRead, By, ReachNotFound, code_in, is_meant_as_address
from handlers.callbacks import CasePress
from handlers.chat import WAY, asking_the_browser, button, keyboard
from handlers.door import Door, Voice, brought
from handlers.outside import read_id, read_moment
from handlers.reporter.asking import Asking
from handlers.reporter.drafting import leave_mode
from handlers.reporter.just_in import held_until, say_held
from handlers.said.errors import error_words
from storage.cases import case_for_firm, case_of_draft
from storage.conversations import Caller, set_mode
from storage.push_key import push_public_key
from storage.reaches import Known, known_of
from storage.tables import Case, Reach
from storage.utterances import Words

MODE = "reach"
WAITS = timedelta(minutes=20)  # for the address, or for its code
PRESSES = frozenset({"reach", "reach_by", "reach_off", "reach_no"})


async def offer_with_receipt(message: Message, asking: Asking, caller: Caller) -> None:
    """Once for each report, where anything is offered: a page that is closed tells nobody."""
    door = asking.door
    if not asking.draft.submitted_at or not door.reaches or not door.ways_in[caller.conversation.channel].has_pages:
        return
    async with door.database.reading() as session:
        case = await case_of_draft(session, asking.draft.id)
    if case:
        rows = [_adds(asking.voice, case.number, caller), [_press(asking.voice, "reach_no", case.number)]]
        text = asking.voice.chat("reach_offer", quiet=case.quiet, offered=_offered(door))
        await message.answer(text, reply_markup=keyboard(*rows))


async def pressed(message: Message, press: CasePress, case: Case, door: Door, caller: Caller) -> None:
    """Buttons of one's own case. A browser that came by a code changes nothing yet."""
    voice = door.voice(caller)
    if press.action == "reach_no":
        await message.answer(voice.chat("reach_none"))
        return
    if press.action != "reach" and (until := await held_until(door, caller)):
        await say_held(message, until, door, caller)
        return
    if press.action == "reach_by" and press.argument in READERS:
        await _ask_for_address(message, By(press.argument), case, door, caller)
    elif press.action == "reach_by" and press.argument == By.PUSH and By.PUSH in door.reaches:
        await _add_browser(message, case, door, caller)
    elif press.action == "reach_off":
        await _take_off(message, press, door, caller)
    else:
        await show(message, case, door, caller)


async def show(message: Message, case: Case, door: Door, caller: Caller) -> None:
    """What is told now, each with a button that ends it, and what could be."""
    voice = door.voice(caller)
    async with door.database.reading() as session:
        known = await known_of(session, case, caller.conversation.id)
    text = voice.chat("reach", known=known, number=case.number, offered=_offered(door))
    await message.answer(
        text, reply_markup=keyboard(*_offs(voice, case.number, known), _adds(voice, case.number, caller))
    )


async def typed(message: Message, words: Words, door: Door, caller: Caller) -> bool:
    """The address that was asked for, or its code; whatever else is said is none of ours, and goes on as always."""
    about = caller.conversation.about
    until = read_moment(str(about.get("until", "")))
    if caller.conversation.mode != MODE or until is None or until < door.clock():
        return False
    if held := await held_until(door, caller):
        await say_held(message, held, door, caller)
        return True
    if "reach" in about and (code := code_in(words.text)):
        await _prove(message, code, door, caller)
        return True
    try:
        address = READERS[By(about["by"])](words.text)
    except AddressNotRead as error:
        return await _not_read(message, words, error, door, caller)
    await _begin(message, address, door, caller)
    return True


async def _not_read(message: Message, words: Words, error: AddressNotRead, door: Door, caller: Caller) -> bool:
    """What was meant as an address is asked for again; a sentence is not."""
    if is_meant := is_meant_as_address(words.text):
        await message.answer(error_words(door.voice(caller), error))
    else:
        await leave_mode(door, caller)
    return is_meant


async def _ask_for_address(message: Message, by: By, case: Case, door: Door, caller: Caller) -> None:
    await _wait(door, caller, number=case.number, by=by.value)
    await message.answer(door.voice(caller).chat("reach_address", by=by, quiet=case.quiet))


async def _add_browser(message: Message, case: Case, door: Door, caller: Caller) -> None:
    """What its page brought along with the press."""
    voice = door.voice(caller)
    try:
        subscription = read_subscription(brought.get(), door.push_services)
        async with door.database.writing() as session:
            hand = door.hand(session, conversation=caller.conversation)
            reach = await add_browser(hand, case.number, subscription, door.reaches[By.PUSH])
    except CaseError as error:
        await message.answer(error_words(voice, error))
        return
    await _say_proved(message, reach, case.number, door, caller)


async def _begin(message: Message, address: str, door: Door, caller: Caller) -> None:
    about, voice = caller.conversation.about, door.voice(caller)
    by, number = By(about["by"]), str(about["number"])
    try:
        if by not in door.reaches:
            raise ReachNotFound
        async with door.database.writing() as session:
            hand = door.hand(session, conversation=caller.conversation)
            reach = await begin_reach(hand, number, by, address, door.reaches[by])
    except CaseError as error:
        await _refused(message, error, door, caller)
        return
    if reach.proved_at:
        await _say_proved(message, reach, number, door, caller)
        return
    await _wait(door, caller, number=number, by=by.value, reach=str(reach.id))
    await message.answer(voice.chat("reach_sent", by=by, address=address))


async def _prove(message: Message, code: str, door: Door, caller: Caller) -> None:
    about, voice = caller.conversation.about, door.voice(caller)
    number, reach_id = str(about["number"]), read_id(str(about["reach"]))
    try:
        if reach_id is None:
            raise ReachNotFound
        async with door.database.writing() as session:
            reach = await prove_reach(door.hand(session, conversation=caller.conversation), number, reach_id, code)
    except CaseError as error:
        await _refused(message, error, door, caller)
        return
    if reach.proved_at:
        await _say_proved(message, reach, number, door, caller)
        return
    left = MOST_TRIES - reach.tries
    if not left:
        await leave_mode(door, caller)
    await message.answer(voice.chat("reach_wrong", left=left))


async def _refused(message: Message, error: CaseError, door: Door, caller: Caller) -> None:
    await leave_mode(door, caller)
    await message.answer(error_words(door.voice(caller), error))


async def _say_proved(message: Message, reach: Reach, number: str, door: Door, caller: Caller) -> None:
    await leave_mode(door, caller)
    voice = door.voice(caller)
    async with door.database.reading() as session:
        case = await case_for_firm(session, number, caller.conversation)
        known = next(one for one in await known_of(session, case, caller.conversation.id) if one.row.id == reach.id)
    text = voice.chat("reach_proved", known=known, quiet=case.quiet)
    await message.answer(text, reply_markup=keyboard([_press(voice, "reach", number)]))


async def _take_off(message: Message, press: CasePress, door: Door, caller: Caller) -> None:
    voice, reach_id = door.voice(caller), read_id(press.argument)
    try:
        if reach_id is None:
            raise ReachNotFound
        async with door.database.writing() as session:
            hand = door.hand(session, conversation=caller.conversation)
            reach = await end_reach(hand, press.number, reach_id)
    except CaseError as error:
        await message.answer(error_words(voice, error))
        return
    text = voice.chat("reach_ended", by=reach.by)
    await message.answer(text, reply_markup=keyboard([_press(voice, "reach", press.number)]))


async def _wait(door: Door, caller: Caller, **about: str) -> None:
    """What is typed next is the address, or its code; not for ever."""
    about |= {"until": (door.clock() + WAITS).isoformat()}
    async with door.database.writing() as session:
        await set_mode(session, caller.conversation.id, MODE, **about)
    caller.conversation.mode, caller.conversation.about = MODE, dict(about)


def _offered(door: Door) -> list[By]:
    return [by for by in By if by in door.reaches]


def _adds(voice: Voice, number: str, caller: Caller) -> list[InlineKeyboardButton]:
    """A browser only where there is one."""
    has_pages = voice.door.ways_in[caller.conversation.channel].has_pages
    return [_add(voice, by, number) for by in _offered(voice.door) if by in READERS or has_pages]


def _add(voice: Voice, by: By, number: str) -> InlineKeyboardButton:
    label, press = voice.say(f"reach.add.{by}"), CasePress(action="reach_by", number=number, argument=by)
    if by is By.PUSH:
        return asking_the_browser(label, press, push_public_key(voice.door.keys))
    return button(label, press)


def _offs(voice: Voice, number: str, known: Sequence[Known]) -> list[list[InlineKeyboardButton]]:
    return [
        [
            button(
                voice.say("reach.off", by=voice.say(f"reach.by.{one.by}"), shown=one.shown).strip(),
                CasePress(action="reach_off", number=number, argument=one.row.id.hex),
                WAY,
            )
        ]
        for one in known
    ]


def _press(voice: Voice, action: str, number: str) -> InlineKeyboardButton:
    return button(voice.say(f"buttons.{action}"), CasePress(action=action, number=number), WAY)
