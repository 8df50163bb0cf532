"""What people ask the chat itself: the questions it can answer, as data (asked.toml).

The words of the answers stand in templates/words/asked.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cases.errors import CaseError

SHIPPED = Path(__file__).with_suffix(".toml")
KEYS = {"id", "about", "say", "source"}


class BadAsked(CaseError):
    """A question people ask is not written as it must be."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


@dataclass(frozen=True)
class Known:
    """A question we can answer: the words it turns on, ways of asking it, and where the answer stands."""

    id: str
    about: tuple[str, ...]
    say: tuple[str, ...]
    source: tuple[str, ...]


def read_asked(file: Path = SHIPPED) -> tuple[Known, ...]:
    """In the order of the file. Raises BadAsked."""
    found: dict[str, Known] = {}
    for row in tomllib.loads(file.read_text("utf-8")).get("asked", []):
        known = _known(row)
        if known.id in found:
            raise BadAsked(known.id, "stands twice")
        found[known.id] = known
    said = [one for known in found.values() for one in known.say]
    if twice := next((one for one in said if said.count(one) > 1), None):
        raise BadAsked(twice, "is said by two questions")
    return tuple(found.values())


def _known(row: Mapping[str, Any]) -> Known:
    name = str(row.get("id", "?"))
    if set(row) != KEYS:
        raise BadAsked(name, f"has the keys {sorted(row)} instead of {sorted(KEYS)}")
    lists = {key: row[key] for key in KEYS - {"id"}}
    for key, value in lists.items():
        if not value or not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise BadAsked(name, f"{key} is not a list of texts")
    return Known(name, **{key: tuple(value) for key, value in lists.items()})
