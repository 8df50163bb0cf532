"""更正结果: a case that was closed for a wrong reason is closed for the right one, and its reporter hears it once more.

Nothing is opened again and the end stays when it was. What it said before stands in the timeline; why it was wrong is a
note for the team.
"""

from __future__ import annotations

from datetime import datetime

from actions.casework import add_message, tell_who_had_it
from actions.hand import Hand, does
from cases.errors import CaseError, NotUnderstood
from cases.messages import Kind
from cases.tracks import DESK_REASONS, ENDS, CloseReason, MoveNotPossible
from cases.verbs import Verb
from storage.cases import who_ended
from storage.outgoing import of_end
from storage.tables import Author, Case, Event, OutgoingState, Why
from storage.team import team_of


class SameOutcome(CaseError):
    """The case ended for that reason already."""


class OutcomeNotSure(CaseError):
    """The reporter is told again, so it takes one more press."""

    def __init__(self, was: CloseReason, reason: CloseReason) -> None:
        super().__init__(was, reason)
        self.was, self.reason = was, reason


class OutcomeMeanwhile(CaseError):
    """Somebody else gave it another reason since the form was made."""

    def __init__(self, name: str, at: datetime, reason: CloseReason) -> None:
        super().__init__(name, at, reason)
        self.name, self.at, self.reason = name, at, reason


@does(Verb.CORRECT_OUTCOME, "reason", "text", "sure", "had")
async def correct_outcome(
    hand: Hand, number: str, reason: CloseReason | None, why: str, sure: str = "", had: str = ""
) -> Case:
    """`had` is the reason that stood at the form, `sure` the right one once more: the reporter reads it.

    Raises OutcomeMeanwhile, SameOutcome, OutcomeNotSure, MoveNotPossible and NotUnderstood.
    """
    case = await hand.open(number, Verb.CORRECT_OUTCOME)
    was = case.close_reason
    assert was, "what has ended has a reason"
    if had not in {"", was}:
        raise await _meanwhile(hand, case, was)
    if reason is None:
        raise NotUnderstood("reason", "empty")
    if reason not in DESK_REASONS:
        raise MoveNotPossible
    if reason is was:
        raise SameOutcome
    if sure != reason:
        raise OutcomeNotSure(was, reason)
    await add_message(hand, case, Author.NOTE, why)
    case.service, case.close_reason = ENDS[reason], reason
    hand.note(case, Event.OUTCOME_CORRECTED, was=was.value, reason=reason.value)
    await _tell_again(hand, case, was, reason)
    await tell_who_had_it(hand, case, case.holder_id, "outcome_corrected")
    return case


async def _meanwhile(hand: Hand, case: Case, reason: CloseReason) -> OutcomeMeanwhile:
    line = await who_ended(hand.session, case)
    name = (await team_of(hand.session)).name(line.member_id) if line and line.member_id else ""
    return OutcomeMeanwhile(name, line.at if line else hand.now, reason)


async def _tell_again(hand: Hand, case: Case, was: CloseReason, reason: CloseReason) -> None:
    """What was told wrongly is corrected; what has not left is rendered when it leaves, and so says what is right."""
    letters = await of_end(hand.session, case)
    left = [one for one in letters if one.leased or one.state is OutgoingState.SENT]
    unsent = [one for one in letters if one not in left and one.state is not OutgoingState.BROKEN]
    corrections = [one for one in unsent if one.kind is Kind.OUTCOME_CORRECTED]
    told = CloseReason(corrections[0].details["was"]) if corrections else was
    for one in corrections:
        one.state, one.why = OutgoingState.CANCELLED, Why.OVERTAKEN
    if len(unsent) > len(corrections):
        return
    if not left:
        await hand.tell(case, Kind.CLOSED)
    elif told is not reason:
        await hand.tell(case, Kind.OUTCOME_CORRECTED, was=told.value)
