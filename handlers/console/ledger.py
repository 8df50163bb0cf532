"""The ledger of a case: every message planned, sent, failed; to the reporter each by itself, to the team counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.messages import TO_REPORTER, Kind
from handlers.door import Voice
from handlers.said.letter_facts import kind_name
from storage.outgoing import QUIET_HOURS
from storage.tables import Outgoing, OutgoingState

OVERDUE = timedelta(minutes=2)  # delivery takes seconds; after this something is wrong


@dataclass(frozen=True)
class Entry:
    """One message by the name of its kind, or several alike to the team. `state` has its words in console.delivery."""

    name: str
    to_reporter: bool
    promise: bool
    due_at: datetime
    sent_at: datetime | None
    state: str
    count: int = 1


def ledger_of(voice: Voice, rows: list[Outgoing], now: datetime) -> list[Entry]:
    """Newest first, as the rows are; what was never meant to be seen in a case (draft reminders) is left out."""
    entries: dict[object, Entry] = {}
    for row in rows:
        if row.kind is Kind.DRAFT_REMINDER:
            continue
        mine = row.kind in TO_REPORTER
        at = _due_at(row)
        entry = Entry(kind_name(voice, row.kind), mine, row.promise, at, row.sent_at, _state(row, at, now))
        alike = row.id if mine else (entry.name, entry.state, entry.due_at)
        before = entries.get(alike)
        entries[alike] = entry if before is None else _together(before, entry)
    return list(entries.values())


def _together(first: Entry, second: Entry) -> Entry:
    return Entry(
        first.name,
        first.to_reporter,
        first.promise,
        first.due_at,
        first.sent_at or second.sent_at,
        first.state,
        first.count + 1,
    )


def _due_at(row: Outgoing) -> datetime:
    """When it goes: as planned, or in the hours that the reporter chose."""
    return row.retry_at if row.state is OutgoingState.WAITING and row.error == QUIET_HOURS else row.due_at


def _state(row: Outgoing, at: datetime, now: datetime) -> str:
    if row.state is OutgoingState.WAITING and at + OVERDUE < now:
        return "late"
    return row.state.value
