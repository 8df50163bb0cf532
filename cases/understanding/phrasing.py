"""Many ways of naming a moment become one: English, 2026-11-20, 昨晚 and 二十号 all turn into 昨天晚上, 11月20日.

So the grammar in `days.py` and `clock.py` knows a single spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cases.understanding.chinese_times import (
    COUNT,
    DAILY,
    NAMED_DAYS,
    QUARTERS,
    ROUGH,
    SHORTHAND,
    TWICE,
    Rewrite,
)
from cases.understanding.numerals import small_number
from cases.understanding.writing import plain

MONTHS = {
    "january": 1, "jan": 1,
    "february": 2, "feb": 2,
    "march": 3, "mar": 3,
    "april": 4, "apr": 4,
    "may": 5,
    "june": 6, "jun": 6,
    "july": 7, "jul": 7,
    "august": 8, "aug": 8,
    "september": 9, "sept": 9, "sep": 9,
    "october": 10, "oct": 10,
    "november": 11, "nov": 11,
    "december": 12, "dec": 12,
}  # fmt: skip
WEEKDAYS = {
    "monday": 1, "mon": 1,
    "tuesday": 2, "tues": 2, "tue": 2,
    "wednesday": 3, "wed": 3,
    "thursday": 4, "thurs": 4, "thur": 4, "thu": 4,
    "friday": 5, "fri": 5,
    "saturday": 6, "sat": 6,
    "sunday": 7, "sun": 7,
}  # fmt: skip
COUNTS = {
    "a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "a couple of": "2", "a couple": "2", "couple of": "2",
    "half a": "半", "half an": "半", "few": "几", "a few": "几", "several": "几",
}  # fmt: skip
UNITS = {
    "second": "秒", "minute": "分钟", "min": "分钟", "hour": "小时", "hr": "小时",
    "day": "天", "week": "周", "month": "个月", "year": "年",
}  # fmt: skip
PHRASES = {
    "the day before yesterday": "前天", "day before yesterday": "前天", "yesterday": "昨天", "today": "今天",
    "the day after tomorrow": "后天", "tomorrow": "明天", "last night": "昨天晚上", "tonight": "今天晚上",
    "this morning": "今天上午", "this afternoon": "今天下午", "this evening": "今天晚上",
    "just now": "刚才", "right now": "刚才",
    "last week": "上周", "this week": "这周", "next week": "下周", "last month": "上个月", "this month": "这个月",
    "next month": "下个月", "last year": "去年", "this year": "今年", "next year": "明年",
    "early morning": "清晨", "morning": "上午", "noon": "中午", "afternoon": "下午", "evening": "晚上", "night": "晚上",
    "after midnight": "凌晨", "early evening": "傍晚", "late night": "深夜", "midnight": "0点", "o'clock": "点",
}  # fmt: skip
MONTH_PARTS = {"early": "初", "beginning of": "初", "start of": "初", "mid": "中旬", "late": "下旬", "end of": "底"}


def _any(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_MONTH, _WEEKDAY, _DAY = (
    rf"\b(?P<month>{_any(MONTHS)})\b\.?",
    rf"\b(?P<weekday>{_any(WEEKDAYS)})\b\.?",
    r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?",
)
_YEAR = r"(?:,? ?\b(?P<year>[0-9]{4})\b)?"
_HOUR = r"(?<![0-9:])(?P<hour>[0-9]{1,2})(?::(?P<minutes>[0-9]{2}(?::[0-9]{2})?))?"
_WHICH_WEEK = {"last": "过周", "past": "过周", "this": "这周", "next": "下周", None: "周"}


def _date(said: re.Match[str]) -> str:
    parts = said.groupdict()
    year, day = parts.get("year"), parts.get("day")
    return (f"{year}年" if year else "") + f"{MONTHS[parts['month']]}月" + (f"{int(day)}日" if day else "")


def _clock(said: re.Match[str]) -> str:
    """3pm is 15点, 12:30 am is 0:30, pm 3:30:12 is 15:30:12; the precision stays as said."""
    parts = said.groupdict()
    hour, half = int(parts["hour"]), parts.get("half") or parts["half_before"]
    is_whole_day = 13 <= hour <= 23 and half == "p" and parts["minutes"]  # 15:30 PM
    hour = hour if is_whole_day else hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 99
    return f"{hour:02}:{parts['minutes']}" if parts["minutes"] else f"{hour}时"


def _year_last(said: re.Match[str]) -> str:
    """11/20/2026 and 20/11/2026; 5/6/2026 may be either, and stays as it is."""
    first, second = int(said[1]), int(said[2])
    if (first > 12) == (second > 12) and first != second:
        return said[0]
    return f"{said[3]}年{min(first, second)}月{max(first, second)}日 "


ENGLISH: tuple[Rewrite, ...] = (
    (
        re.compile(rf"\b({_any(COUNTS)}|[0-9]{{1,4}})(?:-| or | to )({_any(COUNTS)})(?= (?:{_any(UNITS)})s? ago\b)"),
        r"约\1",
    ),
    (
        re.compile(rf"(?<![a-z0-9])({_any(COUNTS)}|[0-9]{{1,4}}) ({_any(UNITS)})s? ago\b"),
        lambda said: f"{COUNTS.get(said[1], said[1])}{UNITS[said[2]]}前",
    ),
    # A weekday before a date only repeats it.
    (
        re.compile(rf"{_WEEKDAY},? (?=[0-9]{{4}}|(?:[0-9]{{1,2}}(?:st|nd|rd|th)? (?:of )?)?(?:{_any(MONTHS)})\b)"),
        "",
    ),
    (re.compile(rf"(?<![0-9]){_DAY} (?:of )?{_MONTH}{_YEAR}"), _date),
    (re.compile(rf"{_MONTH} {_DAY}(?![0-9:]){_YEAR}"), _date),
    (
        re.compile(rf"\b(early|mid|late|end of|beginning of|start of)[ -]{_MONTH}{_YEAR}"),
        lambda said: _date(said) + MONTH_PARTS[said[1]],
    ),
    (re.compile(rf"(?:\blast )?{_MONTH}{_YEAR}"), _date),
    (
        re.compile(rf"(?:\b(last|past|this|next) )?{_WEEKDAY}(?P<week_before> (?:of )?last week\b)?"),
        lambda said: ("上周" if said["week_before"] else _WHICH_WEEK[said[1]]) + str(WEEKDAYS[said["weekday"]]),
    ),
    (re.compile(rf"{_HOUR} ?(?P<half>[ap])\.?m(?![a-z])\.?"), _clock),
    (re.compile(rf"(?<![a-z0-9])(?P<half_before>[ap])\.?m\.? ?{_HOUR}(?![0-9:])"), _clock),
    (re.compile(rf"\b({_any(PHRASES)})\b"), lambda said: PHRASES[said[1]]),
)
BARE_YEAR = re.compile(r"(in |about |around |大概|大约|~)?((?:19|20)[0-9]{2})")  # only when it is all there is
FIGURES: tuple[Rewrite, ...] = (
    (re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})/((?:19|20)[0-9]{2})(?![0-9/])"), _year_last),
    (re.compile(r"(?<![0-9])([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])[日t]?"), r"\1年\3月\4日 "),
    (re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-3][0-9])(?![0-9])"), r"\1年\2月\3日"),
    (re.compile(r"(?<![0-9])([0-9]{4})[-/.]([0-9]{1,2})(?![0-9./-])"), r"\1年\2月"),
    (
        re.compile(r"(?<![0-9a-z./:年月-])([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9a-z./:%万亿千百元块倍折吨-])[日号]?"),
        r"\1月\2日",
    ),
)
NUMERALS: Rewrite = (re.compile(rf"[{COUNT}]{{1,8}}"), lambda said: _digits(said[0]))
# A figure and its unit are one word; 二o二六年 has the zeros people type.
SPACES: tuple[Rewrite, ...] = (
    (re.compile(rf"(?<=[一-鿿0-9]) (?=(?![{COUNT}])[一-鿿])|(?<=(?<![{COUNT}])[一-鿿]) (?=[0-9{COUNT}])"), ""),
    (re.compile(r"(?<=[0-9]) ?: ?(?=[0-9]{2})"), ":"),
    (re.compile(r"(?<=[〇零一二三四五六七八九])[o0](?=[〇零一二三四五六七八九])"), "〇"),
    (re.compile(r"(?<=:[0-9]{2})\.[0-9]{1,9}(?![0-9])"), ""),
)
# 11月22日（周日）, 11月22日星期日: the weekday only repeats the date.
REPEATED: Rewrite = (
    re.compile(
        rf"(?<=[0-9{COUNT}][日号]),? ?(?:\(周[1-7一二三四五六日天]\)|周(?:[一二三四五六日天]|[1-7](?![0-9]))) ?"
    ),
    " ",
)
CHINESE = (*SPACES, *TWICE, *DAILY, *NAMED_DAYS, *QUARTERS, *ROUGH, *FIGURES)
_LETTER = re.compile(r"[a-z]")


def phrase(said: str) -> str:
    """`said` in the one spelling the grammar reads; what is no phrase of time stays as it is."""
    text = plain(said).lower()
    if year := BARE_YEAR.fullmatch(text):
        return f"{year[1] or ''}{year[2]}年"
    for short, full in SHORTHAND.items():
        text = text.replace(short, full)
    english = ENGLISH if _LETTER.search(text) else ()
    for pattern, replacement in (*CHINESE, *english, REPEATED, NUMERALS):
        text = pattern.sub(replacement, text)
    return text


def _digits(numeral: str) -> str:
    try:
        return str(small_number(numeral))
    except ValueError:
        return numeral
