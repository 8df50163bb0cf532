"""Times that contradict each other are asked about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cases.doubts import Doubt, doubts
from cases.questionnaire import Answer, State


def said(at: datetime, precision: str = "day", until: datetime | None = None) -> Answer:
    value = {"at": at.isoformat(), "precision": precision, "approximate": False}
    return Answer(State.GIVEN, value=value | ({"until": until.isoformat()} if until else {}))


FOUNDED = said(datetime(2019, 1, 1, tzinfo=UTC), "year")


@pytest.mark.parametrize(
    ("happened", "doubtful"),
    [
        (said(datetime(2015, 3, 1, tzinfo=UTC)), True),
        (said(datetime(2018, 12, 30, tzinfo=UTC)), True),
        (said(datetime(2019, 1, 1, tzinfo=UTC), "year"), False),
        (said(datetime(2018, 1, 1, tzinfo=UTC), "year"), False),
        (said(datetime(2018, 6, 1, tzinfo=UTC), until=datetime(2020, 6, 1, tzinfo=UTC)), False),
        (said(datetime(2026, 3, 1, tzinfo=UTC)), False),
    ],
    ids=["years before", "a day before", "the same year", "the year before, roughly", "until later", "after"],
)
def test_before_the_company_existed(happened: Answer, *, doubtful: bool):
    """Only what lies before by more than the precision of what was said is doubted."""
    found = doubts({"company_since": FOUNDED, "happened_when": happened})
    assert found == ([Doubt("company_since", "happened_when")] if doubtful else [])


def test_what_could_not_be_read_is_not_doubted():
    """The person's own words contradict nothing."""
    assert doubts({"company_since": FOUNDED, "happened_when": Answer(State.AS_SAID, "很久以前")}) == []
