"""When the day of a case has come that two leads decided to forget: everything of it goes, and a certificate says what.

What stays is the chain of custody with its last entry, and the certificate; both without a word of the case.
"""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from actions.forgetting import check_alone, clear, tell_every_lead
from actions.hand import Hand
from actions.tell import chats_of_member, plan
from cases.custody import moment
from cases.errors import CaseError
from cases.forgetting import STANDING, WARNING, WITHIN, Notice
from cases.messages import Kind
from cases.tracks import ENDED
from storage.cases import case_of_draft
from storage.certificates import reason_of, seal_certificate, words_of
from storage.colleagues import who_hear
from storage.custody import enter
from storage.destroying import destroy_case, destroy_rows
from storage.forgettings import notice_of, put_leads_out, was_planned_since
from storage.stamps import is_genuine
from storage.tables import Case, Custody, Deed, Event, Forgetting
from storage.team import team_of


async def drop_lapsed(hand: Hand) -> int:
    """What nobody confirmed in time; the case stays as it was."""
    waits = (col(Forgetting.certified_at).is_(None), col(Forgetting.confirmed_at).is_(None))
    over = (*waits, col(Forgetting.asked_at) <= hand.now - WITHIN)
    lapsed = (await hand.session.exec(select(Forgetting.of_case).where(*over).order_by(col(Forgetting.of_case)))).all()
    for of_case in lapsed:
        case = await case_of_draft(hand.session, of_case, lock=True)  # before its row, as every verb does
        still = (
            await hand.session.exec(select(Forgetting.of_case).where(Forgetting.of_case == of_case, *over))
        ).first()
        if case and still:
            await _drop(hand, case)
    return len(lapsed)


async def go_on_with(hand: Hand, of_case: UUID) -> None:
    """One that two leads decided: dropped, warned of, or destroyed, as its rows stand now."""
    case = await case_of_draft(hand.session, of_case, lock=True)
    row = await hand.session.get(Forgetting, of_case, populate_existing=True)
    if case is None or row is None or row.confirmed_at is None or row.certified_at:
        return  # another process was first
    if not (is_genuine(case) and is_genuine(row)):
        return  # somebody wrote it into the database: doctor and the leads say so
    if not await _still_wanted(hand, case, row):
        await _drop(hand, case)
        return
    notice = await notice_of(hand.session, case, row, hand.now)
    if notice.is_lost:
        await _say_untold(hand, case, row)
    if notice.over_at is None or hand.now < notice.over_at - WARNING:
        return
    if row.warned_at is None:
        row.warned_at = hand.now
        await tell_every_lead(hand, case, Kind.FORGET_TOMORROW)
    elif hand.now >= max(notice.over_at, row.warned_at + WARNING):
        await _forget(hand, case, row, notice)


async def _still_wanted(hand: Hand, case: Case, row: Forgetting) -> bool:
    """Both lead there still, took no other lead out, and nothing came between."""
    leads = {one.id for one in (await team_of(hand.session)).leads(case.district)}
    if not case.forget_confirmed or case.service not in ENDED or not {row.asked_by, row.confirmed_by} <= leads:
        return False
    if await put_leads_out(hand.session, [row.asked_by, row.confirmed_by], row.asked_at - STANDING):
        return False
    try:
        await check_alone(hand, case)
    except CaseError:
        return False
    return True


async def _drop(hand: Hand, case: Case) -> None:
    was_asked = case.forget_asked_by is not None  # else it came back, and that is in its timeline
    await clear(hand, case)
    if was_asked:
        hand.note(case, Event.FORGET_LAPSED)


async def _say_untold(hand: Hand, case: Case, row: Forgetting) -> None:
    """Once: that the reporter does not know, and how long it takes therefore."""
    if not await was_planned_since(hand.session, case, Kind.FORGET_UNTOLD, row.asked_at):
        await tell_every_lead(hand, case, Kind.FORGET_UNTOLD)


async def _forget(hand: Hand, case: Case, row: Forgetting, notice: Notice) -> None:
    """Rows, then the last entry of the chain, then the case; the certificate is made from what was really done."""
    session, quiet, number = hand.session, case.quiet, case.number
    firm = {case.conversation_id, *await who_hear(session, case.id)}
    told = [
        chat
        for one in (await team_of(session)).leads(case.district)
        for chat in await chats_of_member(session, case, one.id)
    ]
    gone = await destroy_rows(session, case, hand.now)
    people = {"asked_by": str(row.asked_by), "confirmed_by": str(row.confirmed_by)}
    last = await enter(session, case, Deed.FORGOTTEN, hand.now, **people, destroyed=dict(sorted(gone.items())))
    await destroy_case(session, case)
    row.certified_at = hand.now
    row.sealed_certificate = seal_certificate(session, case.id, await _certificate(hand, row, last, gone, notice))
    for chat in firm:
        plan(session, chat, Kind.CASE_FORGOTTEN, hand.now, case_id=None, number=number, quiet=quiet)
    for chat in told:
        plan(session, chat, Kind.FORGET_CERTIFIED, hand.now, case_id=None, number=number)


async def _certificate(
    hand: Hand, row: Forgetting, last: Custody, gone: Counter[str], notice: Notice
) -> dict[str, Any]:
    """What is signed: who, when and why, when the reporter was told, how much of what, and the end of the chain."""
    team = await team_of(hand.session)
    assert row.confirmed_at
    return {
        "kind": "green-channel certificate/1",
        "case": row.number,
        "asked": {"at": moment(row.asked_at), "by": team.name(row.asked_by), "words": reason_of(hand.session, row)},
        "confirmed": {
            "at": moment(row.confirmed_at),
            "by": team.name(row.confirmed_by),
            "words": words_of(hand.session, row),
        },
        "told": moment(notice.told_at) if notice.told_at else "",
        "destroyed_at": moment(hand.now),
        "destroyed": dict(sorted((gone + Counter(cases=1, keys=1)).items())),
        "chain": {"entries": last.n, "last": last.own},
    }
