"""When a legal deadline is over: counted as the law counts, on the days that people work."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.law import load_law
from cases.law.clocks import (
    Running,
    days_left,
    due_at,
    earlier_due,
    ending_at,
    months_later,
    share_left,
    soon_at,
)
from cases.law.holidays import Holidays, Year, announced, years_missing
from cases.law.reading import files_in
from cases.questionnaire import load

ZONE = ZoneInfo("Asia/Shanghai")
REPORT = load()
LAW = load_law(REPORT)


def at(text: str) -> datetime:
    """A time on the wall in Shanghai."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def last_day(rule: str, started: str, holidays: Holidays = LAW.holidays, **counted: int) -> str:
    """The last day as people say it: the one before the midnight on which it is over."""
    due = due_at(LAW.deadlines[rule], at(started), holidays, ZONE, **counted)
    assert due.tzinfo is UTC
    assert f"{due.astimezone(ZONE):%H:%M}" == "00:00"
    return f"{due.astimezone(ZONE) - timedelta(minutes=1):%Y-%m-%d %a}"


@pytest.mark.parametrize(
    ("rule", "started", "counted", "last"),
    [
        # the Friday before National Day 2026 is a holiday too; seven days later is the second day of the feast
        ("filing_review", "2026-09-25 10:00", {}, "2026-10-08 Thu"),
        ("filing_review", "2026-09-30 23:59", {}, "2026-10-08 Thu"),
        ("filing_review", "2026-09-24 09:00", {}, "2026-10-08 Thu"),
        ("filing_review", "2026-09-22 09:00", {}, "2026-09-29 Tue"),
        ("filing_review", "2026-09-25 10:00", {"extended": 1}, "2026-10-26 Mon"),  # day 30 is Sunday the 25th
        ("filing_review", "2026-09-25 10:00", {"extended": 2}, "2026-11-24 Tue"),
        ("filing_review", "2026-11-23 00:00", {}, "2026-11-30 Mon"),
        ("filing_review", "2026-11-22 23:59", {}, "2026-11-30 Mon"),  # Sunday the 29th moves
        ("filing_review", "2026-11-23 10:00", {"paused_days": 4}, "2026-12-04 Fri"),
        ("filing_review", "2026-11-23 10:00", {"paused_days": 5}, "2026-12-07 Mon"),  # Saturday the 5th moves
        # a weekend on which everybody works moves nothing
        ("filing_review", "2026-10-03 10:00", {}, "2026-10-10 Sat"),
        ("notify_declined", "2026-11-24 10:00", {}, "2026-11-27 Fri"),
        ("notify_declined", "2026-11-25 10:00", {}, "2026-11-30 Mon"),
        ("reconsideration_decision", "2026-11-23 10:00", {}, "2026-12-23 Wed"),
        ("reconsideration_decision", "2026-11-23 10:00", {"extended": 1}, "2027-01-22 Fri"),
        ("file_after_order", "2026-11-23 10:00", {}, "2026-12-08 Tue"),
        # six months by the calendar; a bank's own date moves for no holiday
        ("freeze", "2026-08-31 10:00", {}, "2027-02-28 Sun"),
        ("freeze", "2027-08-31 10:00", {}, "2028-02-29 Tue"),
        ("freeze", "2026-08-31 10:00", {"extended": 1}, "2027-08-31 Tue"),
        ("after_supervision", "2026-11-30 10:00", {}, "2027-03-01 Mon"),  # the end of February is a Sunday
    ],
)
def test_the_last_day(rule: str, started: str, counted: dict[str, int], last: str):
    """The day it starts is not counted, days are calendar days, and a last day off becomes the next working day."""
    assert last_day(rule, started, **counted) == last


def test_a_year_without_a_table_knows_weekends_only():
    """National Day 2027 falls on a Friday: with the table it moves the end by a week, without it by nothing."""
    feast = frozenset(date(2027, 10, day) for day in range(1, 8))
    assert last_day("filing_review", "2027-09-24 10:00") == "2027-10-01 Fri"
    entered = Holidays({**LAW.holidays.years, 2027: Year(feast, frozenset())})
    assert last_day("filing_review", "2027-09-24 10:00", entered) == "2027-10-08 Fri"


def test_a_missing_year_is_reported_before_it_begins():
    """From December on the unit is told that nobody knows the notice of the next year."""
    last = max(announced())
    assert years_missing(LAW, date(last, 11, 30)) == ()
    assert years_missing(LAW, date(last, 12, 1)) == (last + 1,)
    assert years_missing(LAW, date(last + 1, 3, 1)) == (last + 1,)


