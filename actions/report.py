"""Telling a report: begin, answer, discard, submit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.intake import fill_case, open_case, place
from actions.reporter import withdraw
from actions.tell import next_news_at, note_event, tell, tell_desk, tell_holder, tell_leads, tell_reporter
from actions.warnings import Work
from cases.errors import CaseError
from cases.follow_ups import DRAFT_REMINDERS, Kind, Planned, after_submit, answer_due
from cases.law import Law
from cases.questionnaire import Answer, Questionnaire
from cases.tracks import ENDED, Service
from storage.cases import case_of_draft
from storage.drafts import Told, open_told, seal_told
from storage.keys import keys_of
from storage.tables import Case, Conversation, Draft, Event, KeyPurpose, Outgoing, OutgoingState, StoredFile


class ReportIncomplete(CaseError):
    """Required answers are missing."""

    def __init__(self, steps: list[str]) -> None:
        super().__init__(*steps)
        self.steps = steps


async def begin_report(session: AsyncSession, conversation: Conversation, first_step: str, now: datetime) -> Draft:
    """Open a draft in this conversation, with the key its case will have, and plan to remind of it."""
    key_id, cipher = keys_of(session).make(session, KeyPurpose.CASE, now)
    draft = Draft(
        conversation_id=conversation.id,
        key_id=key_id,
        step=first_step,
        sealed_answers=b"",
        created_at=now,
        touched_at=now,
    )
    draft.sealed_answers = seal_told(cipher, draft.id, Told())
    session.add(draft)
    opened = {"draft_id": draft.id, "mode": "", "about": {}}
    await session.exec(update(Conversation).where(col(Conversation.id) == conversation.id).values(**opened))
    for number, delay in enumerate(DRAFT_REMINDERS):
        tell(session, conversation.id, Planned(Kind.DRAFT_REMINDER, now + delay), case_id=draft.id, number=number)
    await session.flush()
    return draft


async def discard_report(session: AsyncSession, draft: Draft, now: datetime) -> None:
    """The person does not want to go on. The draft stays readable to nobody once it is forgotten.

    What the desk was already alerted of is withdrawn, so that nobody works on it in vain.
    """
    draft = await session.merge(draft)
    draft.discarded_at = now
    await _leave_draft(session, draft)
    case = await case_of_draft(session, draft.id, lock=True)
    if case and case.service not in ENDED:
        await withdraw(session, case, now)


async def submit_report(
    session: AsyncSession, draft: Draft, questionnaire: Questionnaire, now: datetime, zone: ZoneInfo, law: Law
) -> Case:
    """The draft becomes a case: case, timeline and everything due, in one transaction.

    A second call finds the first one's case.

    Raises ReportIncomplete.
    """
    draft = (await session.exec(select(Draft).where(Draft.id == draft.id).with_for_update())).one()
    case = await case_of_draft(session, draft.id, lock=True)
    if case and case.is_complete:
        return case
    told = await open_told(session, draft.key_id, draft.id, draft.sealed_answers)
    if missing := questionnaire.missing(told.answers):
        raise ReportIncomplete([step.id for step in missing])
    answers = questionnaire.on_the_way(told.answers)
    draft.submitted_at = now
    await _leave_draft(session, draft)
    if case:
        await _complete(session, case, answers, now, zone)
    else:
        case = await open_case(session, draft, answers, now, zone, complete=True)
        note_event(session, case, Event.SUBMITTED, now)
        await _plan_first_messages(session, case, now, zone)
    await place(Work(session, case, law, zone, now), answers)
    return case


async def _complete(
    session: AsyncSession, case: Case, answers: dict[str, Answer], now: datetime, zone: ZoneInfo
) -> None:
    """The desk has known of the money for minutes; now it has the whole report, and the reporter a receipt."""
    await fill_case(session, case, answers)
    case.is_complete = True
    note_event(session, case, Event.REPORT_COMPLETED, now)
    if case.service in ENDED:
        await _open_again(session, case, now, zone)
        return
    for planned in after_submit(
        now, case.answer_due_at, zone, urgent=True, has_files=await _has_files(session, case.id)
    ):
        if planned.kind in {Kind.RECEIPT, Kind.MATERIALS_REMINDER}:  # the rest was planned with the alert
            tell_reporter(session, case, [planned])
    await tell_holder(session, case, Kind.NEW_CASE, now, key=case.number)


async def _open_again(session: AsyncSession, case: Case, now: datetime, zone: ZoneInfo) -> None:
    """The desk closed the alert while the report was still being told: what was told since is new to them."""
    case.service, case.ended_at, case.close_reason, case.holder_id = Service.ACKNOWLEDGED, None, None, None
    case.answer_due_at = answer_due(now, zone, urgent=case.rank == 0)
    case.news_due_at = next_news_at(case, now, zone)
    await _plan_first_messages(session, case, now, zone)


async def _plan_first_messages(session: AsyncSession, case: Case, now: datetime, zone: ZoneInfo) -> None:
    urgent, has_files = case.rank == 0, await _has_files(session, case.id)
    for planned in after_submit(now, case.answer_due_at, zone, urgent=urgent, has_files=has_files):
        if planned.kind is Kind.PROMISE_AT_RISK:
            await tell_leads(session, case, planned.kind, planned.due_at)
        else:
            tell_reporter(session, case, [planned])
    await tell_desk(session, case, Kind.NEW_CASE, now, key=case.number)


async def _leave_draft(session: AsyncSession, draft: Draft) -> None:
    conversation = (await session.exec(select(Conversation).where(Conversation.id == draft.conversation_id))).one()
    if conversation.draft_id == draft.id:
        conversation.draft_id, conversation.mode, conversation.about = None, "", {}
    reminders = select(Outgoing).where(Outgoing.case_id == draft.id, Outgoing.kind == Kind.DRAFT_REMINDER)
    for reminder in (await session.exec(reminders)).all():
        if reminder.state is OutgoingState.WAITING:
            reminder.state = OutgoingState.CANCELLED


async def _has_files(session: AsyncSession, report_id: UUID) -> bool:
    return (
        await session.exec(select(StoredFile.id).where(StoredFile.report_id == report_id).limit(1))
    ).first() is not None
