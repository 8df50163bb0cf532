"""No reader is slow for a long hostile text: twice the length takes about twice the time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import process_time
from typing import Any

import pytest

from cases.errors import NotUnderstood
from cases.understanding import (
    read_account,
    read_company_code,
    read_company_name,
    read_id_number,
    read_money,
    read_number,
    read_person_name,
    read_phone,
    read_text,
)
from cases.understanding.bank_message import read_payment, read_payments
from cases.understanding.sums_in_text import find_sums

READERS: dict[str, Callable[[str], Any]] = {
    "account": read_account,
    "company_code": read_company_code,
    "company_name": read_company_name,
    "find_sums": find_sums,
    "id_number": read_id_number,
    "money": read_money,
    "number": read_number,
    "payment": read_payment,
    "payments": read_payments,
    "person_name": read_person_name,
    "phone": read_phone,
    "text": lambda said: read_text(said, 5000),
}
PIECES = (
    "0", "1", "9,9", "1 ", "1-", "1.", "1\n", "1、", "万", "1万", "几", ",", " ", "\u3000", "-", "(", "一", "一二三", "a", "a@", "：", "账号",
    "账号1", "户名：", "收款人", "向", "【工商银行】", "元", "¥", "大概", "每笔", "3×", "月", "12:", "(万元)", "尾号1", "微信", "DE89", "A1",
    "转", "1转", "+1", "付款", "金额", "余额,1", "支出", "1234 ", "12-34 ", "6222.", "·", "'",
)  # fmt: skip
SHORT, LONG = 2048, 4096
AT_ONCE = 0.03  # seconds; what is faster needs no comparing
MOST_TIMES, SPARE = 2.5, 0.02


def seconds(read: Callable[[str], Any], text: str, tries: int = 5) -> float:
    """The processor's time for one reading, the best of a few."""
    best = 60.0
    for _ in range(tries):
        begun = process_time()
        with suppress(NotUnderstood):
            read(text)
        best = min(best, process_time() - begun)
    return best


def is_linear(read: Callable[[str], Any], piece: str) -> bool:
    """Whether twice the pieces take at most about twice the time."""
    short, long = (piece * SHORT)[:SHORT], (piece * LONG)[:LONG]
    return seconds(read, long, tries=1) < AT_ONCE or seconds(read, long) <= MOST_TIMES * seconds(read, short) + SPARE


@pytest.mark.parametrize("reader", READERS)
def test_twice_the_text_takes_about_twice_the_time(reader: str):
    """Digits, units, brackets, spaces and labels without end are read from left to right, once."""
    assert [piece for piece in PIECES if not is_linear(READERS[reader], piece)] == []
