"""The signs of an offence: short patterns of words that stand in the data, for people who know the law to read.

They are regular expressions with three tools only: (a|b) for one of several words, a? for a word that may be missing
and .{0,12} for a short gap. So a sign takes time in proportion to the text, whatever the text is.
"""

from __future__ import annotations

import re
from math import prod

WIDEST = 60  # of one gap
MOST_STEPS = 20_000  # the gaps of one alternative multiplied: what a letter of the text may cost at worst

_OPEN_ENDED = re.compile(r"(?<!\\)[*+]|\{\d*,\}|\{,|\)\{|\\[1-9]|\(\?P")
_GAP = re.compile(r"\{(?:\d+,)?(\d+)\}")


def compiled(sign: str) -> re.Pattern[str]:
    """The pattern, for text in small letters. Raises ValueError with the reason when it is none, or may be slow."""
    if not sign.strip() or sign != sign.lower():
        raise ValueError(f"the sign {sign} is empty or has capital letters")
    if _OPEN_ENDED.search(sign):
        raise ValueError(f"the sign {sign} repeats without an end; write a gap like .{{0,12}}")
    for gaps in map(_gaps, _alternatives(sign)):
        if max(gaps, default=0) > WIDEST or prod(gaps) > MOST_STEPS:
            raise ValueError(f"the sign {sign} has gaps that are too wide together")
    try:
        pattern = re.compile(sign)
    except re.error as error:
        raise ValueError(f"the sign {sign} is no pattern: {error}") from error
    if pattern.search(""):
        raise ValueError(f"the sign {sign} fits everything")
    return pattern


def _gaps(sign: str) -> list[int]:
    return [int(gap) for gap in _GAP.findall(sign)]


def _alternatives(sign: str) -> list[str]:
    """The sign cut at every | that stands in no bracket."""
    found, depth = [""], 0
    for letter in sign:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and not depth:
            found.append("")
        else:
            found[-1] += letter
    return found
