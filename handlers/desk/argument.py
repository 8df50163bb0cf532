"""What a button of a form carries: which choice it makes, in the few bytes that a button holds."""

from __future__ import annotations

from hashlib import sha256

LONGEST_VALUE = 24  # bytes of a button that are left for what it chooses
WITHOUT_WORDS = "go"  # the form is whole without its text
KEPT = "kept"  # the words are those that were kept, not the next message
CANNED = "canned"  # the answers the unit often gives; with a name behind it, that one
PREVIEW = "preview"  # the words as their reader will see them
SEND = "send"  # and what was shown goes; what that was stands behind it
NOW = "now"  # the same, also at night
EDIT = "edit"  # it is changed first
DISCARD = "discard"  # it does not go at all
DROP = "drop"  # a file does not go along, by its mark
SUGGESTED = "s"  # in place of the first choice: the colleague whom the card of a free case suggests


def key_of(value: str) -> str:
    """For a value itself where it is short, since a button holds 64 bytes."""
    short = len(value.encode()) <= LONGEST_VALUE and ":" not in value
    return value if short else sha256(value.encode()).hexdigest()[:12]
