"""The ledger of a case: every message planned, sent, failed; to the reporter each by itself, to the team counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.messages import CHANGES, TO_REPORTER, Kind, is_hidden
from cases.quiet import wait_until
from handlers.door import Voice
from handlers.said.letter_facts import kind_name
from storage.outgoing import ASKED_FOR, QUIET_HOURS
from storage.tables import CLOSED, Case, Outgoing, OutgoingState

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


def ledger_of(voice: Voice, case: Case, rows: list[Outgoing], now: datetime) -> list[Entry]:
    """Newest first, as the rows are; what was never meant to be seen in a case (draft reminders) is left out."""
    entries: dict[object, Entry] = {}
    for row in rows:
        if row.kind is Kind.DRAFT_REMINDER:
            continue
        entry = _entry(voice, case, row, now)
        alike = row.id if entry.to_reporter else (entry.name, entry.state, entry.due_at)
        before = entries.get(alike)
        entries[alike] = entry if before is None else _together(before, entry)
    return list(entries.values())


def delivered(voice: Voice, case: Case, rows: list[Outgoing], now: datetime) -> dict[str, Entry]:
    """How far each message of the desk's has come, by its id."""
    theirs = [row for row in rows if row.kind in TO_REPORTER - CHANGES and "message" in row.details]
    return {row.details["message"]: _entry(voice, case, row, now) for row in theirs}


def _entry(voice: Voice, case: Case, row: Outgoing, now: datetime) -> Entry:
    held_until = _held_until(voice, case, row, now)
    at = held_until or _due_at(row)
    state = "held" if held_until else _state(row, at, now)
    return Entry(kind_name(voice, row.kind), row.kind in TO_REPORTER, row.promise, at, row.sent_at, state)


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


def _held_until(voice: Voice, case: Case, row: Outgoing, now: datetime) -> datetime | None:
    """When it goes in the hours that the reporter chose; None where they change nothing."""
    if row.state is not OutgoingState.WAITING or row.error == ASKED_FOR or not is_hidden(row.kind, quiet=case.quiet):
        return None
    return wait_until(case.quiet_hours, max(row.due_at, now), voice.door.zone)


def _due_at(row: Outgoing) -> datetime:
    """As planned; of what was held until their hours have come, as those say."""
    return row.retry_at if row.state is OutgoingState.WAITING and row.error == QUIET_HOURS else row.due_at


def _state(row: Outgoing, at: datetime, now: datetime) -> str:
    if row.state is OutgoingState.WAITING and at + OVERDUE < now:
        return "late"
    return CLOSED if row.state is OutgoingState.SENT and CLOSED in row.details else row.state.value
