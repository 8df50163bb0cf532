"""Sums of money as people type them: 320万, 叁佰贰拾万元整, 1万2, ¥3.2m, USD 5000, "被骗了大概三百多万"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cases.errors import NotUnderstood
from cases.understanding.amounts import Amount, amounts
from cases.understanding.numerals import lower_end, number, without_commas
from cases.understanding.writing import plain

MOST_FEN = 10**14  # a million million yuan: more than any case has ever been about


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
    figures, is_range = lower_end(without_commas(amount.figures.replace(" ", "")))
    yuan = _value(figures) + Decimal(_cents(amount)) / 100
    if yuan * 100 > MOST_FEN:
        raise NotUnderstood("money", "large")
    fen = int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))
    currency = next(iter(amount.currencies), "CNY")
    return Money(-fen if amount.negative else fen, currency, amount.rough or is_range)


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
