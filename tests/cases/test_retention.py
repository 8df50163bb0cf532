"""How long cases that are over are kept: the unit's own table, and a slip in it stops the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.law import BadLaw, load_law
from cases.law.reading import files_in
from cases.questionnaire import load
from cases.tracks import CloseReason
from tests.world.shipped import LAW

ROW = """[[retention]]
reasons = [{reasons}]
years = {years}
source = "LOCAL"
confidence = "C"
effective_from = 2026-01-01
checked_on = 2026-11-29
"""


def test_what_belongs_to_proceedings_is_never_proposed():
    """What was handed to the window or to another unit is kept by the rules of its file."""
    assert {CloseReason.HANDED_TO_INTAKE, CloseReason.OTHER_POLICE_UNIT} & set(LAW.retention) == set()
    assert LAW.retention[CloseReason.WITHDRAWN].years < LAW.retention[CloseReason.ANSWERED].years


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (ROW.format(reasons='"withdrawn"', years=0), "years is not one or more"),
        (ROW.format(reasons='"nobody"', years=1), "reasons nobody is not known"),
        (ROW.format(reasons='"withdrawn"', years=1) * 2, "withdrawn stands twice"),
        (ROW.format(reasons='"withdrawn"', years=1).replace("years", "jahre"), "jahre is not a key"),
    ],
)
def test_a_slip_stops_the_start(tmp_path: Path, text: str, reason: str):
    """With the file and the reason."""
    (tmp_path / "retention.toml").write_text(text, "utf-8")
    with pytest.raises(BadLaw, match=reason):
        load_law(load(), files_in(tmp_path))


def test_a_unit_that_keeps_everything_has_an_empty_file(tmp_path: Path):
    """Then nobody is told of anything."""
    (tmp_path / "retention.toml").write_text("retention = []\n", "utf-8")
    assert load_law(load(), files_in(tmp_path)).retention == {}
