"""An address that was asked for, and the code that proves it: typed, waited for, sent once more, or given up."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from aiogram.types import InlineKeyboardButton, Message

from actions.reaching import begin_reach, prove_reach, send_code_again
from cases.errors import CaseError
from cases.reach import (
    MOST_TRIES,
    READERS,
    AddressNotRead,
    By,
    CodeOver,
    ReachNotFound,
    code_in,
    is_meant_as_address,
)
from cases.understanding.code_awaited import of_the_code
from handlers.callbacks import CasePress
from handlers.chat import button, keyboard
from handlers.door import Door, Voice
from handlers.outside import read_id
from handlers.reporter.drafting import enter_mode, leave_mode, until_in
from handlers.reporter.just_in import held_until, say_held
from handlers.reporter.reach_buttons import adds, offs, to_list
from handlers.said.errors import error_words
from storage.cases import case_for_firm, desk_spoke_last
from storage.conversations import Caller
from storage.reaches import awaited_of, known_of
from storage.tables import Case, Reach
from storage.utterances import Words

MODE = "reach"
AGAIN = "reach_again"
WAITS = timedelta(minutes=20)  # for the address, or for its code
_COMES = re.compile(
    "[收发码]|[填写打输]错|错了|短信|邮件|号|邮箱|地址|wrong|typed|spel|got|get|receiv|came|come|arriv|send|sent|mail|text|number|address",
    re.IGNORECASE,
)
_BY_NAME = re.compile(r"(?:验证|确认|校验)码|\bcode\b", re.IGNORECASE)


def waits(door: Door, caller: Caller) -> bool:
    """For an address, or for its code."""
    until = until_in(caller, MODE)
    return until is not None and until >= door.clock()


async def typed(message: Message, words: Words, door: Door, caller: Caller) -> bool:
    """The address that was asked for, or its code; whatever else is said is none of ours, and goes on as always."""
    about = caller.conversation.about
    if not waits(door, caller):
        return False
    if held := await held_until(door, caller):
        await say_held(message, held, door, caller)
        return True
    if "reach" in about and (code := code_in(words.text)):
        await _prove(message, code, door, caller)
        return True
    if "reach" in about and await _of_the_code(message, words, door, caller):
        return True
    try:
        address = READERS[By(about["by"])](words.text)
    except AddressNotRead as error:
        return await _not_read(message, words, error, door, caller)
    await begin(message, By(about["by"]), address, str(about["number"]), door, caller)
    return True


async def prove_late(message: Message, code: str, case: Case, door: Door, caller: Caller) -> bool:
    """A code that is still good, typed after other things were said; False where none is."""
    async with door.database.reading() as session:
        awaited = await awaited_of(session, case, caller.conversation.id)
    if awaited is None or awaited.is_over(door.clock()):
        return False
    reach = awaited.known.row
    await _wait(door, caller, number=case.number, by=reach.by.value, reach=str(reach.id))
    await _prove(message, code, door, caller)
    return True


async def _not_read(message: Message, words: Words, error: AddressNotRead, door: Door, caller: Caller) -> bool:
    """What was meant as an address is asked for again; a sentence is not."""
    if is_meant := is_meant_as_address(words.text):
        await message.answer(error_words(door.voice(caller), error))
    else:
        await leave_mode(door, caller)
    return is_meant


async def _of_the_code(message: Message, words: Words, door: Door, caller: Caller) -> bool:
    """Said of the code that is waited for, which it still is after that: 怎么还没收到."""
    said, about = of_the_code(words.text), caller.conversation.about
    if said is None or not (_BY_NAME.search(words.text) or await _is_of_it(words.text, door, caller)):
        return False
    number, by = str(about["number"]), By(about["by"])
    try:
        async with door.database.reading() as session:
            case = await case_for_firm(session, number, caller.conversation)
    except CaseError as error:  # a colleague who was taken off meanwhile
        await _refused(message, error, door, caller)
        return True
    if said == "other":
        await ask_for_address(message, by, case, door, caller)
    elif said == "again":
        await send_again(message, str(about["reach"]), case, door, caller)
    elif not await say_where_it_is(message, case, door, caller):
        await leave_mode(door, caller)  # it came to nobody, and the address was given up
        await message.answer(
            door.voice(caller).chat("reach_late", awaited=None, now=door.clock()),
            reply_markup=keyboard(adds(door.voice(caller), number, caller)),
        )
    return True


async def _is_of_it(said: str, door: Door, caller: Caller) -> bool:
    """Not a bare 没有 or "not yet": that may answer an officer, or a question of the report."""
    if not _COMES.search(said) or caller.draft is not None:
        return False
    return not await desk_spoke_last(door.database, caller.conversation.id)


def speaks_of_code(said: str) -> bool:
    """Of a code by name, which nobody waits for any more: 收不到验证码."""
    return of_the_code(said) is not None and bool(_BY_NAME.search(said))


async def say_where_it_is(message: Message, case: Case, door: Door, caller: Caller) -> bool:
    """What became of the newest code that is still to come back; False where there is none."""
    voice = door.voice(caller)
    async with door.database.reading() as session:
        awaited = await awaited_of(session, case, caller.conversation.id)
    if awaited is None:
        return False
    reach = awaited.known.row
    await _wait(door, caller, number=case.number, by=reach.by.value, reach=str(reach.id))
    another = CasePress(action="reach_by", number=case.number, argument=reach.by)
    same = [_again(voice, case.number, reach.id), button(voice.say(f"reach.another.{reach.by}"), another)]
    others = [one for one in adds(voice, case.number, caller) if one.callback_data != another.pack()]
    text = voice.chat("reach_late", awaited=awaited, now=door.clock())
    await message.answer(text, reply_markup=keyboard(same, others))
    return True


async def send_again(message: Message, mark: str, case: Case, door: Door, caller: Caller) -> None:
    """To the same address; the code before is void then, and stands where none goes out."""
    voice, reach_id = door.voice(caller), read_id(mark)
    try:
        if reach_id is None:
            raise ReachNotFound
        async with door.database.writing() as session:
            hand = door.hand(session, conversation=caller.conversation)
            reach, address = await send_code_again(hand, case.number, reach_id, door.reaches)
    except CaseError as error:
        await message.answer(error_words(voice, error))
        return
    await _await_code(message, reach, address, case.number, door, caller)


async def ask_for_address(
    message: Message, by: By, case: Case, door: Door, caller: Caller, *, then: By | None = None
) -> None:
    """`then`: the way that is asked for once this one is proved."""
    await _wait(door, caller, number=case.number, by=by.value, then=then or "")
    await message.answer(door.voice(caller).chat("reach_address", by=by, quiet=case.quiet, then=then))


async def begin(
    message: Message, by: By, address: str, number: str, door: Door, caller: Caller, *, then: By | None = None
) -> None:
    """The code goes there at once."""
    if then:
        await _wait(door, caller, number=number, by=by.value, then=then.value)
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
        await say_proved(message, reach, number, door, caller)
        return
    await _await_code(message, reach, address, number, door, caller)


async def _await_code(message: Message, reach: Reach, address: str, number: str, door: Door, caller: Caller) -> None:
    await _wait(door, caller, number=number, by=reach.by.value, reach=str(reach.id))
    then = caller.conversation.about.get("then")
    await message.answer(door.voice(caller).chat("reach_sent", by=reach.by, address=address, then=then))


async def _prove(message: Message, code: str, door: Door, caller: Caller) -> None:
    about, voice = caller.conversation.about, door.voice(caller)
    number, reach_id = str(about["number"]), read_id(str(about["reach"]))
    if reach_id is None:
        await _refused(message, ReachNotFound(), door, caller)
        return
    try:
        async with door.database.writing() as session:
            reach = await prove_reach(door.hand(session, conversation=caller.conversation), number, reach_id, code)
    except CodeOver as error:
        await message.answer(error_words(voice, error), reply_markup=keyboard([_again(voice, number, reach_id)]))
        return
    except CaseError as error:
        await _refused(message, error, door, caller)
        return
    if reach.proved_at:
        await say_proved(message, reach, number, door, caller)
        return
    left = MOST_TRIES - reach.tries
    if not left:
        await leave_mode(door, caller)
    await message.answer(voice.chat("reach_wrong", left=left))


async def _refused(message: Message, error: CaseError, door: Door, caller: Caller) -> None:
    await leave_mode(door, caller)
    await message.answer(error_words(door.voice(caller), error))


async def say_proved(message: Message, reach: Reach, number: str, door: Door, caller: Caller) -> None:
    """With a way to take off the one before: who has another address now may want no more at the old one."""
    then = str(caller.conversation.about.get("then") or "")
    await leave_mode(door, caller)
    voice = door.voice(caller)
    async with door.database.reading() as session:
        case = await case_for_firm(session, number, caller.conversation)
        every = await known_of(session, case, caller.conversation.id)
    known = next(one for one in every if one.row.id == reach.id)
    before = [one for one in every if one.by is reach.by and one.row.id != reach.id and one.by in READERS]
    text = voice.chat("reach_proved", known=known, before=before, quiet=case.quiet)
    await message.answer(text, reply_markup=keyboard(*offs(voice, number, before), [to_list(voice, number)]))
    if then:
        await ask_for_address(message, By(then), case, door, caller)


async def _wait(door: Door, caller: Caller, **about: str) -> None:
    """What is typed next is the address, or its code; not for ever. What was to be asked for then stays so."""
    then = caller.conversation.about.get("then", "") if caller.conversation.mode == MODE else ""
    await enter_mode(door, caller, MODE, WAITS, **{"then": then, **about})


def _again(voice: Voice, number: str, reach_id: UUID) -> InlineKeyboardButton:
    return button(voice.say("reach.again"), CasePress(action=AGAIN, number=number, argument=reach_id.hex))
