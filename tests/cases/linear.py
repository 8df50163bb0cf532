"""Whether a reader's work grows with its text and not with the square of it; how long it takes is for the benchmarks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import process_time
from typing import Any

from cases.errors import CaseError

SHORT, LONG = 1024, 4096
MOST_TIMES = 9  # four times the text: a linear reader takes four times as long, a quadratic one sixteen
SLACK = 0.01  # seconds


def grows_evenly(read: Callable[[str], Any], piece: str, head: str = "") -> bool:
    """With `piece` repeated behind a `head`; measured again, more often, where a busy machine may have spoiled it."""
    short, long = (head + piece * SHORT)[:SHORT], (head + piece * LONG)[:LONG]
    return any(_is_even(read, short, long, tries) for tries in (1, 3, 9))


def _is_even(read: Callable[[str], Any], short: str, long: str, tries: int) -> bool:
    taken = _best(read, long, tries)
    return taken <= SLACK or taken <= MOST_TIMES * _best(read, short, tries) + SLACK


def _best(read: Callable[[str], Any], text: str, tries: int) -> float:
    """The processor's time for one reading, the best of a few."""
    taken = []
    for _ in range(tries):
        began = process_time()
        with suppress(CaseError):
            read(text)
        taken.append(process_time() - began)
    return min(taken)
