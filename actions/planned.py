"""What an officer does with a message that waits for the reporter; the reporter is never without a next date."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from actions.casework import DRAFTS, add_message, drafts_of, promise_news, read_for_reporter
from actions.hand import DoneAlready, Hand, does
from actions.tell import is_urgent_now, replan, tell, was_planned
from cases.messages import MESSAGES, Kind
from cases.planned import Later, PlannedGone, PlannedMeanwhile, check_farthest, laters, put_off
from cases.tracks import ENDED, MoveNotPossible
from cases.verbs import Verb
from storage.cases import case_by_id
from storage.changes import tell_of_due
from storage.keys import keys_of
from storage.message_texts import keep_said
from storage.planned import hold_planned, in_own_words, is_promised, mark_of_planned, planned_for, seal_words
from storage.tables import Author, Case, Event, Outgoing, OutgoingState, Why

BY_PERSON = "by_person"  # in its details: an officer is to put it in their own words


@does(Verb.SEND_NOW, "planned")
async def send_now(hand: Hand, number: str, planned: UUID | None) -> Case:
    """It goes at once, or when the hours come that its reader chose. Raises PlannedGone."""
    case = await hand.open(number, Verb.SEND_NOW)
    row = await _find(hand, case, planned)
    row.due_at = row.retry_at = hand.now
    row.details = {name: value for name, value in row.details.items() if name != BY_PERSON}  # somebody has looked
    await _drafted(hand, case, row)
    tell_of_due(hand.session)
    hand.note(case, Event.NEWS_HURRIED, about=row.kind.value)
    return case


@does(Verb.REWORD, "planned", "text")
async def reword(hand: Hand, number: str, planned: UUID | None, text: str) -> Case:
    """It says this, in the officer's name; the date of what comes next stands beneath as before.

    Raises PlannedGone, WordsStopped and NotUnderstood.
    """
    case = await hand.open(number, Verb.REWORD)
    row = await _find(hand, case, planned)
    await say_in_words(hand, case, row, read_for_reporter(hand, case, text))
    await _drafted(hand, case, row)
    hand.note(case, Event.NEWS_WORDED, about=row.kind.value)
    return case


@does(Verb.POSTPONE, "planned", "later", "text", "had")
async def postpone(
    hand: Hand, number: str, planned: UUID | None, later: Later | None, reason: str, had: str = ""
) -> Case:
    """It comes so much later. Who was told the time reads the new one now, and why.

    Raises PlannedGone, PlannedMeanwhile, PutOffTooFar, MoveNotPossible, WordsStopped and NotUnderstood.
    """
    case = await hand.open(number, Verb.POSTPONE)
    await _check_once(hand, case)
    row = await _find(hand, case, planned, had)
    if later not in laters(urgent=is_urgent_now(case, hand.now)):
        raise MoveNotPossible
    was, row.due_at = row.due_at, put_off(row.due_at, later, hand.now, hand.zone, hand.law.plans.day)
    row.retry_at = row.due_at
    if row.kind is Kind.STILL_WORKING:
        case.news_due_at = row.due_at
        await replan(hand.session, case, DRAFTS, drafts_of(hand, case, row.due_at))
    hand.note(case, Event.NEWS_POSTPONED, about=row.kind.value, due=was.isoformat(), moved=row.due_at.isoformat())
    await _explain(hand, case, row, reason, was=was.isoformat(), dropped=False)
    return case


@does(Verb.CALL_OFF, "planned", "text", "had")
async def call_off(hand: Hand, number: str, planned: UUID | None, reason: str, had: str = "") -> Case:
    """It does not come. Where its time was told, the next one is promised at once, and the reporter reads that and why.

    Raises PlannedGone, PlannedMeanwhile, PutOffTooFar, WordsStopped and NotUnderstood.
    """
    case = await hand.open(number, Verb.CALL_OFF)
    await _check_once(hand, case)
    row = await _find(hand, case, planned, had)
    row.state, row.why = OutgoingState.CANCELLED, Why.CALLED_OFF
    await hand.session.flush()
    if MESSAGES[row.kind].promise:
        await promise_news(hand, case, said_at=max(row.due_at, hand.now))
        check_farthest(case.news_due_at, hand.now)
    elif case.service not in ENDED and not await is_promised(hand.session, case.id):
        await promise_news(hand, case)
    hand.note(case, Event.NEWS_CALLED_OFF, about=row.kind.value)
    await _explain(hand, case, row, reason, was=row.due_at.isoformat(), dropped=True)
    return case


async def now_said(hand: Hand, row: Outgoing) -> None:
    """What an officer said in a message that has left stands in the conversation from now on."""
    if row.sealed_words is None or row.case_id is None:
        return
    case = await case_by_id(hand.session, row.case_id, lock=True)
    said = await in_own_words(hand.session, case, row)
    assert said
    await keep_said(hand.session, case, UUID(row.details["by"]), said.text, hand.now)


async def _drafted(hand: Hand, case: Case, row: Outgoing) -> None:
    """Somebody has looked at what comes: nobody is asked to any more."""
    if row.kind is Kind.STILL_WORKING:
        await replan(hand.session, case, DRAFTS)


async def _find(hand: Hand, case: Case, planned: UUID | None, had: str = "") -> Outgoing:
    """Raises PlannedGone, and PlannedMeanwhile where it is not all as it stood when they looked."""
    row = await hold_planned(hand.session, case, planned)
    if row is None:
        raise PlannedGone
    if had and had != mark_of_planned(await planned_for(hand.session, case)):
        raise PlannedMeanwhile
    return row


async def say_in_words(hand: Hand, case: Case, row: Outgoing, words: str) -> None:
    """It says this in the officer's name, in the place of our words."""
    seal_words(await keys_of(hand.session).cipher(hand.session, case.key_id), row, words)
    row.details = row.details | {"by": str(hand.officer.id)}


async def _explain(hand: Hand, case: Case, row: Outgoing, reason: str, **details: object) -> None:
    """To the reporter where they knew of it; of what nobody was told the reason stays with the team."""
    if not MESSAGES[row.kind].promise:
        await add_message(hand, case, Author.NOTE, reason)
        return
    words = read_for_reporter(hand, case, reason)
    for told in await tell(hand.session, case, Kind.NEWS_MOVED, hand.now, key=_key(hand), **details):
        await say_in_words(hand, case, told, words)


async def _check_once(hand: Hand, case: Case) -> None:
    """Raises DoneAlready where the same form was sent before: it would be put off twice."""
    key = _key(hand)
    if key and await was_planned(hand.session, Kind.NEWS_MOVED, key, case.conversation_id):
        raise DoneAlready


def _key(hand: Hand) -> str | None:
    """Of the form or update that it comes from."""
    return sha256(hand.source.encode()).hexdigest()[:24] if hand.source else None
