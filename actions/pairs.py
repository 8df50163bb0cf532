"""Two cases in one officer's hand: seen by them, and locked in one order for everybody."""

from __future__ import annotations

from actions.hand import Hand
from cases.errors import CaseError
from cases.numbers import read_case_number
from cases.people import CaseNotFound
from cases.verbs import Verb
from storage.tables import Case


class OtherNotFound(CaseError):
    """The other case: missing, mistyped and forbidden look alike."""


class LinkToItself(CaseError):
    """A case belongs to itself already."""


async def both(hand: Hand, number: str, other: str, verb: Verb) -> tuple[Case, Case]:
    """The case the verb is done with, and the other. Raises LinkToItself and OtherNotFound."""
    another = read_case_number(other)
    if another == number:
        raise LinkToItself
    first = await see_if(hand, another) if another and another < number else None
    case = await hand.open(number, verb)
    second = first or await see_if(hand, another)
    if second is None:
        raise OtherNotFound
    return case, second


async def see_if(hand: Hand, number: str | None) -> Case | None:
    """Locked; None alike for missing and forbidden."""
    try:
        return await hand.see(number) if number else None
    except CaseNotFound:
        return None
