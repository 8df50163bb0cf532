"""Who hears a message, when it is still wanted, and which buttons stand beneath it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from cases.law.clocks import Running
from cases.messages import (
    MESSAGES,
    OF_CLOCKS,
    TO_REPORTER,
    URGENT,
    WHILE_ASKED,
    WHILE_OPEN,
    WHILE_WAITING,
    Kind,
    Sending,
    Who,
    is_hidden,
    still_wanted,
    who_hears,
)
from cases.people import Role
from cases.tracks import Service
from cases.verbs import Chair, offered


def at(text: str) -> datetime:
    """A time on the wall in Shanghai."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


RUNS = Running(uuid4(), "filing_review", at("2026-11-23 10:00"), at("2026-12-01 00:00"))
FRESH = Sending(at("2026-11-23 10:00"), Who.DESK | Who.REPORTER, Service.ACKNOWLEDGED)
TAKEN = replace(FRESH, service=Service.TRIAGED, is_free=False)
ENDED = replace(TAKEN, service=Service.CLOSED)


@pytest.mark.parametrize(
    ("kind", "fresh", "taken", "ended"),
    [
        (Kind.RECEIPT, True, True, True),
        (Kind.STILL_WAITING, True, False, False),
        (Kind.PROMISE_AT_RISK, True, False, False),
        (Kind.MONEY_ALERT, True, False, False),
        (Kind.STILL_WORKING, True, True, False),
        (Kind.MATERIALS_REMINDER, True, True, False),
        (Kind.DESK_ANSWERS, True, True, True),
        (Kind.NEW_CASE, True, True, True),
        (Kind.NEW_CASES, True, False, False),
        (Kind.HOW_WAS_IT, False, False, True),
    ],
)
def test_a_message_is_wanted_while_the_case_stands_so(kind: Kind, fresh: bool, taken: bool, ended: bool):
    """What was planned for a case that waits is wrong once it is taken, and most is wrong once it has ended."""
    assert [still_wanted(kind, now) for now in (FRESH, TAKEN, ENDED)] == [fresh, taken, ended]


@pytest.mark.parametrize(
    ("kind", "clock", "now", "wanted"),
    [
        (Kind.CLOCK_SOON, RUNS, "2026-11-30 10:00", True),
        (Kind.CLOCK_SOON, RUNS, "2026-12-01 00:00", False),
        (Kind.RIGHT_ENDING, RUNS, "2026-11-28 10:00", True),
        (Kind.RIGHT_ENDING, replace(RUNS, stopped_at=at("2026-11-27 09:00")), "2026-11-28 10:00", False),
        (Kind.CLOCK_MISSED, RUNS, "2026-11-30 23:59", False),
        (Kind.CLOCK_MISSED, RUNS, "2026-12-01 00:00", True),
        (Kind.CLOCK_LATE, replace(RUNS, stopped_at=at("2026-12-01 08:00")), "2026-12-01 09:00", False),
        (Kind.CLOCK_LATE, replace(RUNS, stopped_at=RUNS.due_at), "2026-12-01 09:00", True),  # it expired
        (Kind.CLOCK_LATE, replace(RUNS, paused_at=at("2026-11-27 09:00")), "2026-12-01 09:00", False),
    ],
)
def test_a_message_about_a_clock_is_checked_again(kind: Kind, clock: Running, now: str, wanted: bool):
    """Stopped, paused or moved meanwhile, it would be wrong."""
    assert still_wanted(kind, replace(FRESH, clock=clock, now=at(now))) is wanted


@pytest.mark.parametrize(
    ("kind", "reader", "is_free", "wanted"),
    [
        (Kind.NEW_CASE, Who.DESK, False, True),
        (Kind.NEW_CASE, Who.NOBODY, False, False),
        (Kind.RATED_LOW, Who.NOBODY, False, False),
        (Kind.DESK_ASKS, Who.REPORTER, False, True),
        (Kind.DESK_ASKS, Who.NOBODY, False, False),  # who has no part in the case any more
        (Kind.CLOCK_SOON, Who.DESK, True, True),
        (Kind.CLOCK_SOON, Who.DESK, False, False),
        (Kind.CLOCK_SOON, Who.DESK | Who.HOLDER, False, True),
        (Kind.CLOCK_SOON, Who.DESK | Who.LEAD, False, True),
        (Kind.CLOCK_SOON, Who.DESK | Who.GROUP, False, True),
        (Kind.CLOCK_SOON, Who.NOBODY, True, False),
    ],
)
def test_a_message_is_wanted_by_who_may_still_read_it(kind: Kind, reader: Who, is_free: bool, wanted: bool):
    """Nobody reads of a case who left the team or may not see it; of its clocks only who answers for them."""
    sending = replace(TAKEN, reader=reader, is_free=is_free, clock=RUNS)
    assert still_wanted(kind, sending) is wanted


def test_a_reminder_is_wanted_while_there_is_something_to_remind_of():
    """A report that was sent or put aside, and a list that is complete, need none."""
    assert still_wanted(Kind.DRAFT_REMINDER, replace(FRESH, service=None, is_told=True))
    assert not still_wanted(Kind.DRAFT_REMINDER, replace(FRESH, service=None))
    assert not still_wanted(Kind.MATERIALS_REMINDER, replace(FRESH, has_all_materials=True))


