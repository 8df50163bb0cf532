"""What grows with a case in pieces: the newest stand on its page, and the rest is a press away.

Where a piece begins is counted from the first of all, which stays where it is whatever comes; so an address, and an
open page that asks for news, goes on showing the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from uuid import UUID

from handlers.outside import read_id, read_number

PIECE = 50
HEAVY = 60_000  # letters: few messages fill a page too, if they are long


@dataclass(frozen=True)
class Piece:
    """Some of `total`, in the order they came, from number `first` on; the piece before it begins at `earlier_at`.

    `name` is what an address calls where.
    """

    name: str
    shown: Sequence[Any]
    first: int
    total: int
    earlier_at: int

    @property
    def earlier(self) -> int:
        return self.first

    @property
    def later_at(self) -> int:
        return self.first + len(self.shown)

    @property
    def later(self) -> int:
        return self.total - self.later_at


def piece_of(
    name: str, items: Sequence[Any], asked: Mapping[str, str], letters: Callable[[Any], int] = lambda _one: 0
) -> Piece:
    """From where the address says, by a number or what stands there; else the newest, and no piece half empty."""
    weights = [letters(one) for one in items]
    newest = _begin(weights, len(items))
    first = read_number(asked.get(name, ""))
    if (sought := read_id(asked.get(name, ""))) is not None:
        first = next((at for at, one in enumerate(items) if _id_of(one) == sought), None)
    first = newest if first is None else min(first, newest)
    fits = _fitting(weights[first : first + PIECE])
    return Piece(name, items[first : first + fits], first, len(items), _begin(weights, first))


def _id_of(one: Any) -> UUID | None:
    row = getattr(one, "message", None) or getattr(one, "file", None)
    return row.id if row else None


def _begin(weights: Sequence[int], end: int) -> int:
    """Where the piece begins that ends before `end`."""
    return end - _fitting(weights[max(0, end - PIECE) : end][::-1])


def _fitting(weights: Sequence[int]) -> int:
    """How many of these make a piece: one at least, however long it is."""
    return max(sum(one <= HEAVY for one in accumulate(weights)), min(1, len(weights)))
