"""What the expert team does with a case. Each verb locks the case, so two experts cannot both be first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from actions.attaching import Chosen, send_attached
from actions.casework import (
    add_message,
    end_case,
    give_to,
    pass_to,
    promise_news,
    put_back,
    tell_who_had_it,
    undo_end,
    wait_for_answer,
)
from actions.closing import check_owed
from actions.crossing import check_crossing, check_read
from actions.filled import NOBODY_HAD
from actions.hand import Hand, does
from actions.replies import replied, reply_taken_over, waited_for
from cases.errors import CaseError, NotUnderstood
from cases.follow_ups import Planned, after
from cases.law.plans import On
from cases.messages import WHILE_WAITING, Kind
from cases.people import NoSuchMember
from cases.tracks import DESK_REASONS, ENDED, CloseReason, MoveNotPossible, Service
from cases.verbs import Verb
from storage.cases import last_words
from storage.outgoing import kinds_sent
from storage.tables import Author, Case, Event, Member
from storage.team import team_of


class AlreadyTaken(CaseError):
    """Somebody else was first."""

    def __init__(self, name: str, at: datetime) -> None:
        super().__init__(name)
        self.name, self.at = name, at


class WroteMeanwhile(CaseError):
    """The reporter wrote more than the officer has read."""


class IsYourself(CaseError):
    """Nobody hands a case to themselves: they take it."""


class IsAway(CaseError):
    """They are away, so nobody hands them anything."""

    def __init__(self, name: str, until: datetime) -> None:
        super().__init__(name, until)
        self.name, self.until = name, until


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


@does(Verb.HAND_OVER, "to", "text", "had")
async def hand_over(hand: Hand, number: str, to: UUID | None, note: str = "", had_it: str = "") -> Case:
    """Give the case to a colleague, who reads the note in the card; the reporter is told, and whoever had it.

    A waiting case is given in the same way. `had_it` is who had it when the form was made: of two who give it away at
    once, the second hears of the first. Raises NoSuchMember, IsYourself, IsAway and AlreadyTaken.
    """
    case = await hand.open(number, Verb.HAND_OVER)
    colleague = await _colleague(hand, case, to)
    if colleague.id == case.holder_id:
        return case  # the same form sent again, or two leads at once
    had = case.holder_id
    if had and had_it not in {"", str(had)}:
        raise AlreadyTaken((await team_of(hand.session)).name(had), case.taken_at or hand.now)
    said = await add_message(hand, case, Author.NOTE, note) if note.strip() else None
    await pass_to(hand, case, colleague)
    hand.note(case, Event.HANDED_OVER, to=str(colleague.id))
    await hand.tell(case, Kind.CASE_FOR_YOU, message=str(said.id) if said else None)
    await tell_who_had_it(hand, case, had, "handed_over")
    await _tell(hand, case, Kind.HANDED_OVER if had else Kind.TAKEN)
    return case


@does(Verb.TAKE_OVER)
async def take_over(hand: Hand, number: str) -> Case:
    """A lead takes the case from whoever has it; they hear of it, and so does the reporter."""
    case = await hand.open(number, Verb.TAKE_OVER)
    had = case.holder_id
    await pass_to(hand, case, hand.officer)
    hand.note(case, Event.TAKEN_OVER)
    await tell_who_had_it(hand, case, had, "taken")
    await _tell(hand, case, Kind.HANDED_OVER)
    return case


@does(Verb.RETURN)
async def return_case(hand: Hand, number: str) -> Case:
    """Put the case back into the queue; the desk hears of it and the reporter keeps a date for news."""
    case = await hand.open(number, Verb.RETURN)
    had = case.holder_id
    await put_back(hand, case)
    case.answer_due_at = case.reply_due_at or case.answer_due_at
    if case.answer_due_at <= hand.now:
        await wait_for_answer(hand, case)
    await reply_taken_over(hand, case)
    hand.note(case, Event.RETURNED)
    await tell_who_had_it(hand, case, had, "returned")
    await hand.tell(case, Kind.CASE_RETURNED)
    await promise_news(hand, case)
    return case


@does(Verb.ASK, "text", "despite", "read", "files")
async def ask_reporter(
    hand: Hand, number: str, text: str, despite: str = "", read: str = "", files: Chosen = ()
) -> Case:
    """A question to the reporter, with these of the files the officer chose. Raises what check_crossing does."""
    case = await hand.open(number, Verb.ASK)
    await check_crossing(hand, case, despite, read)
    details = await _write(hand, case, text, Kind.DESK_ASKS, files)
    hand.note(case, Event.ASKED, **details)
    if case.service is Service.TRIAGED:
        case.service = Service.MATERIALS_REQUESTED
    return case


@does(Verb.ANSWER, "text", "despite", "read", "files")
async def answer_reporter(
    hand: Hand, number: str, text: str, despite: str = "", read: str = "", files: Chosen = ()
) -> Case:
    """An answer or news to the reporter, with these of the files the officer chose. Raises what check_crossing does."""
    case = await hand.open(number, Verb.ANSWER)
    await check_crossing(hand, case, despite, read)
    details = await _write(hand, case, text, Kind.DESK_ANSWERS, files)
    hand.note(case, Event.ANSWERED, **details)
    return case


@does(Verb.NO_REPLY, "read")
async def leave_unanswered(hand: Hand, number: str, read_up_to: str = "") -> Case:
    """What the reporter wrote needs no reply; nobody is warned of it any more.

    `read_up_to` is the reporter's newest message the officer saw, or the beginning of its id (NOBODY_HAD for none,
    empty where nobody looked). Raises WroteMeanwhile.
    """
    case = await hand.open(number, Verb.NO_REPLY)
    newest = await last_words(hand.session, case.id) or NOBODY_HAD
    if read_up_to and not str(newest).startswith(read_up_to):
        raise WroteMeanwhile
    if case.asked_at is not None:
        await replied(hand, case)
        hand.note(case, Event.NO_REPLY_NEEDED)
    return case


@does(Verb.NOTE, "text")
async def add_note(hand: Hand, number: str, text: str) -> Case:
    """A note for the team; the reporter never sees it."""
    case = await hand.open(number, Verb.NOTE)
    await add_message(hand, case, Author.NOTE, text)
    hand.note(case, Event.NOTED)
    return case


@does(Verb.CLOSE, "reason", "text", "read", "sure")
async def close_case(
    hand: Hand, number: str, reason: CloseReason | None, text: str = "", read: str = "", sure: str = ""
) -> Case:
    """End the case with a reason and, if there is more to say, the officer's own words to the reporter.

    Raises NotUnderstood, MoveNotPossible, StillOwed and what check_read does.
    """
    case = await hand.open(number, Verb.CLOSE)
    if reason is None:
        raise NotUnderstood("reason", "empty")
    if reason not in DESK_REASONS:
        raise MoveNotPossible
    await check_read(hand, case, read)
    await check_owed(hand, case, reason, text, sure)
    if text.strip():
        await add_message(hand, case, Author.DESK, text)
    asked = await kinds_sent(hand.session, case.id)  # a case that ends again asks nothing twice
    planned = [one for one in after(hand.law.plans, On.CLOSED, hand.now, hand.zone) if one.kind not in asked]
    await end_case(hand, case, reason, [Planned(Kind.CLOSED, hand.now), *planned])
    await tell_who_had_it(hand, case, case.holder_id, "closed")
    hand.note(case, Event.CLOSED, reason=reason.value)
    return case


@does(Verb.REOPEN, "text")
async def reopen_case(hand: Hand, number: str, reason: str) -> Case:
    """The end was none: the officer has the case again, with the reason as a note; the reporter is told of it.

    Raises OpenAlready.
    """
    case = await hand.open(number, Verb.REOPEN)
    await add_message(hand, case, Author.NOTE, reason)
    await undo_end(hand, case)
    had = case.holder_id
    await put_back(hand, case)
    hand.note(case, Event.REOPENED)
    await give_to(hand, case, hand.officer)
    await tell_who_had_it(hand, case, had, "reopened")
    await _tell(hand, case, Kind.REOPENED)
    return case


async def _colleague(hand: Hand, case: Case, to: UUID | None) -> Member:
    """Who could have the case now."""
    team = await team_of(hand.session)
    colleague = next((one for one in team.working(case.district) if one.id == to), None)
    if colleague is None:
        raise NoSuchMember
    if colleague.id == hand.officer.id:
        raise IsYourself
    if colleague.away_until is not None:
        raise IsAway(team.name(colleague.id), colleague.away_until)
    return colleague


async def _write(hand: Hand, case: Case, text: str, kind: Kind, files: Chosen) -> dict[str, str]:
    """Words to the reporter; whoever speaks first has the case, and the message itself names them.

    A case that has ended stays so: whoever still asks is answered. For the timeline: which words, and what was waited
    for.
    """
    case.said_at = hand.now
    if case.service in ENDED:
        message = await add_message(hand, case, Author.DESK, text)
        await send_attached(hand, case, message, files)
        await hand.tell(case, kind, message=str(message.id))
        return {"message": str(message.id)}
    waited = waited_for(case)
    await replied(hand, case)
    if case.holder_id is None:
        await give_to(hand, case, hand.officer)
    message = await add_message(hand, case, Author.DESK, text, is_question=kind is Kind.DESK_ASKS)
    await send_attached(hand, case, message, files)
    await _tell(hand, case, kind, message=str(message.id))
    return {"message": str(message.id), **waited}


async def _tell(hand: Hand, case: Case, kind: Kind, **details: Any) -> None:
    """At once, and with the date of the next news; nobody waits for a first answer any more."""
    await promise_news(hand, case, unwanted=WHILE_WAITING)
    await hand.tell(case, kind, **details)
