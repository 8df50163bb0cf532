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
from cases.understanding.told_by import Wish, told_by
from cases.understanding.told_often import Seldom, might_be_of_anything, told_often
from cases.understanding.wish import is_of_calls, is_wish
from handlers.door import Door
from handlers.reporter import colleagues, reach_code, reaching, rhythm
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


def read_wish(said: str, *, is_choosing: bool = False) -> Wanted | None:
    """None for whatever is no such wish: a statement in nearly the same words is for the desk.

    With `is_choosing` how often was just asked, and 三天一次 says it.
    """
    ends = takes_off(said)
    asks = is_wish(said) or ends
    found = Wanted(
        told_by(said) if asks and not is_of_calls(said) else None,
        told_often(said) if asks or is_choosing else None,
        bool(ends or (asks and (names_colleague(said) or hands_on(said)))),
        reach_code.speaks_of_code(said),
    )
    return None if found == Wanted() else found


async def wanted(message: Message, words: Words, door: Door, caller: Caller) -> bool:
    """False for whatever is no such wish."""
    wish = read_wish(words.text, is_choosing=rhythm.offered_at(door, caller) is not None)
    if wish is None or await asked_last(door.database, caller.conversation.id):
        return False
    case = await _open_case(door, caller)
    if case is None:
        return False
    try:
        return await _grant(message, words.text, wish, case, door, caller)
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


async def _open_case(door: Door, caller: Caller) -> Case | None:
    number = await open_number(door, caller)
    if number is None:
        return None
    async with door.database.reading() as session:
        case = await case_for_firm(session, number, caller.conversation)
    return case if case.is_complete and case.service not in ENDED else None


async def _grant(message: Message, said: str, wish: Wanted, case: Case, door: Door, caller: Caller) -> bool:
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
