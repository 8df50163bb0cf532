"""What the reporter does after submitting: write, add files, withdraw, say how it was."""

from __future__ import annotations

from actions.casework import add_message, withdraw
from actions.hand import Hand
from cases.messages import Kind
from cases.tracks import ENDED, CaseEnded, Service
from storage.tables import Author, Case, Event

LOW = 2


async def write_to_desk(hand: Hand, number: str, text: str) -> Case:
    """The reporter's words reach the desk, also when the case has ended meanwhile.

    A repeated update writes nothing twice.
    """
    case = await hand.own(number)
    if await hand.was_here(case):
        return case
    message = await add_message(hand, case, Author.REPORTER, text)
    if case.service is Service.MATERIALS_REQUESTED:
        case.service = Service.TRIAGED
    hand.note(case, Event.REPORTER_WROTE)
    await hand.tell(case, Kind.REPORTER_WROTE, message=str(message.id))
    return case


async def withdraw_case(hand: Hand, number: str) -> Case:
    """The company takes its report back from us; the desk is told. It changes nothing at law."""
    case = await hand.own(number)
    if case.service in ENDED:
        raise CaseEnded
    await withdraw(hand, case)
    return case


async def rate_case(hand: Hand, number: str, rating: int) -> Case:
    """How it was, from 1 to 5; the leads hear of a mark that is low now and was not."""
    case = await hand.own(number)
    if case.rating != rating and 1 <= rating <= 5:
        was_low = case.rating is not None and case.rating <= LOW
        case.rating = rating
        hand.note(case, Event.RATED, rating=rating)
        if rating <= LOW and not was_low:
            await hand.tell(case, Kind.RATED_LOW)
    return case
