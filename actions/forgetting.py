"""Forgetting a case: one lead asks, another confirms, and everything of it goes; a certificate says what went.

Two people and two presses, each signed in as themselves. What stays is the chain of custody with its last entry, and
the certificate; both without a word of the case.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlmodel import col, select

from actions.casework import LONGEST
from actions.hand import Hand, does
from actions.tell import chats_of_member, plan
from cases.custody import moment
from cases.forgetting import (
    WITHIN,
    AskedYourself,
    ForgetNotAsked,
    NobodyToConfirm,
    OthersMergedHere,
    PlaceholderAsks,
    TeamStillWorks,
)
from cases.messages import Kind
from cases.understanding import read_text
from cases.verbs import Verb
from storage.cases import case_of_draft
from storage.certificates import reason_of, seal_certificate, seal_reason
from storage.custody import enter
from storage.destroying import destroy_case, destroy_rows
from storage.merged import merged_in
from storage.stamps import is_genuine
from storage.tables import Author, Case, Custody, Deed, Event, Forgetting, Member
from storage.team import team_of


@does(Verb.FORGET, "text")
async def ask_to_forget(hand: Hand, number: str, reason: str) -> Case:
    """Its reporter is told before, and the other leads are asked to confirm.

    Raises what cases/forgetting.py says, NotUnderstood, and what `Hand.open` does.
    """
    case = await hand.open(number, Verb.FORGET)
    others = await _check_people(hand, case)
    await _check_alone(hand, case)
    said = read_text(reason, LONGEST[Author.NOTE])
    await _clear(hand, case)
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
    await hand.tell_members(case, Kind.FORGET_WANTED, [one.id for one in others], who=str(hand.officer.id))
    await hand.tell(case, Kind.FORGET_SOON)
    return case


@does(Verb.KEEP_CASE)
async def keep_case(hand: Hand, number: str) -> Case:
    """It is not forgotten after all. Raises ForgetNotAsked, and what `Hand.open` does."""
    case = await hand.open(number, Verb.KEEP_CASE)
    await _drop(hand, case, Event.FORGET_DROPPED)
    return case


@does(Verb.CONFIRM_FORGET, "text")
async def confirm_forget(hand: Hand, number: str, words: str) -> None:
    """Another lead, with words of their own. Raises what cases/forgetting.py says, NotUnderstood, as `open`."""
    case = await hand.open(number, Verb.CONFIRM_FORGET)
    row = await _asked(hand, case)
    if row.asked_by == hand.officer.id:
        raise AskedYourself
    await _check_people(hand, case)
    await _check_alone(hand, case)
    await _forget(hand, case, row, read_text(words, LONGEST[Author.NOTE]))


async def drop_lapsed(hand: Hand) -> int:
    """What nobody confirmed in time; the case stays as it was."""
    over = (col(Forgetting.certified_at).is_(None), col(Forgetting.asked_at) <= hand.now - WITHIN)
    lapsed = (await hand.session.exec(select(Forgetting.of_case).where(*over).order_by(col(Forgetting.of_case)))).all()
    for of_case in lapsed:
        case = await case_of_draft(hand.session, of_case, lock=True)  # before its row, as every verb does
        still = (
            await hand.session.exec(select(Forgetting.of_case).where(Forgetting.of_case == of_case, *over))
        ).first()
        if case and still and case.forget_asked_by:
            await _drop(hand, case, Event.FORGET_LAPSED)
        elif case and still:
            await _clear(hand, case)
    return len(lapsed)


async def _check_people(hand: Hand, case: Case) -> list[Member]:
    """The other leads who could confirm. Raises PlaceholderAsks and NobodyToConfirm."""
    if hand.officer.is_placeholder:
        raise PlaceholderAsks
    leads = (await team_of(hand.session)).leads(case.district)
    others = [one for one in leads if one.id != hand.officer.id and not one.is_placeholder]
    if not others:
        raise NobodyToConfirm
    return others


async def _check_alone(hand: Hand, case: Case) -> None:
    """Raises OthersMergedHere and TeamStillWorks."""
    if await merged_in(hand.session, case.id):
        raise OthersMergedHere
    if case.team_id is not None and case.merged_into is None:
        raise TeamStillWorks


async def _asked(hand: Hand, case: Case) -> Forgetting:
    """Raises ForgetNotAsked; so it is when whoever asked is no lead any more, or the row is not ours."""
    row = await hand.session.get(Forgetting, case.id)
    leads = {one.id for one in (await team_of(hand.session)).leads(case.district)}
    if row is None or not is_genuine(row) or row.certified_at:
        raise ForgetNotAsked
    if hand.now - row.asked_at >= WITHIN or row.asked_by not in leads:
        raise ForgetNotAsked
    return row


async def _clear(hand: Hand, case: Case) -> None:
    """What was asked before, also what fell away when the case came back."""
    row = await hand.session.get(Forgetting, case.id)
    if row is not None and (row.certified_at is None or not is_genuine(row)):
        await hand.session.delete(row)
        await hand.session.flush()
    case.forget_asked_by = None


async def _drop(hand: Hand, case: Case, event: Event) -> None:
    await _clear(hand, case)
    hand.note(case, event)


async def _forget(hand: Hand, case: Case, row: Forgetting, words: str) -> None:
    """Rows, then the last entry of the chain, then the case; the certificate is made from what was really done."""
    session, conversation, quiet, number = hand.session, case.conversation_id, case.quiet, case.number
    told = await chats_of_member(session, case, row.asked_by)
    gone = await destroy_rows(session, case, hand.now)
    people = {"asked_by": str(row.asked_by), "confirmed_by": str(hand.officer.id)}
    last = await enter(session, case, Deed.FORGOTTEN, hand.now, **people, destroyed=dict(sorted(gone.items())))
    await destroy_case(session, case)
    row.confirmed_by, row.certified_at = hand.officer.id, hand.now
    row.sealed_certificate = seal_certificate(session, case.id, await _certificate(hand, row, last, gone, words))
    plan(session, conversation, Kind.CASE_FORGOTTEN, hand.now, case_id=None, number=number, quiet=quiet)
    for chat in told:
        plan(session, chat, Kind.FORGET_CERTIFIED, hand.now, case_id=None, number=number)


async def _certificate(hand: Hand, row: Forgetting, last: Custody, gone: Counter[str], words: str) -> dict[str, Any]:
    """What is signed: who, when and why, how much of what, and the end of the chain."""
    team = await team_of(hand.session)
    return {
        "kind": "green-channel certificate/1",
        "case": row.number,
        "asked": {"at": moment(row.asked_at), "by": team.name(row.asked_by), "words": reason_of(hand.session, row)},
        "confirmed": {"at": moment(hand.now), "by": team.name(hand.officer.id), "words": words},
        "destroyed": dict(sorted((gone + Counter(cases=1, keys=1)).items())),
        "chain": {"entries": last.n, "last": last.own},
    }