def test_a_years_own_table_takes_the_place_of_the_librarys(tmp_path: Path):
    """The notices since 2004 come with the library; a year in the unit's file is that year, whole."""
    assert LAW.holidays.is_off(date(2026, 10, 7)) and not LAW.holidays.is_off(date(2026, 10, 10))
    table = """[[years]]
year = 2026
off = [2026-10-01]
working = [2026-10-11]
source = "HOLIDAYS"
confidence = "A"
effective_from = 2026-01-01
checked_on = 2026-11-29
"""
    (tmp_path / "holidays.toml").write_text(table, "utf-8")
    own = load_law(REPORT, files_in(tmp_path)).holidays
    assert [own.is_off(date(2026, 10, day)) for day in (1, 7, 10, 11)] == [True, False, True, False]
    assert own.is_off(date(2025, 10, 7))


@pytest.mark.parametrize(
    ("rule", "started", "due"),
    [
        ("transfer", "2026-09-30 16:20", "2026-10-01 16:20"),
        ("stop_payment", "2026-10-02 08:05", "2026-10-04 08:05"),
    ],
)
def test_hours_are_exact(rule: str, started: str, due: str):
    """No holiday moves a clock of hours."""
    assert due_at(LAW.deadlines[rule], at(started), LAW.holidays, ZONE) == at(due)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2026-06-30", 24, "2028-06-30"),
    ],
)
def test_months_go_by_the_calendar(day: str, months: int, then: str):
    """The same day of the month, or its last one."""
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(then)


@pytest.mark.parametrize(
    ("rule", "due", "warned"),
    [
        ("filing_review", "2026-10-09 00:00", "2026-10-07 10:00"),  # the last day is the 8th
        ("stop_payment", "2026-10-04 08:05", "2026-10-03 20:05"),
        ("transfer", "2026-10-01 16:20", "2026-10-01 10:20"),
        ("freeze", "2027-03-01 00:00", "2027-02-14 10:00"),  # the last day is the 28th
    ],
)
def test_the_desk_is_warned_in_time(rule: str, due: str, warned: str):
    """A day before in the morning, a quarter of the hours before, two weeks before."""
    assert soon_at(LAW.deadlines[rule], at(due), ZONE) == at(warned)


def test_a_right_is_remembered_two_days_before_it_ends():
    """When the last day is Monday the 30th, on Saturday morning."""
    assert ending_at(at("2026-12-01 00:00"), ZONE) == at("2026-11-28 10:00")


RUNS = Running(uuid4(), "filing_review", at("2026-11-23 10:00"), at("2026-12-01 00:00"))


def test_what_is_left_of_a_clock():
    """Whole days until the last one, and the share of its time."""
    assert [
        days_left(RUNS, at(text), ZONE) for text in ("2026-11-23 23:59", "2026-11-30 00:01", "2026-12-01 00:00")
    ] == [7, 0, -1]
    assert (share_left(RUNS, RUNS.started_at), share_left(RUNS, RUNS.due_at + timedelta(days=3))) == (1, 0)


def test_a_clock_is_late_from_midnight_on_unless_it_waits():
    """The last day belongs to it; paused or stopped it is never late."""
    assert not RUNS.is_late(at("2026-11-30 23:59"))
    assert RUNS.is_late(at("2026-12-01 00:00"))
    assert not replace(RUNS, paused_at=at("2026-11-29 09:00")).is_late(at("2026-12-09 00:00"))
    assert not replace(RUNS, stopped_at=at("2026-11-29 09:00")).is_late(at("2026-12-09 00:00"))


def test_the_earlier_date_counts_from_the_report_to_us():
    """Told to us three days before acceptance: the desk is warned by the earlier date; afterwards there is none."""
    rule = LAW.deadlines["filing_review"]
    assert earlier_due(rule, RUNS, at("2026-11-20 10:00"), LAW.holidays, ZONE) == at("2026-11-28 00:00")
    assert earlier_due(rule, RUNS, at("2026-11-23 10:00"), LAW.holidays, ZONE) is None
    assert earlier_due(LAW.deadlines["freeze"], RUNS, at("2026-11-20 10:00"), LAW.holidays, ZONE) is None


@given(day=st.dates(date(2026, 1, 1), date(2026, 11, 1)), hour=st.integers(0, 23), extended=st.integers(0, 2))
def test_nobody_loses_a_day(day: date, hour: int, extended: int):
    """Whenever it starts, the last day is one on which people work, never before its time and never two weeks after."""
    rule = LAW.deadlines["filing_review"]
    local = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    last = (due_at(rule, local, LAW.holidays, ZONE, extended=extended).astimezone(ZONE) - timedelta(minutes=1)).date()
    earliest = day + timedelta(days=rule.whole(extended).count)
    assert not LAW.holidays.is_off(last)
    assert earliest <= last < earliest + timedelta(days=14)
