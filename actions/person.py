"""Somebody wants to speak to a person before there is a report: the desk hears of it, with a time for its answer."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from actions.casework import open_again, wait_for_answer
from actions.hand import Hand
from actions.intake import open_case
from actions.replies import expect_reply
from cases.errors import CaseError
from cases.messages import Kind
from cases.questionnaire import Answer
from storage.cases import case_of_draft, times_since
from storage.drafts import DraftMovedOn
from storage.tables import Case, Draft, Event

AN_HOUR = timedelta(hours=1)
MOST_CALLS = 3  # of one chat within an hour


class CalledTooOften(CaseError):
    """This chat has called somebody again and again; the telephone is left."""


async def ask_for_person(hand: Hand, draft: Draft, answers: dict[str, Answer]) -> Case:
    """What was told so far is at the desk from now on, and whoever asked has a time by which somebody replies.

    Asked again before anybody did, nothing new is planned. Raises CalledTooOften, and DraftMovedOn when the report was
    sent or given up meanwhile.
    """
    draft = (await hand.session.exec(select(Draft).where(Draft.id == draft.id).with_for_update())).one()
    if not draft.is_told:
        raise DraftMovedOn
    case = await case_of_draft(hand.session, draft.id, lock=True)
    if case and case.asked_at:
        return case
    if await times_since(hand.session, draft.conversation_id, Event.PERSON_ASKED_FOR, hand.now - AN_HOUR) >= MOST_CALLS:
        raise CalledTooOften
    if case is None:
        case = await open_case(hand, draft, answers, complete=False)
        await wait_for_answer(hand, case)
    await open_again(hand, case)
    await expect_reply(hand, case)
    hand.note(case, Event.PERSON_ASKED_FOR)
    await hand.tell(case, Kind.PERSON_WANTED)
    return case
