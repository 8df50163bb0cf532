"""Where news may reach a reporter who is not looking: asked once after the receipt, and in their hands ever after.

Nothing of the case goes there. An address counts once its code came back; taken off, it is told nothing more.
"""

from __future__ import annotations

from datetime import timedelta

from aiogram.types import Message

from actions.reaching import add_browser, end_reach
from cases.errors import CaseError
from cases.push import read_subscription
from cases.reach import READERS, By, ReachNotFound
from cases.understanding.told_by import Wish
from handlers.callbacks import CasePress
from handlers.chat import WAY, button, keyboard
from handlers.door import Door, brought
from handlers.outside import read_id
from handlers.reporter.asking import Asking
from handlers.reporter.drafting import enter_mode, leave_mode
from handlers.reporter.just_in import held_until, say_held
from handlers.reporter.reach_buttons import adds, offered, offs, to_list
from handlers.reporter.reach_code import AGAIN, ask_for_address, say_proved, send_again
from handlers.said.errors import error_words
from storage.cases import case_of_draft
from storage.conversations import Caller
from storage.reaches import known_of
from storage.tables import Case

ASKED, ASKED_FOR = "reach_asked", timedelta(minutes=10)  # how they would be told, and what they say next may answer it
PRESSES = frozenset({"reach", "reach_by", "reach_off", "reach_no", AGAIN})


async def offer_with_receipt(message: Message, asking: Asking, caller: Caller) -> None:
    """Once for each report, where anything is offered: a page that is closed tells nobody."""
    door = asking.door
    if not asking.draft.submitted_at or not door.reaches or not door.ways_in[caller.conversation.channel].has_pages:
        return
    async with door.database.reading() as session:
        case = await case_of_draft(session, asking.draft.id)
    if case:
        rows = [adds(asking.voice, case.number, caller), [to_list(asking.voice, case.number, "reach_no")]]
        text = asking.voice.chat("reach_offer", quiet=case.quiet, offered=offered(door))
        await _wait_for_answer(case, door, caller)
        await message.answer(text, reply_markup=keyboard(*rows))


async def _wait_for_answer(case: Case, door: Door, caller: Caller) -> None:
    await enter_mode(door, caller, ASKED, ASKED_FOR, number=case.number)


async def pressed(message: Message, press: CasePress, case: Case, door: Door, caller: Caller) -> None:
    """Buttons of one's own case. A browser that came by a code changes nothing yet."""
    voice = door.voice(caller)
    if press.action == "reach_no":
        await leave_mode(door, caller)
        await message.answer(voice.chat("reach_none"))
        return
    if press.action != "reach" and (until := await held_until(door, caller)):
        await say_held(message, until, door, caller)
        return
    if press.action == "reach_by" and press.argument in READERS:
        await ask_for_address(message, By(press.argument), case, door, caller)
    elif press.action == "reach_by" and press.argument == By.PUSH and By.PUSH in door.reaches:
        await _add_browser(message, case, door, caller)
    elif press.action == "reach_off":
        await _take_off(message, press, door, caller)
    elif press.action == AGAIN:
        await send_again(message, press.argument, case, door, caller)
    else:
        await show(message, case, door, caller)


async def show(
    message: Message, case: Case, door: Door, caller: Caller, *, missing: str = "", not_told: str = ""
) -> None:
    """What is told now, each with a button that ends it, and what could be.

    `missing`: the way they asked for, which there is not; `not_told`: the one they want to end, which tells nothing.
    """
    voice = door.voice(caller)
    async with door.database.reading() as session:
        known = await known_of(session, case, caller.conversation.id)
    said = {"missing": missing, "not_told": not_told, "offered": offered(door)}
    text = voice.chat("reach", known=known, number=case.number, **said)
    rows = [*offs(voice, case.number, known), adds(voice, case.number, caller)]
    if case.is_complete and caller.has(case):
        colleagues = CasePress(action="colleagues", number=case.number)
        rows.append([button(voice.say("buttons.colleagues"), colleagues, WAY)])
    if offered(door):
        await _wait_for_answer(case, door, caller)
    await message.answer(text, reply_markup=keyboard(*rows))


async def grant(message: Message, wish: Wish, case: Case, door: Door, caller: Caller) -> None:
    """As far as it can be: by the same presses as the buttons, and what there is for whatever is not offered."""
    by = By(wish.way) if wish.way in set(By) else None
    if not wish.way or (by is By.PUSH and wish.does != "end" and by in door.reaches):  # its page has to ask the browser
        await show(message, case, door, caller)
    elif by is None or (wish.does != "end" and by not in door.reaches):
        await show(message, case, door, caller, missing=wish.way)
    elif wish.does == "end":
        await _end(message, by, case, door, caller)
    else:
        await pressed(message, CasePress(action="reach_by", number=case.number, argument=by), case, door, caller)


async def _end(message: Message, by: By, case: Case, door: Door, caller: Caller) -> None:
    """The one there is; of several they say which."""
    async with door.database.reading() as session:
        known = [one for one in await known_of(session, case, caller.conversation.id) if one.by is by]
    if len(known) == 1:
        off = CasePress(action="reach_off", number=case.number, argument=known[0].row.id.hex)
        await pressed(message, off, case, door, caller)
    else:
        await show(message, case, door, caller, not_told="" if known else by)


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
    await say_proved(message, reach, case.number, door, caller)


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
    await message.answer(text, reply_markup=keyboard([to_list(voice, press.number)]))
