"""Making a case of what was told, from a whole report or minutes earlier from the money lane; and where it belongs."""

from __future__ import annotations

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.hand import Hand
from actions.transfer import expect_transfer
from cases.answers import asks_for_quiet, fen_of
from cases.follow_ups import answer_due, news_due
from cases.identifiers import identifiers
from cases.law.routing import Route
from cases.money_lane import is_open, moved_at
from cases.numbers import new_number
from cases.orientation import orient
from cases.people import ELSEWHERE
from cases.questionnaire import Answer, Answers, State, text_of
from cases.tracks import Service
from storage.drafts import Told, seal_told
from storage.keys import keys_of
from storage.queue import seal_title
from storage.tables import Case, Draft, Identifier


async def open_case(hand: Hand, draft: Draft, answers: dict[str, Answer], *, complete: bool) -> Case:
    """A new case with the draft's id and key, and its number; incomplete while only the money lane was told."""
    case = Case(
        id=draft.id,
        number=await _free_number(hand),
        conversation_id=draft.conversation_id,
        key_id=draft.key_id,
        service=Service.ACKNOWLEDGED,  # the receipt is planned in this same transaction
        offence_group="unsure",
        district=ELSEWHERE,
        reporter_role="",
        sealed_answers=b"",
        submitted_at=hand.now,
        answer_due_at=answer_due(hand.now, hand.zone, urgent=is_open(answers)),
        news_due_at=news_due(hand.now, hand.zone, urgent=is_open(answers)),
        is_complete=complete,
    )
    await fill_case(hand.session, case, answers)
    return case


async def fill_case(session: AsyncSession, case: Case, answers: dict[str, Answer]) -> None:
    """Everything the queue, the desk and the matching take from the answers, as they stand now."""
    cipher = await keys_of(session).cipher(session, case.key_id)
    sealed = seal_told(cipher, case.id, Told(answers))
    case.money_moving = is_open(answers)
    case.rank = 0 if case.money_moving else 1
    case.money_moved_at = moved_at(answers) if case.money_moving else None
    case.sealed_answers = sealed
    case.loss_fen = _loss(answers)
    answers = {step: answer for step, answer in answers.items() if answer.state is not State.READ}
    case.offence_group = text_of(answers, "offence_group") or "unsure"
    case.offence = text_of(answers, "offence")
    case.district = text_of(answers, "district") or ELSEWHERE
    case.reporter_role = text_of(answers, "reporter_role") or ""
    case.quiet = asks_for_quiet(answers)
    case.quiet_hours = text_of(answers, "quiet_hours") if case.quiet else None
    case.sealed_title = seal_title(cipher, case.id, answers)
    session.add(case)
    await session.flush()
    await _match_by(session, case, answers)


def _loss(answers: Answers) -> int | None:
    """What the desk sorts by: the loss that was given; else what is on its way, also while it is only a guess."""
    loss = answers.get("loss_amount")
    given = fen_of(answers, "loss_amount") if loss and loss.state is not State.READ else None
    return given or fen_of(answers, "money_amount")


async def place(hand: Hand, case: Case, answers: Answers) -> None:
    """A fresh case: where it belongs, and a day to say so when that is none of our districts."""
    if classify(hand, case, answers).is_outside:
        await expect_transfer(hand, case)


def classify(hand: Hand, case: Case, answers: Answers) -> Route:
    """Note on the case how the report stands to the figures and where it belongs."""
    found = orient(hand.law, answers, now=hand.now, zone=hand.zone, offence=case.offence, district=case.district)
    case.finding, case.unit = found.finding.result.value, found.route.unit_id
    return found.route


async def _match_by(session: AsyncSession, case: Case, answers: dict[str, Answer]) -> None:
    await session.exec(delete(Identifier).where(col(Identifier.case_id) == case.id))
    keys = keys_of(session)
    for kind, value in identifiers(answers):
        session.add(Identifier(case_id=case.id, kind=kind, blind=keys.blind(kind, value)))


async def _free_number(hand: Hand) -> str:
    while True:
        number = new_number(hand.now.astimezone(hand.zone).date())
        if (await hand.session.exec(select(Case.id).where(Case.number == number))).first() is None:
            return number
