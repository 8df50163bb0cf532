"""A call to the reporter: announced before it rings, moved or called off with a reason, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from actions.casework import read_for_reporter
from actions.hand import Hand, does
from actions.planned import say_in_words
from actions.ringing import call_is_over
from actions.tell import tell
from cases.messages import Kind
from cases.officers import (
    CALLS_WITHIN,
    LATE,
    MOST_CALLS,
    SAME_CALL,
    CalledOften,
    CallEnd,
    NoCallHere,
    NoOffice,
    call_at,
    time_and_reason,
)
from cases.verbs import Verb
from storage.officers import add_call, call_of, end_call, office_of
from storage.tables import AnnouncedCall, Case, Event, Member


@does(Verb.ANNOUNCE_CALL, "text")
async def announce_call(hand: Hand, number: str, when: str) -> Case:
    """The reporter reads who rings, with which badge number, from where and when, before it rings.

    Raises NoOffice, CallTimeUnclear and CalledOften.
    """
    case = await hand.open(number, Verb.ANNOUNCE_CALL)
    if not office_of(hand.session, hand.officer).is_whole:
        raise NoOffice
    at = call_at(when, hand.now, hand.zone)
    lately = await _announced_lately(hand, case)
    if any(one.member_id == hand.officer.id and abs(one.at - at) < SAME_CALL for one in lately):
        return case
    call = await _announce(hand, case, hand.officer, when, lately)
    hand.note(case, Event.CALL_ANNOUNCED)
    await hand.tell(case, Kind.CALL_ANNOUNCED, call=str(call.id))
    return case


@does(Verb.MOVE_CALL, "text")
async def move_call(hand: Hand, number: str, said: str) -> Case:
    """Another time for the same officer's call, and why, in one line; the reporter reads both.

    Raises NoCallHere, CallReasonMissing, CallTimeUnclear, CalledOften and WordsStopped.
    """
    case = await hand.open(number, Verb.MOVE_CALL)
    call = await _standing(hand, case)
    when, reason = time_and_reason(said)
    words, officer = read_for_reporter(hand, case, reason), await hand.session.get(Member, call.member_id)
    if officer is None:
        raise NoCallHere
    if abs(call_at(when, hand.now, hand.zone) - call.at) < SAME_CALL:
        return case
    await end_call(hand.session, case, call, CallEnd.MOVED)
    moved = await _announce(hand, case, officer, when, await _announced_lately(hand, case))
    hand.note(case, Event.CALL_MOVED)
    await _explain(hand, case, words, call=str(moved.id), was=call.at.isoformat(), dropped=False)
    return case


@does(Verb.CANCEL_CALL, "text")
async def cancel_call(hand: Hand, number: str, reason: str) -> Case:
    """Nobody rings: whoever does in that officer's name is none of ours. Raises NoCallHere and WordsStopped."""
    case = await hand.open(number, Verb.CANCEL_CALL)
    call, words = await _standing(hand, case), read_for_reporter(hand, case, reason)
    await call_is_over(hand, case, call, CallEnd.CALLED_OFF, Event.CALL_CANCELLED)
    await _explain(hand, case, words, call=str(call.id), was=call.at.isoformat(), dropped=True)
    return case


@does(Verb.CALL_TALKED)
async def call_talked(hand: Hand, number: str) -> Case:
    """They talked. Raises NoCallHere."""
    case = await hand.open(number, Verb.CALL_TALKED)
    await call_is_over(hand, case, await _standing(hand, case), CallEnd.TALKED, Event.CALL_TALKED)
    return case


@does(Verb.CALL_MISSED)
async def call_missed(hand: Hand, number: str) -> Case:
    """Nobody answered it. Raises NoCallHere."""
    case = await hand.open(number, Verb.CALL_MISSED)
    await call_is_over(hand, case, await _standing(hand, case), CallEnd.NOT_REACHED, Event.CALL_MISSED)
    return case


async def _announce(
    hand: Hand, case: Case, officer: Member, when: str, lately: Sequence[AnnouncedCall]
) -> AnnouncedCall:
    """It stands from now on; when its time is over, the officer is asked what became of it, if nobody said so."""
    if len(lately) >= MOST_CALLS:
        raise CalledOften
    call = await add_call(hand.session, case, officer, call_at(when, hand.now, hand.zone), hand.now)
    case.call_id = call.id
    await hand.tell_members(case, Kind.CALL_WENT, [officer.id], call.at + LATE, call=str(call.id))
    return call


async def _announced_lately(hand: Hand, case: Case) -> Sequence[AnnouncedCall]:
    lately = (AnnouncedCall.case_id == case.id, col(AnnouncedCall.announced_at) > hand.now - CALLS_WITHIN)
    return (await hand.session.exec(select(AnnouncedCall).where(*lately))).all()


async def _standing(hand: Hand, case: Case) -> AnnouncedCall:
    call = await call_of(hand.session, case)
    if call is None:
        raise NoCallHere
    return call


async def _explain(hand: Hand, case: Case, words: str, **details: Any) -> None:
    """To the reporter, in the officer's name."""
    for told in await tell(hand.session, case, Kind.CALL_CHANGED, hand.now, **details):
        await say_in_words(hand, case, told, words)
