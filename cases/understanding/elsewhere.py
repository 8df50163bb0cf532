"""What a person tells that is no offence against a company: who is there for it. See elsewhere.toml.

It is only looked at where no offence was heard, and the report is taken all the same.
"""

from __future__ import annotations

import re

from cases.understanding.in_place import in_place
from cases.understanding.tables import one_of, table

LONGEST = 2_000  # characters
_SIGNS = {kind: re.compile(one_of(words["signs"]), re.IGNORECASE) for kind, words in table("elsewhere").items()}
KINDS = tuple(_SIGNS)
# Whoever speaks for a firm is no employee without wages and no customer of a shop.
_A_FIRM = re.compile(
    r"我们(?:公司|厂|店|企业|项目)|我(?:公司|厂|店|司)|本公司|\bour (?:company|firm|factory|shop)\b", re.IGNORECASE
)
_OF_PERSONS = frozenset({"wages", "consumer", "private"})


def belongs_elsewhere(said: str) -> str | None:
    """wages, consumer, traffic, private or civil; None where nothing says so."""
    words = in_place(said[:LONGEST])
    found = next((kind for kind, sign in _SIGNS.items() if sign.search(words)), None)
    return None if found in _OF_PERSONS and _A_FIRM.search(words) else found
