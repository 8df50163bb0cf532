"""What the expert team does with a case. Each verb locks the case, so two experts cannot both be first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from actions.casework import add_message, end_case, give_to, promise_news, put_back
from actions.hand import Hand, does
from actions.warnings import pass_on_warnings
from cases.errors import CaseError, NotUnderstood
from cases.follow_ups import after_closing
from cases.messages import WHILE_WAITING, Kind
from cases.tracks import DESK_REASONS, CloseReason, MoveNotPossible, Service
from cases.verbs import Verb
from storage.tables import Author, Case, Event
from storage.team import team_of


class AlreadyTaken(CaseError):
    """Somebody else was first."""

    def __init__(self, name: str, at: datetime) -> None:
        super().__init__(name)
        self.name, self.at = name, at


class NoSuchMember(CaseError):
    """There is nobody of that name who could take the case."""


@does(Verb.TAKE)
async def take_case(hand: Hand, number: str) -> Case:
    """The officer takes a waiting case.

    Raises AlreadyTaken with who was first; taking one's own again changes nothing.
    """
    case = await hand.open(number, Verb.TAKE)
    if case.holder_id == hand.officer.id:
        return case
    if case.holder_id:
        raise AlreadyTaken((await team_of(hand.session)).name(case.holder_id), case.taken_at or hand.now)
    await give_to(hand, case, hand.officer)
    await _tell(hand, case, Kind.TAKEN)
    return case


@does(Verb.HAND_OVER, "to")
async def hand_over(hand: Hand, number: str, to: UUID | None) -> Case:
    """Give the case to a colleague, who is told, as is the reporter. Raises NoSuchMember."""
    case = await hand.open(number, Verb.HAND_OVER)
    able = (await team_of(hand.session)).working(case.district)
    colleague = next((one for one in able if one.id == to), None)
    if colleague is None:
        raise NoSuchMember
    if colleague.id == case.holder_id:
        return case  # the same form sent again, or two leads at once
    case.holder_id, case.taken_at = colleague.id, hand.now
    if case.service is Service.ACKNOWLEDGED:
        case.service = Service.TRIAGED
    hand.note(case, Event.HANDED_OVER, to=str(colleague.id))
    await hand.tell(case, Kind.CASE_FOR_YOU)
    await pass_on_warnings(hand.session, case)
    await _tell(hand, case, Kind.HANDED_OVER)
    return case


@does(Verb.RETURN)
async def return_case(hand: Hand, number: str) -> Case:
    """Put the case back into the queue; the desk hears of it and the reporter keeps a date for news."""
    case = await hand.open(number, Verb.RETURN)
    put_back(case)
    hand.note(case, Event.RETURNED)
    await hand.tell(case, Kind.CASE_RETURNED)
    await promise_news(hand.session, case, hand.now, hand.zone)
    return case


@does(Verb.ASK, "text")
async def ask_reporter(hand: Hand, number: str, text: str) -> Case:
    """A question to the reporter."""
    case = await hand.open(number, Verb.ASK)
    await _write(hand, case, text, Kind.DESK_ASKS)
    hand.note(case, Event.ASKED)
    if case.service is Service.TRIAGED:
        case.service = Service.MATERIALS_REQUESTED
    return case


@does(Verb.ANSWER, "text")
async def answer_reporter(hand: Hand, number: str, text: str) -> Case:
    """An answer or news to the reporter."""
    case = await hand.open(number, Verb.ANSWER)
    await _write(hand, case, text, Kind.DESK_ANSWERS)
    hand.note(case, Event.ANSWERED)
    return case


@does(Verb.NOTE, "text")
async def add_note(hand: Hand, number: str, text: str) -> Case:
    """A note for the team; the reporter never sees it."""
    case = await hand.open(number, Verb.NOTE)
    await add_message(hand, case, Author.NOTE, text)
    hand.note(case, Event.NOTED)
    return case


@does(Verb.CLOSE, "reason", "text")
async def close_case(hand: Hand, number: str, reason: CloseReason | None, text: str = "") -> Case:
    """End the case with a reason and, if there is more to say, the officer's own words to the reporter."""
    case = await hand.open(number, Verb.CLOSE)
    if reason is None:
        raise NotUnderstood("reason", "empty")
    if reason not in DESK_REASONS:
        raise MoveNotPossible
    if text.strip():
        await add_message(hand, case, Author.DESK, text)
    await end_case(hand, case, reason, after_closing(hand.now, hand.zone))
    hand.note(case, Event.CLOSED, reason=reason.value)
    return case


async def _write(hand: Hand, case: Case, text: str, kind: Kind) -> None:
    """Words to the reporter; whoever speaks first has the case, and the message itself names them."""
    if case.holder_id is None:
        await give_to(hand, case, hand.officer)
    message = await add_message(hand, case, Author.DESK, text, is_question=kind is Kind.DESK_ASKS)
    await _tell(hand, case, kind, message=str(message.id))


async def _tell(hand: Hand, case: Case, kind: Kind, **details: Any) -> None:
    """At once, and with the date of the next news; nobody waits for a first answer any more."""
    await promise_news(hand.session, case, hand.now, hand.zone, unwanted=WHILE_WAITING)
    await hand.tell(case, kind, **details)
