"""The one round in which an officer asks for materials: what it holds, and how it is written as lines in a chat."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cases.errors import NotUnderstood

_WAIVED = re.compile(r"(?:免|[-－—–])\s*(\d{1,3})\s*[：:，,、]?\s*(.*)")
_NEWS = re.compile(r"(?:新情况|new)\s*[：:]\s*(.+)", re.IGNORECASE)
_ADDED = re.compile(r"[+＋]?\s*(.+?)\s*[：:]\s*(.+)")


@dataclass(frozen=True)
class Round:
    """What an officer asks for at once: (title, reason) of what is added, reasons by item of what is waived."""

    added: Sequence[tuple[str, str]] = ()
    waived: Mapping[str, str] = field(default_factory=dict)
    new_facts: str = ""  # what is new since the last round, in a line


def read_round(text: str, items: Sequence[str]) -> Round:
    """A line each: "title: reason" adds, "-3 reason" waives the third of `items`, "new: …" says what is new.

    Raises NotUnderstood for a line that is none of these, or that names no item of the list.
    """
    added, waived, news = [], {}, ""
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        if said := _WAIVED.fullmatch(line):
            waived[_item(items, int(said[1]))] = _reason(said[2])
        elif said := _NEWS.fullmatch(line):
            news = said[1]
        elif said := _ADDED.fullmatch(line):
            added.append((said[1], said[2]))
        else:
            raise NotUnderstood("material", "empty")
    return Round(added, waived, news)


def _item(items: Sequence[str], place: int) -> str:
    if not 1 <= place <= len(items):
        raise NotUnderstood("material", "no_such", place=place)
    return items[place - 1]


def _reason(said: str) -> str:
    if not said:
        raise NotUnderstood("material", "empty")
    return said
