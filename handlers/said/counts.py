"""How many there are, in words: what nobody counted further than so far is never said as a count."""

from __future__ import annotations

from storage.queue import CAPPED, MOST_ASKED


def capped(count: int, most: int) -> str:
    """Of what was counted up to `most`: 99+ where there are as many, or more."""
    return str(count) if count < most else f"{most - 1}+"


def count_words(show: str, count: int) -> str:
    """How many cases a part of the queue has."""
    return capped(count, MOST_ASKED) if show in CAPPED else str(count)


def needed_words(counts: dict[str, int]) -> str:
    """Whoever waits to be taken and whoever waits for a reply, together; nothing where there is none."""
    waiting, asked = counts["waiting"], counts["asked"]
    return capped(waiting + asked, waiting + MOST_ASKED) if waiting + asked else ""
