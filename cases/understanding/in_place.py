"""Reading inside a paragraph: its text in one way of writing, every letter in its place, and what was found where."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from cases.understanding.writing import DASHES, INVISIBLE_KINDS, TRADITIONAL

_Value = TypeVar("_Value")
_ONE_DASH = {ord(dash): "-" for dash in DASHES}
_IDEOGRAPHS = ("一", "鿿")


@dataclass(frozen=True)
class Said(Generic[_Value]):
    """A value and the words it was read from: `quote` is `text[start:end]` of the paragraph as given."""

    value: _Value
    start: int
    end: int
    quote: str


def in_place(text: str) -> str:
    """`text` as the readers see it, as long as before: half-width, simplified, blanks for what cannot be seen."""
    return "".join(map(_seen, text)).translate(TRADITIONAL)


def is_chinese(letter: str) -> bool:
    """Whether `letter` is one ideograph; False for an empty string, so the end of a text needs no check of its own."""
    return len(letter) == 1 and _IDEOGRAPHS[0] <= letter <= _IDEOGRAPHS[1]


@lru_cache(maxsize=8192)
def _seen(letter: str) -> str:
    if unicodedata.category(letter) in INVISIBLE_KINDS or letter.isspace():
        return letter if letter == "\n" else " "
    folded = unicodedata.normalize("NFKC", letter).translate(_ONE_DASH)
    return folded if len(folded) == 1 else letter
