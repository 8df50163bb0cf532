"""Somebody says in the middle of anything that another can read along: quiet is offered, before and after sending."""

from __future__ import annotations

from datetime import datetime

from aiogram.types import Message

from actions.reporter import go_quiet
from cases.answers import asks_for_quiet, chosen
from cases.tracks import ENDED
from cases.understanding.watched import warns
from handlers.callbacks import MenuPress
from handlers.chat import Shown, button, keyboard
from handlers.door import Door
from handlers.reporter.asking import Asking, show
from handlers.reporter.drafting import move, open_draft
from handlers.reporter.locking import heed, lock
from storage.cases import cases_of
from storage.conversations import Caller
from storage.drafts import DraftMovedOn
from storage.tables import Case

CAN_READ = "suspect_can_read"
PRESSES = {"watched": "yes", "not_watched": "no"}  # the buttons of the offer, and what they say


async def offer(message: Message, said: str, asking: Asking | None, door: Door, caller: Caller) -> None:
    """Once these words are kept: whoever warns us is asked, unless the chat is quiet or just being asked that."""
    if not warns(said):
        return
    if asking is None:
        is_open = all(case.quiet for case in await _own_cases(door, caller))
    else:
        is_open = asks_for_quiet(asking.told.answers) or asking.draft.step == CAN_READ
    if is_open:
        return
    voice = door.voice(caller)
    buttons = [
        button(voice.say(f"questions.{CAN_READ}.options.{answer}"), MenuPress(action=action))
        for action, answer in PRESSES.items()
    ]
    await message.answer(voice.say("phrases.watched"), reply_markup=keyboard(buttons))


async def pressed(message: Message, action: str, door: Door, caller: Caller, now: datetime) -> None:
    """The buttons of the offer stay good: the open report takes the answer, and every case that was sent goes quiet."""
    answer, voice = PRESSES[action], door.voice(caller)
    if answer == "yes":
        await _quiet_cases(door, caller)
    asking = await open_draft(door, caller)
    if asking:
        await _answer_draft(message, answer, asking, caller, now)
        return
    await message.answer(voice.say(f"notes.{CAN_READ}.yes" if answer == "yes" else "phrases.not_watched"))
    if answer == "yes" and door.ways_in[caller.conversation.channel].lock:
        await lock(message, door, caller)
    elif answer == "yes":
        await message.answer(voice.say("phrases.safer_elsewhere"))


async def _answer_draft(message: Message, answer: str, asking: Asking, caller: Caller, now: datetime) -> None:
    """As if it had been pressed at its own question; what was being asked stays open."""
    try:
        shown = await heed(message, asking, caller, _take(answer, asking, now))
    except DraftMovedOn:
        await message.answer(asking.say("phrases.other_device"))
        return
    await message.answer(shown.text, reply_markup=shown.keyboard)


async def _take(answer: str, asking: Asking, now: datetime) -> Shown:
    here = asking.draft.step
    asking.told.answers[CAN_READ] = chosen(answer)
    to = asking.door.questionnaire.next(asking.told.answers) if here == CAN_READ else here
    await move(asking, to, now)
    return show(asking, added=asking.say(f"notes.{CAN_READ}.yes" if answer == "yes" else "phrases.not_watched"))


async def _quiet_cases(door: Door, caller: Caller) -> None:
    async with door.database.writing() as session:
        for case in await _own_cases(door, caller):
            await go_quiet(door.hand(session, conversation=caller.conversation), case.number)


async def _own_cases(door: Door, caller: Caller) -> list[Case]:
    """Those that may still send messages."""
    async with door.database.reading() as session:
        cases = await cases_of(session, caller.conversation.id)
    return [case for case in cases if caller.has(case) and case.service not in ENDED]
