"""The Chinese calendar of the years people report about: when each year of the moon begins, how long its months are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from types import MappingProxyType

LENGTHS = {"大": 30, "小": 29}


@dataclass(frozen=True)
class MoonYear:
    """`months`: a long (大) or short (小) one each, in order; the month behind number `leap` is a second one of it."""

    begins: date
    months: str
    leap: int | None = None

    def on(self, month: int, day: int) -> date | None:
        """The day by the common calendar; None where the month is shorter. A leap month is never meant."""
        place = month - 1 + (self.leap is not None and month > self.leap)
        if day > LENGTHS[self.months[place]]:
            return None
        before = list(accumulate((LENGTHS[length] for length in self.months), initial=0))[place]
        return self.begins + timedelta(days=before + day - 1)


MOON_YEARS: Mapping[int, MoonYear] = MappingProxyType(
    {
        2018: MoonYear(date(2018, 2, 16), "小大小大小小大小大小大大"),
        2019: MoonYear(date(2019, 2, 5), "大小大小大小小大小小大大"),
        2020: MoonYear(date(2020, 1, 25), "小大大大小大小小大小大小大", leap=4),
        2021: MoonYear(date(2021, 2, 12), "小大大小大小大小大小大小"),
        2022: MoonYear(date(2022, 2, 1), "大小大小大大小大小大小大"),
        2023: MoonYear(date(2023, 1, 22), "小大小小大大小大大小大小大", leap=2),
        2024: MoonYear(date(2024, 2, 10), "小大小小大小大大小大大小"),
        2025: MoonYear(date(2025, 1, 29), "大小大小小大小大小大大大小", leap=6),
        2026: MoonYear(date(2026, 2, 17), "大小大小小大小小大大大小"),
        2027: MoonYear(date(2027, 2, 6), "大大小大小小大小小大大小"),
        2028: MoonYear(date(2028, 1, 26), "大大大大小大小小大小小大小", leap=5),
        2029: MoonYear(date(2029, 2, 13), "大大小大小大小大小小大大"),
        2030: MoonYear(date(2030, 2, 3), "小大小大大小大小大小大小"),
    }
)
