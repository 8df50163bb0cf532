"""When a reminder may come, in people's own words: 早上八点以后随便, 下班以后, 白天都行.

What reaches further than a button, or not so far, presses none: a reminder at the wrong hour may be seen.
"""

from __future__ import annotations

import re

from cases.quiet import HOURS
from cases.understanding.numerals import small_number
from cases.understanding.tables import one_of, table
from cases.understanding.writing import plain

LONGEST = 40  # characters
_SIGNS = {name: re.compile(one_of(words)) for name, words in table("option_words")["quiet_hours"].items()}
_CLOCK = re.compile(
    "(?P<part>早|上午|中午|下午|傍晚|晚|夜)?[上里晨间]?(?P<hour>[0-9]{1,2}|[一二两三四五六七八九十]{1,3})(?P<minute>点半|点|时|:[0-9]{2})"
    r"|\b(?P<english>[0-9]{1,2}) ?(?P<half>am|pm|o'clock)(?: in the (?P<of>morning|afternoon|evening))?"
)
_AFTER = re.compile("[以之过]?后|起|开始|after (?!work)|from ")
_AFTER_WORK = re.compile("(?<=下班)[以之]?后")
_BEFORE = re.compile("以前|之前|(?<!目)前|before |until |till ")
_RANGE = re.compile("到|至|-|~| to ")
_EXCEPT = re.compile(r"除|别|不(?![论管])|\b(?:except|not|don't)\b")
_DAY_AND_EVENING = re.compile(
    "白天(?:和|跟|与|或者?|还有|加|[、,/ ])?晚上(?:都|也)?(?:可以|行|成|好|没事|方便|ok)?(?:的|$)|day and evening"
)
_LATER, _EARLIER = ("下午", "傍晚", "晚", "夜", "pm"), ("早", "上午", "am")
DAY = HOURS["daytime"]


def hours_said(said: str) -> str | None:
    """The option; None where no one of them is what was said."""
    if len(said) > LONGEST:
        return None
    words = _AFTER_WORK.sub("", plain(said).lower())
    clocks = [_hour(one) for one in _CLOCK.finditer(words)]
    parts = {name for name, sign in _SIGNS.items() if name != "anytime" and sign.search(words)}
    if not clocks and parts & {"daytime", "by_day"} and parts <= {"daytime", "by_day", "evening"}:
        return _by_day(words, parts)
    if _EXCEPT.search(words):
        return None
    if clocks:
        return _by_clock(words, clocks, parts)
    if parts:
        is_open = _AFTER.search(words) or _BEFORE.search(words)
        return None if len(parts) > 1 or is_open else parts.pop()
    return "anytime" if _SIGNS["anytime"].search(words) else None


def _by_day(words: str, parts: set[str]) -> str:
    """白天晚上都行; but of 白天打，晚上她们会翻我手机 the day alone."""
    if "daytime" in parts or ("evening" in parts and _DAY_AND_EVENING.search(words)):
        return "daytime"
    return "by_day"


def _by_clock(words: str, clocks: list[int | None], parts: set[str]) -> str | None:
    if len(clocks) == 2 and _RANGE.search(words):
        return _exactly(*clocks)
    if len(clocks) > 1 or clocks[0] is None:
        return None
    if _AFTER.search(words):
        return _exactly(clocks[0], DAY[1].hour)
    if _BEFORE.search(words):
        return _exactly(DAY[0].hour, clocks[0])
    holds = [one for one in parts if HOURS[one][0].hour <= clocks[0] < HOURS[one][1].hour]
    return holds[0] if len(holds) == len(parts) == 1 else None


def _exactly(start: int | None, end: int | None) -> str | None:
    return next((name for name, (begins, ends) in HOURS.items() if (begins.hour, ends.hour) == (start, end)), None)


def _hour(said: re.Match[str]) -> int | None:
    """None where it may be in either half of the day, or between two hours."""
    part = said["part"] or said["half"] or ""
    if said["english"]:
        hour, part = int(said["english"]), "pm" if said["of"] in {"afternoon", "evening"} else part
    elif said["minute"] == "点半" or said["minute"][1:] not in {"", "00"}:
        return None
    else:
        try:
            hour = small_number(said["hour"])
        except ValueError:
            return None
    if part in _LATER and hour < 12:
        return hour + 12
    is_of_morning = part in _EARLIER or said["of"] == "morning"
    return hour if is_of_morning or hour >= 12 or said["hour"] == f"0{hour}" else _dial(said, hour)


def _dial(said: re.Match[str], hour: int) -> int | None:
    """8点到22点 begins in the morning; 8点 alone may be in the evening."""
    later = _CLOCK.search(said.string, said.end())
    if said["part"] == "中午":
        return hour + 12
    return hour if later and _RANGE.match(said.string[said.end() :].lstrip()) else None
