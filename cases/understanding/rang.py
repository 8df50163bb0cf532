"""Whether somebody says that they rang 110 already: 打过110了 他们让我去派出所."""

from __future__ import annotations

import re

from cases.understanding.writing import plain

_RANG = re.compile(
    r"(?<![没不要])(?<!没有)(?:打|拨|报)(?:过|了|完|通)(?:了)?(?:电话)?(?:给)? ?(?:110|警)(?![0-9])"
    r"(?!.{0,4}(?:不通|没人|占线))"
    r"|(?<![0-9])110 ?(?:我|也|已经?|刚才?|都){0,3}(?:打|拨|报)(?:过|了|通)"
    r"|已经?(?:打|拨|报)(?:过|了)? ?110(?![0-9])"
    r"|\b(?:called|rang|rung|dialled|dialed|phoned) 110\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"没(?:有)?(?:打|拨|报)|\b(?:not|n't|never)\b", re.IGNORECASE)


def rang_110(said: str) -> bool:
    """Not when they say that they did not, or that nobody answered."""
    words = plain(said)
    return bool(_RANG.search(words)) and not _NOT.search(words)
