"""What is printed: parts with lines and tables, made ready for a page of A4 that no text can burst."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MOST_PRINTED = 200_000  # characters of one PDF, a hundred pages and more
UNBROKEN = re.compile(r"[!-~]{30}")  # no line of a page is as long as this without a place to break it
BREAK = "\u200b"
NARROWEST, WIDEST = 4, 22  # characters that decide how wide a column is


@dataclass(frozen=True)
class Line:
    """One thing said or sent: what it answers, or when it was said, and the words."""

    label: str
    words: str


@dataclass(frozen=True)
class Table:
    """Rows beneath their heads; `widths` says how the columns share the page."""

    heads: list[str]
    rows: list[list[str]]

    @property
    def widths(self) -> list[int]:
        columns = zip(self.heads, *self.rows, strict=True)
        return [min(max(*map(_width, column), NARROWEST), WIDEST) for column in columns]


@dataclass(frozen=True)
class Part:
    title: str
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    is_large: bool = False  # read first, and so set larger


def printed(parts: Iterable[Part], not_all: str) -> Iterator[Part]:
    """The parts of a PDF; of too much the beginning, and that there is more."""
    left = MOST_PRINTED
    for part in parts:
        lines: list[Line] = []
        tables = [Table([*map(broken, one.heads)], [[*map(broken, row)] for row in one.rows]) for one in part.tables]
        left -= sum(len(cell) for table in tables for row in table.rows for cell in row)
        for line in part.lines:
            left -= len(line.label) + len(line.words)
            if left < 0:
                yield Part(part.title, [*lines, Line("", not_all)], is_large=part.is_large)
                return
            lines.append(Line(broken(line.label), broken(line.words)))
        yield Part(part.title, lines, tables, part.is_large)


def broken(text: str) -> str:
    """With places to break what has none."""
    return UNBROKEN.sub(lambda found: found.group() + BREAK, text)


def _width(text: str) -> int:
    """In halves of a Chinese character, of its longest line."""
    return max((sum(1 if ord(sign) < 256 else 2 for sign in line) for line in text.splitlines()), default=0)
