"""A text that remembers where each of its letters stood: rewritten by rules, what is found in it has a place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cases.understanding.writing import THIN_SPACES, plain

Place = tuple[int, int]
Rewrite = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

_SPACES = re.compile(" {2,}")


@dataclass(frozen=True)
class Traced:
    """`places` holds, for each letter of `text`, the start and the end of what it stands for in the text as given."""

    text: str
    places: Sequence[Place]

    def sub(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> Traced:
        """As re.sub; every letter of a replacement stands for all that was replaced."""
        pieces: list[str] = []
        places: list[Place] = []
        at = 0
        for found in pattern.finditer(self.text):
            piece = found.expand(new) if isinstance(new, str) else new(found)
            kept = piece == found[0]
            pieces += (self.text[at : found.start()], piece)
            places += self.places[at : found.end() if kept else found.start()]
            places += [] if kept else [self.place(*found.span())] * len(piece)
            at = found.end()
        return Traced("".join((*pieces, self.text[at:])), [*places, *self.places[at:]]) if at else self

    def place(self, start: int, end: int) -> Place:
        """Where in the text as given the letters from `start` to `end` stand; a span holds at least one letter."""
        return self.places[start][0], self.places[end - 1][1]


def as_is(text: str) -> Traced:
    """`text` before anything was rewritten."""
    return Traced(text, [(at, at + 1) for at in range(len(text))])


def plainly(said: str) -> Traced:
    """`plain(said)` in small letters, letter by letter, each with its place in `said`."""
    pieces: list[str] = []
    places: list[Place] = []
    for at, letter in enumerate(said):
        piece = "" if letter in THIN_SPACES and said[at - 1 : at].isdigit() else _plain(letter)
        pieces.append(piece)
        places += [(at, at + 1)] * len(piece)
    return Traced("".join(pieces), places).sub(_SPACES, " ")


@lru_cache(maxsize=8192)
def _plain(letter: str) -> str:
    return " " if letter.isspace() else plain(letter).lower()
