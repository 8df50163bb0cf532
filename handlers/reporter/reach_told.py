"""Where the news shall go, said with the address, or in answer to the question how they would be told.

The first address is proved by its code at once; the next way is asked for after that. No address is kept unproved.
"""

from __future__ import annotations

from aiogram.types import Message

from cases.errors import CaseError
from cases.reach import By, code_in
from cases.understanding.reply import is_courtesy
from cases.understanding.told_where import Named, told_where
from handlers.door import Door
from handlers.reporter import reach_code, reaching
from handlers.reporter.drafting import leave_mode, until_in
from handlers.reporter.just_in import held_until, say_held
from storage.cases import case_for_firm, desk_spoke_last
from storage.conversations import Caller
from storage.tables import Case
from storage.utterances import Words


async def typed(message: Message, words: Words, door: Door, caller: Caller) -> bool:
    """Whatever is typed while an address, or its code, is waited for: also another way than was asked for."""
    named = told_where(words.text, was_asked=True) if reach_code.waits(door, caller) else ()
    if any(address for _, address in named) and code_in(words.text) is None:
        try:
            async with door.database.reading() as session:
                number = str(caller.conversation.about["number"])
                case = await case_for_firm(session, number, caller.conversation)
        except CaseError:
            named = ()
        else:
            await take(message, named, case, door, caller)
            return True
    return await reach_code.typed(message, words, door, caller)


async def asked_of(door: Door, caller: Caller) -> str | None:
    """The number of the case of which they were asked how they would be told, if nothing else was said since."""
    until = until_in(caller, reaching.ASKED)
    if until is None or until <= door.clock():
        return None
    if await desk_spoke_last(door.database, caller.conversation.id, since=until - reaching.ASKED_FOR):
        return None
    return str(caller.conversation.about["number"])


async def ask_no_more(words: Words, door: Door, caller: Caller) -> None:
    """After something else a number alone could be anybody's; thanks, and a question of theirs, are nothing else."""
    if caller.conversation.mode == reaching.ASKED and not is_courtesy(words.text) and not door.asked.find(words.text):
        await leave_mode(door, caller)


async def take(message: Message, named: tuple[Named, ...], case: Case, door: Door, caller: Caller) -> None:
    """As far as the unit offers it; that there is none of the others is said."""
    ways = [(By(way), address) for way, address in named if way in set(By) and By(way) in door.reaches]
    missing = next((way for way, _ in named if way not in {by.value for by, _ in ways}), "")
    if not ways or ways[0][0] is By.PUSH:  # whose page has to ask the browser
        await reaching.show(message, case, door, caller, missing=missing)
        return
    if until := await held_until(door, caller):
        await say_held(message, until, door, caller)
        return
    if missing:
        await message.answer(door.voice(caller).chat("reach_missing", missing=missing))
    (by, address), *more = [one for one in ways if one[0] is not By.PUSH]
    then = more[0][0] if more else None
    if address:
        await reach_code.begin(message, by, address, case.number, door, caller, then=then)
    else:
        await reach_code.ask_for_address(message, by, case, door, caller, then=then)
