"""What the doctor found at one place, and how a line of it reads: templates/words/command.toml, table `doctor`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rich.cells import cell_len

from bot.saying import phrase


class Mark(StrEnum):
    """GOOD is as it should be, SEE is to be known, BAD is to be put right: the command then ends with 1."""

    GOOD = "good"
    SEE = "see"
    BAD = "bad"


@dataclass(frozen=True)
class Found:
    """`place` and `way` name its words; `facts` stand in them."""

    place: str
    way: str
    mark: Mark
    facts: dict[str, Any]


def good(place: str, way: str = "good", **facts: Any) -> Found:
    return Found(place, way, Mark.GOOD, facts)


def see(place: str, way: str, **facts: Any) -> Found:
    return Found(place, way, Mark.SEE, facts)


def bad(place: str, way: str, **facts: Any) -> Found:
    return Found(place, way, Mark.BAD, facts)


def lines(found: Iterable[Found], language: str) -> Iterator[str]:
    """Marks and places in columns; a Chinese character is two wide."""
    rows = [
        (
            phrase(language, f"doctor.marks.{one.mark}"),
            phrase(language, f"doctor.{one.place}.label"),
            phrase(language, f"doctor.{one.place}.{one.way}", **one.facts),
        )
        for one in found
    ]
    marks, places = (max((cell_len(row[at]) for row in rows), default=0) for at in (0, 1))
    for mark, place, words in rows:
        yield f"{_wide(mark, marks)}  {_wide(place, places)}  {words}"


def _wide(words: str, width: int) -> str:
    return words + " " * (width - cell_len(words))
