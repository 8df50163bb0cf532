"""Putting right a case that somebody changed in the database: by whoever runs the service, who has looked at it."""

from __future__ import annotations

from sqlmodel import col, select

from actions.casework import back_to_queue
from actions.hand import Hand
from cases.errors import CaseError
from cases.messages import OUTSIDE, TO_REPORTER
from cases.people import CaseNotFound
from cases.tracks import ENDED
from storage.colleagues import has_part
from storage.conversations import conversation_by_id
from storage.stamps import accept, is_genuine
from storage.tables import Case, Draft, Event, Outgoing, OutgoingState, Why


class NothingWasChanged(CaseError):
    """The row of the case is as we wrote it."""


class NothingToGoBy(CaseError):
    """Neither the case nor the report it came from says whose it is."""


async def accept_case(hand: Hand, number: str, district: str) -> Case:
    """Its reporter and its key are as the report says that it came from; nobody has it, and it lies in this district.

    What was to be said to another chat is not said. Raises CaseNotFound, NothingWasChanged and NothingToGoBy.
    """
    case = await _changed(hand, number)
    told = await _told(hand, case)
    accept(case)
    case.conversation_id, case.key_id, case.district = told.conversation_id, told.key_id, district
    case.team_id = case.merged_into = None
    if case.holder_id and case.service not in ENDED:
        who = case.holder_id
        await back_to_queue(hand, case)
        hand.note(case, Event.HOLDER_LEFT, who=str(who))
    await _drop_misled(hand, case)
    return case


async def _changed(hand: Hand, number: str) -> Case:
    """Locked."""
    query = select(Case).where(Case.number == number).with_for_update().execution_options(populate_existing=True)
    case = (await hand.session.exec(query)).one_or_none()
    if case is None:
        raise CaseNotFound
    if is_genuine(case):
        raise NothingWasChanged
    return case


async def _told(hand: Hand, case: Case) -> Draft:
    """The report it came from, in a chat that is as we wrote it."""
    told = await hand.session.get(Draft, case.id)
    if told is None or not is_genuine(told):
        raise NothingToGoBy
    if not is_genuine(await conversation_by_id(hand.session, told.conversation_id)):
        raise NothingToGoBy
    return told


async def _drop_misled(hand: Hand, case: Case) -> None:
    """Messages of the case that somebody changed, or that we planned for the chat it was given to."""
    waiting = (Outgoing.case_id == case.id, col(Outgoing.state) == OutgoingState.WAITING)
    for row in (await hand.session.exec(select(Outgoing).where(*waiting))).all():
        to_reporter = row.kind in TO_REPORTER - OUTSIDE
        misled = to_reporter and not await has_part(hand.session, case, row.conversation_id)
        if misled or not is_genuine(row):
            row.state, row.why = OutgoingState.CANCELLED, Why.NOT_SO
