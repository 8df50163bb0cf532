"""Counting by the calendar: a month or a year later is the same day of the month, or its last one."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

YEAR = 12


def months_later(day: date, months: int) -> date:
    """31 August and a month is 30 September; 29 February and a year is 28 February."""
    year, month = divmod(day.year * YEAR + day.month - 1 + months, YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_passed(start: date, end: date) -> int:
    """How many months `end` is more than: on the very day three months later it is still only two."""
    months = max(0, (end.year - start.year) * YEAR + end.month - start.month)
    while months and months_later(start, months) >= end:
        months -= 1
    return months
