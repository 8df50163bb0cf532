"""Consultation: experts are asked and answer, the chair concludes, a lead approves; measures follow.

Nothing of it reaches the reporter but the part that was written for them, once a lead approved it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from actions.casework import add_message, dissolve_consultation, promise_news
from actions.hand import Hand, does
from cases.consulting import (
    MOST_SEATS,
    WITHIN,
    ConsultationOver,
    MeasureGone,
    NobodyToAsk,
    OpinionStands,
    OwnOpinion,
    Recommendation,
    WordsChanged,
    chased_at,
    invited,
)
from cases.errors import NotUnderstood
from cases.messages import Kind
from cases.people import NoSuchMember, Role
from cases.tracks import MoveNotPossible, Service, check_move
from cases.understanding import read_text
from cases.verbs import Verb
from storage.consulting import (
    councils_of,
    own_answer_stands,
    place_of,
    running_consultation,
    seats_of,
    who_concluded,
)
from storage.keys import keys_of
from storage.tables import Author, Case, Consultation, Event, Measure, Member, Seat
from storage.team import team_of

LONGEST = 3000  # characters


@does(Verb.CONVENE, "panel", "within", "text")
async def convene(hand: Hand, number: str, panel: tuple[str, ...], within: str, question: str) -> Case:
    """Put a question to experts, who have a time to answer. Raises MoveNotPossible, NobodyToAsk and NotUnderstood."""
    case = await hand.open(number, Verb.CONVENE)
    due = _due(hand, within)
    able = {str(one.id): one for one in await _others(hand, case)}
    asked = [able[one] for one in invited(panel, {who: one.specialties.split(",") for who, one in able.items()})]
    if not asked:
        raise NobodyToAsk
    row = Consultation(case_id=case.id, chair_id=hand.officer.id, sealed_question=b"", convened_at=hand.now, due_at=due)
    row.sealed_question = await _seal(hand, case, question, "question", row.id)
    check_move(case.service, Service.IN_CONSULTATION)
    case.service, case.chair_id, case.is_concluded = Service.IN_CONSULTATION, hand.officer.id, False
    hand.session.add(row)
    await hand.session.flush()
    hand.note(case, Event.CONVENED)
    for expert in asked[:MOST_SEATS]:
        await _seat(hand, case, row, expert)
    await hand.tell(case, Kind.OPINIONS_LATE, due, consultation=str(row.id))
    return case


@does(Verb.ASK_EXPERT, "to")
async def ask_expert(hand: Hand, number: str, to: UUID | None) -> Case:
    """One more expert; who was asked before is not asked again. Raises NoSuchMember."""
    case, row = await _running(hand, number, Verb.ASK_EXPERT)
    expert = next((one for one in await _others(hand, case) if one.id == to), None)
    if expert is None:
        raise NoSuchMember
    if expert.id not in {one.member_id for one in await seats_of(hand.session, row.id)}:
        await _seat(hand, case, row, expert)
        hand.note(case, Event.EXPERT_ASKED, to=str(expert.id))
    return case


@does(Verb.GIVE_OPINION, "recommendation", "text")
async def give_opinion(hand: Hand, number: str, recommendation: Recommendation | None, text: str) -> Case:
    """One's own answer, asked for or not; given again, it takes the place of the one before.

    Raises OpinionStands once others' answers could be read.
    """
    case, row = await _running(hand, number, Verb.GIVE_OPINION)
    seat = await _own_seat(hand, case, row)
    seat.recommendation = recommendation or Recommendation.OTHER
    await _answer(hand, case, seat, text, Event.OPINION_GIVEN)
    return case


@does(Verb.DECLINE, "text")
async def decline(hand: Hand, number: str, reason: str) -> Case:
    """Not one's field, or no time: the reason, and perhaps who knows better. Raises OpinionStands too."""
    case, row = await _running(hand, number, Verb.DECLINE)
    seat = await _own_seat(hand, case, row)
    seat.recommendation, seat.declined = None, True
    await _answer(hand, case, seat, reason, Event.OPINION_DECLINED)
    return case


@does(Verb.OPEN_ANSWERS)
async def open_answers(hand: Hand, number: str) -> Case:
    """From now on all of the team read all answers."""
    case, row = await _running(hand, number, Verb.OPEN_ANSWERS)
    if row.opened_at is None:
        row.opened_at = hand.now
        hand.note(case, Event.ANSWERS_OPENED)
    return case


