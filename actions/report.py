"""Telling a report: begin, answer, discard, submit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.tell import note_event, tell, tell_desk, tell_leads, tell_reporter
from cases.answers import asks_for_quiet, fen_of
from cases.errors import CaseError
from cases.follow_ups import DRAFT_REMINDERS, Kind, Planned, after_submit, answer_due, news_due
from cases.numbers import new_number
from cases.questionnaire import Answer, Questionnaire, State
from cases.tracks import Service
from storage.drafts import Told, open_told, save_draft, seal_told
from storage.keys import keys_of
from storage.tables import Case, Conversation, Draft, Event, Identifier, KeyPurpose, Outgoing, OutgoingState, StoredFile

IDENTIFYING = {"company_code": "company", "contact_phone": "phone"}
IDENTIFYING_FIELDS = {"payee_account": "account", "phone": "phone"}


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
    """The person does not want to go on. The draft stays readable to nobody once it is forgotten."""
    draft = await session.merge(draft)
    draft.discarded_at = now
    await _leave_draft(session, draft)


async def submit_report(
    session: AsyncSession, draft: Draft, questionnaire: Questionnaire, now: datetime, zone: ZoneInfo
) -> Case:
    """The draft becomes a case: case, timeline and everything due, in one transaction.

    A second call finds the first one's case.

    Raises ReportIncomplete.
    """
    draft = (await session.exec(select(Draft).where(Draft.id == draft.id).with_for_update())).one()
    if existing := (await session.exec(select(Case).where(Case.id == draft.id))).one_or_none():
        return existing
    told = await open_told(session, draft.key_id, draft.id, draft.sealed_answers)
    if missing := questionnaire.missing(told.answers):
        raise ReportIncomplete([step.id for step in missing])
    case = await _case_of(session, draft, questionnaire.on_the_way(told.answers), now, zone)
    draft.submitted_at = now
    await _leave_draft(session, draft)
    note_event(session, case, Event.SUBMITTED, now)
    await _plan_first_messages(session, case, now, zone)
    return case


async def keep_answer(
    session: AsyncSession,
    draft: Draft,
    told: Told,
    step: str,
    answer: Answer,
    next_step: str,
    now: datetime,
    message_id: int | None,
) -> None:
    """Store one answer before the next question is shown. Raises DraftMovedOn."""
    told.answers[step] = answer
    told.unread = ""
    await save_draft(session, draft, told, next_step, now, message_id=message_id)


async def _case_of(
    session: AsyncSession, draft: Draft, answers: dict[str, Answer], now: datetime, zone: ZoneInfo
) -> Case:
    urgent = _value(answers, "money_moving") in {"just_now", "within_two_days"}
    cipher = await keys_of(session).cipher(session, draft.key_id)
    case = Case(
        id=draft.id,
        number=await _free_number(session, now, zone),
        conversation_id=draft.conversation_id,
        key_id=draft.key_id,
        service=Service.ACKNOWLEDGED,  # the receipt is planned in this same transaction
        rank=0 if urgent else 1,
        offence_group=_value(answers, "offence_group") or "unsure",
        offence=_value(answers, "offence"),
        district=_value(answers, "district") or "elsewhere",
        reporter_role=_value(answers, "reporter_role") or "informant",
        loss_fen=fen_of(answers, "loss_amount"),
        quiet=asks_for_quiet(answers),
        sealed_answers=seal_told(cipher, draft.id, Told(answers)),
        submitted_at=now,
        answer_due_at=answer_due(now, zone, urgent=urgent),
        news_due_at=news_due(now, zone),
    )
    session.add(case)
    await session.flush()
    for kind, blind in _identifiers(session, answers):
        session.add(Identifier(case_id=case.id, kind=kind, blind=blind))
    return case


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


async def _free_number(session: AsyncSession, now: datetime, zone: ZoneInfo) -> str:
    while True:
        number = new_number(now.astimezone(zone).date())
        if (await session.exec(select(Case.id).where(Case.number == number))).first() is None:
            return number


async def _has_files(session: AsyncSession, report_id: UUID) -> bool:
    return (
        await session.exec(select(StoredFile.id).where(StoredFile.report_id == report_id).limit(1))
    ).first() is not None


def _identifiers(session: AsyncSession, answers: dict[str, Answer]) -> set[tuple[str, str]]:
    keys, found = keys_of(session), set()
    for step, answer in answers.items():
        kind = IDENTIFYING.get(step) or IDENTIFYING_FIELDS.get(step.rpartition(".")[2])
        value = answer.value["number"] if isinstance(answer.value, dict) and "number" in answer.value else answer.value
        if kind and answer.state is State.GIVEN and isinstance(value, str):
            found.add((kind, keys.blind(kind, value)))
    return found


def _value(answers: dict[str, Answer], step: str) -> str | None:
    answer = answers.get(step)
    return answer.value if answer and isinstance(answer.value, str) else None
