"""What owners of other trades type about every offence: counts over more_owner_words.jsonl, not one test for each.

The rows marked as kept aside were not looked at while the readers were written. The loss is in the currency's units; a
range is a list of its two ends, and null is a paragraph where no loss can be said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cases.questionnaire import load
from cases.understanding.loss import read_loss
from cases.understanding.offence import Sense

Row = Mapping[str, Any]
ROWS: list[Row] = [
    json.loads(line) for line in Path(__file__).with_name("more_owner_words.jsonl").read_text("utf-8").splitlines()
]
PARTS = {"seen": [row for row in ROWS if not row.get("aside")], "aside": [row for row in ROWS if row.get("aside")]}
OFFENCES = load().offences
SENSE = Sense(OFFENCES.values())
FIRST = 3
LEAST = {"seen": 0.95, "aside": 11 / 12}


@pytest.mark.parametrize("part", PARTS)
def test_the_offence_is_among_the_first(part: str):
    """In nineteen paragraphs of twenty; of those nobody looked at, in eleven of twelve."""
    right = [row for row in PARTS[part] if {one.offence for one in _first(row)} & {row["offence"], *row["also"]}]
    assert len(right) >= LEAST[part] * len(PARTS[part])


@pytest.mark.parametrize("part", PARTS)
def test_the_loss_is_right_or_left_open(part: str):
    """Right in nine paragraphs of ten, and wrong in hardly any: what is not certain is asked."""
    read = [(_right(row), _read(row)) for row in PARTS[part]]
    assert sum(right == found for right, found in read) >= 0.9 * len(read)
    assert sum(found not in (right, None) for right, found in read) <= 0.04 * len(read)


def test_every_offence_has_its_paragraphs():
    """Two at least, of which one was kept aside."""
    assert {row["offence"] for row in PARTS["seen"]} == {row["offence"] for row in PARTS["aside"]} == set(OFFENCES)


def _first(row: Row) -> list[Any]:
    return SENSE.candidates(row["text"])[:FIRST]


def _right(row: Row) -> tuple[str, Any] | None:
    return None if row["loss"] is None else (row.get("currency", "CNY"), row["loss"])


def _read(row: Row) -> tuple[str, Any] | None:
    found = read_loss(row["text"])
    if found is None:
        return None
    money = found.value
    yuan = money.fen / 100
    return money.currency, [yuan, money.upto / 100] if money.upto else yuan
