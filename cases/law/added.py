"""Tables that came to a file of ours when units may have had their own of it: there ours counts, and is said to.

A unit that wants nothing of it says so: `escalation = []`, before the first table of its file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cases.law.reading import Own, entries, load

ADDED: Mapping[str, Sequence[str]] = {"follow_ups": ("escalation",)}


@dataclass(frozen=True)
class OursInstead:
    """A table that the unit's file lacks: the last line of that file, and the line of ours where what counts begins."""

    file: str
    table: str
    ends: int
    begins: int


def ours_instead(own: Own) -> list[OursInstead]:
    """Of the unit's files that count. Raises BadLaw."""
    return [
        OursInstead(f"{name}.toml", table, _lines(own, name), entries({}, name, table)[0].line)
        for name, tables in ADDED.items()
        for table in tables
        if lacks(own, name, table)
    ]


def lacks(own: Own, name: str, table: str) -> bool:
    """Whether the unit has that file, and nothing of this in it."""
    file = f"{name}.toml"
    return file in own and table not in load(file, own[file])[1]


def _lines(own: Own, name: str) -> int:
    file = f"{name}.toml"
    return len(load(file, own[file])[0].splitlines())
