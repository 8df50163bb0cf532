"""A sum that somebody reckons up in words: 28万加41万5加17万 减掉付过的10万."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from cases.understanding.in_place import Said, in_place
from cases.understanding.money import Money
from cases.understanding.sums_in_text import MOST, find_sums

_BESIDE = "[^,。;0-9加减]{0,6}"
_MORE = re.compile(rf"[元块]?{_BESIDE}[ ,]?(?:再|又|还要)?(?:加上?|\+|plus){_BESIDE}", re.IGNORECASE)
_LESS = re.compile(
    rf"[元块]?{_BESIDE}[ ,]?(?:再|要|还要)?(?:减[掉去]?|去掉|刨去|minus|less)[^,。;0-9加减]{{0,12}}",
    re.IGNORECASE,
)


def reckoned(text: str) -> Said[Money] | None:
    """What comes out, where every sum is added or taken off, at least one is taken off, and something is left."""
    found, written = find_sums(text), in_place(text)
    if not 2 <= len(found) < MOST or len({one.money.currency for one in found}) > 1:
        return None
    fen, is_less = found[0].money.fen, False
    for one, following in pairwise(found):
        if _LESS.fullmatch(written, one.end, following.start):
            fen, is_less = fen - following.money.fen, True
        elif _MORE.fullmatch(written, one.end, following.start):
            fen += following.money.fen
        else:
            return None
    if not is_less or fen <= 0:
        return None
    start, end = found[0].start, found[-1].end
    rough = any(one.money.approximate for one in found)
    return Said(replace(found[0].money, fen=fen, approximate=rough, upto=None), start, end, text[start:end])
