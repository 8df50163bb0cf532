"""Numbers as people write them: 三百二十万, 12万5千, 1万2, 3.2百万. Exact, never through float."""

from __future__ import annotations

import re
from decimal import Decimal

import cn2an

DIGITS = "零〇一二两俩三四五六七八九壹贰叁肆伍陆柒捌玖"
UNITS = "十百千万亿拾佰仟"
WEIGHTS = {"亿": Decimal(10**8), "万": Decimal(10**4), "千": Decimal(1000), "百": Decimal(100), "十": Decimal(10)}
LONGEST = 40  # 九千九百九十九万亿… in capitals stays well below this many characters

_ORDINARY = str.maketrans("〇两俩壹贰叁肆伍陆柒捌玖拾佰仟", "零二二一二三四五六七八九十百千")
_ARABIC = str.maketrans("零一二三四五六七八九", "0123456789")
_FIGURE = re.compile(r"[0-9]{1,40}(?:\.[0-9]{1,10})?")
_POINT = re.compile(r"(?<=[0-9])点(?=[0-9])")
_SPOKEN_POINT = re.compile(r"([零一二三四五六七八九十百千]{1,12})点([零一二三四五六七八九]{1,8})")


def number(written: str) -> Decimal:
    """The value of Chinese, Arabic or mixed numerals without spaces or commas. Raises ValueError."""
    if len(written) > LONGEST:
        raise ValueError(written)
    text = _SPOKEN_POINT.sub(_figures, written.translate(_ORDINARY))
    if any(letter in "0123456789" for letter in text):
        return _scaled(_POINT.sub(".", text.translate(_ARABIC)), "亿万千百十")
    return _chinese(text)


def small_number(written: str) -> int:
    """A whole number for dates and clocks (十一, 二〇二六, 11). Raises ValueError."""
    return int(number(written))


def _figures(said: re.Match[str]) -> str:
    return f"{_chinese(said[1])}.{said[2].translate(_ARABIC)}"


def _chinese(text: str) -> Decimal:
    try:
        return Decimal(int(cn2an.cn2an(text, "normal")))
    except KeyError:  # cn2an knows 一万二 but stumbles over 一亿三
        return _scaled(text.translate(_ARABIC), "亿万千百十")


def _scaled(text: str, units: str) -> Decimal:
    """Split at the greatest unit: what stands behind it must be smaller. Only 万 and 亿 may follow units."""
    if not units:
        return _figure(text)
    head, unit, tail = text.rpartition(units[0])
    if not unit:
        return _scaled(text, units[1:])
    lead = _scaled(head, units[1:]) if unit in "亿万" else _figure(head)
    return lead * WEIGHTS[unit] + _behind(tail, WEIGHTS[unit], units[1:])


def _behind(tail: str, weight: Decimal, units: str) -> Decimal:
    """The 2 of 1万2 counts thousands; in 1万零2 and 1万200 it says what it is."""
    if not tail:
        return Decimal(0)
    if len(tail) == 1:
        return _figure(tail) * weight / 10
    rest = _scaled(tail, units)
    if rest >= weight:
        raise ValueError(tail)
    return rest


def _figure(text: str) -> Decimal:
    if not _FIGURE.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)
