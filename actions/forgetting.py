"""Forgetting a case: one lead asks, another confirms, and when its day has come everything of it goes.

Two people and two presses, each signed in as themselves, both leads for a while before it was asked. Any lead may keep
the case until then. What goes, and when, is actions/destroying.py.
"""

from __future__ import annotations

from datetime import datetime

from actions.casework import LONGEST
from actions.hand import Hand, does
from cases.forgetting import (
    STANDING,
    WITHIN,
    AskedYourself,
    CameAfter,
    ForgetNotAsked,
    NobodyToConfirm,
    NotLongEnough,
    OthersMergedHere,
    PlaceholderAsks,
    PutLeadsOut,
    TeamStillWorks,
)
from cases.messages import Kind
from cases.understanding import read_text
from cases.verbs import Verb
from storage.certificates import seal_reason, seal_words
from storage.forgettings import leading_since, put_leads_out
from storage.merged import merged_in
from storage.stamps import is_genuine
from storage.tables import Author, Case, Event, Forgetting
from storage.team import team_of


@does(Verb.FORGET, "text")
async def ask_to_forget(hand: Hand, number: str, reason: str) -> Case:
    """Its reporter is told before, and the other leads are asked to confirm.

    Raises what cases/forgetting.py says, NotUnderstood, and what `Hand.open` does.
    """
    case = await hand.open(number, Verb.FORGET)
    await _check_asker(hand, case)
    await check_alone(hand, case)
    said = read_text(reason, LONGEST[Author.NOTE])
    await clear(hand, case)
    hand.session.add(
        Forgetting(
            of_case=case.id,
            number=case.number,
            district=case.district,
            asked_by=hand.officer.id,
            asked_at=hand.now,
            sealed_reason=seal_reason(hand.session, case.id, said),
        )
    )
    case.forget_asked_by = hand.officer.id
    hand.note(case, Event.FORGET_ASKED)
    await tell_every_lead(hand, case, Kind.FORGET_WANTED)
    await hand.tell(case, Kind.FORGET_SOON)
    return case


@does(Verb.KEEP_CASE)
async def keep_case(hand: Hand, number: str) -> Case:
    """It is not forgotten after all; any lead may say so until it is. Raises ForgetNotAsked, as `Hand.open` does."""
    case = await hand.open(number, Verb.KEEP_CASE)
    await clear(hand, case)
    hand.note(case, Event.FORGET_DROPPED)
    return case


@does(Verb.CONFIRM_FORGET, "text")
async def confirm_forget(hand: Hand, number: str, words: str) -> Case:
    """Another lead, with words of their own: from now on it waits for its day.

    Raises what cases/forgetting.py says, NotUnderstood, as `open`.
    """
    case = await hand.open(number, Verb.CONFIRM_FORGET)
    row = await _asked(hand, case)
    if row.asked_by == hand.officer.id:
        raise AskedYourself
    await _check_confirmer(hand, row.asked_at)
    await check_alone(hand, case)
    said = read_text(words, LONGEST[Author.NOTE])
    row.confirmed_by, row.confirmed_at, case.forget_confirmed = hand.officer.id, hand.now, True
    row.sealed_words = seal_words(hand.session, case.id, said)
    hand.note(case, Event.FORGET_CONFIRMED)
    await tell_every_lead(hand, case, Kind.FORGET_CONFIRMED)
    return case


async def tell_every_lead(hand: Hand, case: Case, kind: Kind) -> None:
    """All who lead there but who did it."""
    by = hand.member.id if hand.member else None
    leads = [one.id for one in (await team_of(hand.session)).leads(case.district) if one.id != by]
    await hand.tell_members(case, kind, leads, who=str(by or ""))


async def clear(hand: Hand, case: Case) -> None:
    """What was asked before, also what fell away when the case came back."""
    row = await hand.session.get(Forgetting, case.id)
    if row is not None and (row.certified_at is None or not is_genuine(row)):
        await hand.session.delete(row)
        await hand.session.flush()
    case.forget_asked_by, case.forget_confirmed = None, False


async def check_alone(hand: Hand, case: Case) -> None:
    """Raises OthersMergedHere and TeamStillWorks."""
    if await merged_in(hand.session, case.id):
        raise OthersMergedHere
    if case.team_id is not None and case.merged_into is None:
        raise TeamStillWorks


async def _check_asker(hand: Hand, case: Case) -> None:
    """There are two who led for a while. Raises PlaceholderAsks, PutLeadsOut, NobodyToConfirm, NotLongEnough."""
    if hand.officer.is_placeholder:
        raise PlaceholderAsks
    if await put_leads_out(hand.session, [hand.officer.id], hand.now - STANDING):
        raise PutLeadsOut
    leads = [one for one in (await team_of(hand.session)).leads(case.district) if not one.is_placeholder]
    since = leading_since(leads, hand.now)
    own = since.pop(hand.officer.id)
    if not since:
        raise NobodyToConfirm
    possible_at = max(own, min(since.values())) + STANDING
    if hand.now < possible_at:
        raise NotLongEnough(possible_at)


async def _check_confirmer(hand: Hand, asked_at: datetime) -> None:
    """Raises PlaceholderAsks, PutLeadsOut and CameAfter."""
    if hand.officer.is_placeholder:
        raise PlaceholderAsks
    if await put_leads_out(hand.session, [hand.officer.id], asked_at - STANDING):
        raise PutLeadsOut
    since = leading_since([hand.officer], hand.now)
    if asked_at < since[hand.officer.id] + STANDING:
        raise CameAfter


async def _asked(hand: Hand, case: Case) -> Forgetting:
    """Raises ForgetNotAsked; so it is when whoever asked is no lead any more, or the row is not ours."""
    row = await hand.session.get(Forgetting, case.id)
    leads = {one.id for one in (await team_of(hand.session)).leads(case.district)}
    if row is None or not is_genuine(row) or row.confirmed_at:
        raise ForgetNotAsked
    if hand.now - row.asked_at >= WITHIN or row.asked_by not in leads:
        raise ForgetNotAsked
    return row
