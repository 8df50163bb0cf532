"""A slower way in, instead of a refusal: the page does a sum, and the more there is to hold back the longer it takes.

It finds a number with which the hash of our riddle begins with so many zeros. A person waits a second or a few; whoever
opens thousands of chats pays for each. The riddle is signed, so that nothing is kept of those nobody solved.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from storage.keys import KeyRing

LASTS = timedelta(minutes=10)
FEWEST, MOST = 15, 20  # zeros: a tenth of a second on a phone, and some seconds
LENGTH = 200  # characters of what a page says


class Riddle(NamedTuple):
    """As the page gets it; `name` is what it is known by once it is solved."""

    zeros: int
    until: datetime
    name: str


def zeros(excess: int, step: int) -> int:
    """One more with each doubling of what is too much, counted in steps."""
    return min(MOST, FEWEST + (1 + excess // step).bit_length() - 1)


def ask(keys: KeyRing, zeros: int, now: datetime) -> str:
    riddle = f"{zeros}.{int((now + LASTS).timestamp())}.{secrets.token_hex(6)}"
    return f"{riddle}.{_signed(keys, riddle)}"


def read(keys: KeyRing, said: str, now: datetime) -> Riddle | None:
    """The riddle that was solved, from "riddle number"; None where it is not ours, too old, or not solved."""
    asked, _, number = said.partition(" ")
    riddle, _, mark = asked.rpartition(".")
    if (
        len(said) > LENGTH
        or not number.isascii()
        or not number.isdecimal()
        or not hmac.compare_digest(mark.encode(), _signed(keys, riddle).encode())
    ):
        return None
    wanted, until, name = riddle.split(".")
    found = Riddle(int(wanted), datetime.fromtimestamp(int(until), UTC), name)
    if not now < found.until <= now + LASTS:
        return None
    digest = int.from_bytes(hashlib.sha256(f"{asked} {number}".encode()).digest())
    return found if digest >> (256 - found.zeros) == 0 else None


def _signed(keys: KeyRing, riddle: str) -> str:
    return keys.blind("riddle", riddle)[:16]
