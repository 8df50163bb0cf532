"""Codes, waits and what is owed, as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cases.people import Role
from cases.second_factor import LONGEST, Owed, is_over, owed, read_app_code, read_recovery, step_of, wait_after

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of RFC 6238, appendix B


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_are_those_of_the_standard(at: int, code: str):
    """The last six digits of what RFC 6238 prints; each is good once."""
    now = datetime.fromtimestamp(at, UTC)
    step = step_of(SECRET, code, now, 0)
    assert step == at // 30
    assert step_of(SECRET, code, now, step) is None


@pytest.mark.parametrize(
    ("wrong", "seconds"), [(1, 0), (2, 0), (3, 30), (4, 60), (5, 120), (7, 480), (8, 900), (10_000, 900)]
)
def test_each_wrong_one_costs_twice_the_time(wrong: int, seconds: int):
    """Up to a quarter of an hour, however many there were."""
    assert wait_after(wrong) == timedelta(seconds=seconds)


def test_a_wait_is_over_in_time_and_when_it_cannot_be():
    """One that ends later than the longest was written before the clock was set back."""
    now = datetime(2026, 11, 23, tzinfo=UTC)
    waits = {timedelta(0): True, timedelta(seconds=1): False, LONGEST: False, LONGEST + timedelta(seconds=1): True}
    assert {one: is_over(now + one, now) for one in waits} == waits
    assert is_over(None, now)


@pytest.mark.parametrize(
    ("has_factor", "role", "leads_must", "found"),
    [
        (True, Role.EXPERT, False, Owed.PROOF),
        (True, Role.LEAD, True, Owed.PROOF),
        (False, Role.LEAD, True, Owed.FACTOR),
        (False, Role.LEAD, False, None),
        (False, Role.EXPERT, True, None),
    ],
)
def test_what_a_browser_owes(has_factor: bool, role: Role, leads_must: bool, found: Owed | None):
    """Who has one proves it; of the others only leads must have one, where the unit says so."""
    assert owed(has_factor=has_factor, role=role, leads_must=leads_must) == found


@pytest.mark.parametrize(
    ("said", "app", "recovery"),
    [
        ("123 456", "123456", None),
        ("abcde-fghjk", None, "ABCDEFGHJK"),
        (" ABCDE FGHJK ", None, "ABCDEFGHJK"),
        ("ABCDE-FGH0K", None, None),
        ("１２３　４５６", "123456", None),
        ("", None, None),
    ],
)
def test_a_code_however_it_is_typed(said: str, app: str | None, recovery: str | None):
    """With gaps and dashes, in capitals or not, wide or not."""
    assert (read_app_code(said), read_recovery(said)) == (app, recovery)
