"""How many, as people type it: 1200, 1,200, 一千二百, 1.2万条, 三十多人, 没有. A rough number is its lower end."""

from __future__ import annotations

import re
from decimal import Decimal

from cases.errors import NotUnderstood
from cases.understanding.amounts import chinese_units
from cases.understanding.numerals import DIGITS, UNITS, lower_end, number, without_commas
from cases.understanding.writing import plain

MOST = 10**10  # eleven digits are rather a telephone number

_ENGLISH = {
    name: str(value)
    for value, name in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
}
_ENGLISH_WORD = re.compile(rf"\b(?:{'|'.join(_ENGLISH)})\b")
_NONE = re.compile(
    r"(?:(?:一[个次条组台份]?)?(?:都|也))?(?:没有?(?:过|的|一[个次条组台份人]|人)?|无人?|none|no|nil)[。.]?|0",
    re.IGNORECASE,
)
# Letters of numbers in words that count nothing, and the 百分之 of a percentage.
_OTHER_WORDS = re.compile(r"一共|一般|一直|一些|一起|一下|统一|第一|万一|百分之|per ?cent|percent")
_TENTHS = re.compile(rf"([1-9{DIGITS}])成")
_RANGE = re.compile(
    rf"(?<![0-9.,{DIGITS}{UNITS}])([0-9.]{{1,8}}|[{DIGITS}十百]{{1,4}}) ?(?:到|至|-|~) ?"
    rf"(?:[0-9.]{{1,8}}|[{DIGITS}十百]{{1,4}})(?![0-9.])"
)
# 3、4个 is about three; 500、600 are two numbers.
_NEIGHBOURS = re.compile(rf"(?<![0-9.,、{DIGITS}{UNITS}])([0-9]|[{DIGITS}])、([0-9]|[{DIGITS}])(?![0-9.,、{DIGITS}])")
_SPELLINGS = tuple(
    (re.compile(spelling), usual)
    for spelling, usual in (("参(?=[拾佰仟])", "叁"), ("廿", "二十"), ("卅", "三十"), ("仨", "三"))
)
_AND_A_HALF = re.compile(rf"(?<=[0-9{DIGITS}])个半(?![年月天小])")
_COUPLE = re.compile(r"([一二两三四五六七八])[二两三四五六七八九]")  # 三五个, 七八个: nobody reads out digits here
_FIGURE = r"[0-9]++(?:,[0-9]++)*+(?:\.[0-9]++)?+"
_FEW = "几(?=[十百千万亿])"
_POINT = rf"(?<=[0-9{DIGITS}十])点(?=[0-9{DIGITS}])"
# Every repetition is possessive: a hostile text is read once, from left to right.
_NUMBER = re.compile(
    rf"(?P<minus>负|(?<![^ :(])-)? ?(?<![0-9.])(?P<figures>(?:{_FIGURE}|[{DIGITS}{UNITS}]|{_FEW})"
    rf"(?: ?[{UNITS}]|{_FIGURE}|[{DIGITS}]|[多余来几把](?=[{UNITS}])|{_POINT})*+)"
    r"(?P<time>[多来]?个?(?:年|月(?<!个月)|周|星期|天|日|号(?!人)|小时)| (?:year|week|day|hour)s?\b)?"
)


def read_number(said: str) -> int:
    """The one whole number in `said`, 0 included.

    Raises NotUnderstood("number", form | several | negative | fraction | large | time): `time` counts years or days.
    """
    text = _ENGLISH_WORD.sub(lambda word: _ENGLISH[word[0]], chinese_units(plain(said).lower()))
    if _NONE.fullmatch(text):
        return 0
    found = list(_NUMBER.finditer(_in_figures(text)))
    counted = [one for one in found if not one["time"]]
    if not counted and (found or "半年" in text):
        raise NotUnderstood("number", "time")
    return _only({_value(one) for one in counted})


def _in_figures(text: str) -> str:
    """Shares, ranges and other spellings as plain figures; a range is its lower end."""
    for spelling, usual in _SPELLINGS:
        text = spelling.sub(usual, text)
    text = _NEIGHBOURS.sub(_lower, _AND_A_HALF.sub(".5", text))
    return _RANGE.sub(r"\1", _TENTHS.sub(r"\g<1>十", _OTHER_WORDS.sub(" ", text)))


def _lower(pair: re.Match[str]) -> str:
    return pair[1] if number(pair[2]) == number(pair[1]) + 1 else pair[0]


def _value(found: re.Match[str]) -> Decimal:
    figures, _ = lower_end(without_commas(found["figures"].replace(" ", "")))
    couple = _COUPLE.fullmatch(figures)
    try:
        value = number(couple[1] if couple else figures)
    except ValueError as unreadable:
        raise NotUnderstood("number", "form") from unreadable
    return -value if found["minus"] else value


def _only(values: set[Decimal]) -> int:
    if len(values) != 1:
        raise NotUnderstood("number", "several" if values else "form")
    (value,) = values
    if value < 0:
        raise NotUnderstood("number", "negative")
    if value != int(value):
        raise NotUnderstood("number", "fraction")
    if value >= MOST:
        raise NotUnderstood("number", "large")
    return int(value)
