"""Case numbers: GC-YYMMDD-XXXXX, Crockford base32, the last one a check character. Not guessable, easy on the phone."""

from __future__ import annotations

import re
import secrets
from datetime import date

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I L O U
_FORM = re.compile(r"^GC-?(\d{6})-?([0-9A-Z]{5})$")
_HEARD_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_WEIGHTS = (3, 7, 11, 13)


def new_number(day: date) -> str:
    """A number for a case submitted on that local day: a million of them a day, so two may meet and one draws again."""
    digits = f"{day:%y%m%d}"
    letters = "".join(secrets.choice(ALPHABET) for _ in range(4))
    return f"GC-{digits}-{letters}{_check(digits, letters)}"


def read_case_number(said: str) -> str | None:
    """The case number in what someone typed or read aloud, or None; a mistyped one fails its check character."""
    compact = re.sub(r"[\s—–_-]+", "-", said.strip().upper()).replace("GC-", "GC", 1)
    found = _FORM.match(compact)
    if not found:
        return None
    digits, tail = found[1], found[2].translate(_HEARD_AS)
    if any(letter not in ALPHABET for letter in tail) or tail[4] != _check(digits, tail[:4]):
        return None
    return f"GC-{digits}-{tail}"


def _check(digits: str, letters: str) -> str:
    """A weighted sum over a prime: catches any one wrong character (but 0 for Z) and any swap of neighbours."""
    total = sum((place + 2) * int(digit) for place, digit in enumerate(digits))
    total += sum(weight * ALPHABET.index(letter) for weight, letter in zip(_WEIGHTS, letters, strict=True))
    return ALPHABET[total % 31]
