"""Until when an offence can be prosecuted, counted from its last day, for each tier of its penalty."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from cases.law import load_law
from cases.law.limitation import Nearness, is_near, limitation_ends
from cases.questionnaire import Answer, State, load

LAW = load_law(load())
NINGBO = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 23)

# CL art. 87 on the tiers of each offence: five years below five, ten below ten, fifteen from ten, twenty for life.
YEARS = [
    ("EMBEZZLEMENT", (5, 15, 20)),
    ("COMM_BRIBE_TAKE", (5, 15, 20)),
    ("FUND_MISUSE", (5, 10, 15)),
    ("CONTRACT_FRAUD", (5, 15, 20)),
    ("FRAUD", (5, 15, 20)),
    ("TRADE_SECRET", (5, 15)),
    ("TM_COUNTERFEIT", (5, 15)),
    ("BID_RIGGING", (5,)),
    ("TRADE_LIBEL", (5,)),
]


def happened(at: str, until: str | None = None) -> dict[str, Answer]:
    value = {"at": at, "precision": "day", "approximate": False} | ({"until": until} if until else {})
    return {"happened_when": Answer(State.GIVEN, value=value)}


@pytest.mark.parametrize(("offence", "years"), YEARS, ids=[offence for offence, _ in YEARS])
def test_years_of_each_tier(offence: str, years: tuple[int, ...]) -> None:
    """The same day so many years later, the lightest tier first."""
    ends = limitation_ends(LAW, offence, happened("2023-03-07T00:00:00+08:00"), NINGBO)
    assert ends == tuple(date(2023 + more, 3, 7) for more in years)


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        (happened("2024-02-29T00:00:00+08:00"), date(2029, 2, 28)),
        (happened("2023-12-31T16:30:00+00:00"), date(2029, 1, 1)),
        (happened("2021-08-01T00:00:00+08:00", "2022-10-15T00:00:00+08:00"), date(2027, 10, 15)),
    ],
    ids=["29 February", "after midnight here", "the end of a period"],
)
def test_from_its_last_day(answers: dict[str, Answer], first: date) -> None:
    """Counted from the last day it went on, by the clock of the unit; 29 February ends on the 28th."""
    ends = limitation_ends(LAW, "BID_RIGGING", answers, NINGBO)
    assert ends == (first,)


@pytest.mark.parametrize(
    ("offence", "answers"),
    [
        ("PYRAMID", happened("2023-03-07T00:00:00+08:00")),
        ("EMBEZZLEMENT", {}),
        ("EMBEZZLEMENT", {"happened_when": Answer(State.AS_SAID, "好几年前")}),
        ("EMBEZZLEMENT", {"happened_when": Answer(State.SKIPPED)}),
    ],
    ids=["no data", "not said", "not understood", "skipped"],
)
def test_without_data_or_date(offence: str, answers: dict[str, Answer]) -> None:
    """Without the years or the day nothing is said."""
    assert limitation_ends(LAW, offence, answers, NINGBO) is None


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (date(2026, 11, 22), Nearness.PASSED),
        (date(2026, 11, 23), Nearness.WARN),
        (date(2027, 5, 22), Nearness.WARN),
        (date(2027, 5, 23), None),
    ],
    ids=str,
)
def test_nearness(first: date, expected: Nearness | None) -> None:
    """The earliest end decides: the day itself is the last one, and 180 days before it we warn."""
    assert is_near((first, date(2040, 1, 1)), TODAY) is expected


def test_no_end_is_not_near() -> None:
    """Where nothing is known nobody is alarmed."""
    assert is_near(None, TODAY) is None


def test_the_basis_names_who_is_not_bound() -> None:
    """Every row points at CL art. 88(2): a complaint in time stops the clock."""
    assert {row.basis.source.code for row in LAW.limitation.values()} == {"CL"}
    assert all("88(2)" in row.basis.place for row in LAW.limitation.values())
