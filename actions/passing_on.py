"""Whoever reported leaves the company: a colleague of theirs has the case from now on, in a chat of their own."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, delete, select

from actions.casework import promise_news
from actions.colleagues import Asked, asked_of, end_part
from actions.copies import key_of_copy, tell_colleagues
from actions.hand import Hand
from actions.reaching import give_up_reach
from actions.retelling import tell_in_another
from actions.tell import planned_keys
from cases.colleagues import A_DAY, MOST_PASSED_ON, ColleagueNotFound, PassedOnTooOften, Post
from cases.messages import OUTSIDE, TO_REPORTER, Kind
from cases.tracks import ENDED
from storage import tallies
from storage.colleagues import colleague_at, named, seal_name
from storage.conversations import conversation_by_id
from storage.dossiers import open_dossier
from storage.keys import keys_of
from storage.outgoing import IS_WAITING
from storage.reaches import reaches_of
from storage.stamps import check
from storage.tables import CalendarLink, Case, Colleague, Draft, Event, Outgoing, OutgoingState, Why


async def pass_on(hand: Hand, number: str, mark: str, *, stays: bool) -> Asked:
    """The case is theirs; who had it stays as a colleague, or has no part in it any more. The desk is told once.

    Raises CaseNotFound, ColleagueNotFound and PassedOnTooOften.
    """
    case = await hand.own(number)
    to, before = await named(hand.session, case, mark), case.conversation_id
    if to.joined_at is None or to.conversation_id is None or to.conversation_id == before:
        raise ColleagueNotFound
    if await tallies.count(hand.session, "passed on", str(case.id), A_DAY, hand.now) > MOST_PASSED_ON:
        raise PassedOnTooOften
    former = await _former(hand, case, before)
    await _give_case(hand, case, before, to.conversation_id)
    await _settle_addresses(hand, case, former, stays=stays)
    if not stays:
        await end_part(hand, case, former)
        await _tell_by_another(hand, case, before)
    hand.note(case, Event.REPORTER_CHANGED, colleague=str(to.id))
    await _keep_a_date(hand, case)
    await hand.tell(case, Kind.NOW_YOURS)
    await hand.tell(case, Kind.REPORTER_CHANGED, colleague=str(to.id))
    return await asked_of(hand, to, case)


async def _former(hand: Hand, case: Case, chat: UUID) -> Colleague:
    """Whoever has it until now, as a colleague: who reported it is one from now on."""
    if there := await colleague_at(hand.session, case.id, chat):
        return there
    row = Colleague(
        case_id=case.id,
        conversation_id=chat,
        post=Post.FORMER,
        sealed_name=b"",
        code_until=hand.now,
        agreed_at=hand.now,
        joined_at=hand.now,
        made_at=hand.now,
    )
    cipher = await keys_of(hand.session).cipher(hand.session, case.key_id)
    seal_name(cipher, row, (await open_dossier(hand.session, case)).contact)
    hand.session.add(row)
    await hand.session.flush()
    return row


async def _give_case(hand: Hand, case: Case, before: UUID, to: UUID) -> None:
    """With the report it came from, and what its reporter is still to be told."""
    draft = await hand.session.get(Draft, case.id)
    if draft:
        check(draft)
        draft.conversation_id = to
    case.conversation_id = to
    theirs = (Outgoing.case_id == case.id, Outgoing.conversation_id == before, col(Outgoing.copy_of).is_(None))
    to_come = col(Outgoing.state).in_([OutgoingState.WAITING, OutgoingState.GATHERED])
    kinds = col(Outgoing.kind).in_(sorted(TO_REPORTER - OUTSIDE))
    rows = (await hand.session.exec(select(Outgoing).where(*theirs, kinds, to_come))).all()
    told = await planned_keys(hand.session, [key_of_copy(row, to) for row in rows])
    for row in rows:
        if key_of_copy(row, to) in told:  # they have it, as a colleague
            row.state, row.why = OutgoingState.CANCELLED, Why.OVERTAKEN
        elif await _is_on_its_way(hand, row):
            await tell_colleagues(hand, row)
        else:
            row.conversation_id, row.state = to, OutgoingState.WAITING  # what was to be told in one comes by itself
    (await conversation_by_id(hand.session, to)).unreachable_at = None  # if nothing arrives, the desk hears of it
    await hand.session.flush()


async def _tell_by_another(hand: Hand, case: Case, chat: UUID) -> None:
    """Whoever goes reads in another case of theirs what was to come to them by this one."""
    waits = (Outgoing.case_id == case.id, Outgoing.kind == Kind.CIRCULAR, IS_WAITING)
    for row in (await hand.session.exec(select(Outgoing).where(*waits))).all():
        if not row.leased:  # else it may arrive there by this one
            await tell_in_another(hand, row, chat)


async def _is_on_its_way(hand: Hand, row: Outgoing) -> bool:
    """By itself or with others: it may arrive in the chat it was planned for."""
    with_others = await hand.session.get(Outgoing, row.gathered_in) if row.gathered_in else None
    return row.leased or (with_others is not None and with_others.leased)


async def _keep_a_date(hand: Hand, case: Case) -> None:
    """Whoever has the case now hears again, also where the promise of it was on its way to who had it."""
    promised = (Outgoing.conversation_id == case.conversation_id, col(Outgoing.promise).is_(True), IS_WAITING)
    waits = select(Outgoing.id).where(Outgoing.case_id == case.id, *promised).limit(1)
    if case.service not in ENDED and (await hand.session.exec(waits)).first() is None:
        await promise_news(hand, case)


async def _settle_addresses(hand: Hand, case: Case, former: Colleague, *, stays: bool) -> None:
    """Those of who reported stay theirs, or end with their part; a calendar of theirs asks for nothing any more."""
    for reach in await reaches_of(hand.session, case.id, proved=False):
        if stays:
            reach.colleague_id = former.id
        else:
            await give_up_reach(hand, reach)
    await hand.session.exec(delete(CalendarLink).where(col(CalendarLink.case_id) == case.id))
    await hand.session.flush()
