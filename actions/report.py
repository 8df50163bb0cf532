"""Telling a report: begin, answer, discard, submit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.casework import open_again, wait_for_answer, withdraw
from actions.gathering import tell_of_new_case
from actions.hand import Hand
from actions.intake import fill_case, open_case, place
from actions.suggesting import assign_by_itself
from actions.tell import pace_of, plan
from cases.errors import CaseError
from cases.follow_ups import Planned, after, first_answer
from cases.hearing import confirmed
from cases.law.plans import On
from cases.messages import WHILE_WAITING, Kind
from cases.questionnaire import Answer, Questionnaire
from cases.tracks import ENDED, WAITING
from storage.cases import case_of_draft
from storage.drafts import Told, open_told, seal_told
from storage.keys import keys_of
from storage.spoken import stand_at
from storage.tables import Case, Conversation, Draft, Event, KeyPurpose, Outgoing, OutgoingState, StoredFile, Why


class ReportIncomplete(CaseError):
    """Required answers are missing."""

    def __init__(self, steps: list[str]) -> None:
        super().__init__(*steps)
        self.steps = steps


async def begin_report(
    session: AsyncSession,
    conversation: Conversation,
    first_step: str,
    now: datetime,
    told: Told | None = None,
    planned: Sequence[Planned] = (),
) -> Draft:
    """Open a draft in this conversation, with the key its case will have, and plan what is said while it lies open.

    `told` is what is known already.
    """
    key_id, cipher = keys_of(session).make(session, KeyPurpose.CASE, now)
    draft = Draft(
        conversation_id=conversation.id,
        key_id=key_id,
        step=first_step,
        sealed_answers=b"",
        created_at=now,
        touched_at=now,
    )
    draft.sealed_answers = seal_told(cipher, draft.id, told or Told())
    session.add(draft)
    stand_at(key_id, is_told=True)
    opened = {"draft_id": draft.id, "mode": "", "about": {}}
    await session.exec(update(Conversation).where(col(Conversation.id) == conversation.id).values(**opened))
    for left, one in enumerate(sorted(planned, key=lambda one: one.due_at, reverse=True)):
        plan(session, conversation.id, one.kind, one.due_at, case_id=draft.id, last=not left)
    await session.flush()
    return draft


async def discard_report(hand: Hand, draft: Draft) -> bool:
    """The person does not want to go on. The draft stays readable to nobody once it is forgotten.

    What the desk was already alerted of is withdrawn, so that nobody works on it in vain. Whether it was.
    """
    draft = await hand.session.merge(draft)
    draft.discarded_at = hand.now
    await _leave_draft(hand.session, draft)
    case = await case_of_draft(hand.session, draft.id, lock=True)
    if case and case.service not in ENDED:
        await withdraw(hand, case)
    return case is not None


async def submit_report(hand: Hand, draft: Draft, questionnaire: Questionnaire, *, by_new: bool = False) -> Case:
    """The draft becomes a case: case, timeline and everything due, in one transaction.

    A second call finds the first one's case. `by_new`: it is sent from a browser that came by a code meanwhile.

    Raises ReportIncomplete.
    """
    draft = (await hand.session.exec(select(Draft).where(Draft.id == draft.id).with_for_update())).one()
    case = await case_of_draft(hand.session, draft.id, lock=True)
    if case and case.is_complete:
        return case
    told = await open_told(hand.session, draft.key_id, draft.id, draft.sealed_answers)
    if missing := questionnaire.missing(told.answers):
        raise ReportIncomplete([step.id for step in missing])
    told.by_new = by_new
    answers = questionnaire.on_the_way(confirmed(told.answers)) | questionnaire.declarations
    draft.submitted_at = hand.now
    await _leave_draft(hand.session, draft)
    if case:
        await _complete(hand, case, answers, told)
    else:
        case = await open_case(hand, draft, answers, complete=True, told=told)
        hand.note(case, Event.SUBMITTED)
        await _plan_first_messages(hand, case)
    await place(hand, case, answers)
    await assign_by_itself(hand, case)
    return case


async def _complete(hand: Hand, case: Case, answers: dict[str, Answer], told: Told) -> None:
    """The desk has known of the money for minutes; now it has the whole report, and the reporter a receipt."""
    case.is_complete = True
    await fill_case(hand, case, answers, told)
    hand.note(case, Event.REPORT_COMPLETED)
    if case.service in ENDED:  # the desk closed the alert; what was told since is new to them
        await open_again(hand, case, to_queue=True)
        await hand.tell(case, Kind.RECEIPT)
        await tell_of_new_case(hand, case)
        return
    if case.service in WAITING and case.answer_due_at <= hand.now:  # the time they were told before is over
        await wait_for_answer(hand, case)
    for planned in await _first_plan(hand, case):
        if planned.kind not in WHILE_WAITING:  # the rest was planned with the alert
            await hand.tell(case, planned.kind, planned.due_at)
    await tell_of_new_case(hand, case, key=case.number)


async def _plan_first_messages(hand: Hand, case: Case) -> None:
    for planned in await _first_plan(hand, case):
        await hand.tell(case, planned.kind, planned.due_at)
    await tell_of_new_case(hand, case, key=case.number)


async def _first_plan(hand: Hand, case: Case) -> list[Planned]:
    """The receipt, the answer that is promised, and what the plan says follows."""
    query = select(StoredFile.id).where(StoredFile.report_id == case.id).limit(1)
    has_files = (await hand.session.exec(query)).first() is not None
    follows = after(hand.law.plans, On.SUBMITTED, hand.now, hand.zone, has_files=has_files)
    promised = first_answer(case.answer_due_at, pace_of(hand.law, case, hand.now))
    return [Planned(Kind.RECEIPT, hand.now), *promised, *follows]


async def _leave_draft(session: AsyncSession, draft: Draft) -> None:
    conversation = (await session.exec(select(Conversation).where(Conversation.id == draft.conversation_id))).one()
    if conversation.draft_id == draft.id:
        conversation.draft_id, conversation.mode, conversation.about = None, "", {}
    reminders = select(Outgoing).where(Outgoing.case_id == draft.id, Outgoing.kind == Kind.DRAFT_REMINDER)
    for reminder in (await session.exec(reminders)).all():
        if reminder.state is OutgoingState.WAITING:
            reminder.state, reminder.why = OutgoingState.CANCELLED, Why.OVERTAKEN
