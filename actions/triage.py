"""An officer decides how urgent a case is, whatever its reasons come to."""

from __future__ import annotations

from actions.casework import add_message, answer_sooner
from actions.hand import Hand, does
from cases.errors import CaseError, NotUnderstood
from cases.law.triage import Urgency
from cases.verbs import Verb
from storage.tables import Author, Case, Event


class UrgencyAlready(CaseError):
    """The case has that urgency already."""


@does(Verb.SET_URGENCY, "urgency", "text")
async def set_urgency(hand: Hand, number: str, urgency: Urgency | None, reason: str) -> Case:
    """With the reason as a note, beside what the facts come to; it stays whatever they come to later.

    A case that waits is answered sooner when it became more urgent. Raises UrgencyAlready and NotUnderstood.
    """
    case = await hand.open(number, Verb.SET_URGENCY)
    if urgency is None:
        raise NotUnderstood("urgency", "empty")
    if urgency is case.urgency:
        raise UrgencyAlready
    note = await add_message(hand, case, Author.NOTE, reason)
    case.urgency, case.rank, case.urgency_note = urgency, urgency.rank, note.id
    hand.note(case, Event.URGENCY_SET, urgency=urgency.value)
    await answer_sooner(hand, case)
    return case
