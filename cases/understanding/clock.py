"""The time part of a moment: 下午3点, 8点半, 15:30:12, 凌晨2点, 中午. The spelling is that of `phrasing.py`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

# The part of the day: the hour it begins, and which hours on the dial it moves into the second half of the day.
PARTS: dict[str, tuple[int, range]] = {
    **dict.fromkeys(("凌晨", "后半夜"), (0, range(0))),
    **dict.fromkeys(("大清早", "清晨", "早上", "早晨", "早"), (6, range(0))),
    **dict.fromkeys(("上午",), (8, range(0))),
    **dict.fromkeys(("中午", "正午"), (12, range(1, 4))),
    **dict.fromkeys(("下午", "午后"), (13, range(1, 12))),
    **dict.fromkeys(("傍晚",), (17, range(1, 12))),
    **dict.fromkeys(("晚上", "晚间", "夜里", "晚"), (18, range(5, 12))),
    **dict.fromkeys(("大半夜", "半夜", "深夜"), (23, range(9, 12))),
}
NIGHT = "晚夜"

_PART = rf"(?P<part>{'|'.join(name for name in PARTS if len(name) > 1)}|(?<=[日号天])[早晚])"
_CLOCK = (
    r"(?<![0-9:])(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?![0-9:])"
    r"|[点时][钟整]?(?:(?P<half>半)|(?P<quarter>[123])刻|(?P<said_minute>[0-9]{1,2})分?(?:(?P<said_second>[0-9]{1,2})秒)?)?)"
)
_TIME = re.compile(rf"(?:{_PART} ?)?{_CLOCK}|{_PART.replace('<part>', '<alone>')}")


class NoSuchTimeError(ValueError):
    """The clock has no such time."""


@dataclass(frozen=True)
class TimeOfDay:
    """Hours and minutes as said, not yet moved to the afternoon; `hour` is None when only the part is known."""

    part: str | None
    hour: int | None
    minute: int
    second: int
    precision: Literal["minute", "hour", "part"]
    span: tuple[int, int]
    is_dial: bool = False  # 3点 and 3:20 may be in either half of the day; 3时, 03:20 and 3:20:12 come off a clock

    def on(self, day: date, before: datetime) -> datetime:
        """The local naive time on `day`. 晚上12点 and 晚上1点 mean the night after, unless that is after `before`."""
        hour = self._hour()
        at = datetime.combine(day, time(hour % 24, self.minute, self.second))
        is_past_midnight = hour == 24 or (self.hour is not None and hour < 5 and self._is_night())
        if is_past_midnight and (hour == 24 or at + timedelta(days=1) <= before):
            return at + timedelta(days=1)
        return at

    @property
    def halves(self) -> tuple[TimeOfDay, ...]:
        """In the morning and in the afternoon, where the words leave it open; 12点 is noon."""
        if not self.is_dial or self.hour in {None, 12}:
            return (self,)
        return (self, replace(self, hour=(self.hour or 0) + 12))

    @property
    def is_unclear(self) -> bool:
        """3点 of a day is more often the afternoon's, but nobody can know."""
        return self.is_dial and self.hour in range(1, 7)

    def _hour(self) -> int:
        begins, afternoon = PARTS[self.part] if self.part else (0, range(0))
        if self.hour is None:
            return begins
        if self.hour == 12 and self.part and (self._is_night() or begins == 0):
            return 24 if self._is_night() else 0
        return self.hour + 12 if self.hour in afternoon else self.hour

    def _is_night(self) -> bool:
        return bool(self.part) and any(letter in NIGHT for letter in self.part or "")


def find_times(text: str, beside: tuple[int, int]) -> list[TimeOfDay]:
    """Every time of day in `text` outside the span `beside`. Raises NoSuchTimeError for 25点."""
    return [_time(said) for said in _TIME.finditer(text) if said.end() <= beside[0] or said.start() >= beside[1]]


def _time(said: re.Match[str]) -> TimeOfDay:
    if said["alone"]:
        return TimeOfDay(said["alone"], None, 0, 0, "part", said.span())
    hour, minute, second = int(said["hour"]), _minute(said), int(said["second"] or said["said_second"] or 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        raise NoSuchTimeError(said[0])
    is_exact = said["minute"] or said["half"] or said["quarter"] or said["said_minute"]
    return TimeOfDay(said["part"], hour, minute, second, "minute" if is_exact else "hour", said.span(), _is_dial(said))


def _is_dial(said: re.Match[str]) -> bool:
    shown = said["hour"].startswith("0") or said["second"] or _behind_hour(said) == "时"
    return not (said["part"] or shown) and 1 <= int(said["hour"]) <= 12


def _behind_hour(said: re.Match[str]) -> str:
    return said.string[said.end("hour") : said.end("hour") + 1]


def _minute(said: re.Match[str]) -> int:
    if said["half"]:
        return 30
    if said["quarter"]:
        return int(said["quarter"]) * 15
    return int(said["minute"] or said["said_minute"] or 0)