@does(Verb.FOR_REPORTER, "text")
async def write_for_reporter(hand: Hand, number: str, text: str) -> Case:
    """What the reporter is told when a lead approves; nothing is sent before. Written again, the last counts."""
    case, row = await _running(hand, number, Verb.FOR_REPORTER)
    row.sealed_for_reporter = await _seal(hand, case, text, "for_reporter", row.id)
    hand.note(case, Event.REPORTER_PART_WRITTEN)
    return case


@does(Verb.CONCLUDE, "recommendation", "text")
async def conclude(hand: Hand, number: str, recommendation: Recommendation | None, text: str) -> Case:
    """The preliminary opinion, for a lead to approve. Raises NotUnderstood."""
    case, row = await _running(hand, number, Verb.CONCLUDE)
    if recommendation is None:
        raise NotUnderstood("reason", "empty")
    row.recommendation, row.concluded_at = recommendation, hand.now
    row.sealed_opinion = await _seal(hand, case, text, "opinion", row.id)
    case.is_concluded = True
    hand.note(case, Event.CONCLUDED)
    await hand.tell(case, Kind.OPINION_TO_APPROVE, consultation=str(row.id))
    return case


@does(Verb.APPROVE, "read")
async def approve(hand: Hand, number: str, read: str) -> Case:
    """The opinion stands, and the reporter is told their part, in the name of who approved.

    `read` is the mark of the words that were read. Raises WordsChanged when these are others, and OwnOpinion.
    """
    case, row = await _running(hand, number, Verb.APPROVE)
    if read != row.mark:
        raise WordsChanged
    if await who_concluded(hand.session, case.id) == hand.officer.id and await _other_leads(hand, case):
        raise OwnOpinion
    (council, *_) = await councils_of(hand.session, case)
    row.decided_by, row.approved_at = hand.officer.id, hand.now
    check_move(case.service, Service.OPINION_ISSUED)
    case.service, case.chair_id, case.is_concluded = Service.OPINION_ISSUED, None, False
    hand.note(case, Event.OPINION_APPROVED)
    heard_by = [row.chair_id, *(one.seat.member_id for one in council.answers)]
    await hand.tell_members(case, Kind.OPINION_APPROVED, heard_by)
    if council.for_reporter:
        message = await add_message(hand, case, Author.DESK, council.for_reporter)
        await hand.tell(case, Kind.OPINION_ISSUED, message=str(message.id))
        await promise_news(hand, case)
    return case


@does(Verb.SEND_BACK, "text")
async def send_back(hand: Hand, number: str, remark: str) -> Case:
    """Not yet: the chair reads why, and answers are taken again."""
    case, row = await _running(hand, number, Verb.SEND_BACK)
    row.sealed_remark = await _seal(hand, case, remark, "remark", row.id)
    row.concluded_at, case.is_concluded = None, False
    hand.note(case, Event.SENT_BACK)
    await hand.tell_members(case, Kind.OPINION_SENT_BACK, [row.chair_id], consultation=str(row.id))
    return case


@does(Verb.DISSOLVE, "text")
async def dissolve(hand: Hand, number: str, reason: str) -> Case:
    """No opinion is needed any more; what was said stays on the case, with the reason as a note."""
    case, _ = await _running(hand, number, Verb.DISSOLVE)
    await add_message(hand, case, Author.NOTE, reason)
    await dissolve_consultation(hand, case)
    check_move(case.service, Service.TRIAGED)
    case.service = Service.TRIAGED
    return case


@does(Verb.ADD_MEASURE, "to", "within", "text")
async def add_measure(hand: Hand, number: str, to: UUID | None, within: str, text: str) -> Case:
    """A next step with its owner and its day. Raises NoSuchMember, MoveNotPossible and NotUnderstood."""
    case = await hand.open(number, Verb.ADD_MEASURE)
    able = (await team_of(hand.session)).officers(case.district)
    owner = next((one for one in able if one.id == to), None)
    if owner is None:
        raise NoSuchMember
    due = _due(hand, within)
    row = Measure(
        case_id=case.id, owner_id=owner.id, made_by=hand.officer.id, made_at=hand.now, due_at=due, sealed_text=b""
    )
    row.sealed_text = await _seal(hand, case, text, "measure", row.id)
    hand.session.add(row)
    case.open_measures += 1
    hand.note(case, Event.MEASURE_MADE, to=str(owner.id))
    if owner.id != hand.officer.id:
        await hand.tell_members(case, Kind.MEASURE_FOR_YOU, [owner.id], measure=str(row.id))
    await hand.tell_members(case, Kind.MEASURE_SOON, [owner.id], chased_at(hand.now, due), measure=str(row.id))
    await hand.tell_members(case, Kind.MEASURE_LATE, [owner.id, *await _leads(hand, case)], due, measure=str(row.id))
    return case


