"""What of the messages that wait for a reporter an officer may change, and how much later they may come."""

from __future__ import annotations

from collections.abc import Sequence

from actions.tell import is_urgent_now
from cases.planned import laters
from handlers.door import Voice
from handlers.said.letter_facts import kind_name
from storage.tables import Case, Outgoing

Options = dict[str, str]  # label by value


def planned_options(voice: Voice, rows: Sequence[Outgoing]) -> Options:
    """When each of these comes and what it is."""
    return {str(row.id): f"{voice.spoken.moment(row.due_at)} {kind_name(voice, row.kind)}" for row in rows}


def later_options(voice: Voice, case: Case) -> Options:
    found = laters(urgent=is_urgent_now(case, voice.door.clock()))
    return {one.value: voice.say(f"ledger.later.{one.value}") for one in found}
