"""Numbers as people write them: 三百二十万, 12万5千, 1万2, 3.2百万. Exact, never through float."""

from __future__ import annotations

import re
from decimal import Decimal

import cn2an

DIGITS = "零〇一二两俩三四五六七八九壹贰叁肆伍陆柒捌玖"
UNITS = "十百千万亿拾佰仟"
ROUGH_LETTERS = "几多来余把"  # 十几万, 300多万, 三百来万, 两万余元, 百把万
WEIGHTS = {"亿": Decimal(10**8), "万": Decimal(10**4), "千": Decimal(1000), "百": Decimal(100), "十": Decimal(10)}
LONGEST = 40  # 九千九百九十九万亿… in capitals stays well below this many characters

_ROUGH = frozenset(ROUGH_LETTERS)
_ORDINARY = str.maketrans("〇两俩壹贰叁肆伍陆柒捌玖拾佰仟", "零二二一二三四五六七八九十百千")
_ARABIC = str.maketrans("零一二三四五六七八九", "0123456789")
_FIGURE = re.compile(r"[0-9]{1,40}(?:\.[0-9]{1,10})?")
_POINT = re.compile(r"(?<=[0-9])点(?=[0-9])")
_GROUPED = re.compile(r"(?<![0-9])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")
_NEIGHBOURS = re.compile(r"([一二两三四五六七八])([二两三四五六七八九])(?=[十百千万亿])")
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


def without_commas(figures: str) -> str:
    """3,200,000 loses its commas; 320,0000 keeps them and will not be read."""
    return _GROUPED.sub(lambda found: found[0].replace(",", ""), figures)


def upper_end(figures: str) -> str:
    """Where a range in neighbouring digits ends, 三百万 of 两三百万; nothing where it is none."""
    high = _NEIGHBOURS.sub(r"\2", figures)
    return "" if high == figures or not _ROUGH.isdisjoint(high) else high


def lower_end(figures: str) -> tuple[str, bool]:
    """(figures, whether it was a range): 十几万 is at least 十万, 两三百万 at least 两百万; 百万 stands for 一百万."""
    sure = _NEIGHBOURS.sub(r"\1", figures)
    is_range = sure != figures
    sure = sure.translate({ord(rough): None for rough in ROUGH_LETTERS})
    leads = sure in ("万", "亿") or sure[:1] in tuple("百千")  # but 万一 is no number
    return f"一{sure}" if leads else sure, is_range


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
