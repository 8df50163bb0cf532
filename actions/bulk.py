"""One verb done with many cases, and taken back: each case alone, as a verb of its own, and what it was as a row.

Taking back is no rewriting of history. What the verb said is said, and putting the case back is one more act on its
record; a case that somebody changed since stays as it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select

from actions.casework import (
    FIRST_ANSWER,
    answer_sooner,
    back_to_queue,
    pass_to,
    promise_news,
    put_back,
    tell_who_had_it,
)
from actions.desk import IsAway
from actions.hand import Hand
from actions.replies import reply_taken_over
from actions.tell import pace_of, replan
from cases.errors import CaseError
from cases.follow_ups import first_answer
from cases.law.triage import Urgency
from cases.messages import Kind
from cases.people import CaseNotFound, NoSuchMember
from cases.verbs import Verb, check_may, check_state
from storage.bulk import keep_bulk
from storage.cases import chair_of
from storage.merged import merged_in
from storage.outgoing import take_back_unsent
from storage.tables import Bulk, BulkCase, Case, Event, Member
from storage.team import team_of

MOST = 100  # cases of one press
UNDO_WITHIN = timedelta(minutes=15)
HOLDING, URGENCY = ("service", "holder_id", "taken_at", "said_at"), ("urgency", "urgency_note")
LEFT = {Verb.TAKE: HOLDING, Verb.HAND_OVER: HOLDING, Verb.SET_URGENCY: URGENCY}  # what each changes of a case
IN_BULK = tuple(LEFT)
NEWS_OF_HOLDER = frozenset({Kind.TAKEN, Kind.HANDED_OVER})


class ChangedSince(CaseError):
    """Somebody did something else with the case after that."""


class TooLateToUndo(CaseError):
    """It was done too long ago to be taken back with one press, or is taken back already."""


async def begin_bulk(hand: Hand, bulk_id: UUID, verb: Verb) -> None:
    """The same form sent again, also at the same moment, finds it there. Raises NotAllowed and TooLateToUndo."""
    check_may(hand.officer.role, verb)
    await hand.check_standing()
    await keep_bulk(hand.session, Bulk(id=bulk_id, member_id=hand.officer.id, verb=verb, at=hand.now))
    if (await hand.session.exec(select(Bulk.undone_at).where(Bulk.id == bulk_id).with_for_update())).one():
        raise TooLateToUndo


def standing(case: Case) -> dict[str, Any]:
    """Everything of a case that these verbs change, as a row keeps it."""
    names = (*HOLDING, *URGENCY, "answer_due_at")
    return {name: _plain(getattr(case, name)) for name in names}


async def note_done(hand: Hand, bulk_id: UUID, case: Case, before: dict[str, Any]) -> None:
    """What was done can be taken back; what changed nothing cannot."""
    after = standing(case)
    if after != before:
        hand.session.add(BulkCase(bulk_id=bulk_id, case_id=case.id, before=before, after=after))


async def begin_undo(hand: Hand, bulk_id: UUID) -> Bulk:
    """By whoever did it, while it is fresh; what was cut off goes on. Raises CaseNotFound and TooLateToUndo."""
    query = select(Bulk).where(Bulk.id == bulk_id, Bulk.member_id == hand.officer.id)
    bulk = (await hand.session.exec(query.with_for_update())).one_or_none()
    if bulk is None:
        raise CaseNotFound
    if bulk.at + UNDO_WITHIN < hand.now:
        raise TooLateToUndo
    bulk.undone_at = hand.now
    return bulk


async def undo(hand: Hand, number: str, bulk_id: UUID, verb: Verb) -> Case:
    """One case back as it was. Raises ChangedSince, NoSuchMember, IsAway and what `Hand.see` does."""
    check_may(hand.officer.role, verb)
    case = await hand.see(number)
    query = select(BulkCase).where(BulkCase.bulk_id == bulk_id, BulkCase.case_id == case.id)
    row = (await hand.session.exec(query.with_for_update())).one_or_none()
    if row is None:
        raise CaseNotFound
    now = standing(case)
    if row.undone or any(now[name] != row.after.get(name) for name in LEFT[verb]):
        raise ChangedSince
    if case.merged_into or await merged_in(hand.session, case.id):  # what was merged went along, and stays
        raise ChangedSince
    check_state(Verb.SET_URGENCY if verb is Verb.SET_URGENCY else Verb.NOTE, chair_of(case, hand.officer))
    await PUT_BACK[verb](hand, case, row)
    row.undone = True
    hand.note(case, Event.UNDONE, verb=verb.value)
    return case


async def _put_holder_back(hand: Hand, case: Case, row: BulkCase) -> None:
    """Whose it was before. What the reporter was not told yet they are not told at all, nor that it is otherwise."""
    has, had = case.holder_id, row.before["holder_id"]
    since = datetime.fromisoformat(row.after["taken_at"])
    was_told = not await take_back_unsent(hand.session, case, NEWS_OF_HOLDER, since)
    if had is None:
        await _wait_again(hand, case, datetime.fromisoformat(row.before["answer_due_at"]))
        if was_told:
            await hand.tell(case, Kind.WITHOUT_HOLDER, undone=True)
    else:
        await pass_to(hand, case, await _able(hand, case, UUID(had)))
        await hand.tell(case, Kind.CASE_FOR_YOU)
        await promise_news(hand, case)
        if was_told:
            await hand.tell(case, Kind.HANDED_OVER)
    await tell_who_had_it(hand, case, has, "handed_over" if had else "returned")


async def _wait_again(hand: Hand, case: Case, was_due: datetime) -> None:
    """In the queue, until the time its reporter was told first; what was late is late, as after giving it back."""
    if was_due <= hand.now:
        await put_back(hand, case)
        case.answer_due_at = was_due
        await reply_taken_over(hand, case)
        await promise_news(hand, case)
        return
    await back_to_queue(hand, case, tells=False)
    if hand.now < was_due < case.answer_due_at:
        case.answer_due_at = was_due
        await replan(hand.session, case, FIRST_ANSWER, first_answer(was_due, pace_of(hand.law, case, hand.now)))


async def _able(hand: Hand, case: Case, member_id: UUID) -> Member:
    """Who had it, if they can have it again."""
    team = await team_of(hand.session)
    found = next((one for one in team.working(case.district) if one.id == member_id), None)
    if found is None:
        raise NoSuchMember
    if found.away_until is not None:
        raise IsAway(team.name(found.id), found.away_until)
    return found


async def _put_urgency_back(hand: Hand, case: Case, row: BulkCase) -> None:
    """What another officer had decided, else what the facts come to now."""
    before, note = row.before, row.before["urgency_note"]
    case.urgency_note = UUID(note) if note else None
    case.urgency = Urgency(before["urgency"]) if note else hand.law.triage.of(case.reasons).urgency
    case.rank = case.urgency.rank
    await answer_sooner(hand, case)


PutBack = Callable[[Hand, Case, BulkCase], Awaitable[None]]
PUT_BACK: dict[Verb, PutBack] = {
    Verb.TAKE: _put_holder_back,
    Verb.HAND_OVER: _put_holder_back,
    Verb.SET_URGENCY: _put_urgency_back,
}


def _plain(value: object) -> str | None:
    return None if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
