"""Making a case of what was told, from a whole report or minutes earlier from the money lane; and where it belongs."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import select

from actions.custody import take_into_custody
from actions.hand import Hand
from actions.matching import match_by
from actions.tell import next_news_at, pace_of
from actions.transfer import expect_transfer
from actions.weighing import classify, weigh
from cases.answers import fen_of
from cases.follow_ups import answer_due
from cases.law.routing import route
from cases.money_lane import is_open, moved_at
from cases.numbers import new_number
from cases.people import ELSEWHERE
from cases.questionnaire import Answer, Answers, State, text_of
from cases.tracks import Service
from storage.drafts import Told, hushed, seal_told
from storage.keys import keys_of
from storage.queue import seal_title
from storage.tables import Case, Draft


async def open_case(
    hand: Hand, draft: Draft, answers: dict[str, Answer], *, complete: bool, told: Told | None = None
) -> Case:
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
        answer_due_at=hand.now,
        news_due_at=hand.now,
        is_complete=complete,
    )
    await fill_case(hand, case, answers, told)
    await take_into_custody(hand, case)
    case.answer_due_at = answer_due(hand.law.plans, hand.now, hand.zone, pace_of(hand.law, case, hand.now))
    case.news_due_at = next_news_at(hand.law, case, hand.now, hand.zone)
    return case


async def fill_case(hand: Hand, case: Case, answers: dict[str, Answer], told: Told | None = None) -> None:
    """Everything the queue, the desk, the matching and the triage take from the answers, as they stand now.

    `told` is the draft as it was sent, for what stands beside them.
    """
    session = hand.session
    cipher = await keys_of(session).cipher(session, case.key_id)
    sealed = seal_told(cipher, case.id, replace(told or Told(), answers=answers, unread="", rest=None))
    case.money_moving = is_open(answers)
    case.money_moved_at = moved_at(answers) if case.money_moving else None
    case.sealed_answers = sealed
    case.loss_fen = _loss(answers)
    answers = {step: answer for step, answer in answers.items() if answer.state is not State.READ}
    case.offence_group = text_of(answers, "offence_group") or "unsure"
    case.offence = text_of(answers, "offence")
    case.district = text_of(answers, "district") or ELSEWHERE
    case.reporter_role = text_of(answers, "reporter_role") or ""
    case.sqlmodel_update(hushed(answers))
    case.sealed_title = seal_title(cipher, case.id, answers)
    session.add(case)
    await session.flush()
    await match_by(hand, case, answers)
    await weigh(hand, case, answers, classify(hand, case, answers) if case.is_complete else None)


def _loss(answers: Answers) -> int | None:
    """What the desk sorts by: the loss that was given; else what is on its way, also while it is only a guess."""
    loss = answers.get("loss_amount")
    given = fen_of(answers, "loss_amount") if loss and loss.state is not State.READ else None
    return given or fen_of(answers, "money_amount")


async def place(hand: Hand, case: Case, answers: Answers) -> None:
    """A fresh case has a day to be said where it belongs, when that is none of our districts."""
    if route(hand.law, case.offence, answers).is_outside:
        await expect_transfer(hand, case)


async def _free_number(hand: Hand) -> str:
    while True:
        number = new_number(hand.now.astimezone(hand.zone).date())
        if (await hand.session.exec(select(Case.id).where(Case.number == number))).first() is None:
            return number
