"""The ledger of a case: every message planned, sent, failed; to the reporter each by itself, to the team counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cases.messages import CHANGES, TO_REPORTER, Kind, is_hidden
from cases.quiet import wait_until
from handlers.door import Voice
from handlers.said.letter_facts import kind_name
from storage.at_the_phone import ASKED_FOR, answer_of, here_of, is_held
from storage.columns import Unheard
from storage.ledger import Kept
from storage.tables import CLOSED, Case, Outgoing, OutgoingState

OVERDUE = timedelta(minutes=2)  # delivery takes seconds; after this something is wrong
TO_COME = frozenset({"waiting", "held", "late"})


@dataclass(frozen=True)
class Entry:
    """One message by the name of its kind, or several alike to the team. `state` has its words in console.delivery.

    `answer` is what the channel said last, in our words of bot/outcome.py; `why` why it never left.
    """

    name: str
    to_reporter: bool
    promise: bool
    due_at: datetime
    sent_at: datetime | None
    state: str
    channel: str = ""
    tries: int = 0
    answer: str = ""
    why: str = ""
    seen_at: datetime | None = None
    by: bool = False  # in an officer's words
    words: str = ""  # which these are, where it has not left
    in_one: bool = False  # told with others, after an outage
    to: str = ""  # which colleague of the reporter's it goes to
    count: int = 1


@dataclass(frozen=True)
class Ledger:
    """What is still to come to the reporter, the next first; and all else, the newest first."""

    coming: list[Entry]
    past: list[Entry]


def ledger_of(voice: Voice, case: Case, kept: list[Kept], now: datetime) -> Ledger:
    """What was never meant to be seen in a case (draft reminders) is left out."""
    entries: dict[object, Entry] = {}
    for one in kept:
        if one.row.kind is Kind.DRAFT_REMINDER:
            continue
        entry = entry_of(voice, case, one, now)
        alike = one.row.id if entry.to_reporter else (entry.name, entry.state, entry.due_at)
        before = entries.get(alike)
        entries[alike] = entry if before is None else _together(before, entry)
    coming = [one for one in entries.values() if one.to_reporter and one.state in TO_COME]
    past = [one for one in entries.values() if one not in coming]
    return Ledger(sorted(coming, key=lambda one: one.due_at), past)


def delivered(voice: Voice, case: Case, kept: list[Kept], now: datetime) -> dict[str, Entry]:
    """How far each message of the desk's has come, by its id."""
    own = [one for one in kept if one.row.copy_of is None]
    theirs = [one for one in own if one.row.kind in TO_REPORTER - CHANGES and "message" in one.row.details]
    return {one.row.details["message"]: entry_of(voice, case, one, now) for one in theirs}


def entry_of(voice: Voice, case: Case, kept: Kept, now: datetime) -> Entry:
    """How far one message has come."""
    row = kept.row
    held_until = _held_until(voice, case, row, now)
    at = held_until or _due_at(row)
    return Entry(
        name=kind_name(voice, row.kind),
        to_reporter=row.kind in TO_REPORTER,
        promise=row.promise,
        due_at=at,
        sent_at=row.sent_at,
        state="held" if held_until else _state(row, at, now),
        channel=kept.channel.value if kept.channel else "",
        tries=row.attempts,
        answer=answer_of(row.error),
        why="" if row.why is None or isinstance(row.why, Unheard) else row.why.value,
        seen_at=kept.seen_at,
        by=row.sealed_words is not None,
        words=kept.words,
        in_one=row.gathered_in is not None and row.state is OutgoingState.SENT and row.kind in TO_REPORTER,
        to=kept.to,
    )


def _together(first: Entry, second: Entry) -> Entry:
    return replace(first, sent_at=first.sent_at or second.sent_at, count=first.count + 1)


def _held_until(voice: Voice, case: Case, row: Outgoing, now: datetime) -> datetime | None:
    """When it goes in the hours that the reporter chose; None where they change nothing."""
    waits = row.state is OutgoingState.WAITING and here_of(row.error, now) != ASKED_FOR
    if not waits or not is_hidden(row.kind, quiet=case.quiet):
        return None
    return wait_until(case.quiet_hours, max(row.due_at, now), voice.door.zone)


def _due_at(row: Outgoing) -> datetime:
    """As planned; of what was held until their hours have come, as those say."""
    return row.retry_at if row.state is OutgoingState.WAITING and is_held(row.error) else row.due_at


def _state(row: Outgoing, at: datetime, now: datetime) -> str:
    if row.state is OutgoingState.WAITING and at + OVERDUE < now:
        return "late"
    return CLOSED if row.state is OutgoingState.SENT and CLOSED in row.details else row.state.value
