"""An officer's correction of what the reporter chose: another offence, another district."""

from __future__ import annotations

from actions.casework import add_message, promise_news, put_back
from actions.filled import Classification
from actions.hand import Hand, does
from actions.transfer import transfer_said
from actions.warnings import pass_on_warnings
from actions.weighing import classify, weigh
from cases.errors import CaseError
from cases.messages import Kind
from cases.people import may_see
from cases.tracks import MoveNotPossible
from cases.verbs import Verb
from storage.drafts import open_told
from storage.tables import Author, Case, Event
from storage.team import member_by_id


class NothingChanged(CaseError):
    """The case has that offence and district already."""


@does(Verb.RECLASSIFY, "classification", "text")
async def reclassify(hand: Hand, number: str, to: Classification, reason: str) -> Case:
    """Set another offence or district, with the reason as a note. The answers stay; the reporter is not bothered.

    Raises MoveNotPossible, NothingChanged and NotUnderstood.
    """
    case = await hand.open(number, Verb.RECLASSIFY)
    _check_known(hand, case, to)
    await add_message(hand, case, Author.NOTE, reason)
    moves = to.district != case.district
    case.offence, case.district = to.offence, to.district
    told = await open_told(hand.session, case.key_id, case.id, case.sealed_answers)
    found = classify(hand, case, told.answers)
    await weigh(hand, case, told.answers, found)
    if not found.route.is_outside:
        await transfer_said(hand.session, case, hand.now)
    hand.note(case, Event.RECLASSIFIED, offence=to.offence, district=to.district)
    if moves:
        await _move_desks(hand, case)
    return case


def _check_known(hand: Hand, case: Case, to: Classification) -> None:
    routing = hand.law.routing
    if to.offence not in {*routing.branches, "NOT_SURE"} or to.district not in {*routing.organs, "elsewhere"}:
        raise MoveNotPossible
    if (to.offence, to.district) == (case.offence, case.district):
        raise NothingChanged


async def _move_desks(hand: Hand, case: Case) -> None:
    """The desk of the new district has it in its queue, unless whoever has it still may see it."""
    await pass_on_warnings(hand.session, case)
    holder = await member_by_id(hand.session, case.holder_id) if case.holder_id else None
    if holder and may_see(holder.district, case.district):
        return
    if case.holder_id:
        await put_back(hand, case)
        hand.note(case, Event.RETURNED)
        await promise_news(hand, case)
    await hand.tell(case, Kind.CASE_RETURNED)
