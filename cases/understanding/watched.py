"""Whether somebody whom the reporter suspects can read along: 离职了 但是微信还登着.

To take a yes for a no may harm whoever writes; so a sign that they can is never outweighed, and a sentence that says
both counts as nobody knowing.
"""

from __future__ import annotations

import re

from cases.understanding.tables import one_of, table
from cases.understanding.writing import plain

LONGEST = 300  # characters of an answer that are looked at

_SIGNS = {name: re.compile(one_of(words), re.IGNORECASE) for name, words in table("watched").items()}


def can_read(said: str) -> str | None:
    """The answer in these words, "yes", "no" or "unsure"; None where they say nothing of it."""
    words = plain(said[:LONGEST]).lower()
    if _SIGNS["unsure"].search(words):
        return "unsure"
    denied = _SIGNS["no"].search(words)
    if _SIGNS["yes"].search(_SIGNS["no"].sub(" ", words)):
        return "unsure" if denied else "yes"
    if not denied and not _SIGNS["gone"].search(words):
        return None
    return "unsure" if _SIGNS["turn"].search(words) or len(said) > LONGEST else "no"


def warns(said: str) -> bool:
    """Whether somebody says, in the middle of anything, that another can read along: 他也能看我手机 发消息小心点."""
    return bool(_SIGNS["warns"].search(plain(said).lower()))