LEAD, HOLDER, OTHER, GROUP = Who.DESK | Who.LEAD, Who.DESK | Who.HOLDER, Who.DESK, Who.DESK | Who.GROUP


@pytest.mark.parametrize(
    ("kind", "team", "heard_by"),
    [
        (Kind.NEW_CASE, {"lead": LEAD, "other": OTHER, "group": GROUP}, "lead other group"),
        (Kind.NEW_CASE, {"lead": LEAD, "holder": HOLDER}, "holder"),
        (Kind.CASE_RETURNED, {"lead": LEAD, "holder": HOLDER, "elsewhere": Who.NOBODY}, "lead holder"),
        (Kind.CASE_FOR_YOU, {"lead": LEAD, "holder": HOLDER}, "holder"),
        (Kind.CASE_FOR_YOU, {"lead": LEAD, "other": OTHER}, ""),
        (Kind.RATED_LOW, {"lead": LEAD, "holder": HOLDER}, "lead"),
        (Kind.RATED_LOW, {"holder": HOLDER}, ""),
        (Kind.CLOCK_SOON, {"lead": LEAD, "holder": HOLDER, "other": OTHER}, "lead holder"),
        (Kind.CLOCK_SOON, {"other": OTHER, "group": GROUP}, "other group"),
        (Kind.CLOCK_LATE, {"lead": LEAD, "holder": HOLDER}, "lead"),
        (Kind.CLOCK_LATE, {"holder": HOLDER, "other": OTHER}, "holder"),
        (Kind.CLOCK_LATE, {"other": OTHER}, "other"),
        (Kind.CLOSED, {"reporter": Who.REPORTER}, "reporter"),
    ],
)
def test_a_message_is_heard_by_the_first_of_its_readers(kind: Kind, team: dict[str, Who], heard_by: str):
    """Where nobody of them has a chat, those who come next hear it, if there is a next."""
    assert who_hears(kind, team) == heard_by.split()


def test_the_sets_of_kinds_come_from_the_rows():
    """What events cancel, what goes first and what is about clocks: read here as verbs and delivery use them."""
    assert {
        Kind.STILL_WAITING,
        Kind.PROMISE_AT_RISK,
        Kind.NEW_CASES,
        Kind.MONEY_ALERT,
        Kind.MONEY_ALERTS,
        Kind.WITHOUT_HOLDER,
    } == WHILE_WAITING
    assert {Kind.REPLY_LATE, Kind.REPLY_AT_RISK, Kind.PERSON_WANTED} == WHILE_ASKED
    others = {Kind.STILL_WORKING, Kind.MATERIALS_REMINDER, Kind.REOPENED, Kind.WITHDRAWAL_HELD}
    others |= {Kind.NEWS_MOVED, Kind.NEWS_DRAFT, Kind.NEWS_AT_RISK, Kind.CIRCULAR}
    assert WHILE_WAITING | WHILE_ASKED | others == WHILE_OPEN
    assert {Kind.CLOCK_SOON, Kind.CLOCK_LATE, Kind.CLOCK_MISSED, Kind.RIGHT_ENDING} == OF_CLOCKS
    assert {
        Kind.MONEY_ALERT,
        Kind.MONEY_ALERTS,
        Kind.MONEY_MORE,
        Kind.RECEIPT,
        Kind.NOT_WRITTEN,
        Kind.ROWS_CHANGED,
        Kind.WORDS_STOPPED,
        Kind.CALL_ANNOUNCED,
        Kind.CALL_CHANGED,
        Kind.CALL_DENIED,
        Kind.CODE_TO_READ,
        Kind.CHECK_FAILED,
    } == URGENT
    assert {Kind.RECEIPT, Kind.DRAFT_REMINDER} < TO_REPORTER
    assert not TO_REPORTER & {Kind.NEW_CASE, Kind.CLOCK_LATE}


def test_a_case_that_somebody_has_is_not_offered():
    """Take stands only while nobody has it; what else there is stays."""
    free = Chair(Role.EXPERT, is_open=True, is_complete=True, is_free=True, is_mine=False)
    (new_case,), receipt = MESSAGES[Kind.NEW_CASE].buttons, MESSAGES[Kind.RECEIPT].buttons
    assert offered(new_case, free) == ("take", "dossier")
    assert offered(new_case, replace(free, is_free=False)) == ("dossier",)
    assert offered(new_case, replace(free, is_open=False)) == ("dossier",)
    assert tuple(offered(row, replace(free, is_free=False)) for row in receipt) == (
        ("materials", "my_report"),
        ("write", "status"),
    )


def test_a_quiet_phone_shows_only_the_receipt():
    """The person looks at it while they press; everything later waits to be opened."""
    assert is_hidden(Kind.TAKEN, quiet=True)
    assert not is_hidden(Kind.RECEIPT, quiet=True)
    assert not is_hidden(Kind.NEW_CASE, quiet=True)
    assert not is_hidden(Kind.TAKEN, quiet=False)
