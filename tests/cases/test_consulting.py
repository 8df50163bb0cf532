"""Whom a choice of experts names."""

from __future__ import annotations

import pytest

from cases.consulting import EVERYBODY, invited

ABLE = {"wang": ["fund", "ip"], "zhou": ["fund"], "zhao": [""]}


@pytest.mark.parametrize(
    ("panel", "found"),
    [
        ((EVERYBODY,), ["wang", "zhou", "zhao"]),
        (("of.fund",), ["wang", "zhou"]),
        (("of.ip", "zhao"), ["wang", "zhao"]),
        (("zhao", "of.fund", "zhao"), ["zhao", "wang", "zhou"]),
        (("of.", "fund", "nobody"), []),
        ((), []),
    ],
    ids=["everybody", "a specialty", "one beside a specialty", "each once", "none of ours", "nobody"],
)
def test_a_choice_names_each_once(panel: tuple[str, ...], found: list[str]):
    """By specialty, by name or all, in the order of the choice."""
    assert invited(panel, ABLE) == found
