"""How often a reporter hears when nothing happens: more often, more seldom, not for a while, and as before."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from actions.rhythm import USUAL, choose_rhythm, something_stands
from actions.tell import is_urgent_now
from cases.colleagues import OnlyTheReporter
from cases.errors import CaseError
from cases.law.plans import A_DAY, Rhythm
from cases.tracks import WAITING
from cases.understanding.told_often import Seldom
from handlers.callbacks import CasePress
from handlers.chat import WAY, button, keyboard
from handlers.door import Door, Voice
from handlers.reporter.drafting import enter_mode, until_in
from handlers.said.errors import error_words
from storage.conversations import Caller
from storage.tables import Case

SHOWS, CHOOSES = "rhythm", "rhythm_is"
PRESSES = frozenset({SHOWS, CHOOSES})
MODE, CHOOSING = "rhythm", timedelta(minutes=10)


def offered_at(door: Door, caller: Caller) -> datetime | None:
    """Since when they may choose; None where they are not asked. What an officer says after that comes first."""
    until = until_in(caller, MODE)
    return until - CHOOSING if until and until > door.clock() else None


async def pressed(message: Message, press: CasePress, case: Case, door: Door, caller: Caller) -> None:
    if press.action == SHOWS:
        await offer(message, case, door, caller)
    else:
        await choose(message, case.number, press.argument, door, caller)


def rhythm_row(voice: Voice, case: Case) -> list[InlineKeyboardButton]:
    """Below how a case stands; nothing where the unit's plan offers no choice."""
    if not voice.door.law.plans.rhythms:
        return []
    return [button(voice.say("rhythm.button"), CasePress(action=SHOWS, number=case.number), WAY)]


def chosen_words(voice: Voice, case: Case) -> str:
    """What they chose, if the plan still has it."""
    rhythm = voice.door.law.plans.rhythms.get(case.rhythm or USUAL)
    return rhythm_words(voice, rhythm) if rhythm else ""


def rhythm_words(voice: Voice, rhythm: Rhythm) -> str:
    days = max(1, round(rhythm.when.after / A_DAY))
    if rhythm.once:
        return voice.say("rhythm.pause", count=days)
    return voice.say("rhythm.daily") if days == 1 else voice.say("rhythm.every", count=days)


async def offer(message: Message, case: Case, door: Door, caller: Caller) -> None:
    """What there is to choose, and what it does not change; typed at once, 每天一次 is meant for this."""
    voice = door.voice(caller)
    await enter_mode(door, caller, MODE, CHOOSING)
    await message.answer(voice.chat("rhythm", **_stands(voice, case)), reply_markup=choices(voice, case))


async def grant(message: Message, often: int | Seldom, case: Case, door: Door, caller: Caller) -> bool:
    """What the plan has for so many days; else what there is. Raises OnlyTheReporter for a colleague of theirs."""
    rhythms = door.law.plans.rhythms
    if not rhythms:
        return False
    if not caller.has(case):
        raise OnlyTheReporter
    same = [name for name, one in rhythms.items() if not one.once and round(one.when.after / A_DAY) == often]
    if same:
        await choose(message, case.number, same[0], door, caller)
    else:
        await offer(message, case, door, caller)
    return True


def choices(voice: Voice, case: Case) -> InlineKeyboardMarkup | None:
    """Those of the plan, but for what they have, and no pause while something else stands."""
    not_now = {case.rhythm or USUAL}
    if something_stands(case, voice.door.clock()):
        not_now |= {one.id for one in voice.door.law.plans.rhythms.values() if one.once}
    presses = {CasePress(action=CHOOSES, number=case.number, argument=one).pack() for one in not_now}
    return keyboard(*([one] for one in every_choice(voice, case.number) if one.callback_data not in presses))


def every_choice(voice: Voice, number: str) -> list[InlineKeyboardButton]:
    said = [(one.id, rhythm_words(voice, one)) for one in voice.door.law.plans.rhythms.values()]
    said.append((USUAL, voice.say("rhythm.usual")))
    return [button(words, CasePress(action=CHOOSES, number=number, argument=name)) for name, words in said]


async def choose(message: Message, number: str, chosen: str, door: Door, caller: Caller) -> None:
    """What comes when from now on."""
    voice = door.voice(caller)
    try:
        async with door.database.writing() as session:
            case = await choose_rhythm(door.hand(session, conversation=caller.conversation), number, chosen)
    except CaseError as error:
        await message.answer(error_words(voice, error))
        return
    status = [button(voice.say("buttons.status"), CasePress(action="status", number=number), WAY)]
    await message.answer(voice.chat("rhythm_is", **_stands(voice, case)), reply_markup=keyboard(status))


def _stands(voice: Voice, case: Case) -> dict[str, object]:
    now = voice.door.clock()
    waits, urgent = case.service in WAITING, is_urgent_now(case, now)
    return {"case": case, "now": now, "chosen": chosen_words(voice, case), "waits": waits, "urgent": urgent}
