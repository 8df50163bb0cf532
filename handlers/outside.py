"""What comes from outside, read within what can be: whatever is none, or beyond it, counts as not said.

Every address, form, header and button goes through one of these. What `int`, `UUID` or `fromisoformat` let through may
still break further in: a number past a column, a year that no time zone can move, a NUL in a query of PostgreSQL.
tests/test_house.py finds the door that reads by itself.
"""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo
from urllib.parse import urlsplit
from uuid import UUID

FIRST_YEAR, LAST_YEAR = 1900, 2200
LARGEST = 2**53 - 1  # what scripts and both databases hold
DECIMAL, HEXADECIMAL = re.compile(r"-?[0-9]{1,19}"), re.compile(r"[0-9a-f]{1,14}")
UNPRINTABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))  # all but tab and the ends of lines


def read_number(text: str, *, least: int = 0, most: int = LARGEST) -> int | None:
    """A whole number in plain digits."""
    return _within(int(text), least, most) if DECIMAL.fullmatch(text) else None


def read_hexadecimal(text: str, *, most: int = LARGEST) -> int | None:
    return _within(int(text, 16), 0, most) if HEXADECIMAL.fullmatch(text) else None


def read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def read_ids(text: str) -> tuple[UUID, ...]:
    """Several of them, with commas between."""
    return tuple(found for one in text.split(",") if (found := read_id(one)))


def read_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def read_moment(text: str, zone: tzinfo | None = None) -> datetime | None:
    """A moment of that zone, as a browser's field for local time gives it; without one, the text must say its own."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment.replace(tzinfo=zone) if zone else moment
    return moment if moment.tzinfo and FIRST_YEAR <= moment.year <= LAST_YEAR else None


def read_path(address: str) -> str:
    """The path of an address; empty where it is none."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def read_host(text: str) -> str:
    """The name in a header, without its port, which may be another one in front of us; empty where it is none."""
    try:
        return (urlsplit(f"//{text}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def printable(text: str) -> str:
    """Without what no keyboard types and PostgreSQL refuses."""
    return text.translate(UNPRINTABLE)


def _within(number: int, least: int, most: int) -> int | None:
    return number if least <= number <= most else None
