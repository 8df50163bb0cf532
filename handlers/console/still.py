"""Whether what was theirs when they asked is theirs while it goes on: a download takes minutes, and rights change.

A member who is taken out, a district that is narrowed, a case that moved or is not there any more: what has gone out is
cut off before the next piece.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from cases.errors import CaseError
from cases.people import CaseNotFound
from cases.verbs import Verb, check_may, check_state
from handlers.console.guard import SignedOut, find_visitor
from handlers.console.parts import Console, Visitor
from storage.cases import case_for_member, chair_of


async def while_theirs(
    console: Console, visitor: Visitor, number: str, chunks: AsyncIterator[bytes], verb: Verb = Verb.READ
) -> AsyncIterator[bytes]:
    """Each piece to who may still have it. Raises as `check_still` does."""
    async for chunk in chunks:
        await check_still(console, visitor, number, verb)
        yield chunk


async def check_still(console: Console, visitor: Visitor, number: str, verb: Verb = Verb.READ) -> None:
    """Raises SignedOut, and CaseNotFound alike for missing and forbidden."""
    now = await find_visitor(console, visitor.cookie)
    if now is None:
        raise SignedOut
    async with console.door.database.reading() as session:
        case = await case_for_member(session, number, now.member)
    try:
        check_may(now.member.role, verb)
        check_state(verb, chair_of(case, now.member))
    except CaseError as error:
        raise CaseNotFound from error
