"""Sums of money as people type them: 320万, 叁佰贰拾万元整, 1万2, ¥3.2m, USD 5000, "被骗了大概三百多万"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cases.errors import NotUnderstood
from cases.understanding.amounts import ROUGH_LETTERS, Amount, amounts
from cases.understanding.numerals import number
from cases.understanding.writing import plain

MOST_FEN = 10**14  # a million million yuan: more than any case has ever been about

_GROUPED = re.compile(r"(?<![0-9])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")
_NEIGHBOURS = re.compile(r"([一二两三四五六七八])([二两三四五六七八九])(?=[十百千万亿])")


@dataclass(frozen=True)
class Money:
    """`fen` is hundredths of the currency's unit; `approximate`: a rough sum, or the lower end of a range."""

    fen: int
    currency: str = "CNY"
    approximate: bool = False


def read_money(said: str) -> Money:
    """The one sum in `said`. Raises NotUnderstood("money", form | several | negative | zero | large)."""
    found = list(amounts(plain(said).lower()))
    marked = [amount for amount in found if amount.is_marked]
    # Beside 320万元 a bare 3 is a number of transfers; alone it is the answer.
    sums = [_sum(amount) for amount in marked or found if amount.is_marked or amount.may_be_bare]
    return _within_reason(_only(sums))


def _sum(amount: Amount) -> Money:
    if len(amount.currencies) > 1:
        raise NotUnderstood("money", "form")
    figures, is_range = _lower_end(_without_commas(amount.figures.replace(" ", "")))
    yuan = _value(figures) + Decimal(_cents(amount)) / 100
    if yuan * 100 > MOST_FEN:
        raise NotUnderstood("money", "large")
    fen = int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))
    currency = next(iter(amount.currencies), "CNY")
    return Money(-fen if amount.negative else fen, currency, amount.rough or is_range)


def _without_commas(figures: str) -> str:
    """3,200,000 loses its commas; 320,0000 keeps them and will not be read."""
    return _GROUPED.sub(lambda found: found[0].replace(",", ""), figures)


def _lower_end(figures: str) -> tuple[str, bool]:
    """十几万 is at least 十万, 两三百万 at least 两百万, and 百万 stands for 一百万."""
    sure = _NEIGHBOURS.sub(r"\1", figures)
    is_range = sure != figures
    sure = sure.translate({ord(rough): None for rough in ROUGH_LETTERS})
    leads = sure in ("万", "亿") or sure[:1] in tuple("百千")  # but 万一 is no number
    return f"一{sure}" if leads else sure, is_range


def _value(figures: str) -> Decimal:
    try:
        return number(figures)
    except ValueError as unreadable:
        raise NotUnderstood("money", "form") from unreadable


def _cents(amount: Amount) -> int:
    jiao, fen = (int(_value(digit)) if digit else 0 for digit in amount.cents)
    return jiao * 10 + fen


def _only(sums: list[Money]) -> Money:
    """The same sum in words and figures is one sum; the exact writing of it counts."""
    if not sums:
        raise NotUnderstood("money", "form")
    if len({(money.fen, money.currency) for money in sums}) > 1:
        raise NotUnderstood("money", "several")
    return min(sums, key=lambda money: money.approximate)


def _within_reason(money: Money) -> Money:
    if money.fen < 0:
        raise NotUnderstood("money", "negative")
    if money.fen == 0:
        raise NotUnderstood("money", "zero")
    return money
