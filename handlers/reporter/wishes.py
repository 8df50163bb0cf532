"""What somebody with a case says of how, how often and whom we tell: granted as by the buttons, and told to no officer.

Where an officer asked something it is the answer to that.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiogram.types import Message

from cases.errors import CaseError
from cases.reach import code_in
from cases.tracks import ENDED
from cases.understanding.colleague import hands_on, names_colleague, takes_off
from cases.understanding.colleague_named import colleague_named
from cases.understanding.told_by import Wish, told_by
from cases.understanding.told_often import Seldom, asks_how_often, is_as_we_offer, might_be_of_anything, told_often
from cases.understanding.told_where import Named, declines, told_where
from cases.understanding.wish import is_of_calls, is_wish
from handlers.callbacks import CasePress
from handlers.door import Door
from handlers.reporter import colleagues, reach_code, reach_told, reaching, rhythm
from handlers.reporter.after import open_number
from handlers.reporter.drafting import leave_mode
from handlers.said.errors import error_words
from storage.cases import asked_last, case_for_firm, desk_spoke_last
from storage.conversations import Caller
from storage.tables import Case
from storage.utterances import Words


@dataclass(frozen=True)
class Wanted:
    """What somebody wants of how we tell, read once; the first that is there is granted."""

    by: Wish | None = None
    often: int | Seldom | None = None
    of_colleagues: bool = False
    of_code: bool = False
    where: tuple[Named, ...] = ()
    nowhere: bool = False


def read_wish(said: str, *, is_choosing: bool = False, is_asked_how: bool = False) -> Wanted | None:
    """None for whatever is no such wish: a statement in nearly the same words is for the desk.

    With `is_choosing` how often was just asked, and 三天一次 says it; with `is_asked_how` by what, and an address does.
    """
    ends = takes_off(said)
    asks = is_wish(said) or ends
    found = Wanted(
        told_by(said) if asks and not is_of_calls(said) else None,
        told_often(said) if asks or is_choosing or asks_how_often(said) or is_as_we_offer(said) else None,
        bool(ends or colleague_named(said) or (asks and (names_colleague(said) or hands_on(said)))),
        reach_code.speaks_of_code(said),
        told_where(said, was_asked=is_asked_how),
        is_asked_how and declines(said),
    )
    return None if found == Wanted() else found


async def wanted(message: Message, words: Words, door: Door, caller: Caller) -> bool:
    """False for whatever is no such wish."""
    number = await reach_told.asked_of(door, caller)
    is_choosing = rhythm.offered_at(door, caller) is not None
    wish = read_wish(words.text, is_choosing=is_choosing, is_asked_how=number is not None)
    if wish and await _is_granted(message, words.text, wish, number, door, caller):
        return True
    await reach_told.ask_no_more(words, door, caller)
    return False


async def _is_granted(
    message: Message, said: str, wish: Wanted, asked_of: str | None, door: Door, caller: Caller
) -> bool:
    """Not what answers an officer, nor what only one has a case for who has none open."""
    if await asked_last(door.database, caller.conversation.id):
        return False
    try:
        case = await _open_case(door, caller, asked_of)
        return case is not None and await _grant(message, said, wish, case, door, caller)
    except CaseError as error:
        await message.answer(error_words(door.voice(caller), error))
        return True


async def late_code(message: Message, words: Words, door: Door, caller: Caller) -> bool:
    """The code for an address, that nobody waits for at the moment."""
    code = code_in(words.text)
    if code is None or await asked_last(door.database, caller.conversation.id):
        return False
    case = await _open_case(door, caller)
    return case is not None and await reach_code.prove_late(message, code, case, door, caller)


async def _open_case(door: Door, caller: Caller, asked_of: str | None = None) -> Case | None:
    number = asked_of or await open_number(door, caller)
    if number is None:
        return None
    async with door.database.reading() as session:
        case = await case_for_firm(session, number, caller.conversation)
    return case if case.is_complete and case.service not in ENDED else None


async def _grant(message: Message, said: str, wish: Wanted, case: Case, door: Door, caller: Caller) -> bool:
    if wish.where:
        await reach_told.take(message, wish.where, case, door, caller)
        return True
    if wish.nowhere:
        await reaching.pressed(message, CasePress(action="reach_no", number=case.number), case, door, caller)
        return True
    if wish.by:
        await leave_mode(door, caller)
        await reaching.grant(message, wish.by, case, door, caller)
        return True
    if wish.often:
        offered = rhythm.offered_at(door, caller)
        if might_be_of_anything(said) and await desk_spoke_last(door.database, caller.conversation.id, since=offered):
            return False
        return await rhythm.grant(message, wish.often, case, door, caller)
    if wish.of_colleagues:
        return await colleagues.grant(message, said, case, door, caller)
    return await reach_code.say_where_it_is(message, case, door, caller)
