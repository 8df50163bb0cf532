"""Sums of money as people type them: 320万, 叁佰贰拾万元整, 1万2, ¥3.2m, USD 5000, "被骗了大概三百多万"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice

from cases.errors import NotUnderstood
from cases.understanding.amounts import Amount, amounts
from cases.understanding.numerals import DIGITS, lower_end, number, upper_end, without_commas
from cases.understanding.writing import plain

MOST_SUMS = 100  # nobody writes so many for an answer
MOST_FEN = 10**14  # a million million yuan: more than any case has ever been about
# Where 48.500 may be forty-eight thousand; no yuan is written so.
WITHOUT_THOUSANDTHS = frozenset({"EUR", "USD", "GBP", "CHF", "IDR", "VND"})
EACH = re.compile("每一?([笔次张份期单])")
_THREE_DECIMALS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


@dataclass(frozen=True)
class Money:
    """`fen` is hundredths of the currency's unit; `approximate`: a rough sum, or the lower end of a range to `upto`."""

    fen: int
    currency: str = "CNY"
    approximate: bool = False
    upto: int | None = None


def read_money(said: str) -> Money:
    """The one sum in `said`. Raises NotUnderstood("money", form | several | negative | zero | large)."""
    text = plain(said).lower()
    found = list(islice(amounts(text), MOST_SUMS))
    marked = [amount for amount in found if amount.is_marked]
    # Beside 320万元 a bare 3 is a number of transfers; alone it is the answer.
    meant = [amount for amount in marked or found if amount.is_marked or amount.may_be_bare]
    return _within_reason(_only(_as_a_whole(meant, text)))


def money_of(amount: Amount) -> Money:
    """What an amount is worth. Raises NotUnderstood("money", form | large)."""
    if len(amount.currencies) > 1 or "?" in amount.currencies:
        raise NotUnderstood("money", "form")
    currency = next(iter(amount.currencies), "CNY")
    figures, is_range = lower_end(without_commas(amount.figures.replace(" ", "")))
    if currency in WITHOUT_THOUSANDTHS and _THREE_DECIMALS.fullmatch(figures):
        raise NotUnderstood("money", "form")
    yuan = (_value(figures) + Decimal(_cents(amount)) / 100) * amount.times
    if yuan * 100 > MOST_FEN:
        raise NotUnderstood("money", "large")
    fen = int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))
    return Money(-fen if amount.negative else fen, currency, amount.rough or is_range, _upto(amount, fen))


def _upto(amount: Amount, fen: int) -> int | None:
    """The other end of a range in fen: 七八百万, 30到40万."""
    end = without_commas(amount.upto) or upper_end(amount.figures.replace(" ", ""))
    if not end or amount.negative:
        return None
    upto = int(_value(end) * 100 * amount.times)
    return upto if fen < upto <= MOST_FEN else None


def _as_a_whole(found: list[Amount], text: str) -> list[Money]:
    """The total where one is named, what came in instalments together, else every sum."""
    whole = [amount for amount in found if amount.role not in ("part", "converted")] or found
    if totals := [amount for amount in whole if amount.role == "total"]:
        return [money_of(amount) for amount in totals]
    if any(amount.role == "each" for amount in whole):
        return [_together(whole, text)]
    return [money_of(amount) for amount in whole]


def _together(found: list[Amount], text: str) -> Money:
    """三笔，每笔10万 is 30万. Raises NotUnderstood when it is not said how many there were."""
    each, counts = EACH.search(text), []
    if each and len(found) == 1:
        counts = re.findall(rf"(?<![第每0-9{DIGITS}.])([0-9]{{1,3}}|[{DIGITS}十]{{1,3}}) ?{each[1]}", text)
    if len(counts) != 1:
        raise NotUnderstood("money", "form")
    return replace(money_of(found[0]), fen=money_of(found[0]).fen * int(_value(counts[0])))


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
