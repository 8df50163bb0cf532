"""What a reporter says once a case has ended; a low answer becomes a task of a lead, once for each case."""

from __future__ import annotations

from actions.hand import Hand
from actions.tell import chats_of_member, tell
from cases.consulting import chased_at
from cases.feedback import LONGEST_REMARK, LOW, TASK_WITHIN, Felt, Money
from cases.messages import Kind
from cases.tracks import ENDED
from cases.understanding import read_text
from storage.consulting import place_of
from storage.keys import keys_of
from storage.tables import Case, Event, Feedback, Measure, Member, OutgoingState, Why
from storage.team import team_of


async def rate_case(hand: Hand, number: str, rating: int, task: str) -> Case:
    """How it was, from 1 to 5; the leads hear of a mark that is low now and was not. `task`: the words of the task."""
    case = await hand.own(number)
    if case.rating != rating and 1 <= rating <= 5:
        was_low = case.rating is not None and case.rating <= LOW
        case.rating = rating
        hand.note(case, Event.RATED, rating=rating)
        given = await _give_task(hand, case, await _row(hand, case), task) if rating <= LOW else None
        if rating <= LOW and not was_low:
            await _tell_leads(hand, case, but=given)
    return case


async def say_how_it_was(hand: Hand, number: str, asked: Felt, task: str, *, was_so: bool) -> Case:
    """One of the three questions; of a case that goes on again nothing is kept."""
    case = await hand.own(number)
    if case.service in ENDED:
        row = await _row(hand, case)
        setattr(row, asked.value, was_so)
        if not was_so:
            await _give_task(hand, case, row, task)
    return case


async def remark(hand: Hand, number: str, said: str) -> Case:
    """In their own words, for the team; it opens nothing again. Raises NotUnderstood."""
    case = await hand.own(number)
    row, cipher = await _row(hand, case), await keys_of(hand.session).cipher(hand.session, case.key_id)
    row.sealed_remark = cipher.seal_text(read_text(said, LONGEST_REMARK), f"remark:{case.id}")
    hand.note(case, Event.REMARKED)
    return case


async def say_what_became(hand: Hand, number: str, *, money: Money | None = None, again: bool = False) -> Case:
    """A month later: what came back of the money, or that something else happened."""
    case = await hand.own(number)
    row = await _row(hand, case)
    row.money, row.again = money or row.money, again or row.again
    hand.note(case, Event.SAID_LATER, money=row.money.value if row.money else "", again=row.again)
    return case


async def _tell_leads(hand: Hand, case: Case, *, but: Member | None) -> None:
    """Once a day of each mark. Who was just given the task reads it there, and not a second time."""
    day = f"{hand.now.astimezone(hand.zone):%y%m%d}"
    planned = await tell(hand.session, case, Kind.RATED_LOW, hand.now, key=f"{case.number}:{case.rating}:{day}")
    chats = await chats_of_member(hand.session, case, but.id) if but else []
    for row in planned:
        if row.conversation_id in chats:
            row.state, row.why = OutgoingState.CANCELLED, Why.OVERTAKEN


async def _row(hand: Hand, case: Case) -> Feedback:
    row = await hand.session.get(Feedback, case.id)
    if row is None:
        row = Feedback(case_id=case.id, touched_at=hand.now)
        hand.session.add(row)
    row.touched_at = hand.now
    return row


async def _give_task(hand: Hand, case: Case, row: Feedback, words: str) -> Member | None:
    """To the first lead of the district who is there, once; where nobody leads, the case and the board say it."""
    lead = await _lead_of(hand, case)
    if row.task_id is not None or lead is None:
        return None
    due = hand.now + TASK_WITHIN
    task = Measure(case_id=case.id, owner_id=lead.id, made_by=lead.id, made_at=hand.now, due_at=due, sealed_text=b"")
    cipher = await keys_of(hand.session).cipher(hand.session, case.key_id)
    task.sealed_text = cipher.seal_text(words, place_of("measure", task.id))
    hand.session.add(task)
    await hand.session.flush()
    case.open_measures += 1
    row.task_id = task.id
    await hand.tell_members(case, Kind.MEASURE_FOR_YOU, [lead.id], measure=str(task.id))
    await hand.tell_members(case, Kind.MEASURE_SOON, [lead.id], chased_at(hand.now, due), measure=str(task.id))
    await hand.tell_members(case, Kind.MEASURE_LATE, [lead.id], due, measure=str(task.id))
    return lead


async def _lead_of(hand: Hand, case: Case) -> Member | None:
    leads = (await team_of(hand.session)).leads(case.district)
    return next((one for one in leads if one.away_until is None), leads[0] if leads else None)
