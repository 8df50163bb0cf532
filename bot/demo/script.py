"""What is played: who is on the team, which cases come when, and what is done with each of them, step by step.

plots.toml says what happens, in no language; templates/demo/<language>.toml has the words for it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from templates.rendering import FOLDER

PLOTS = Path(__file__).with_name("plots.toml")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}
REPORTER = "reporter"


@dataclass(frozen=True)
class Seat:
    """A member of the made-up team; the name is in the words, under the same key."""

    key: str
    role: str
    district: str | None = None
    specialties: tuple[str, ...] = ()
    is_liaison: bool = False
    has_chat: bool = True  # else they work in the console alone


@dataclass(frozen=True)
class Step:
    """So long after the step before: what the reporter says or sends, or what a member does, with what."""

    after: timedelta
    by: str
    does: str = ""
    filled: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plot:
    """One course of things. `ago` is when its case begins, before now; by its `id` others mean its case."""

    id: str
    ago: timedelta
    steps: tuple[Step, ...] = ()
    offence: str | None = None
    district: str | None = None
    moving: str = ""  # money: "lane" is still being told, "whole" went on to a report
    loss: int | None = None
    story: str = ""  # words of its own, in place of its offence's
    is_common: bool = True  # may come again, with another offence and another company
    is_shown: bool = False  # its reporter's chat can be looked at
    says: Mapping[str, str] = field(default_factory=dict)  # answers of the report that matter to it


@dataclass(frozen=True)
class Script:
    members: tuple[Seat, ...]
    plots: tuple[Plot, ...]
    words: Mapping[str, Any]

    def text(self, path: str) -> str:
        """Raises KeyError: a plot that says what nobody wrote is a mistake of ours."""
        found: Any = self.words
        for key in path.split("."):
            found = found[key]
        return str(found)


@cache
def read_script(language: str) -> Script:
    told = tomllib.loads(PLOTS.read_text("utf-8"))
    words = tomllib.loads((FOLDER / "demo" / f"{language}.toml").read_text("utf-8"))
    return Script(
        tuple(Seat(**_tuples(one)) for one in told["members"]), tuple(_plot(one) for one in told["plots"]), words
    )


def span(said: str) -> timedelta:
    """Read "3d 4h 20m"."""
    found = {UNITS[unit]: int(number) for number, unit in re.findall(r"(\d+)([dhm])", said)}
    assert found or said == "0", said
    return timedelta(**found)


def _plot(row: dict[str, Any]) -> Plot:
    steps = tuple(_step(one) for one in row.pop("steps", ()))
    return Plot(ago=span(row.pop("ago")), steps=steps, **row)


def _step(row: dict[str, Any]) -> Step:
    return Step(span(row.pop("after")), row.pop("by"), row.pop("does", ""), row)


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