@does(Verb.MEASURE_DONE, "measure", "text")
async def measure_done(hand: Hand, number: str, measure: UUID | None, result: str) -> Case:
    """By its owner, by who has the case, or by a lead, with what came of it. Raises MeasureGone and NotUnderstood."""
    case = await hand.open(number, Verb.MEASURE_DONE)
    row = await hand.session.get(Measure, measure) if measure else None
    if row is None or row.case_id != case.id or row.done_at is not None or not _may_finish(hand, case, row):
        raise MeasureGone
    row.sealed_result = await _seal(hand, case, result, "result", row.id)
    row.done_at, row.done_by = hand.now, hand.officer.id
    case.open_measures -= 1
    hand.note(case, Event.MEASURE_DONE)
    return case


def _may_finish(hand: Hand, case: Case, row: Measure) -> bool:
    return hand.officer.id in {row.owner_id, case.holder_id} or hand.officer.role is Role.LEAD


async def _running(hand: Hand, number: str, verb: Verb) -> tuple[Case, Consultation]:
    case = await hand.open(number, verb)
    row = await running_consultation(hand.session, case.id)
    if row is None:
        raise ConsultationOver
    return case, row


async def _others(hand: Hand, case: Case) -> list[Member]:
    """Who can be asked: everyone who is there and may work on the case but who asks."""
    able = (await team_of(hand.session)).present(case.district)
    return [one for one in able if one.id != hand.officer.id and not one.is_placeholder]


async def _other_leads(hand: Hand, case: Case) -> list[Member]:
    """Who could approve instead: there, and no placeholder."""
    return [one for one in await _others(hand, case) if one.role is Role.LEAD]


async def _leads(hand: Hand, case: Case) -> Iterable[UUID]:
    return [one.id for one in (await team_of(hand.session)).leads(case.district)]


async def _seat(hand: Hand, case: Case, row: Consultation, expert: Member) -> None:
    hand.session.add(Seat(consultation_id=row.id, member_id=expert.id, case_id=case.id, asked_at=hand.now))
    await hand.tell_members(case, Kind.OPINION_WANTED, [expert.id], consultation=str(row.id))
    if hand.now < (again := chased_at(row.convened_at, row.due_at)):
        await hand.tell_members(case, Kind.OPINION_WANTED, [expert.id], again, consultation=str(row.id), again=True)


async def _own_seat(hand: Hand, case: Case, row: Consultation) -> Seat:
    """Also of who comes unasked. Raises OpinionStands."""
    if await own_answer_stands(hand.session, row.id, hand.officer.id):
        raise OpinionStands
    seat = await hand.session.get(Seat, (row.id, hand.officer.id))
    if seat is None:
        seat = Seat(consultation_id=row.id, member_id=hand.officer.id, case_id=case.id, asked_at=hand.now)
        hand.session.add(seat)
    return seat


async def _answer(hand: Hand, case: Case, seat: Seat, text: str, event: Event) -> None:
    seat.sealed_words = await _seal(hand, case, text, "words", seat.consultation_id, seat.member_id)
    seat.answered_at, seat.declined = hand.now, event is Event.OPINION_DECLINED
    hand.note(case, event)
    if case.chair_id and case.chair_id != hand.officer.id:
        named, expert = str(seat.consultation_id), str(seat.member_id)
        await hand.tell_members(case, Kind.OPINION_GIVEN, [case.chair_id], consultation=named, expert=expert)


async def _seal(hand: Hand, case: Case, text: str, part: str, *ids: UUID) -> bytes:
    """Raises NotUnderstood when it is empty or too long."""
    cipher = await keys_of(hand.session).cipher(hand.session, case.key_id)
    return cipher.seal_text(read_text(text, LONGEST), place_of(part, *ids))


def _due(hand: Hand, within: str) -> datetime:
    if within not in WITHIN:
        raise MoveNotPossible
    return hand.now + WITHIN[within]
