"""Who is suggested for a case, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import assigning
from cases.assigning import (
    TABLE,
    BadSpecialties,
    Because,
    Candidate,
    Facts,
    Reason,
    called_for,
    calls_of,
    read_table,
    suggest,
)
from tests.world.shipped import REPORT

LEAK = Facts("yinzhou", "ideas", None, money_moving=False)
TEXT = Path(assigning.__file__).with_name("specialties.toml").read_text("utf-8")


def candidate(who: str, **facts) -> Candidate[str]:
    plain = {"district": None, "specialties": frozenset(), "is_liaison": False, "cases": 0, "late": 0}
    return Candidate(who, **plain | facts)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([candidate("free"), candidate("busy", cases=3)], ("free", ())),
        (
            [candidate("free"), candidate("liaison", district="yinzhou", is_liaison=True, cases=3)],
            ("liaison", ((Reason.LIAISON, ""),)),
        ),
        ([candidate("elsewhere", district="haishu", is_liaison=True), candidate("free")], ("elsewhere", ())),
        (
            [candidate("free"), candidate("expert", specialties=frozenset({"ip", "fund"}), cases=2)],
            ("expert", ((Reason.SPECIALTY, "ip"),)),
        ),
        ([candidate("late", late=2), candidate("busy", cases=3)], ("busy", ())),
        ([candidate("first"), candidate("second")], ("first", ())),
        ([candidate("full", district="yinzhou", is_liaison=True, cases=TABLE.most), candidate("free")], ("free", ())),
    ],
    ids=["least loaded", "liaison", "another district's liaison", "specialty", "late", "first of equals", "full"],
)
def test_for_whom_most_speaks(others, expected):
    """The reasons are those of the one suggested, and no others."""
    found = suggest(LEAK, others)
    assert found
    assert (found.who, found.reasons) == expected


def test_nobody_is_suggested_when_everybody_is_full():
    assert suggest(LEAK, [candidate("full", cases=TABLE.most)]) is None
    assert suggest(LEAK, []) is None


def test_what_a_case_calls_for():
    """By its group, and because money is on its way."""
    assert called_for(LEAK) == ["ip"]
    assert calls_of(LEAK) == {"ip": Because.GROUP}
    assert calls_of(Facts("haishu", "partner", None, money_moving=True)) == {"fund": Because.MONEY}
    assert calls_of(Facts("haishu", "insider", "DATA_THEFT_PI", money_moving=False))["data"] is Because.OFFENCE
    assert called_for(Facts("haishu", "unsure", None, money_moving=True)) == ["fund"]


def test_the_file_names_only_what_there_is():
    """Its groups and offences are those of the questionnaire."""
    groups = set(REPORT.questions["offence_group"].options)
    for one in TABLE.specialties.values():
        assert one.groups <= groups
        assert one.offences <= set(REPORT.offences)


@pytest.mark.parametrize(
    "broken",
    [
        TEXT.replace("liaison = 40", 'liaison = "much"'),
        TEXT.replace("liaison = 40", ""),
        TEXT.replace('id = "ip"', 'id = "fund"'),
        TEXT.replace('groups = ["ideas"]', 'groups = "ideas"'),
        TEXT.replace("money_moving = true", "moon = true"),
        "[",
    ],
    ids=["no number", "missing", "twice", "no list", "unknown", "no toml"],
)
def test_a_broken_file_stops_the_start(broken: str):
    with pytest.raises(BadSpecialties):
        read_table(broken)
